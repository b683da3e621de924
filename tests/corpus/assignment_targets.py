"""Unpacking into names, attributes, items, nested patterns and stars."""
a, b = 1, 2
a, b = b, a
print(a, b)
(a, [b, c]), d = (1, (2, 3)), 4
print(a, b, c, d)
x = y = [0]
x.append(1)
print(y, x is y)
first, *rest = range(5)
*start, last = "abc"
head, *middle, tail = [1, 2]
print(first, rest, start, last, head, middle, tail)

class Box:
    pass

box = Box()
items = [0, 0, 0]
box.value, items[1], *items[2:] = 10, 20, 30, 40
print(box.value, items)
i = 0
i, items[i] = 1, 99
print(i, items)
for k, (v, *w) in [("a", (1, 2, 3)), ("b", [4])]:
    print(k, v, w)
[p, q] = "hi"
print(p, q)
