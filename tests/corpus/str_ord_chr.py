"""ord and chr and their limits."""
print([ord(c) for c in "aZ0 \n"], [chr(n) for n in (65, 97, 48, 8364, 128512)], chr(0) == "\0", ord(chr(1114111)))
for n in (-1, 1114112):
    try:
        chr(n)
    except ValueError as e:
        print(type(e).__name__, e)
for s in ("", "ab"):
    try:
        ord(s)
    except TypeError as e:
        print(type(e).__name__, e)
print("".join(chr((ord(c) - 97 + 13) % 26 + 97) for c in "hello"))
