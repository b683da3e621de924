"""Exceptions leave comprehensions, built-ins with callbacks, and constructors."""
def risky(n):
    if n == 3:
        raise ValueError(f"bad {n}")
    return n

def attempt(label, f):
    try:
        print(label, f())
    except ValueError as e:
        print(label, "caught", e)

attempt("list", lambda: [risky(n) for n in range(5)])
attempt("dict", lambda: {n: risky(n) for n in range(5)})
attempt("generator", lambda: sum(risky(n) for n in range(5)))
attempt("map", lambda: list(map(risky, range(5))))
attempt("filter", lambda: list(filter(risky, range(5))))
attempt("sorted", lambda: sorted(range(5), key=risky))
attempt("max", lambda: max(range(5), key=risky))
attempt("fine", lambda: [risky(n) for n in range(3)])
attempt("argument", lambda: print("not printed", risky(3)))
attempt("fstring", lambda: f"{risky(1)} {risky(3)}")
class Picky:
    def __init__(self, n): self.n = risky(n)
    def __str__(self): return str(risky(self.n + 1))
    def __iter__(self): return (risky(i) for i in range(self.n, 5))
    def __len__(self): return risky(3)
attempt("constructor", lambda: Picky(3))
attempt("str", lambda: str(Picky(2)))
attempt("unpack", lambda: [*Picky(2)])
attempt("len", lambda: len(Picky(0)))
attempt("zip", lambda: list(zip("abcd", Picky(2))))
a = [1, 2]
try:
    a[0], a[1] = risky(5), risky(3)
except ValueError:
    print(a)
