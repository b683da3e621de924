"""__iadd__ and friends; a subclass's reflected method goes first."""
class Log:
    def __init__(self): self.items = []
    def __iadd__(self, item):
        self.items.append(item)
        return self
    def __ior__(self, item):
        return ("or", item)
    def __imul__(self, n):
        self.items *= n
        return self

a = b = Log()
a += 1
a += "two"
a *= 2
print(a.items, a is b)
a |= 5
print(a)

class Base:
    def __add__(self, o): return "Base.__add__"
    def __radd__(self, o): return "Base.__radd__"
class Child(Base):
    def __radd__(self, o): return "Child.__radd__"
print(Base() + Child(), Child() + Base(), 1 + Base(), Base() + Base(), "s" + Child())

class Bits:
    def __and__(self, o): return "and"
    def __or__(self, o): return "or"
    def __xor__(self, o): return "xor"
    def __lshift__(self, o): return "lshift"
    def __rshift__(self, o): return "rshift"
    def __rand__(self, o): return "rand"
    def __rlshift__(self, o): return "rlshift"
    def __rsub__(self, o): return "rsub"
    def __rtruediv__(self, o): return "rtruediv"
    def __rfloordiv__(self, o): return "rfloordiv"
    def __rmod__(self, o): return "rmod"
    def __rpow__(self, o): return "rpow"
    def __divmod__(self, o): return "divmod"
x = Bits()
print(x & 1, x | 1, x ^ 1, x << 1, x >> 1, 1 & x, 1 << x, 1 - x, 1 / x, 1 // x, 1 % x, 2 ** x, divmod(x, 1))
