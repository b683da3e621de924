"""lambda: parameters, defaults, nesting, capture, use with built-ins."""
print((lambda: 1)(), (lambda x: x + 1)(1), (lambda x, y=2: x * y)(3), (lambda *a: a)(1, 2), (lambda **k: k)(a=1), (lambda x, *, y: x - y)(5, y=3))
print(sorted([3, -1, 2], key=lambda v: v * v), list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(lambda v: v > 1, [1, 2, 3])))
add = lambda a: lambda b: lambda c: a + b + c
print(add(1)(2)(3), max([1, -5, 3], key=lambda v: abs(v)), (lambda x: (lambda y: x * y))(3)(4))
y = lambda f: (lambda x: x(x))(lambda x: f(lambda v: x(x)(v)))
print(y(lambda self: lambda n: 1 if n == 0 else n * self(n - 1))(6))
print([(lambda a, b: a if a > b else b)(*p) for p in [(1, 2), (4, 3)]], (lambda: (yield))().__class__.__name__)
