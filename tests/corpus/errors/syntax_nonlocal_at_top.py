"""nonlocal without an enclosing function."""
def f():
    nonlocal x
    x = 1
