"""__del__ runs as soon as the last reference goes."""
class Noisy:
    def __init__(self, name): self.name = name
    def __del__(self): print("del", self.name)

a = Noisy("a")
b = a
del a
print("one reference left")
del b
print("rebinding")
c = Noisy("c1")
c = Noisy("c2")
c = None
print("temporary")
Noisy("t")
print("function")
def f():
    local = Noisy("local")
    other = Noisy("returned")
    print("in f")
    return other
kept = f()
print("containers")
items = [Noisy("i0"), Noisy("i1"), Noisy("i2")]
del items[1]
items.pop(0)
items = []
d = {"k": Noisy("v1")}
d["k"] = Noisy("v2")
d.clear()
t = (Noisy("in tuple"), 1)
t = None
print("attribute")
kept.child = Noisy("child")
kept.child = None
kept = None
print("end")
