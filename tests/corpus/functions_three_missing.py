"""How missing arguments are listed."""
def f(a, b, c, d): pass
def g(a, *, x, y, z): pass

class C:
    def method(self, a, b): pass

for action in (lambda: f(), lambda: f(1), lambda: f(1, 2), lambda: f(1, 2, 3), lambda: g(1), lambda: g(1, x=1), lambda: g(1, x=1, z=2),
               lambda: C().method(), lambda: C().method(1, 2, 3), lambda: C.method(), lambda: C(1)):
    try:
        action()
    except TypeError as e:
        print(e)
