"""Equality, not identity, is what integers promise."""
values = [2 ** k for k in range(0, 130, 13)]
again = [1 << k for k in range(0, 130, 13)]
print(values == again, [a == b for a, b in zip(values, again)])
print({v: i for i, v in enumerate(values)}[1 << 104])
print(len({1, 1.0, True, 2 ** 70, float(2 ** 70)}))
print((2 ** 70) in {float(2 ** 70): "found"}, 2 ** 53 + 1 in {float(2 ** 53)})
