"""sum: starts, floats, lists, mixed numbers, big numbers."""
print(sum([]), sum([1, 2, 3]), sum([1, 2], 10), sum((0.5, 1)), sum(range(1001)), sum([[1], [2, 3]], []), sum([(1,), (2,)], ()))
print(sum([10 ** 20, 1, -(10 ** 20)]), sum([True, True, False]), sum({1: "a", 2: "b"}), sum(x * x for x in range(5)), sum([2 ** 47, 2 ** 47, 2 ** 62]))
print(sum([1.5, 2.25]), sum([1, 0.5, 2]), sum([], start=5), sum([-0.0]), sum([float("inf"), 1]))
class N:
    def __init__(self, v): self.v = v
    def __radd__(self, other): return other + self.v
print(sum([N(1), N(2)]))
for f in (lambda: sum(["a"]), lambda: sum(5), lambda: sum(["a"], ""), lambda: sum([None])):
    try:
        print(f())
    except TypeError as e:
        print(e)
