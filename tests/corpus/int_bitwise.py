"""And, or, xor and not work on two's complement of unlimited width."""
pairs = [(12, 10), (-12, 10), (12, -10), (-12, -10), (0, -1), (2 ** 70, -1), (-(2 ** 70), 2 ** 70 - 1), (2 ** 64 - 1, 2 ** 32)]
for a, b in pairs:
    print(a, b, a & b, a | b, a ^ b, ~a, ~b)
x = 6
x &= 3
print(x)
x |= 8
print(x)
x ^= 15
print(x)
x <<= 3
print(x)
x >>= 1
print(x)
print(~True, True & False, True | False, True ^ True, True & 3)
