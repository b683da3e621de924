"""Unary plus, minus and inversion, and abs."""
for x in (5, -5, 0, True, 2 ** 80, -(2 ** 80), 2.5, -2.5):
    print(+x, -x, abs(x), - -x, not x)
print(~5, ~-1, ~0, ~~7, -~3, ~-3)
print(abs(-(2 ** 47)), -(-(2 ** 47)), -(2 ** 47) * -1)
