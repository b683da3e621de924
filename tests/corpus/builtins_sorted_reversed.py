"""sorted makes a list of any iterable; reversed needs a sequence."""
class Seq:
    def __len__(self): return 3
    def __getitem__(self, i): return i * 10
class Rev:
    def __reversed__(self): return iter("custom")
print(sorted("bca"), sorted({3: 0, 1: 0}), sorted((x % 3 for x in range(6)), reverse=True), sorted([[2], [1, 5], [1]]))
print(list(reversed([1, 2, 3])), list(reversed((1, 2))), "".join(reversed("abc")), list(reversed(range(0, 10, 3))), list(reversed({"a": 1, "b": 2})))
print(list(reversed(Seq())), "".join(reversed(Rev())), [*reversed([])])
r = reversed([1, 2])
print(next(r), next(r), next(r, "end"))
a = [3, 1, 2]
print(sorted(a) is a, a, sorted(a, key=lambda x: -x), sorted(sorted(a), reverse=True))
people = [("bob", 30), ("al", 25), ("cy", 30), ("di", 25)]
print(sorted(people, key=lambda p: p[1]), sorted(people, key=lambda p: p[1], reverse=True), sorted(people, key=lambda p: (-p[1], p[0])))
for f in (lambda: reversed({1}), lambda: reversed(5), lambda: sorted(None), lambda: reversed(x for x in [])):
    try:
        f()
    except TypeError as e:
        print(e)
