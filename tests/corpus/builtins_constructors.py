"""list, tuple, dict, set, str, int, float and bool as constructors."""
print(list(), tuple(), dict(), set(), str(), int(), float(), bool(), frozenset())
print(list("ab"), list({"k": 1}), list((1, 2)), tuple([1]), tuple({3}), sorted(set("aab")), list(range(3)), list(zip("a", "b")))
print(dict([(1, 2)], a=3), dict({"x": 1}), dict(a=1, **{"b": 2}), dict((("k", "v"),)), dict(["ab", "cd"]))
a = [1]
print(list(a) is a, tuple((t := (1, 2))) is t, list(a) == a, dict(d := {}) is d)
print(str(5), str([1]), int("5"), float("5"), bool("0"), int(5.9), str(b"x"), list(b"ab"))
for f in (lambda: list(5), lambda: tuple(None), lambda: dict(5), lambda: dict([(1, 2, 3)]), lambda: set(5), lambda: dict(["a"]), lambda: int([]), lambda: list(1, 2)):
    try:
        print(f())
    except (TypeError, ValueError) as e:
        print(type(e).__name__, e)
