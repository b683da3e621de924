"""A local variable read before it is bound."""
n = 1
def f():
    n += 1
f()
