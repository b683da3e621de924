"""Reading slices of lists copies them."""
a = list(range(10))
print(a[2:5], a[:3], a[7:], a[-3:], a[:-7], a[::2], a[1::2], a[::-1], a[8:2:-2], a[20:], a[5:2])
b = a[:]
b[0] = 99
print(a[0], b[0], a[:] == a, a[:] is a)
print(a[-100:3], a[:100][-1], a[None:2], a[slice(1, 8, 3)])
nested = [[1], [2]]
shallow = nested[:]
shallow[0].append(9)
print(nested)
