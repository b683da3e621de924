"""Dict and set comprehensions, later keys win."""
print({x: x * x for x in range(4)}, {v: k for k, v in {"a": 1, "b": 2}.items()}, {x % 3: x for x in range(7)})
print({w: len(w) for w in ["a", "bb"] if len(w) > 1}, {(i, j): i + j for i in range(2) for j in range(2)})
print(sorted({x % 4 for x in range(10)}), {k: [v for v in range(k)] for k in range(3)}, {}, len({c for c in "hello"}))
groups = {}
for word in "apple avocado bean cherry banana cucumber".split():
    groups.setdefault(word[0], []).append(word)
print(groups, {k: len(v) for k, v in groups.items()})
