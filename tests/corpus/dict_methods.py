"""get, setdefault, pop, popitem, update, copy, clear, fromkeys, |."""
d = {"a": 1, "b": 2}
print(d.get("a"), d.get("x"), d.get("x", 9), d.setdefault("a", 5), d.setdefault("c", 3), d)
print(d.pop("a"), d.pop("nope", "default"), d.popitem(), d)
d.update({"x": 1, "b": 20})
d.update([("y", 2)], z=3)
print(d)
e = d.copy()
e["new"] = 0
print(len(d), len(e), d == {"y": 2, "x": 1, "z": 3, "b": 20}, d != e)
print({"a": 1} | {"b": 2, "a": 3}, dict.fromkeys("abc"), dict.fromkeys([1, 2], 0))
d |= {"q": 1}
print(d, d.clear(), d)
for action in (lambda: {}.pop("k"), lambda: {}.popitem()):
    try:
        action()
    except KeyError as err:
        print(type(err).__name__, err)
