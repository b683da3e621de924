"""Precedence and associativity of operators."""
print(2 + 3 * 4, (2 + 3) * 4, 2 ** 3 ** 2, -2 ** 2, 2 ** -1, 7 - 3 - 2, 100 / 10 / 5, 7 // 2 * 2, 7 % 4 * 3)
print(1 | 2 & 3 ^ 1, 1 << 2 + 1, 8 >> 1 << 2, ~1 + 1, not 1 == 2, not True and False, True or False and False, 1 < 2 & 3)
print(1 if 0 else 2 if 0 else 3, (lambda: 1 if 0 else 2 and None)())
print(-3 % 5, -(3 % 5), 3 - -3, +-+3, 2 * -3, not not 5, [1, 2][0] + 3, "a" + "b" * 2, (1, 2) + (3,) * 2)
print(5 in [5] == True, (5 in [5]) == True, 1 + 1 == 2 and 2 != 3, 3 > 2 > 1 == True, "a" "b" + "c", 10 - 2 ** 2 % 3)
x = 3
print(x if x > 2 else -x, x * 2 if not x else x - 1, [x, -x][x > 0], (x, x)[0] ** 2, x.__class__.__name__[0])
