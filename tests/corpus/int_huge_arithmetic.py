"""Integers of any size: sums, products, differences across the word's edge."""
big = 2 ** 100
print(big, -big)
print(big + 1, big - 1, 1 - big, big - big)
print(big * big, big * -3, -3 * big)
for bits in (30, 31, 46, 47, 48, 49, 52, 53, 61, 62, 63, 64, 65, 127, 128):
    edge = 1 << bits
    print(bits, edge - 1, edge, edge + 1, -edge, -edge - 1, (edge - 1) + 1 == edge)
n = 1
for i in range(1, 31):
    n *= i
print(n)
while n > 1000000:
    n //= 7
print(n)
