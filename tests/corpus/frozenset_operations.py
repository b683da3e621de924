"""Frozensets are hashable and mix with sets."""
f = frozenset([1, 2, 3])
print(sorted(f), len(f), 2 in f, sorted(f | {9}), type(f | {9}), type({9} | f), sorted(f & {1}), sorted(f - {1}))
d = {f: "value", frozenset(): "none"}
print(d[frozenset({3, 2, 1})], d[frozenset()], {frozenset({1}), frozenset({1})} == {frozenset({1})})
print(frozenset("a"), frozenset(), sorted(frozenset(range(3)) ^ frozenset({2, 5})))
for action in (lambda: f.add(1), lambda: f.remove(1)):
    try:
        action()
    except AttributeError as e:
        print(type(e).__name__, e)
sets = [frozenset(p) for p in ([1, 2], [2, 1], [3])]
print(len(set(sets)), [sorted(s) for s in sets])
