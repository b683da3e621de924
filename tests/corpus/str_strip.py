"""strip, lstrip and rstrip with and without a set of characters."""
s = "  \t xx hello xx \n "
print(repr(s.strip()), repr(s.lstrip()), repr(s.rstrip()))
print("xxhixx".strip("x"), "xyhiyx".strip("xy"), "xxhixx".lstrip("x"), "xxhixx".rstrip("x"))
print(repr("   ".strip()), repr("".strip()), repr("aaa".strip("a")), repr("\u00a0\u2003a\u3000".strip()))
print("prefix-body".removeprefix("prefix-"), "body.txt".removesuffix(".txt"), "abc".removeprefix("x"), "abc".removesuffix(""))
print("www.example.com".strip("w.moc"), "a".strip(None))
