"""range: indexing, slices, membership, equality, length, huge bounds."""
r = range(2, 20, 3)
print(r, list(r), len(r), r[0], r[-1], r[1:3], r[::-1], list(r[::-1]), 5 in r, 6 in r, r.start, r.stop, r.step)
print(list(range(5, 0, -2)), list(range(0)), list(range(3, 1)), range(0) == range(2, 2), range(0, 3, 2) == range(0, 4, 2))
print(r.index(8), r.count(8), r.count(9), bool(range(0)), list(reversed(range(4))), max(range(7)), sum(range(101)))
print(10 ** 30 in range(10 ** 31), range(10 ** 20, 10 ** 20 + 3)[1], list(range(10 ** 20, 10 ** 20 + 3)), -5 in range(0, -10, -5))
for action in (lambda: range(0, 5, 0), lambda: range(3)[3], lambda: range(1.5), lambda: range("a"), lambda: range(3).index(7)):
    try:
        action()
    except Exception as e:
        print(type(e).__name__, e)
print({range(3): 1}[range(0, 3, 1)], [*range(3)], 2.0 in range(3), "a" in range(3))
