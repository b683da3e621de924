"""Subset, superset, disjoint, equality of sets and frozensets."""
a, b = {1, 2}, {1, 2, 3}
print(a <= b, a < b, b <= a, a >= b, b > a, a == {2, 1}, a != b, a < a, a <= a)
print(a.issubset(b), b.issuperset(a), a.isdisjoint({9}), a.isdisjoint([1]), a.issubset([1, 2, 5]))
print({1} < {2}, {2} < {1}, {1} == {2}, set() <= {1}, {1.0} == {1}, frozenset({1}) == {1}, set() == frozenset(), {1} == [1])
try:
    {1} < [1, 2]
except TypeError as e:
    print(type(e).__name__, e)
