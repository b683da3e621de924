"""float() of strings, integers and what it refuses."""
for text in ("1.5", " -2 ", "1e3", "1E-3", ".5", "5.", "inf", "-Infinity", "nan", "1_0.5", "+7"):
    print(repr(text), float(text))
for text in ("", "abc", "1.5x", "1e", "0x10", "1..2"):
    try:
        print(float(text))
    except ValueError as e:
        print(type(e).__name__, e)
print(float(), float(7), float(True), float(2 ** 60), 1.5e3, 1_0.5, .25, 3.)
try:
    float(10 ** 400)
except OverflowError as e:
    print(type(e).__name__, e)
try:
    float([])
except TypeError as e:
    print(type(e).__name__, e)
