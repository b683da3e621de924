"""Cycles of every kind are found by gc.collect()."""
import gc
import weakref

class C:
    pass

gc.disable()
def tracked():
    c = C()
    return c, weakref.ref(c)

c, r_self = tracked()
c.me = c
del c
c, r_list = tracked()
c.items = [c]
del c
c, r_dict = tracked()
c.table = {"c": c}
del c
c, r_tuple = tracked()
c.pair = (c, 1)
del c
c, r_set = tracked()
c.set = {c}
del c
c, r_closure = tracked()
def make(c):
    c.f = lambda: c
make(c)
del c
c, r_method = tracked()
class D(C):
    def m(self): pass
d = D()
d.bound = d.m
r_bound = weakref.ref(d)
del d, c
def gen(c):
    yield c
c, r_gen = tracked()
c.g = gen(c)
next(c.g)
del c
refs = [r_self, r_list, r_dict, r_tuple, r_set, r_closure, r_bound, r_gen]
print([r() is not None for r in refs], r_method())
print(gc.collect() > 0)
print([r() for r in refs])
print(gc.collect())
gc.enable()
