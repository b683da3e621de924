"""Slices that walk backwards."""
a = list(range(8))
for start in (None, 0, 3, 7, 10, -1, -3, -20):
    print(start, a[start::-1], a[start::-2], a[start:2:-1], a[start:-3:-1])
print("abc"[::-1], (1, 2, 3)[::-2], a[2:6:-1], a[6:2:-3], list(range(10))[::-4])
