"""Conway's Game of Life on a set of cells."""
def step(cells):
    counts = {}
    for x, y in cells:
        for dx in (-1, 0, 1):
            for dy in (-1, 0, 1):
                if dx or dy:
                    at = (x + dx, y + dy)
                    counts[at] = counts.get(at, 0) + 1
    return {at for at, n in counts.items() if n == 3 or n == 2 and at in cells}

def show(cells, size):
    return "\n".join("".join("#" if (x, y) in cells else "." for x in range(size)) for y in range(size))

glider = {(1, 0), (2, 1), (0, 2), (1, 2), (2, 2)}
cells = glider
for generation in range(5):
    print(show(cells, 6), "\n")
    cells = step(cells)
for _ in range(50):
    cells = step(cells)
print(sorted(cells))
