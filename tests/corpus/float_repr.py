"""repr of floats: shortest digits, exponents, signs, special values."""
values = [0.0, -0.0, 1.0, 0.1, 0.2 + 0.1, 1e16, 1e15, 123456789012345680.0, 1e-4, 1e-5, 0.00001234, 1.5e300, 5e-324,
          1.7976931348623157e308, 100.0, 1e22, 1e23, 2.5, -2.5, 3.141592653589793, 1 / 3, 9999999999999998.0, 1e100]
for v in values:
    print(v, repr(v), str(-v))
print(float("inf"), float("-inf"), float("nan"), [float("inf")], (1.0, -0.0))
