"""Exact division, rounding, comparisons of integers with floats, sums."""
print(sum([0.1] * 10), sum([1e16, 1, -1e16]), sum([0.1, 0.2, 0.3]), sum([1, 2.5, 3]), sum([float("inf"), -float("inf")]), sum([], 0.0), sum((0.1,) * 3, 5))
print(divmod(7, -2), divmod(-7, 2), divmod(7.5, -2), -7 // 2, -7 % 3, 7 % -3, divmod(10**30, -7), (-10**30) // 7, (-10**30) % -7)
print(2**53 + 1 == float(2**53), 2**53 + 1 > float(2**53), 10**400 > float("inf"), 10**400 < float("inf"), -(10**400) < 1.5, 1 < 1.5 < 2, 2**70 == float(2**70), float(2**70) in {2**70})
print((2**53 + 1) / 1, (2**60 + 1) / 3, 10**30 / 7, -(10**30) / 7, 1 / 3, 2**1000 / 2**990, 5 / 10**320, -3 / 2**1074, (2**1074 - 1) / 2**1074, (10**16 + 1) / 10**16, (3 * 2**1000) / (2**1000 + 1))
print(7 .bit_length(), (-8).bit_count(), True.real, (5).conjugate(), 2.5.real, (0.1).as_integer_ratio(), (-0.0).as_integer_ratio(), (1e300).as_integer_ratio()[1], (5e-324).as_integer_ratio()[0], 5.0.is_integer(), (3).is_integer())
print(5 & -3, -5 | 2, -5 ^ 3, ~0, -1 >> 100, 1 << 100, -(2**100) >> 90, 2**100 & -(2**99), ~(2**100), -1 << 3, True << 2, True & False, True | 2, True ^ True)
print(round(0.5), round(1.5), round(-1.5), round(2.5, 0), round(1e15 + 0.5), round(123.456, 1), round(123.456, -1), round(-155.5, -1), round(25.0, -1), round(5, -1), round(15, -1), round(-15, -1), round(99, -3), round(550.0, -2), round(0.15, 1), round(1.005, 2), round(1e-320, 321))
print(pow(-2, -1), pow(3, -2, 7), pow(-3, 5, -7), pow(2, 0, 1), pow(0, 0), 0.0 ** 0, 2 ** -2, (-2) ** -3, 10 ** -400 if 0 else 1, 2 ** 0.5, pow(base=2, exp=3), pow(2, 3, mod=5), 1 ** -1, (-1) ** -1, 2.0 ** -1074)
