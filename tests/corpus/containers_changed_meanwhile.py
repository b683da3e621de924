"""Containers that are changed while they are sorted or iterated."""
def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)

a = [3, 1, 2]
def key(x):
    a.append(x)
    return x
attempt(lambda: a.sort(key=key))
print(a)
a = [3, 1, "x", 2]
attempt(lambda: a.sort())
print(len(a), set(map(str, a)) == {"1", "2", "3", "x"})
a = list(range(40))
a[37] = "x"
attempt(lambda: a.sort(key=lambda v: v))
print(len(a))
d = {1: 1, 2: 2}
def grow():
    for k in d: d[k + 10] = 0
attempt(grow)
def shrink():
    for k in d: del d[k]
attempt(shrink)
def same():
    for k in list(d): d[k] = 5
    return d
attempt(same)
s = {1, 2}
def gs():
    for k in s: s.add(k + 10)
attempt(gs)
def items():
    for k, v in d.items(): d.pop(k)
attempt(items)
