"""__len__, __getitem__, __setitem__, __delitem__, __contains__."""
class Ring:
    def __init__(self, items): self.items = list(items)
    def __len__(self): return len(self.items)
    def __getitem__(self, i):
        if isinstance(i, slice):
            return Ring(self.items[i])
        return self.items[i % len(self.items)]
    def __setitem__(self, i, v): self.items[i % len(self.items)] = v
    def __delitem__(self, i): del self.items[i % len(self.items)]
    def __contains__(self, v):
        print("asked for", v)
        return v in self.items
    def __repr__(self): return f"Ring({self.items})"

r = Ring("abc")
print(len(r), r[0], r[4], r[-1], r[1:], "b" in r, "z" not in r, bool(r), bool(Ring([])))
r[5] = "C"
r[0] += "!"
del r[1]
print(r)

class OldStyle:
    def __getitem__(self, i):
        if i >= 3:
            raise IndexError("end")
        return i * 10
o = OldStyle()
print(list(o), 20 in o, 25 in o, [x for x in o], sum(o), tuple(zip(o, "ab")))
for action in (lambda: len(o), lambda: Ring([])[0]):
    try:
        action()
    except Exception as e:
        print(type(e).__name__, e)
class BadLen:
    def __len__(self): return -1
try:
    len(BadLen())
except ValueError as e:
    print(type(e).__name__, e)
