"""repr picks its quotes and escapes control characters."""
for s in ("plain", "it's", 'say "hi"', "both ' and \"", "tab\t", "line\n", "back\\slash", "\r\0\x01\x1f\x7f", "", "é", "\ud7ff", "\u2028", "\ue000"):
    print(repr(s), len(s))
print(["it's", 'a"b'], ("x\n",), {"k'": "v\t"})
print("""three
lines "quoted" 'here'""")
print('a' "b" 'c', "con" "cat", r"raw\n\t", "\101\x42\u0043", "new\
line")
