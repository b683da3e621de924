"""keys, values and items are views; set operations on them."""
d = {"a": 1, "b": 2}
k, v, i = d.keys(), d.values(), d.items()
print(k, v, i, len(k))
d["c"] = 3
print(k, v, i, "c" in k, 3 in v, ("c", 3) in i, ("c", 4) in i)
print(sorted(d.keys() & {"a", "z"}), sorted(d.keys() | {"z"}), sorted(d.keys() - {"a"}), d.keys() == {"a", "b", "c"})
print(list(reversed(d)), [x for x in reversed(d.values())], list(d.items())[0], max(d.values()))
for key, value in d.items():
    print(key, value)
