"""Each escape sequence of string literals."""
for s in ("\a\b\f\v", "\n\r\t", "\\", "\'\"", "\0", "\7", "\17", "\177", "\x7e", "\u00df", "\U0001F600"):
    print(repr(s), [ord(c) for c in s])
print(r"\x41", R'\'', len(r"\n"), u"unicode prefix")
