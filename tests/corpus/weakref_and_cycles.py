"""Weak references break no cycle by themselves and see the collector's work."""
import gc
import weakref

class Node:
    def __init__(self, name):
        self.name = name
        self.other = None

gc.disable()
a, b = Node("a"), Node("b")
a.other, b.other = b, a
ra, rb = weakref.ref(a), weakref.ref(b, lambda r: print("b gone"))
del a
print(ra() is not None)
del b
print(ra() is not None, rb() is not None)
gc.collect()
print(ra(), rb())
class Child:
    def __init__(self, parent):
        self.parent = weakref.ref(parent)
class Parent:
    def __init__(self):
        self.child = Child(self)
p = Parent()
rp, rc = weakref.ref(p), weakref.ref(p.child)
print(p.child.parent() is p)
del p
print(rp(), rc())
gc.enable()
