"""Tuples: display, indexing, slices, methods, immutability."""
t = (1, "a", 2.5)
print(t, t[0], t[-1], t[1:], len(t), t + (3,), t * 2, (), (1,), 1, "a" in t)
print(t.index("a"), t.count(1), (1, 2) < (1, 3), (1, 2) == (1, 2), (1,) < (1, 0), tuple("ab"), tuple([1]), tuple())
a, b = b, a = 1, 2
print(a, b)
def swap(p, q):
    return q, p
print(swap(1, 2), swap(*"xy")[0])
single = 5,
print(single, type(single), (5), ((1, 2), (3,)))
for action in (lambda: t[5], lambda: t.index("no"), lambda: t.append(1), lambda: t + [1], lambda: t["a"]):
    try:
        action()
    except Exception as e:
        print(type(e).__name__, e)
try:
    t[0] = 5
except TypeError as e:
    print(type(e).__name__, e)
try:
    del t[0]
except TypeError as e:
    print(type(e).__name__, e)
