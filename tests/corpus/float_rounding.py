"""round(): half to even, digits before and after the point, what type comes back."""
print([round(x) for x in (0.5, 1.5, 2.5, -0.5, -1.5, 2.4999, 2.6, 1e20)])
print(round(2.675, 2), round(1.005, 2), round(3.14159, 3), round(1234.5678, -2), round(0.125, 2), round(5e-324, 3))
print(round(7), round(15, -1), round(25, -1), round(-25, -1), round(1234, -2), round(5, 3), round(2 ** 70, -5))
print(type(round(2.0)), type(round(2.0, 0)), round(2.5, 0), round(-2.5, 0), round(True))
for v in (float("nan"), float("inf")):
    try:
        round(v)
    except (ValueError, OverflowError) as e:
        print(type(e).__name__, e)
print(round(float("inf"), 2), round(2.5, None))
