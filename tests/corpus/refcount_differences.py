"""sys.getrefcount: what each new reference adds."""
import sys

class C:
    pass

def count(x):
    return sys.getrefcount(x)

def measure():
    c = C()
    base = sys.getrefcount(c)
    alias = c
    print(sys.getrefcount(c) - base)
    items = [c, c, c]
    print(sys.getrefcount(c) - base)
    d = {"k": c}
    t = (c,)
    print(sys.getrefcount(c) - base)
    del items[0]
    d["k"] = None
    print(sys.getrefcount(c) - base)
    t = items = None
    print(sys.getrefcount(c) - base)
    del alias
    print(sys.getrefcount(c) - base)
    c.self = c
    print(sys.getrefcount(c) - base)
    c.self = None
    s = {c}
    f = [c] * 10
    print(sys.getrefcount(c) - base)
    f.clear()
    s.discard(c)
    print(sys.getrefcount(c) - base)
    other = C()
    other.c = c
    print(sys.getrefcount(c) - base)
    del other
    print(sys.getrefcount(c) - base)
measure()
