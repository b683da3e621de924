"""Functions that take and return functions."""
def compose(*functions):
    def composed(x):
        for f in functions:
            x = f(x)
        return x
    return composed

def partial(f, *bound, **named):
    def call(*args, **kwargs):
        return f(*bound, *args, **{**named, **kwargs})
    return call

def memoize(f):
    cache = {}
    def wrapped(*args):
        if args not in cache:
            cache[args] = f(*args)
        return cache[args]
    wrapped.cache = cache
    return wrapped

inc_double = compose(lambda x: x + 1, lambda x: x * 2, str)
print(inc_double(4), repr(inc_double(0)), compose()(7))
print(partial(print, "a", sep="|")("b", "c"), partial(pow, 2)(10))
fib = memoize(lambda n: n if n < 2 else fib(n - 1) + fib(n - 2))
print(fib(80), len(fib.cache))
def curry(f, n):
    return f if n <= 1 else lambda x: curry(partial(f, x), n - 1)
print(curry(lambda a, b, c: a + b * c, 3)(1)(2)(3))
