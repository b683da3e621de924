"""bytes: how they are made, shown, searched, and turned into text and back."""
def attempt(f):
    try:
        print(repr(f()))
    except (TypeError, ValueError, IndexError, LookupError, AttributeError) as e:
        print(type(e).__name__, e)

b = b"hello\x00\xff\n'\""
for f in (lambda: b, lambda: str(b"it's"), lambda: b'"', lambda: b[::-1], lambda: b[99], lambda: b["a"], lambda: b[1.0]):
    attempt(f)
for f in (lambda: bytes(-1), lambda: bytes([256]), lambda: bytes(["a"]), lambda: bytes("a"), lambda: bytes(1.5),
          lambda: bytes("é", "utf-8"), lambda: bytes("é", encoding="latin-1"), lambda: bytes(b"x"), lambda: bytes(range(3))):
    attempt(f)
for f in (lambda: b.decode(), lambda: b.decode("latin-1"), lambda: b.decode("ascii"), lambda: b.decode("utf-8", "replace"),
          lambda: b.decode(errors="ignore"), lambda: b"\xe2\x82".decode(), lambda: b"\xe2a".decode(), lambda: b"a\x80".decode(),
          lambda: b"x".decode("klingon"), lambda: str(b"ab", "utf-8"), lambda: str(b"ab", encoding="ascii")):
    attempt(f)
for f in (lambda: "é".encode("ascii"), lambda: "aé🐍".encode("latin-1"), lambda: "aé🐍".encode("ascii", "replace"),
          lambda: "aé".encode("ascii", errors="ignore"), lambda: "é".encode("latin-1"), lambda: "日".encode()):
    attempt(f)
for f in (lambda: b"a" + "b", lambda: "a" + b"b", lambda: b"a" < "b", lambda: "a" in b, lambda: 300 in b, lambda: b"," .join(["x"]),
          lambda: b.startswith("h"), lambda: b.index(b"zz"), lambda: b.nothing, lambda: int(b"7"), lambda: float(b"1.5")):
    attempt(f)
print(b.hex(), b.find(b"l"), b.count(b"l"), b.endswith((b"x", b'"')), b" a b ".split(), b"aXbX".replace(b"X", b"--"), b" A ".strip().lower())
print(max(b"ab"), sum(b"ab"), tuple(b"ab"), [*b"ab"], type(b), f"{b'x'!r} {b'x'}", hash(b"a") == hash(b"a"), ord(b"a"))
