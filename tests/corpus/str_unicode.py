"""Strings count characters, not bytes: accents, other alphabets, emoji."""
s = "naïve café — 日本語 🐍!"
print(len(s), s[2], s[-2], s[-3], s[::-1])
print([c for c in s if ord(c) > 127])
print(s.upper(), s.find("日"), s.index("🐍"), s[13:16], s.count("é"))
print(ord("🐍"), chr(128013), chr(233), ord("é"), chr(0x65e5))
print("ß".upper(), "É".lower(), "Straße".casefold())
print("é" == "\u00e9", "\U0001f40d", "\x41")
print("日" < "語", max("aé日🐍"), sorted("日aé🐍z"))
print(repr("é🐍\u200b\x7f\x80\xa0"), "a\u0301", len("a\u0301"))
