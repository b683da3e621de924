"""find, rfind, index, rindex, count, startswith, endswith, in."""
s = "banana bandana"
print(s.find("an"), s.find("an", 2), s.find("an", 2, 4), s.find("xyz"), s.rfind("an"), s.rfind("an", 0, 6))
print(s.index("na"), s.rindex("na"), s.count("an"), s.count("a", 3), s.count("aa"), "aaaa".count("aa"), "abc".count(""))
print(s.startswith("ban"), s.startswith("ana", 1), s.startswith(("x", "b")), s.endswith("ana"), s.endswith(("x", "na"), 0, 6))
print("nan" in s, "" in s, "x" not in s, "" in "", s.find(""), s.find("", 5), s.find("", 99))
for method in (s.index, s.rindex):
    try:
        method("zebra")
    except ValueError as e:
        print(type(e).__name__, e)
try:
    1 in s
except TypeError as e:
    print(type(e).__name__, e)
