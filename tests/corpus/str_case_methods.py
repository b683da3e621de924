"""Methods about upper and lower case."""
for s in ("hello World", "ABC", "abc", "1a2B", "", "they're bill's", "ÀÉ ß", "x-y z_w"):
    print(s.upper(), s.lower(), s.title(), s.capitalize(), s.swapcase(), s.isupper(), s.islower(), s.istitle(), sep="|")
