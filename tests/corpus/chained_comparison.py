"""Chained comparisons evaluate each operand once and stop early."""
def v(x):
    print("v", x)
    return x

print(v(1) < v(2) < v(3))
print(v(1) < v(0) < v(3))
print(v(1) == v(1.0) != v(2) in [2])
x = 5
print(1 < x < 10, 1 < x > 3, 10 > x >= 5 == 5, x is x is not None)
print("a" < "b" < "c", [1] < [1, 2] < [2], (1, 2) <= (1, 2) < (1, 3))
print((1 < 2) == True, 1 < 2 == True, not 1 < 2)
