"""map and filter are lazy and take several iterables or None."""
def loud(x):
    print("call", x)
    return x * 2
m = map(loud, [1, 2])
print("made")
print(next(m), list(m), list(m))
print(list(map(lambda a, b: a * b, [1, 2, 3], [4, 5])), list(map(str, range(3))), list(map(max, [1, 5], [3, 2], [2, 9])))
print(list(filter(lambda x: x % 2, range(6))), list(filter(None, [0, 1, "", "a", None, [], [0]])), list(filter(str.isalpha, "a1b2")))
print(sum(map(int, "12345")), sorted(map(len, ["aaa", "b", "cc"])), dict(map(lambda k: (k, ord(k)), "ab")), list(map(int, ["7", "8"])))
try:
    list(map(5, [1]))
except TypeError as e:
    print(e)
print(list(map(lambda p: p[0] + p[1], zip([1, 2], [3, 4]))), next(filter(lambda x: x > 3, range(10))), [*map(abs, {-1: 0})])
