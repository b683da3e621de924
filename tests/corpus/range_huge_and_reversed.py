"""Ranges beyond 64 bits; reversed things."""
r = range(10**20, 10**20 + 10, 3)
print(r, r[1], r[-1], len(r), list(r), 10**20 + 3 in r, r[1:], r == range(10**20, 10**20 + 12, 3), hash(r) == hash(range(10**20, 10**20 + 12, 3)), list(reversed(r)), r.index(10**20 + 6))
print(range(5) == range(0, 5), range(0) == range(5, 5), range(0, 10, 3)[::-1], range(10)[2:8:3], range(10)[-3:], list(range(10, 0, -3)), range(3).count(1), range(1, 10**30)[10**29], bool(range(1, 1)))
print([*reversed(range(5))], [*reversed("añb")], list(reversed([])), list(map(lambda *a: a, [1, 2], [3, 4], "xyz")))
