"""__enter__ and __exit__: order, suppression, arguments, several managers."""
class Manager:
    def __init__(self, name, suppress=False):
        self.name, self.suppress = name, suppress
    def __enter__(self):
        print("enter", self.name)
        return self.name.upper()
    def __exit__(self, kind, value, trace):
        print("exit", self.name, kind.__name__ if kind else None, value)
        return self.suppress

with Manager("a") as a, Manager("b"):
    print("body", a)
with Manager("swallow", True):
    raise ValueError("inside")
print("after")
try:
    with Manager("outer"):
        with Manager("inner", True) as i:
            raise KeyError(i)
        raise IndexError("second")
except IndexError as e:
    print("caught", e)

def early():
    with Manager("function"):
        return "returned"
print(early())
for n in range(3):
    with Manager(f"loop{n}"):
        if n == 0:
            continue
        break
with (Manager("p") as x, Manager("q") as y):
    print(x, y)
class Broken:
    def __enter__(self): return 1
    def __exit__(self, *args): raise RuntimeError("from exit")
try:
    with Broken():
        raise ValueError("original")
except RuntimeError as e:
    print(type(e).__name__, e, type(e.__context__).__name__)
try:
    with 5:
        pass
except TypeError as e:
    print(type(e).__name__)
