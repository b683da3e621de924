"""Powers of integers, negative exponents and the three-argument pow."""
print(2 ** 10, (-2) ** 3, -2 ** 2, 2 ** 3 ** 2, 0 ** 0, 7 ** 0)
print(2 ** -1, (-2) ** -2, 10 ** -3)
print(pow(3, 200, 13), pow(2, 10), pow(-3, 3, 7), pow(10, 20, 10 ** 9 + 7))
print(3 ** 100)
print((-1) ** 101, (-1) ** 100)
print(True ** 2, 2 ** True)
try:
    0 ** -1
except ZeroDivisionError as e:
    print(type(e).__name__)
