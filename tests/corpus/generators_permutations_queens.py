"""Backtracking with recursive generators: permutations, subsets, queens."""
def permutations(items):
    if len(items) <= 1:
        yield items
        return
    for i in range(len(items)):
        for rest in permutations(items[:i] + items[i + 1:]):
            yield items[i:i + 1] + rest

def subsets(items):
    if not items:
        yield []
        return
    for rest in subsets(items[1:]):
        yield rest
        yield [items[0]] + rest

def queens(n, rows=()):
    if len(rows) == n:
        yield rows
        return
    for r in range(n):
        if all(r != q and abs(r - q) != len(rows) - c for c, q in enumerate(rows)):
            yield from queens(n, rows + (r,))

print(["".join(p) for p in permutations(list("abc"))], list(permutations("ab")))
print(list(subsets([1, 2, 3])), sum(1 for _ in queens(6)), next(queens(8)))
