"""enumerate with a start; zip of different lengths, strict, and of itself."""
print(list(enumerate("ab")), list(enumerate([5], 10)), list(enumerate([], start=3)), next(enumerate("x", start=1)))
print(list(zip([1, 2, 3], "ab")), list(zip()), list(zip([1])), list(zip(range(2), "xy", (True, None))), dict(zip("ab", range(5))))
pairs = [(1, "a"), (2, "b")]
print(list(zip(*pairs)), [list(t) for t in zip(*[[1, 2], [3, 4]])])
it = iter(range(7))
print(list(zip(it, it, it)), list(it))
a, b = iter([1, 2, 3]), iter([1])
print(list(zip(a, b)), list(a))
try:
    list(zip([1, 2], [1], strict=True))
except ValueError as e:
    print(e)
for i, (x, y) in enumerate(zip("ab", [10, 20])):
    print(i, x, y)
try:
    zip(1, [2])
except TypeError as e:
    print(type(e).__name__)
