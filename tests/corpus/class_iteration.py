"""__iter__ and __next__; iterables and iterators; errors."""
class Countdown:
    def __init__(self, n): self.n = n
    def __iter__(self): return self
    def __next__(self):
        if self.n <= 0:
            raise StopIteration
        self.n -= 1
        return self.n + 1

class Fresh:
    def __init__(self, n): self.n = n
    def __iter__(self): return Countdown(self.n)

c = Countdown(3)
print(list(c), list(c))
f = Fresh(3)
print(list(f), list(f), sum(f), max(f), sorted(f), [*f], tuple(f), 2 in f, 9 in f, dict(zip(f, "abc")))
for a in f:
    for b in f:
        print((a, b), end=" ")
print()
a, *b = f
print(a, b, next(iter(f)), next(Countdown(0), "none left"))

class GenIter:
    def __iter__(self):
        yield 1
        yield 2
print(list(GenIter()), dict.fromkeys(GenIter()))
class NotIterator:
    def __iter__(self): return 5
for bad in (NotIterator(), object(), 5):
    try:
        iter(bad)
    except TypeError as e:
        print(type(e).__name__, str(e).split(" object")[0])
try:
    next(Countdown(0))
except StopIteration as e:
    print(type(e).__name__, e.value)
