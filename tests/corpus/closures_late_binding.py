"""A closure sees the last value of the variable, deleted variables too."""
def make():
    functions = []
    for i in range(3):
        def f():
            return i
        functions.append(f)
    return functions

print([f() for f in make()])

def later():
    def f():
        return x
    x = 1
    first = f()
    x = 2
    return first, f()

print(later())

def unbound():
    def f():
        return y
    try:
        f()
    except NameError as e:
        print(type(e).__name__, e)
    y = 1
    return f()

print(unbound())

def deleted():
    z = 1
    def f():
        return z
    del z
    try:
        return f()
    except NameError as e:
        print(type(e).__name__, e)

print(deleted())
