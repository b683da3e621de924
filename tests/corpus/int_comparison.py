"""Comparison of integers with each other, with floats and with booleans."""
big = 2 ** 53
print(big == float(big), big + 1 == float(big), big + 1 > float(big), big - 1 < float(big))
print(10 ** 400 > 1e308, -(10 ** 400) < -1e308, 10 ** 400 < float("inf"), 10 ** 400 == float("inf"))
print(1 == 1.0, 1 == True, 0 == False, 2 == True, 0 == -0.0)
print(3 < 4 <= 4 < 5, 1 < 3 > 2, 5 > 4 > 4)
print(2 ** 100 > 2 ** 99, -(2 ** 100) < 5, 2 ** 100 == 2 ** 100, 2 ** 100 != 2 ** 100 + 1)
print(1 == "1", 1 != "1", None == 0, 0 == "")
for nan in (float("nan"),):
    print(nan == nan, nan != nan, 1 < nan, nan < 1, 10 ** 30 == nan)
