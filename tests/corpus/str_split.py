"""split and rsplit: white space, separators, limits."""
print("a b  c".split(), "  lead trail ".split(), "".split(), " ".split())
print("a,b,,c".split(","), "".split(","), ",".split(","), "a--b--c".split("--"))
print("a b c d".split(None, 2), "a,b,c,d".split(",", 2), "a b c d".rsplit(None, 2), "a,b,c,d".rsplit(",", 1))
print("a b  c d ".split(maxsplit=1), "x=1".split("=", maxsplit=5), "a\tb\nc".split(), "a  b".split(" "))
print("one\ntwo\r\nthree\rfour".splitlines(), "a\n\nb\n".splitlines(), "a\nb\n".splitlines(True), "".splitlines())
print("k=v=w".partition("="), "kv".partition("="), "k=v=w".rpartition("="), "kv".rpartition("="))
try:
    "abc".split("")
except ValueError as e:
    print(type(e).__name__, e)
try:
    "abc".split(1)
except TypeError as e:
    print(type(e).__name__)
