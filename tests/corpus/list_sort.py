"""sort and sorted: key, reverse, stability, in place."""
a = [3, 1, 2]
print(a.sort(), a)
a.sort(reverse=True)
print(a)
words = ["banana", "fig", "Apple", "cherry", "kiwi", "date", "egg"]
print(sorted(words), sorted(words, key=len), sorted(words, key=len, reverse=True), sorted(words, key=str.lower))
pairs = [(1, "b"), (0, "z"), (1, "a"), (0, "a"), (1, "b")]
print(sorted(pairs), sorted(pairs, key=lambda p: p[0]), sorted(pairs, key=lambda p: p[0], reverse=True))
print(sorted({3, 1, 2}), sorted({"b": 1, "a": 2}), sorted("hello"), sorted(range(5, 0, -1)), sorted([True, False, 2, 0.5]))
calls = []
def key(x):
    calls.append(x)
    return -x
print(sorted([1, 3, 2], key=key), calls)
words.sort(key=lambda w: (len(w), w.lower()))
print(words)
big = [(i * 7919) % 1009 for i in range(1009)]
print(sorted(big) == list(range(1009)), sorted(big, key=lambda v: v % 10)[:12], sorted(big, key=lambda v: v % 10) == [v for d in range(10) for v in big if v % 10 == d])
