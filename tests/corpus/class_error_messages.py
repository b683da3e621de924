"""What goes wrong with classes, calls and attributes, and how it is told."""
class T:
    def __init__(self, c): self.c = c
    @property
    def f(self): "doc of f"; return self.c * 9 / 5 + 32
    @f.setter
    def f(self, v): self.c = (v - 32) * 5 / 9
    @f.deleter
    def f(self): print("deleted")
t = T(100); print(t.f, T.f.__doc__); t.f = 32; print(t.c); del t.f
class RO:
    @property
    def x(self): return 1
try: RO().x = 2
except AttributeError as e: print(e)
try: del RO().x
except AttributeError as e: print(e)
class E:
    def __init__(self, v): self.v = v
    def __eq__(self, o): return isinstance(o, E) and self.v == o.v
try: {E(1)}
except TypeError as e: print(e)
class Eh(E):
    def __hash__(self): return hash(self.v)
print(len({Eh(1), Eh(1), Eh(2)}), E(1) != E(2), E(1) in [E(1)])
class B:
    def __bool__(self): return 5
try: bool(B())
except TypeError as e: print(e)
class S:
    def __str__(self): return 5
try: str(S())
except TypeError as e: print(e)
class I:
    def __init__(self): return 5
try: I()
except TypeError as e: print(e)
try: T()
except TypeError as e: print(e)
try: T(1, 2)
except TypeError as e: print(e)
class N: pass
try: N(1)
except TypeError as e: print(e)
try: N().x
except AttributeError as e: print(e)
try: N.x
except AttributeError as e: print(e)
try: N()()
except TypeError as e: print(e)
try: N() + 1
except TypeError as e: print(e)
try:
    x = N(); x += 1
except TypeError as e: print(e)
try: N()[1] = 2
except TypeError as e: print(e)
try: del N()[1]
except TypeError as e: print(e)
try: N() < N()
except TypeError as e: print(e)
try: 1 in N()
except TypeError as e: print(e)
try:
    with N(): pass
except TypeError as e: print(e)
try:
    for q in N(): pass
except TypeError as e: print(e)
try: a, b = N()
except TypeError as e: print(e)
try: a, b = 1, 2, 3
except ValueError as e: print(e)
try: next(N())
except TypeError as e: print(e)
def unb():
    print(zz)
    zz = 1
try: unb()
except UnboundLocalError as e: print(e)
def outer():
    def inner(): return yy
    try: inner()
    except NameError as e: print(e)
    yy = 1
    def inc():
        nonlocal yy
        yy += 1
        return yy
    print(inc(), inc())
    del yy
    try: inner()
    except NameError as e: print(e)
outer()
try: raise 5
except TypeError as e: print(e)
try:
    try: 1/0
    except 5: pass
except TypeError as e: print(e)
def dec(n):
    def wrap(f):
        def inner(*a, **k): return f(*a, **k) * n
        inner.__name__ = f.__name__
        inner.__doc__ = f.__doc__
        return inner
    return wrap
@dec(3)
@dec(2)
def five():
    "gives five"
    return 5
print(five(), five.__name__, five.__doc__)
@dec(2)
class Made:
    def __mul__(self, n): return ("made", n)
print(Made())
class CM:
    n = 0
    @classmethod
    def make(cls, k): cls.n += k; return cls.__name__, cls.n
    @staticmethod
    def st(x): return x + 1
class CM2(CM): pass
print(CM.make(1), CM2.make(5), CM().make(1), CM2.st(1), CM().st(2), CM.n, CM2.n)
print(str(ValueError()), repr(ValueError("a")), repr(KeyError("k")), str(KeyError("k")), SystemExit(3).code)
e = ValueError("x"); e.args = (1, 2); print(e, repr(e), e.__traceback__ is None, e.with_traceback(None) is e)
def g():
    x = yield 1
    return x
try: g().send(5)
except TypeError as e: print(e)
i = g(); next(i)
try: i.send(7)
except StopIteration as s: print(s.value, s.args)
try: i.throw(ValueError)
except ValueError as e: print(repr(e))
try: i.throw(5)
except TypeError as e: print(e)
def dv(x=[]):
    x.append(1); return x
print(dv(), dv())
print([*range(3), *"ab"], {**{"a": 1}, "b": 2}, (lambda *a, k=1, **o: (a, k, o))(1, 2, k=3, z=4))
try: print(**5)
except TypeError as e: print(e)
try: print(*5)
except TypeError as e: print(e)
try: [*5]
except TypeError as e: print(e)
print(N, N.__name__, five.__qualname__, N().__class__, type(N()).__mro__)
try:
    try: raise KeyError("a")
    except KeyError as e: raise ValueError("b") from e
except ValueError as v:
    print(repr(v.__cause__), repr(v.__context__), v.__suppress_context__)
n = N(); n.a = 1; print(n.__dict__)
N.method = lambda self: "added"; print(n.method())
def f(a, /, b, *, c): return a, b, c
try: f(a=1, b=2, c=3)
except TypeError as e: print(e)
try: f(1, 2, 3)
except TypeError as e: print(e)
try: f(1, 2, c=3, d=4)
except TypeError as e: print(e)
try: f()
except TypeError as e: print(e)
try: len(5)
except TypeError as e: print(e)
try: len(1, 2)
except TypeError as e: print(e)
try: f.nope
except AttributeError as e: print(e)
try: T.f = 1; print(T.f)
except AttributeError as e: print(e)
try: int.foo = 1
except TypeError as e: print(e)
try: (5).x = 1
except AttributeError as e: print(str(e)[:32])
