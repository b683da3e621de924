"""Endless recursion ends with an error, not with a crash."""
def f(n):
    return f(n + 1) + 1
print("going down")
f(0)
