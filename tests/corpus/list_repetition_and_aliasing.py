"""Repetition shares the items; copies are shallow; lists can hold themselves."""
row = [0] * 3
grid = [row] * 2
grid[0][1] = 5
print(grid, [[0] * 2 for _ in range(2)], [1, 2] * 0, 2 * ["a"], [[]] * 3)
grid = [[0] * 3 for _ in range(2)]
grid[0][1] = 5
print(grid)
a = [1]
a.append(a)
print(a, len(a), a[1][1][0])
d = {"me": None}
d["me"] = d
print(d)
b = [1, 2]
b *= 2
b += b
print(b)
def change(items):
    items.append("changed")
    items = ["new"]
    return items
c = []
print(change(c), c)
