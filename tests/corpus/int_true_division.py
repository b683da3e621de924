"""True division gives the nearest float, for huge operands too."""
print(7 / 2, -7 / 2, 6 / 3, 1 / 3, 0 / 5, -0 / 5)
print(10 ** 40 / 10 ** 39, (2 ** 200) / (2 ** 199), 2 ** 60 / 3)
print((2 ** 53 + 1) / 1, 9007199254740993 / 3)
print(True / 2, 1 / 7 * 7 == 1)
try:
    10 ** 400 / 3
except OverflowError as e:
    print(type(e).__name__, e)
