"""return in a generator becomes StopIteration's value."""
def g(n):
    for i in range(n):
        yield i
    return n * 100

def run(gen):
    seen = []
    while True:
        try:
            seen.append(next(gen))
        except StopIteration as e:
            return seen, e.value, e.args

print(run(g(3)), run(g(0)))
def outer():
    a = yield from g(1)
    b = yield from g(2)
    return a + b
print(run(outer()))
def none():
    yield 1
    return
print(run(none()))
print(list(g(2)), [*g(3)], sum(g(4)), dict(enumerate(g(2))))
