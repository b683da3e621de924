"""print with sep, end, nothing, None and objects."""
print()
print("a", "b", 1, None, [2], sep="-")
print("no newline", end="")
print("!", end="\n\n")
print("x", "y", sep="", end=";\n")
print(*[1, 2, 3], sep="\n")
print("default", sep=None, end=None)
print(1, 2.0, "s", True, (), {}, sep=", ")
print("multi\nline", "tab\there", "quote'")
print(print("inner"))
class Shown:
    def __str__(self): return "shown"
print(Shown(), sep="?")
try:
    print("a", sep=5)
except TypeError as e:
    print(type(e).__name__, e)
try:
    print("a", separator="x")
except TypeError as e:
    print(type(e).__name__)
print("é🐍", "flushed", flush=True)
