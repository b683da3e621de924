"""__repr__ and __str__ in print, containers, f-strings and errors."""
class Both:
    def __repr__(self): return "<repr>"
    def __str__(self): return "<str>"

class OnlyRepr:
    def __repr__(self): return "only repr"

class OnlyStr:
    def __str__(self): return "only str"

class Child(Both):
    def __str__(self): return "child of " + super().__str__()

b = Both()
print(b, repr(b), str(b), [b], (b,), {"k": b}, f"{b} {b!r} {b!s}")
print(OnlyRepr(), str(OnlyRepr()), [OnlyRepr()], OnlyStr(), Child(), repr(Child()))

class Bad:
    def __repr__(self): return 5
try:
    repr(Bad())
except TypeError as e:
    print(type(e).__name__, e)

class Tree:
    def __init__(self, *kids): self.kids = kids
    def __repr__(self): return f"T({', '.join(repr(k) for k in self.kids)})"
print(Tree(Tree(), Tree(Tree(), Tree())), [Tree()], {1: Tree(Tree())})
