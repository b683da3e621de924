"""Runaway recursion through methods that the interpreter calls itself, and data that is too deep."""
class R:
    def __repr__(self): return "<" + repr(self) + ">"
class E:
    def __eq__(self, o): return self == o
class K: pass
def key(x): return sorted([1, 2], key=key)
def attempt(f):
    try:
        print("no error", str(f())[:40])
    except RecursionError as e:
        print("RecursionError", str(e)[:32])
attempt(lambda: repr(R()))
attempt(lambda: str([R()]))
attempt(lambda: E() == E())
attempt(lambda: sorted([2, 1], key=key))
a = []
b = []
for i in range(100000):
    a = [a]
    b = [b]
attempt(lambda: a == b)
attempt(lambda: repr(a))
class H:
    def __hash__(self): return hash((self,))
attempt(lambda: hash(H()))
class L:
    def __len__(self): return len(self)
attempt(lambda: len(L()))
class I:
    def __init__(self): self.x = I()
attempt(I)
class It:
    def __iter__(self): return iter(self)
attempt(lambda: list(It()))
class C:
    def __call__(self): return self()
attempt(C())
def g():
    yield from g()
attempt(lambda: list(g()))
def h():
    for x in h(): yield x
attempt(lambda: list(h()))
print(len(repr([[[[[[]]]]]])))
class S:
    def __setattr__(self, n, v): self.x = v
def ss(): S().x = 1
attempt(ss)
