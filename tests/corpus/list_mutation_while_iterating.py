"""A loop over a list sees what happens to it."""
a = [1, 2, 3, 4, 5, 6]
for x in a:
    if x % 2 == 0:
        a.remove(x)
print(a)
b = [1, 2, 3]
for x in b:
    if len(b) < 8:
        b.append(x * 10)
print(b)
c = [1, 2, 3]
it = iter(c)
next(it)
c.clear()
print(next(it, "over"), c)
c.append(9)
print(next(it, "still over"))
d = list(range(5))
for i, x in enumerate(d):
    d[i] = x * x
print(d)
for x in d[:]:
    d.remove(x)
print(d)
