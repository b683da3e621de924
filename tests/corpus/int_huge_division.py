"""Floor division and remainder of huge integers with every sign."""
a = 10 ** 40 + 12345
b = 10 ** 19 + 7
for x in (a, -a):
    for y in (b, -b, 7, -7, 10 ** 50, -(10 ** 50)):
        q, r = divmod(x, y)
        print(q, r, q == x // y, r == x % y, q * y + r == x)
print(10 ** 30 // 10 ** 30, 10 ** 30 % 10 ** 30, (10 ** 30 - 1) // 10 ** 30)
