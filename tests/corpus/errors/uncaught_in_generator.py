"""An exception in a generator reaches the loop that drives it."""
def g():
    yield 1
    raise RuntimeError("in the generator")
for x in g():
    print(x)
