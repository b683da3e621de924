"""min and max with keys, defaults, several arguments and ties."""
print(min(3, 1, 2), max(3, 1, 2), min([4, 2]), max("hello"), min({"b": 1, "a": 2}), max((1, 2), (1, 3)), min(1, 0.5, True))
print(max(["aa", "b", "cc"], key=len), min(["aa", "b", "c"], key=len), max([], default="empty"), min([], default=None, key=len))
print(max(1, -5, key=abs), min([(2, "b"), (1, "z"), (1, "a")]), max([[1], [1, 2], [0, 9]]), max(range(10), key=lambda n: (n % 4, -n)))
print(min(x * x - 4 * x for x in range(6)), max([True, 1, 1.0]), max(0.0, -0.0), min("b", "a", key=ord))
for f in (lambda: min(), lambda: max(5), lambda: max(1, "a"), lambda: max(None, 1)):
    try:
        print(f())
    except (TypeError, ValueError) as e:
        print(type(e).__name__)
