"""Sorting what cannot be compared, and a key that raises."""
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

attempt(lambda: sorted([1, "a"]))
attempt(lambda: sorted([None, None]))
attempt(lambda: sorted([3, 1], key=lambda v: 1 / (v - 1)))
attempt(lambda: sorted([{}, {}]))
attempt(lambda: sorted(5))
attempt(lambda: [2, 1].sort(key=len))
attempt(lambda: max([], default=0))
attempt(lambda: min((), default="none"))
attempt(lambda: sorted([]))
attempt(lambda: sorted(["x"]) + sorted([None]))

class Item:
    def __init__(self, n):
        self.n = n
    def __lt__(self, other):
        return self.n < other.n

print([i.n for i in sorted([Item(3), Item(1), Item(2)])], max([Item(1)]).n)
