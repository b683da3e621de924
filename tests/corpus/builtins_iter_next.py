"""iter and next: protocols, defaults, sentinel calls, shared iterators."""
it = iter([1, 2, 3])
print(next(it), iter(it) is it, list(it), next(it, None))
values = iter([5, 6, 0, 7])
print(list(iter(lambda: next(values), 0)), next(values))
for container in ([1], (1,), "a", {1: 2}, {1}, range(1), {1: 2}.items(), enumerate("a"), zip("a"), map(str, [1]), frozenset([1])):
    print(next(iter(container)), end=" ")
print()
a = iter(range(6))
for x in a:
    print(x, next(a), end=" ")
print()
for f in (lambda: next([1]), lambda: iter(5), lambda: next(iter(()))):
    try:
        print(f())
    except (TypeError, StopIteration) as e:
        print(type(e).__name__, e)
b = iter([1, 2, 3, 4])
print(2 in b, list(b))
first, second = iter("ab")
print(first, second, dict(iter([("k", "v")])))
