"""Tuples are hashable if their items are."""
d = {(0, 0): "origin", (1, 2): "point", (): "empty"}
print(d[(0, 0)], d[1, 2], d[()], (1, 2) in d, (2, 1) in d, d.get((9, 9)))
print({(1, (2, 3)): "nested"}[1, (2, 3)], len({(1, 2), (1, 2), (1.0, 2.0)}), (1, True) == (True, 1))
for bad in (([],), (1, {}), ({1},)):
    try:
        {bad: 1}
    except TypeError as e:
        print(type(e).__name__)
grid = {(x, y): x * y for x in range(3) for y in range(3)}
print(sum(grid.values()), grid[2, 2], max(grid, key=grid.get), sorted(grid)[:2])
