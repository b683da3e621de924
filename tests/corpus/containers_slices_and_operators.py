"""__index__, slices, augmented assignment, sets of sets, views, comparisons."""
def attempt(f):
    try:
        print(repr(f()))
    except Exception as e:
        print(type(e).__name__, e)

class I:
    def __init__(self, n): self.n = n
    def __index__(self): return self.n
print([1, 2, 3][I(1)], "abc"[I(0):I(2)], (1, 2, 3)[I(-1)], [0] * 3, list(range(I(3))), [1, 2, 3].pop(I(0)), [1,2,3][:2**80], [1,2,3][-2**80:])
x = list(range(10))
del x[::3]
print(x)
del x[1:3]
print(x)
del x[::-2]
print(x)
del x[5:2]
print(x)
x[1:1] = [7, 8]
print(x)
x = [1, 2]
x *= 2
y = x
x *= 0
print(x, y is x)
x = [1]
x += (2, 3)
x += "ab"
x += {4: 5}
print(x)
def iadd():
    x = [1]
    x += 5
attempt(iadd)
d = {"a": 1}
d |= [("b", 2)]
print(d)
attempt(lambda: {} | [("b", 2)])
print({**d, "c": 3}, dict(d, z=1), dict([("k", "v")]), dict(zip("ab", (1, 2))))
print(frozenset([1]) | {2} == {1, 2}, {1} | frozenset([2]), type(frozenset([1]) & {1}), {frozenset({1, 2}): 1}[frozenset({2, 1})], frozenset({1}) in {frozenset({1})}, {1} in {frozenset({1})})
s = frozenset({1})
u = s
s |= {2}
print(sorted(s), u)
s = {1, 2, 3}
u = s
s -= {1}
s &= {2, 9}
s ^= {5}
print(sorted(u), s is u)
s = {1,2}
s -= s
print(s)
s = {1,2}
s ^= s
print(s)
print({1: 2}.keys() == {1}, {1: 2}.items() == {(1, 2)}, {1: 2}.keys() | [3], {1: 2}.keys() & {1: 5}.keys(), {1: 2}.items() - {(1, 2)}, {1, 2} - {1: 1}.keys(), {1: 2}.keys() ^ {1, 3}, {1:2}.keys().isdisjoint([3]))
v = d.values()
k = d.keys()
print(len(v), list(v), 2 in v, "b" in k, "zz" not in k, list(reversed(k)), list(reversed(d.items())))
print([1, 2, 3] < [1, 2, 4], (1, 2) <= (1, 2), [] < [1], (1,) > (), [1, 2] != [1, 2], (1, (2, 3)) == (1, (2, 3)), [1] == (1,))
print(slice(1, 2) == slice(1, 2), slice(1, 2) != slice(1, 3), slice(3).indices(2), slice(None, None, -2).indices(5))
