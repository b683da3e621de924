"""Iterating over characters, with enumerate, zip, reversed and sets."""
for i, c in enumerate("añ🐍"):
    print(i, c, ord(c))
print(list("hi"), tuple("ab"), sorted(set("mississippi")), list(reversed("abc")), dict(zip("ab", "cd")))
counts = {}
for c in "mississippi":
    counts[c] = counts.get(c, 0) + 1
print(counts, max(counts, key=counts.get))
a, b, *c = "hello"
print(a, b, c, [*"xyz"])
it = iter("ab")
print(next(it), next(it), next(it, "end"))
