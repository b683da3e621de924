"""__call__ and __bool__; truth falls back to __len__."""
class Adder:
    def __init__(self, n): self.n = n
    def __call__(self, x, *more, scale=1): return (x + self.n + sum(more)) * scale

add = Adder(10)
print(add(1), add(1, 2, 3), add(1, scale=2), callable(add), list(map(add, [1, 2])), sorted([3, 1], key=Adder(0)))

class Truth:
    def __init__(self, v): self.v = v
    def __bool__(self):
        print("bool", self.v, end="; ")
        return self.v

t, f = Truth(True), Truth(False)
print(bool(t), not f, "yes" if t else "no", (f or t) is t, (f and t) is f)
while f:
    pass
print([x for x in (1, 2) if t], any([f, t]), all([t, f]))

class Length:
    def __init__(self, n): self.n = n
    def __len__(self): return self.n
print(bool(Length(0)), bool(Length(2)), bool(Adder(1)))
class Bad:
    def __bool__(self): return "yes"
try:
    bool(Bad())
except TypeError as e:
    print(type(e).__name__, e)
try:
    Length(1)()
except TypeError as e:
    print(type(e).__name__, e)
