"""Functions have names and attributes and live in containers."""
def square(x):
    """Return x squared."""
    return x * x

f = square
print(f(3), f is square, f.__name__, square.__doc__, (lambda: 0).__name__)
square.calls = 1
square.calls += 1
print(square.calls, hasattr(square, "calls"), hasattr(square, "other"))
table = {"sq": square, "neg": lambda x: -x, "abs": abs, "str": str}
print([table[k](-4) for k in table], [g(9) for g in (square, float, bool, hex)])
print(callable(square), callable(5), callable(int), callable(lambda: 0))
operations = [("add", lambda a, b: a + b), ("mul", lambda a, b: a * b), ("max", max)]
for name, op in operations:
    print(name, op(6, 7))
print((lambda: (lambda: 5))()(), (lambda x, y=2, *z: (x, y, z))(1), (lambda f: f(f))(lambda f: "applied"))
