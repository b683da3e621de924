"""Arithmetic of floats and of floats with integers."""
print(0.1 + 0.2, 1.5 * 2, 7.5 / 2.5, 2.0 ** 0.5, 1e308 * 10, -1e308 * 10)
print(1 + 1.0, 2 * 1.5, 3 - 0.5, 7 / 2.0, 2 ** 0.5, 4 ** -0.5, 2.0 ** 3)
print(7.5 // 2, -7.5 // 2, 7.5 % 2, -7.5 % 2, 7.5 % -2, -0.0 % 3, 5.0 // 0.3)
print(divmod(7.5, 2), divmod(-7.5, 2), divmod(7.5, -2))
print(1e16 + 1, 1e16 + 2, 0.1 * 3, 1 - 0.9, 1e-20 + 1)
x = 1.0
x += 0.5
x *= 3
x -= 0.25
x /= 2
x **= 2
x //= 0.7
print(x)
print(2 ** 70 + 0.5, 2 ** 70 * 1.0, True + 0.5)
inf = float("inf")
print(inf - inf, inf + 1, -inf, inf * 0, 1 / inf, inf > 10 ** 300)
