"""__del__ with closures, generators, arguments and loops."""
class Noisy:
    def __init__(self, name): self.name = name
    def __del__(self): print("del", self.name)

def closure():
    n = Noisy("captured")
    return lambda: n.name
f = closure()
print(f())
f = None
def argument(x):
    x = None
    print("still held by the caller")
a = Noisy("argument")
argument(a)
del a
def gen():
    n = Noisy("in a generator")
    yield 1
    yield 2
g = gen()
next(g)
del g
print("comprehension")
names = [n.name for n in [Noisy("x"), Noisy("y")]]
print(names)
class Container:
    def __init__(self): self.item = Noisy("item")
    def __del__(self): print("del container")
Container()
print("loop")
for n in (Noisy(i) for i in range(3)):
    pass
del n
print("swap")
p, q = Noisy("p"), Noisy("q")
p, q = q, p
p = None
q = None
