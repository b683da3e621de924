"""Corners of exceptions, generators, new instances and nested classes."""
def f():
    try:
        raise ValueError("a")
    except ValueError as e:
        pass
    try:
        e
    except NameError as n:
        print(type(n).__name__, n)
f()
for i in range(2):
    try:
        raise KeyError(i)
    except KeyError as e:
        continue
try:
    print(e)
except NameError as n:
    print(n)
def g():
    try:
        raise KeyError(1)
    except KeyError as e:
        try:
            raise ValueError("inner")
        except ValueError:
            pass
        yield e
    yield 2
it = g()
print(repr(next(it)))
try:
    raise
except RuntimeError as e:
    print(e)
print(list(it))
class Single:
    instance = None
    def __new__(cls, *a):
        if cls.instance is None:
            cls.instance = super().__new__(cls)
        return cls.instance
    def __init__(self, x): self.x = x
print(Single(1) is Single(2), Single(3).x)
class A:
    def __init__(self): super().__init__(); print("A")
class B(A):
    def __init__(self):
        super(B, self).__init__()
        print("B", super(B, self).__repr__()[:14])
B()
class P:
    @property
    def x(self): raise AttributeError("inside")
    def __getattr__(self, n): return "fallback " + n
print(P().x, P().y)
class D:
    def __init__(self): self.d = {}
    def __delattr__(self, n): print("del", n)
    def __eq__(self, o): return NotImplemented
    def __lt__(self, o): return "lt"
    def __gt__(self, o): return "gt"
class DD(D):
    def __gt__(self, o): return "DD gt"
d = D()
del d.foo
print(D() < DD(), D() == D(), D() != D(), DD() < D())
class M:
    def __imatmul__(self, o): return "imatmul"
    def __rmatmul__(self, o): return "rmatmul"
m = M()
print(1 @ m)
m @= 2
print(m)
try: 1 @ 2
except TypeError as e: print(e)
e = OSError(2, "No such file", "x.txt")
print(type(e).__name__, e, repr(e), e.errno, e.filename, e.args, issubclass(ConnectionResetError, OSError))
try:
    try:
        raise ValueError("1")
    finally:
        raise KeyError("2")
except KeyError as k:
    print(repr(k.__context__), k.__dict__)
class X(Exception):
    def __init__(self, a, b):
        super().__init__(a)
        self.b = b
try: raise X(1, 2)
except X as x: print(x, x.args, x.b, x.__dict__, repr(x))
def gen():
    try:
        yield 1
    except ZeroDivisionError:
        yield "caught"
    finally:
        print("fin")
q = gen(); next(q); print(q.throw(ZeroDivisionError)); q.close()
def ret():
    try:
        yield 1
    except GeneratorExit:
        return 5
q = ret(); next(q); q.close()
def outer():
    try:
        yield from gen()
    finally: print("outer fin")
q = outer(); next(q); q.close()
q = outer(); next(q); del q
class It:
    def __init__(self): self.n = 0
    def __iter__(self): return self
    def __next__(self):
        self.n += 1
        if self.n > 2: raise StopIteration("done")
        return self.n
    def throw(self, e): return ("thrown", repr(e))
def dele():
    r = yield from It()
    print("r", r)
q = dele(); print(next(q), q.throw(ValueError("v")), list(q))
f2 = lambda *a, **k: (a, k)
try: f2(a=1, **{"a": 2})
except TypeError as e: print(e)
class Outer:
    class Inner:
        def m(self): pass
print(Outer.Inner, Outer.Inner.m.__qualname__, Outer.Inner.__qualname__, Outer.__module__, f.__module__)
try:
    class Bad(Outer, object, Outer): pass
except TypeError as e: print(e)
x = [1]
def fin():
    for i in range(3):
        try:
            if i == 1: break
        finally:
            print("finally", i)
    try:
        return "try"
    finally:
        print("end")
print(fin())
a, *b, (c, *dd) = 1, 2, 3, (4, 5, 6)
print(a, b, c, dd)
class Mgr:
    def __enter__(self): return self
    def __exit__(self, t, v, tb): print(t.__name__ if t else t, v); return t is KeyError
with Mgr() as m1, Mgr(): raise KeyError("k")
try:
    with Mgr(): raise ValueError("v")
except ValueError as e: print("out", e)
