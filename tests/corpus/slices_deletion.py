"""Deleting items and slices."""
a = list(range(12))
del a[0], a[-1]
print(a)
del a[2:4]
print(a)
del a[::2]
print(a)
del a[::-2]
print(a)
del a[5:1]
print(a)
del a[:]
print(a)
b = list(range(10))
del b[8:2:-3]
print(b)
b[2:5] = []
print(b)
