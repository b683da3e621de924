"""True and False are integers with another face."""
print(True + True, True * 5, False - 1, sum([True, False, True]), -True, +False)
print(True == 1, True is True, isinstance(True, int), isinstance(1, bool), type(True), type(True + 0))
print([10, 20][True], "ab"[False], {1: "one"}[True], {True: "t", 1: "o", 1.0: "f"})
print(bool("False"), bool(2), str(True), repr(False), int(True), float(False))
print(True < 2, False < True, max(True, 0), True in (1, 2), [1, 0].index(False))
print(f"{True} {True:d} {True:5}| {False!r:>7}")
