"""weakref.ref: alive, dead, equal, hashable, callable."""
import weakref

class C:
    def __init__(self, n): self.n = n

c = C(5)
r = weakref.ref(c)
print(r() is c, r().n, weakref.ref(c) is r, r == weakref.ref(c), hash(r) == hash(c))
d = c
del c
print(r() is d)
del d
print(r())
def local():
    x = C(1)
    return weakref.ref(x)
print(local()())
items = [C(i) for i in range(3)]
refs = [weakref.ref(i) for i in items]
items.pop(1)
print([x() is not None for x in refs])
items.clear()
print([x() for x in refs])
for bad in (5, "text", None, (1,), [], {}):
    try:
        weakref.ref(bad)
    except TypeError as e:
        print(type(e).__name__, e)
s = {1}
rs = weakref.ref(s)
print(rs() == {1})
