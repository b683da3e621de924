"""Arithmetic methods, reflected and in place."""
class Vec:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __repr__(self):
        return f"Vec({self.x}, {self.y})"
    def __add__(self, o):
        if isinstance(o, Vec):
            return Vec(self.x + o.x, self.y + o.y)
        return NotImplemented
    def __radd__(self, o):
        return self if o == 0 else NotImplemented
    def __sub__(self, o): return Vec(self.x - o.x, self.y - o.y)
    def __mul__(self, k): return Vec(self.x * k, self.y * k)
    def __rmul__(self, k): return self * k
    def __neg__(self): return Vec(-self.x, -self.y)
    def __pos__(self): return self
    def __abs__(self): return (self.x ** 2 + self.y ** 2) ** 0.5
    def __truediv__(self, k): return Vec(self.x / k, self.y / k)
    def __floordiv__(self, k): return Vec(self.x // k, self.y // k)
    def __mod__(self, k): return Vec(self.x % k, self.y % k)
    def __pow__(self, k): return Vec(self.x ** k, self.y ** k)
    def __matmul__(self, o): return self.x * o.x + self.y * o.y
    def __invert__(self): return Vec(self.y, self.x)

a, b = Vec(3, 4), Vec(1, -2)
print(a + b, a - b, a * 2, 2 * a, -a, +a, abs(a), a / 2, a // 2, a % 2, a ** 2, a @ b, ~a)
print(sum([a, b, a]), a + b * 2 - -a)
for action in (lambda: a + 1, lambda: 1 + a, lambda: "x" + a, lambda: a << 1, lambda: 1 - a, lambda: object() + a):
    try:
        print(action())
    except TypeError as e:
        print(e)
    except AttributeError as e:
        print("attribute", e)
a += b
print(a)
