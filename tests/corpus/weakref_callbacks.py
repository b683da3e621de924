"""Callbacks run when the object goes, newest first, if the reference itself lives."""
import weakref

class C:
    def __del__(self): print("__del__")

def note(name):
    return lambda r: print("callback", name, r() is None)

c = C()
a = weakref.ref(c, note("a"))
b = weakref.ref(c, note("b"))
plain = weakref.ref(c)
print(a is b, plain is weakref.ref(c))
del c
print(a(), b(), plain())
c = C()
dropped = weakref.ref(c, note("never"))
del dropped
del c
c = C()
r = weakref.ref(c, lambda r: print("same reference:", r is holder[0]))
holder = [r]
c = None
class Cache:
    def __init__(self): self.refs = {}
    def add(self, key, value):
        self.refs[key] = weakref.ref(value, lambda r: self.refs.pop(key))
cache = Cache()
values = [C(), C()]
cache.add("x", values[0])
cache.add("y", values[1])
print(sorted(cache.refs))
del values[0]
print(sorted(cache.refs))
values = None
print(sorted(cache.refs))
