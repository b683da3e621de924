"""Keys with their own __hash__ and __eq__, and without __hash__."""
class Key:
    def __init__(self, n):
        self.n = n
    def __hash__(self):
        return self.n % 3
    def __eq__(self, other):
        return isinstance(other, Key) and self.n == other.n
    def __repr__(self):
        return f"K{self.n}"

d = {Key(i): i for i in range(7)}
d[Key(2)] = "two"
print(d, Key(5) in d, Key(9) in d, d[Key(6)])
del d[Key(3)]
print(d, len({Key(1), Key(1), Key(4)}))

class NoHash:
    def __eq__(self, other):
        return True

try:
    {NoHash(): 1}
except TypeError as e:
    print(type(e).__name__)

class ByIdentity:
    pass

a, b = ByIdentity(), ByIdentity()
print({a: 1, b: 2}[a], a == b, a == a, len({a, b, a}))

class Angry:
    def __hash__(self):
        return 1
    def __eq__(self, other):
        raise ValueError("do not compare me")

first = Angry()
try:
    {first: 1, Angry(): 2}
except ValueError as e:
    print(type(e).__name__, e)
print({first: "same object"}[first])
