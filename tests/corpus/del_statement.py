"""del of names, items, attributes and several at once."""
a, b, c = 1, 2, 3
del a, (b, c)
for name in ("a", "b", "c"):
    print("deleted", name)
try:
    a
except NameError as e:
    print(e)

class C:
    pass

o = C()
o.x = 1
o.y = 2
del o.x
print(hasattr(o, "x"), o.y)
try:
    del o.x
except AttributeError as e:
    print(type(e).__name__, e)
d, l = {"k": 1, "j": 2}, [1, 2, 3]
del d["k"], l[0], l[-1:]
print(d, l)
def f():
    x = [1]
    y = x
    del x
    return y
print(f())
try:
    del never
except NameError as e:
    print(type(e).__name__, e)
