"""What classes and instances tell about themselves."""
class A:
    """Documented."""
    x = 1
    def f(self): return type(self).__name__
class B(A):
    pass
b = B()
print(A.__name__, A.__doc__, B.__doc__, B.__bases__ == (A,), b.__class__.__name__, B.__mro__[1].__name__)
print(b.f(), type(b) == B, type(b) is A, type(A) is type, isinstance(A, type), type(5) is int, type(type(5)) is type)
print(b.__dict__, "x" in A.__dict__, A.f.__name__, B.f is A.f)
b.y = 2
b.x = 3
print(b.__dict__, A.x)
b.__class__ = A
print(type(b).__name__, b.f())
for t in (int, str, list, dict, tuple, set, float, bool, type(None), ValueError, type(len), type(lambda: 0), type(b.f), range, type(x for x in ())):
    print(t.__name__, t)
