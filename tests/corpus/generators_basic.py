"""Generators run on demand, keep their state and end."""
def count(n):
    print("started")
    for i in range(n):
        print("about to yield", i)
        yield i
    print("finished")

g = count(2)
print("created")
print(next(g))
print(next(g))
try:
    next(g)
except StopIteration as e:
    print(type(e).__name__, e.value)
print(next(g, "still over"), list(g), list(count(1)))

def squares():
    n = 0
    while True:
        yield n * n
        n += 1
s = squares()
print([next(s) for _ in range(5)], iter(s) is s)
for v in s:
    if v > 60:
        break
    print(v, end=" ")
print(next(s))
def empty():
    return
    yield
print(list(empty()), sum(empty()), [*squares.__name__])
