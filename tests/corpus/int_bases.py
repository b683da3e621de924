"""bin, oct-free: bin() and hex() of small, negative and huge integers."""
for n in (0, 1, -1, 10, 255, -255, 2 ** 64, -(2 ** 65) - 3):
    print(n, bin(n), hex(n))
print(f"{255:b} {255:x} {255:X} {255:o} {255:#x} {255:#b} {255:08b} {-5:b}")
try:
    bin(1.5)
except TypeError as e:
    print(type(e).__name__, e)
