"""Operands that do not fit, deep in calls."""
def add(a, b):
    return a + b
def walk(items):
    return [add(i, 1) for i in items]
print(walk([1, 2]))
print(walk([1, "2"]))
