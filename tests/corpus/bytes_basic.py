"""The few things that pipes need of bytes."""
b = b"hello\x00\xff\n"
print(b, len(b), b[0], b[-1], b[1:4], list(b"ab"), b == b"hello", b"a" + b"b", b"ab" * 2)
print(b"caf\xc3\xa9".decode(), "café".encode(), "é".encode("utf-8"), b"it's", bytes([65, 66]), bytes(3))
print(b"ell" in b, 104 in b, b.startswith(b"he"), b"a,b".split(b","), bool(b""), b"".join([b"x", b"y"]))
for i in b"az":
    print(i)
print({b"k": 1}[b"k"], b"a" < b"b", b"a" == "a", sorted([b"b", b"a"]))
try:
    b[99]
except IndexError as e:
    print(type(e).__name__, e)
