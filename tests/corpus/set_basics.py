"""Sets: making, adding, discarding, membership, printing one element."""
s = {3, 1, 2, 3}
s.add(4)
s.add(4)
s.discard(1)
s.discard(99)
s.remove(2)
print(sorted(s), len(s), 3 in s, 2 in s, set(), {7}, {"a"}, set("x"))
print(sorted(set("hello")), sorted(set([1, 1, 2])), len(set(range(100))), sorted({*range(3), *range(2, 5)}))
s.update([10, 11], (12,))
print(sorted(s), {5}.pop(), bool(set()), sorted(s.copy()))
t = s
t.clear()
print(s, t is s)
for action in (lambda: set().pop(), lambda: {1}.remove(2), lambda: {1}.remove("x")):
    try:
        action()
    except KeyError as e:
        print(type(e).__name__, e)
for bad in ([], {}, set()):
    try:
        {1}.add(bad)
    except TypeError as e:
        print(type(e).__name__)
