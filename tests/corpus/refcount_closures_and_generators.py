"""References held by closures, default values, methods and suspended generators."""
import sys

class C:
    def method(self): pass

def measure():
    c = C()
    base = sys.getrefcount(c)
    def show(label):
        print(label, sys.getrefcount(c) - base)
    show("nothing")
    def default(x=c): pass
    show("default")
    del default
    show("default gone")
    bound = c.method
    show("bound method")
    del bound
    def gen(x):
        yield 1
    g = gen(c)
    show("generator made")
    next(g)
    show("generator started")
    g.close()
    show("generator closed")
    g = None
    it = iter([c])
    show("iterator of a list")
    it = None
    show("iterator gone")
    e = ValueError(c)
    show("exception argument")
    e = None
    show("end")
measure()
