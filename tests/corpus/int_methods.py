"""bit_length, bit_count and the numerator side of integers."""
for n in (0, 1, -1, 255, 256, -256, 2 ** 47, 2 ** 64 - 1, 2 ** 100):
    print(n, n.bit_length(), n.bit_count())
print((5).bit_length(), True.bit_length())
