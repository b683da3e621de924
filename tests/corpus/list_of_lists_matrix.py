"""Matrices: multiplication, transposition, rotation, spiral."""
def multiply(a, b):
    return [[sum(a[i][k] * b[k][j] for k in range(len(b))) for j in range(len(b[0]))] for i in range(len(a))]

a = [[1, 2], [3, 4], [5, 6]]
b = [[7, 8, 9], [10, 11, 12]]
print(multiply(a, b))
print([list(r) for r in zip(*a)], [list(r) for r in zip(*a[::-1])])

def spiral(m):
    out = []
    while m:
        out += m[0]
        m = [list(r) for r in zip(*m[1:])][::-1]
    return out

print(spiral([[1, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]]))
identity = [[int(i == j) for j in range(3)] for i in range(3)]
print(identity, multiply([[1, 2, 3]], identity))
