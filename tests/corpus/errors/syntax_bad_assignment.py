"""A call is no target."""
def f(): pass
f() = 5
