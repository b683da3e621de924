"""__eq__, __ne__ and __hash__; reflected comparison; NotImplemented."""
class P:
    def __init__(self, x):
        self.x = x
    def __eq__(self, other):
        if not isinstance(other, P):
            return NotImplemented
        return self.x == other.x
    def __hash__(self):
        return hash(self.x)
    def __repr__(self):
        return f"P({self.x})"

print(P(1) == P(1), P(1) != P(1), P(1) == P(2), P(1) == 1, P(1) != 1, 1 == P(1), P(1) is P(1))
print(P(1) in [P(2), P(1)], [P(1)].index(P(1)), [P(1), P(1)].count(P(1)), {P(1): "a"}[P(1)], len({P(1), P(1), P(2)}))
print([P(1), P(2)] == [P(1), P(2)], (P(1),) == (P(3),), {"k": P(1)} == {"k": P(1)})

class Always:
    def __eq__(self, other):
        return True
print(Always() == 5, 5 == Always(), Always() in [1], 3 in [Always()], Always() != 5)

class Noisy:
    def __eq__(self, other):
        return "truthy text"
print(Noisy() == 1, Noisy() != 1, [Noisy()] == [2])

class Sub(P):
    def __eq__(self, other):
        print("Sub first")
        return super().__eq__(other)
    __hash__ = P.__hash__
print(P(1) == Sub(1), hash(Sub(5)) == hash(P(5)))
