"""Assigning to slices grows, shrinks and replaces."""
a = list(range(6))
a[1:3] = [10, 20, 30, 40]
print(a)
a[2:5] = []
print(a)
a[:0] = "ab"
print(a)
a[len(a):] = (7, 8)
print(a)
a[:] = range(6)
print(a)
a[::2] = ["x", "y", "z"]
print(a)
a[::-1] = list(range(6))
print(a)
a[3:1] = ["in"]
print(a)
a[1:4] = (c for c in "gen")
print(a)
a[1:3] = a
print(a)
try:
    a[::2] = [1]
except ValueError as e:
    print(type(e).__name__, e)
try:
    a[0:1] = 5
except TypeError as e:
    print(type(e).__name__, e.__class__ is TypeError)
