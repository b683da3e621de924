"""Strings are keys; equal strings find each other however they were made."""
d = {"ab": 1}
k = "a"
k += "b"
print(d[k], "ab" in d, "".join(["a", "b"]) in {"ab"}, {"x" * 3: 1}["xxx"])
d["é" + "a"] = 2
print(d["éa"], d.get("a" + "b"), [w for w in d])
s = "abc"
t = s
s = s.upper()
print(s, t, s is t)
