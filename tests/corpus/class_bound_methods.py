"""Bound methods as values: equality, storing, calling through classes."""
class C:
    def __init__(self, n): self.n = n
    def get(self): return self.n
    def add(self, x, y=1): return self.n + x + y

a, b = C(1), C(2)
g = a.get
a.n = 10
print(g(), C.get(b), a.get == a.get, a.get == b.get, a.get.__name__, a.get.__self__ is a)
print([m() for m in [a.get, b.get]], list(map(a.add, [1, 2])), a.add(1, y=5), sorted([b, a], key=C.get)[0].n)
table = {"get": a.get, "add": a.add}
print(table["add"](1), table["get"]())
items = []
push = items.append
push(1)
push(2)
print(items, list(map(str.upper, "ab")), ",".join(map(str, [1, 2])))
a.get = lambda: "instance attribute wins"
print(a.get(), C.get(a))
C.get = lambda self: "replaced"
print(b.get(), g())
class Sub(C):
    alias = C.add
    def add(self, x, y=0): return "sub", C.add(self, x, y)
print(Sub(5).add(1), Sub(5).alias(1))
