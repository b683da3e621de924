"""A matrix class with +, *, indexing by pairs, equality and power."""
class Matrix:
    def __init__(self, rows): self.rows = [list(r) for r in rows]
    def __getitem__(self, at): return self.rows[at[0]][at[1]]
    def __setitem__(self, at, v): self.rows[at[0]][at[1]] = v
    def __eq__(self, o): return isinstance(o, Matrix) and self.rows == o.rows
    def __add__(self, o): return Matrix([[a + b for a, b in zip(r, s)] for r, s in zip(self.rows, o.rows)])
    def __mul__(self, o):
        if isinstance(o, (int, float)):
            return Matrix([[a * o for a in r] for r in self.rows])
        return Matrix([[sum(a * b for a, b in zip(r, c)) for c in zip(*o.rows)] for r in self.rows])
    __rmul__ = __mul__
    def __pow__(self, n):
        result = Matrix([[int(i == j) for j in range(len(self.rows))] for i in range(len(self.rows))])
        for _ in range(n):
            result = result * self
        return result
    def __repr__(self): return f"Matrix({self.rows})"

f = Matrix([[1, 1], [1, 0]])
print(f + f, f * 2, 3 * f, f * f, f ** 10, (f ** 90)[0, 1], f[1, 0], f == Matrix([(1, 1), (1, 0)]), f != f * 1)
f[1, 1] = 0.5
print(f * f)
