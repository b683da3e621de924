"""slice() objects, their attributes and __getitem__ that receives them."""
class Shown:
    def __getitem__(self, key):
        return key

s = Shown()
print(s[1:2], s[::3], s[:], s[1, 2], s[1:2, ::3], s["k"], s[-1], s[...])
x = slice(1, 10, 2)
print(x.start, x.stop, x.step, x, slice(5), slice(2, None) == slice(2, None))
print(x.indices(5), slice(None, None, -1).indices(4), slice(-3, None).indices(10))
print(list(range(20))[x], "abcdefghijk"[x], (0, 1, 2, 3)[slice(-2, None)])
