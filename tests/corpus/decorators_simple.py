"""Plain functions as decorators, with arguments and stacked."""
def twice(f):
    def g(*args):
        return f(*args), f(*args)
    return g

def tag(name):
    def decorate(f):
        def g(*args, **kwargs):
            return f"<{name}>{f(*args, **kwargs)}</{name}>"
        return g
    print("tag", name)
    return decorate

@twice
def seven():
    return 7

@tag("b")
@tag("i")
def hello(who="you"):
    return f"hello {who}"

print(seven(), hello(), hello(who="me"))

registry = {}
def register(f):
    registry[f.__name__] = f
    return f

@register
def one(): return 1
@register
def two(): return 2
print(sorted(registry), one(), registry["two"]())

class C:
    @twice
    def method(self):
        return "m"

print(C().method())
def count_calls(cls):
    cls.decorated = True
    return cls
@count_calls
class D:
    pass
print(D.decorated)
