"""__format__, __str__ and __repr__ as f-strings reach them."""
class Money:
    def __init__(self, cents):
        self.cents = cents
    def __repr__(self):
        return f"Money({self.cents})"
    def __str__(self):
        return f"${self.cents // 100}.{self.cents % 100:02}"
    def __format__(self, spec):
        return f"<{spec}>" if spec else str(self)

m = Money(1205)
print(f"{m} {m!s} {m!r} {m:wide} {m!s:>10} {m!r:<14}|")
print(str(m), repr(m), [m], format(m, "x"), format(m))

class Bare:
    def __str__(self):
        return "bare"

print(f"{Bare()} {Bare()!s:6}|")
try:
    f"{Bare():6}"
except TypeError as e:
    print(type(e).__name__, e)
