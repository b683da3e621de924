"""Making, reading, writing, deleting; order of insertion."""
d = {"b": 1, "a": 2}
d["c"] = 3
d["b"] = 10
print(d, len(d), d["b"], "a" in d, 1 in d, "z" not in d)
del d["b"]
d["b"] = 11
print(d, list(d), list(d.keys()), list(d.values()), list(d.items()))
print(dict(), dict(x=1, y=2), dict([("k", 1), ("j", 2)]), dict({"a": 1}, b=2), dict(zip("ab", [1, 2])))
print({1: "int", 1.0: "float", True: "bool"}, {**{"a": 1}, "a": 2})
for action in (lambda: d["missing"], lambda: d[1, 2], lambda: d[None]):
    try:
        action()
    except KeyError as e:
        print(type(e).__name__, e, e.args)
try:
    del d["nothing"]
except KeyError as e:
    print(type(e).__name__, e)
for bad in ([], {}, set()):
    try:
        d[bad] = 1
    except TypeError as e:
        print(type(e).__name__)
