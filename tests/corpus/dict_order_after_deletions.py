"""Order holds through many deletions and insertions."""
d = {i: str(i) for i in range(200)}
for i in range(0, 200, 2):
    del d[i]
for i in range(0, 20, 4):
    d[i] = "again"
print(list(d)[:5], list(d)[-5:], len(d))
while len(d) > 3:
    d.popitem()
print(d)
for i in range(1000):
    d["k"] = i
    if i % 3 == 0:
        del d["k"]
print(d)
e = {}
for i in range(5000):
    e[i % 17] = i
print(e)
print(next(iter(d)), list(reversed(list(d))))
