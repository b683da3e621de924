"""Keyword-only and positional-only parameters."""
def f(a, *, b, c=3):
    return a, b, c

def g(a, b=2, /, c=3, *rest, d=4, **more):
    return a, b, c, rest, d, more

print(f(1, b=2), f(a=1, c=5, b=6))
print(g(1), g(1, 9, c=8), g(1, 2, 3, 4, 5, d=6, e=7), g(1, a="also a keyword"))
for action in (lambda: f(1), lambda: f(1, 2), lambda: f(1, b=2, z=3), lambda: g(), lambda: g(a=1)):
    try:
        print(action())
    except TypeError as e:
        print(type(e).__name__, e)
