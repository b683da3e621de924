"""Digits of big numbers by division and by str."""
n = 2 ** 200 - 3 ** 90
by_text = sum(int(c) for c in str(n))
total = 0
m = n
while m:
    m, d = divmod(m, 10)
    total += d
print(n, by_text, total, by_text == total, len(str(n)))
print(str(-n)[:6], repr(n)[-5:])
print(sum([int(c) for c in str(9 ** 50)]))
