"""str() and repr() of every built-in type."""
class Plain:
    def __repr__(self):
        return "Plain!"

class Both:
    def __repr__(self):
        return "repr"
    def __str__(self):
        return "str"

for v in (1, -2.5, True, None, "a'b", [1, "x"], (1,), (), {"a": 1}, set(), {1}, frozenset(), frozenset({2}), range(3), range(1, 9, 2), Plain(), Both(), [Both()], {1: Both()}, slice(1, None, 2), b"ab", Ellipsis):
    print(str(v), repr(v))
print(str(), repr(str()), str("x"), str(int), str(type(None)), repr(ValueError("bad")), str(ValueError("bad")))
