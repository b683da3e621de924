"""Generators chained: read, filter, map, batch, take."""
log = []
def numbers():
    n = 0
    while True:
        log.append(n)
        yield n
        n += 1
def odd(it):
    for n in it:
        if n % 2:
            yield n
def square(it):
    return (n * n for n in it)
def take(n, it):
    for _ in range(n):
        try:
            yield next(it)
        except StopIteration:
            return
def batch(it, size):
    group = []
    for x in it:
        group.append(x)
        if len(group) == size:
            yield group
            group = []
    if group:
        yield group

print(list(take(5, square(odd(numbers())))), log)
print(list(batch(take(7, numbers()), 3)), sum(take(10, numbers())), list(take(5, iter([1, 2]))))
def running(it):
    total = 0
    for x in it:
        total += x
        yield total
print(list(running(range(6))), max(running([3, -5, 4])))
