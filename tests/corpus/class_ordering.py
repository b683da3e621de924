"""__lt__, __le__, __gt__, __ge__ and reflection."""
class V:
    def __init__(self, n):
        self.n = n
    def __lt__(self, other):
        print("lt", end=" ")
        return self.n < other.n
    def __le__(self, other):
        print("le", end=" ")
        return self.n <= other.n

a, b = V(1), V(2)
print(a < b)
print(a > b)
print(a <= b)
print(a >= b)
print(a < b < V(3))
print(len(sorted([V(2), V(1)])))
print(min(V(5), V(4)).n, max([V(5), V(9), V(7)]).n)

class Unordered:
    pass
for action in (lambda: Unordered() < Unordered(), lambda: Unordered() >= 1, lambda: 1 > Unordered()):
    try:
        action()
    except TypeError as e:
        print(e)

class Declines:
    def __lt__(self, other):
        return NotImplemented
    def __gt__(self, other):
        return "reflected"
try:
    Declines() < 1
except TypeError as e:
    print(e)
print(1 < Declines(), Declines() > 2)
