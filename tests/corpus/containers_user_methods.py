"""Containers ask the __eq__, __hash__ and __lt__ of what is in them."""
def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)

class K:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return isinstance(o, K) and self.v == o.v or self.v == o
    def __hash__(self): return hash(self.v)
    def __lt__(self, o): return self.v < o.v
    def __repr__(self): return f"K({self.v})"
d = {K(1): "one", K("a"): "A", K((1, 2)): "pair", K(2.5): "f", K(2**70): "big"}
print(d[1], d["a"], d[(1, 2)], d[2.5], d[2**70], d[K(1)], K(1) in d, (K(1),) == (1,), {(K(1), 2): 5}[(1, 2)], {(1, 2): 6}[(K(1), 2)])
print({K(1), K(1), 1}, len({K(i % 3) for i in range(10)}), sorted([K(3), K(1), K(2)]), max([K(1), K(5)]), [K(1)].index(1), [1, K(2)].count(K(2)))
big = {K(i): i for i in range(3000)}
print(sum(big[K(i)] for i in range(3000)))
class Bad:
    def __eq__(self, o): return True
attempt(lambda: {Bad(): 1})
attempt(lambda: hash(Bad()))
class BadEq:
    def __hash__(self): return 1
    def __eq__(self, o): raise ValueError("eq")
attempt(lambda: {BadEq(): 1, BadEq(): 2})
attempt(lambda: BadEq() in [BadEq()])
class BadHash:
    def __hash__(self): return "x"
attempt(lambda: hash(BadHash()))
