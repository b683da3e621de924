"""Operands, arguments, keys and targets are evaluated from left to right."""
def v(x):
    print(x, end=" ")
    return x

print(v(1) + v(2) * v(3))
print([v(1), v(2)], (v(3), v(4)), {v("k"): v("v"), v("k2"): v("v2")})
def f(*args, **kwargs):
    return len(args) + len(kwargs)
print(f(v(1), *[v(2), v(3)], k=v(4), **{v("m"): v(5)}))
a = [0, 0, 0]
a[v(0)] = v(10)
print(a)
a[v(1)], a[v(2)] = v(20), v(30)
print(a)
def target():
    print("target", end=" ")
    return a
target()[v(0)] += v(5)
print(a)
print(v(1) if v(0) else v(2))
print(v(3) < v(2) < v(1))
print(v(0) or v(5) and v(6))
x = [v(i) for i in range(2) if v(True)]
print(x)
y = {v("a"): v("b") for _ in range(2)}
print(y, f"{v('f')}{v('g')}")
def g(x=v("default"), y=v("default2")): return x
print(g())
