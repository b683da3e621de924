"""getattr, setattr, hasattr, delattr and __getattr__, __setattr__."""
class C:
    kind = "class attribute"
c = C()
setattr(c, "x", 1)
print(getattr(c, "x"), getattr(c, "nope", "default"), hasattr(c, "x"), hasattr(c, "kind"), hasattr(c, "zzz"))
delattr(c, "x")
print(hasattr(c, "x"), [getattr("abc", m)() for m in ("upper", "title")], getattr(5, "real", None) == 5)
try:
    getattr(c, "missing")
except AttributeError as e:
    print(type(e).__name__, e)

class Lazy:
    def __init__(self): self.real = 1
    def __getattr__(self, name):
        if name.startswith("auto_"):
            return name[5:]
        raise AttributeError(f"no {name}")
l = Lazy()
print(l.real, l.auto_thing, hasattr(l, "other"), getattr(l, "other", "d"))

class Watched:
    def __setattr__(self, name, value):
        print("set", name, value)
        super().__setattr__(name, value)
w = Watched()
w.a = 1
w.a += 1
setattr(w, "b", 3)
print(w.a, w.b)
class ReadOnly:
    def __setattr__(self, name, value):
        raise AttributeError("read only")
try:
    ReadOnly().x = 1
except AttributeError as e:
    print(e)
for bad in (lambda: setattr(5, "x", 1), lambda: setattr([], "x", 1), lambda: setattr(None, "x", 1)):
    try:
        bad()
    except AttributeError as e:
        print(type(e).__name__)
print(sorted(w.__dict__), c.__class__ is C, c.__dict__)
