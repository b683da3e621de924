"""Built-ins are values; they can be renamed, stored, passed and shadowed."""
p = print
p("through an alias")
functions = {"n": len, "s": sum, "m": max}
print({k: f([3, 1]) for k, f in functions.items()})
def sum(items):
    return "my sum"
print(sum([1]))
del sum
print(sum([1, 2]))
def f(len):
    return len
print(f(3), len("abc"))
def g():
    max = min
    return max(1, 2)
print(g(), max(1, 2))
print([f("7") for f in (int, float, str, list)])
