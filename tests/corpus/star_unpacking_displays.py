"""Stars in list, tuple, set and dict displays and in calls."""
a = [1, 2]
b = (3, 4)
print([*a, *b, 5], (*a, *b), sorted({*a, *b, 1}), [*"ab", *range(2)])
d = {"x": 1, "y": 2}
print({**d, "z": 3}, {"x": 0, **d}, {**d, **{"y": 9}})

def f(*args, **kwargs):
    return args, kwargs

print(f(*a, 9, *b, k=1, **d))
print(f(*[], **{}), f(*"hi"))
print(*a, *b, sep="-")
t = *a, 7
print(t)
for x in *a, 8:
    print(x, end=" ")
print()
