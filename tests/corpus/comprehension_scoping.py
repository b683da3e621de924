"""What names mean inside comprehensions of functions, classes and lambdas."""
n = 10
def f(k):
    n = 3
    return [n * i + k for i in range(n)], [[i * j * k for j in range(2)] for i in range(2)]
print(f(2))
def closures():
    return [lambda: (i, j) for i in range(2) for j in range(2)]
print([g() for g in closures()])
class C:
    items = [1, 2, 3]
    doubled = [i * 2 for i in items]
    pairs = {i: -i for i in items}
print(C.doubled, C.pairs)
def generator_reads_late():
    values = [1, 2]
    g = (v + n for v in values)
    n = 100
    return list(g)
print(generator_reads_late())
i = "kept"
_ = [i for i in range(3)], {i for i in range(3)}, {i: i for i in range(3)}, list(i for i in range(3))
print(i)
try:
    print([undefined_name for _ in range(1)])
except NameError as e:
    print(type(e).__name__, e)
print([undefined_name for _ in []])
