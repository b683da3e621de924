"""Adding and repeating strings, in loops and in place."""
s = ""
for i in range(10):
    s += str(i)
print(s, s * 2, 3 * "ab", "a" * 0, "a" * -1, "=" * 20)
t = s
s += "!"
print(t, s)
parts = "a" + "b" * 2 + "c"
print(parts, "x" + "" == "x")
long = ""
for i in range(2000):
    long += "xy"
print(len(long), long[1999:2003])
for bad in (1, None, [], b"x"):
    try:
        "a" + bad
    except TypeError as e:
        print(type(e).__name__, e)
try:
    "a" * "b"
except TypeError as e:
    print(type(e).__name__, e)
try:
    1 + "a"
except TypeError as e:
    print(type(e).__name__, e)
