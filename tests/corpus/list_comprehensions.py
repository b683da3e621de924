"""Comprehensions: conditions, nesting, several loops, their own scope."""
print([x * x for x in range(5)], [x for x in range(10) if x % 3 == 0 if x > 2])
print([(x, y) for x in range(3) for y in "ab"], [(x, y) for x in range(4) for y in range(x)])
print([[x * y for x in range(3)] for y in range(3)], [x for row in [[1, 2], [3]] for x in row])
x = "outer"
print([x for x in range(3)], x)
print([a + b for a, b in [(1, 2), (3, 4)]], [first for first, *rest in [[1, 2], [3]]])
fs = [lambda: i for i in range(3)]
print([f() for f in fs], [f() for f in [lambda j=j: j for j in range(3)]])
print([y for y in (z + 1 for z in range(3))], [c.upper() for c in "abc" if c != "b"])
matrix = [[1, 2, 3], [4, 5, 6]]
print([[row[i] for row in matrix] for i in range(3)], [v if v % 2 else -v for row in matrix for v in row])
print([(lambda v: v * 2)(v) for v in range(3)], [[] for _ in range(2)])
