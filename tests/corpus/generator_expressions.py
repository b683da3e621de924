"""Generator expressions are lazy; their first iterable is not."""
g = (print("computing", x) or x * 2 for x in [1, 2, 3])
print("made")
print(next(g), next(g))
print(list(g), list(g))
print(sum(x for x in range(5)), max(len(w) for w in ["a", "bbb"]), any(x > 2 for x in [1, 3]), all(x for x in []), sorted((-x for x in range(3)), reverse=True))
print(dict((k, v) for k, v in [("a", 1)]), set(x % 2 for x in range(5)) == {0, 1}, tuple(c for c in "ab"), ",".join(str(i) for i in range(3)))
try:
    (x for x in 5)
except TypeError as e:
    print(type(e).__name__, e)
late = (x / 0 for x in [1])
print("no error yet")
try:
    next(late)
except ZeroDivisionError as e:
    print(type(e).__name__)
nested = ((i, j) for i in range(2) for j in range(i + 1) if (i + j) % 2 == 0)
print(list(nested), [list(x for x in range(n)) for n in range(3)])
n = 1
h = (x * n for x in range(3))
n = 10
print(list(h))
