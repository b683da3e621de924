"""Format specifications of integers: width, sign, grouping, bases."""
for n in (0, 7, -7, 1234567, -1234567, 2 ** 70):
    print(f"{n}|{n:d}|{n:10}|{n:<10}|{n:^10}|{n:+}|{n: d}|{n:010}|{n:,}|{n:_}|{n:x}|{n:#X}|{n:o}|{n:b}|{n:=+12}")
print(f"{65:c} {5:.2f} {5:e} {1:%} {255:#010x} {255:_b} {3:>+5} {-3:*=6}")
for spec in ("s", "y", ".3"):
    try:
        print(format(5, spec))
    except ValueError as e:
        print(type(e).__name__, e)
