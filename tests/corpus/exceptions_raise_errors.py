"""What cannot be raised or caught."""
for thing in (5, "text", None, int, object()):
    try:
        raise thing
    except TypeError as e:
        print(type(e).__name__, e)
try:
    try:
        raise ValueError("v")
    except "not a class":
        print("no")
except TypeError as e:
    print(type(e).__name__, e)
def chooser():
    print("handler expression evaluated")
    return ValueError
try:
    pass
except chooser():
    pass
try:
    raise ValueError
except chooser() as e:
    print(repr(e))
kinds = (KeyError, ValueError)
try:
    raise ValueError("tuple of kinds in a variable")
except kinds as e:
    print(e)
