"""A missing key shows its repr."""
d = {"a": 1}
print(d["a"])
print(d["it's missing"])
