"""yield from: values, return values, sent values and exceptions pass through."""
def inner():
    x = yield 1
    print("inner got", x)
    try:
        yield 2
    except ValueError as e:
        print("inner handled", e)
    return "inner result"

def outer():
    result = yield from inner()
    print("outer has", result)
    yield from [10, 20]
    yield from "ab"
    yield from range(2)
    return "outer result"

o = outer()
print(next(o), o.send("hello"), o.throw(ValueError("v")), list(o))

def returning():
    r = yield from outer()
    yield r
print(list(returning())[-1])

def flatten(items):
    for item in items:
        if isinstance(item, list):
            yield from flatten(item)
        else:
            yield item
print(list(flatten([1, [2, [3, [], [4]], 5], [[6]]])))
def bad():
    yield from 5
try:
    list(bad())
except TypeError as e:
    print(type(e).__name__, e)
def chain(*its):
    for it in its:
        yield from it
print(list(chain([1], (2,), {3: 0}, (x for x in "z"))))
