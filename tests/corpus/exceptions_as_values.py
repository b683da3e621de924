"""Exceptions as values: kept, compared, collected, with arguments."""
errors = []
for thing in ("1", "x", None, [], "2"):
    try:
        errors.append(int(thing))
    except (ValueError, TypeError) as e:
        errors.append(e)
print([x if isinstance(x, int) else type(x).__name__ for x in errors])
e = ValueError("a", 2, [3])
print(e.args, str(e), repr(e), e.args[2] is e.args[2])
e.extra = "attributes too"
print(e.extra, str(OSError(2, "No such file")), OSError(2, "x").errno, repr(StopIteration(5)), StopIteration(5).value)
print(str(KeyError("quoted")), str(KeyError("a", "b")), str(KeyError()), str(IndexError("plain")), [ValueError("in list")])
def first_error(*functions):
    for f in functions:
        try:
            f()
        except Exception as error:
            return error
print(repr(first_error(lambda: 1, lambda: {}["q"], lambda: 1 / 0)))
try:
    raise e
except ValueError as same:
    print(same is e)
