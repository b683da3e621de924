"""isinstance, issubclass, type and callable."""
class A: pass
class B(A): pass
values = [1, True, 1.5, "s", None, [1], (1,), {1: 1}, {1}, frozenset(), range(1), A(), B(), A, len, lambda: 0, b"", ValueError()]
for v in values:
    print(type(v).__name__, [t.__name__ for t in (int, bool, float, str, list, tuple, dict, set, frozenset, type, object, A, Exception) if isinstance(v, t)], callable(v))
print(isinstance(1, (str, int)), isinstance(1, ()), isinstance(B(), (str, (A, int))), issubclass(B, A), issubclass(B, object), issubclass(int, (str, bool)))
print(type(1) == int, type(1) is int, type("") in (str, int), type(B()) == A, type([]) == type([1]))
for f in (lambda: isinstance(1, 1), lambda: issubclass(1, int), lambda: issubclass(A, 5)):
    try:
        f()
    except TypeError as e:
        print(e)
