"""None, is, is not and the type of None."""
def nothing():
    pass

def early(n):
    if n:
        return
    return n

a = []
b = a
c = []
print(nothing(), nothing() is None, early(1), early(0), None is not None)
print(a is b, a is c, a is not c, a == c)
print(None == False, None == 0, bool(None), str(None), repr(None), type(None))
print([None, None].count(None), None in [0, None], {None: 1}[None])
try:
    None.attribute
except AttributeError as e:
    print(type(e).__name__, e)
try:
    None + 1
except TypeError as e:
    print(type(e).__name__, e)
try:
    n = None
    n()
except TypeError as e:
    print(type(e).__name__, e)
