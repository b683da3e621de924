"""Questions to a string: digits, letters, spaces, identifiers."""
for s in ("", "abc", "123", "a1", " ", "\t\n", "日本", "é", "a b", "_x", "1x", "-1", "1.5"):
    print(repr(s), s.isdigit(), s.isalpha(), s.isalnum(), s.isspace(), s.isdecimal(), s.isnumeric(), s.isidentifier(), s.isascii(), s.isprintable())
