"""Shifts left and right, of negative numbers too, beyond the word's width."""
for n in (1, -1, 5, -5, 0, 255, -256):
    print(n, [n << s for s in (0, 1, 7, 40, 70)], [n >> s for s in (0, 1, 7, 40, 70)])
print((1 << 200) >> 190, (-(1 << 200)) >> 199, (-(1 << 200) - 1) >> 200)
try:
    print(1 << -1)
except ValueError as e:
    print(type(e).__name__, e)
try:
    print(1 >> -1)
except ValueError as e:
    print(type(e).__name__, e)
