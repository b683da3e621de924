"""Conditional expressions nest to the right and evaluate one branch."""
def f(x):
    print("f", x)
    return x

for n in (-5, 0, 5):
    print("negative" if n < 0 else "zero" if n == 0 else "positive")
print(f(1) if f(True) else f(2))
print(f(1) if f(False) else f(2))
print([("even" if i % 2 == 0 else "odd") for i in range(4)])
print((lambda n: 1 if n < 2 else n * 2)(5), 1 + (2 if 0 else 3) + 4)
