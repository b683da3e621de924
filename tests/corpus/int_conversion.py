"""int() of strings, floats, booleans and bases; what it refuses."""
print(int("42"), int("  -17 "), int("+5"), int("1_000"), int(3.99), int(-3.99), int(True), int())
print(int("ff", 16), int("0xff", 16), int("777", 8), int("-101", 2), int("z", 36), int("0b11", 0))
print(int(1e20), int(2.0 ** 70))
for text in ("", "abc", "1.5", "12x", "--1", "1__0"):
    try:
        print(int(text))
    except ValueError as e:
        print(type(e).__name__, e)
for thing in (None, [], {}):
    try:
        print(int(thing))
    except TypeError as e:
        print(type(e).__name__, e)
for value in (float("inf"), float("nan")):
    try:
        print(int(value))
    except (OverflowError, ValueError) as e:
        print(type(e).__name__, e)
