"""Assignment expressions in conditions, loops and comprehensions."""
data = [5, 3, 8, 1]
if (n := len(data)) > 3:
    print("long", n)
it = iter(data)
while (x := next(it, None)) is not None:
    print("got", x)
print([y for v in data if (y := v * 2) > 5], y)
print((a := 1) + (b := 2), a, b)

def f():
    total = 0
    values = [total := total + v for v in data]
    return values, total

print(f())
print(any((found := v) > 6 for v in data), found)
