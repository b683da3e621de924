"""Union, intersection, difference, symmetric difference, as operators and as methods."""
a, b = {1, 2, 3, 4}, {3, 4, 5}
print(sorted(a | b), sorted(a & b), sorted(a - b), sorted(b - a), sorted(a ^ b))
print(sorted(a.union(b, [9])), sorted(a.intersection([1, 3])), sorted(a.difference(b, (1,))), sorted(a.symmetric_difference(b)))
c = set(a)
c |= {7}
c -= {1}
c &= {2, 3, 7, 8}
c ^= {3, 100}
print(sorted(c))
c.intersection_update([2, 7])
c.difference_update([7])
c.symmetric_difference_update([2, 5])
print(c)
try:
    {1} | [2]
except TypeError as e:
    print(type(e).__name__, e)
try:
    {1} + {2}
except TypeError as e:
    print(type(e).__name__, e)
