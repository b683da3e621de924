"""A StopIteration that leaves a generator's body becomes a RuntimeError."""
def leaks():
    yield 1
    next(iter([]))
    yield 2

g = leaks()
print(next(g))
try:
    next(g)
except RuntimeError as e:
    print(type(e).__name__, e, type(e.__cause__).__name__)
def raises():
    yield 1
    raise StopIteration("by hand")
try:
    list(raises())
except RuntimeError as e:
    print(e)
def error_in_the_middle():
    yield 1
    yield 1 // 0
    yield 3
g = error_in_the_middle()
print(next(g))
try:
    next(g)
except ZeroDivisionError as e:
    print(type(e).__name__)
print(list(g))
def itself():
    yield next(me)
me = itself()
try:
    next(me)
except ValueError as e:
    print(type(e).__name__, e)
