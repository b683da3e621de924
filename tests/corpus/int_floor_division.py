"""Floor division and remainder of integers keep the divisor's sign."""
for a in (7, -7, 0, 1, -1, 100):
    for b in (3, -3, 7, -7, 1, -1):
        print(a, b, a // b, a % b, (a // b) * b + a % b == a)
print(divmod(-7, 3), divmod(7, -3), divmod(-7, -3))
print(-1 // 2, -1 % 2, 1 // -2, 1 % -2)
