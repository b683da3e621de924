"""try/finally and with inside generators, and what abandoning one does."""
class Resource:
    def __init__(self, name): self.name = name
    def __enter__(self):
        print("open", self.name)
        return self
    def __exit__(self, *args):
        print("close", self.name, args[0].__name__ if args[0] else None)

def lines(name):
    with Resource(name):
        for i in range(3):
            yield f"{name}{i}"

print(list(lines("a")))
g = lines("b")
print(next(g))
g.close()
g = lines("c")
next(g)
del g
print("after del")
for line in lines("d"):
    if line.endswith("1"):
        print("leaving")
        break
print("after the loop")
def f():
    for line in lines("e"):
        return line
print(f())
try:
    g = lines("x")
    next(g)
    g.throw(RuntimeError("thrown"))
except RuntimeError as e:
    print(e)
