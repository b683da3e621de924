"""Class attributes are shared until an instance has its own."""
class Basket:
    total = 0
    shared = []
    def __init__(self):
        self.own = []
    def add(self, item):
        self.shared.append(item)
        self.own.append(item)
        Basket.total += 1
        self.count = getattr(self, "count", 0) + 1

a, b = Basket(), Basket()
a.add("apple")
b.add("bread")
a.add("anise")
print(a.shared, a.own, b.own, Basket.total, a.total, a.count, b.count)
a.total += 100
print(a.total, b.total, Basket.total)
a.shared = "mine"
print(a.shared, b.shared)
del a.total
print(a.total)
del Basket.shared
print(a.shared, hasattr(b, "shared"))

class Constants:
    A = 1
    B = A + 1
    NAMES = [A, B]
    def get(self):
        return self.A, Constants.B, self.NAMES
print(Constants().get())
