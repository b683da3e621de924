"""Closures share and keep variables; nonlocal rebinds them."""
def counter(start=0):
    n = start
    def up(step=1):
        nonlocal n
        n += step
        return n
    def value():
        return n
    return up, value

up, value = counter()
up(), up(5)
other_up, other_value = counter(100)
other_up()
print(value(), other_value())

def deep():
    x = 1
    def middle():
        def inner():
            nonlocal x
            x *= 2
            return x
        return inner
    f = middle()
    f()
    f()
    return x
print(deep())

def adders():
    return [lambda x, n=n: x + n for n in range(3)] + [lambda x: x + n for n in (10, 20)]
print([f(1) for f in adders()])
