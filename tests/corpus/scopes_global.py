"""global, local and built-in names, and names that are not bound yet."""
x = "global"
def read():
    return x
def local():
    x = "local"
    return x
def write():
    global x, created
    x = "written"
    created = "made in a function"
def unbound():
    try:
        print(x)
    except UnboundLocalError as e:
        print(type(e).__name__, e)
    x = 1
def deleted():
    y = 1
    del y
    try:
        y
    except UnboundLocalError as e:
        print(type(e).__name__, e)
print(read(), local(), x)
write()
print(read(), x, created)
unbound()
deleted()
try:
    never_defined
except NameError as e:
    print(type(e).__name__, e)
def later():
    return defined_later()
def defined_later():
    return "defined later"
print(later())
del x
try:
    read()
except NameError as e:
    print(type(e).__name__, e)
len = lambda v: "my len"
print(len([1]))
del len
print(len([1]))
