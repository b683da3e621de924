"""abs, divmod and pow over integers, floats and booleans."""
print(abs(-5), abs(5), abs(-2.5), abs(True), abs(-(10 ** 30)), abs(-0.0))
print(divmod(17, 5), divmod(-17, 5), divmod(17.5, 5), divmod(True, 1), divmod(10 ** 30, 7))
print(pow(2, 8), pow(2, -1), pow(2.0, 3), pow(5, 3, 7), pow(0, 0), pow(-2, 3), pow(True, 5), pow(4, 0.5), pow(3, -1, 7))
for f in (lambda: abs("a"), lambda: divmod(1), lambda: pow(2, 3, 0), lambda: divmod("a", 1), lambda: pow("a", 2)):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__)
