"""Defaults are evaluated once, when the function is defined."""
def f(a, b=2, c="x"):
    return a, b, c

print(f(1), f(1, 5), f(1, c=9), f(c=1, b=2, a=3), f(*[1, 2], c=3), f(**{"a": 1}))

def remember(item, seen=[]):
    seen.append(item)
    return seen

print(remember(1), remember(2), remember(3, []), remember(4))
n = 5
def g(x=n):
    return x
n = 6
print(g(), g(n))

def order():
    print("default evaluated")
    return 1

def h(x=order()):
    return x
print(h(), h())

def inner_default(a, b=lambda: "called"):
    return b()
print(inner_default(1))
