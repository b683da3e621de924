"""Objects are finalized and output is kept before the error is shown."""
class Noisy:
    def __del__(self): print("del")
def f():
    n = Noisy()
    del n
    raise LookupError("gone")
f()
