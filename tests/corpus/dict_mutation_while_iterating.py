"""Changing a dict's or a set's size during a loop is an error; changing values is not."""
d = {"a": 1, "b": 2, "c": 3}
for k in d:
    d[k] *= 10
print(d)
try:
    for k in d:
        d[k + "x"] = 0
except RuntimeError as e:
    print(type(e).__name__, e)
d = {"a": 1, "b": 2}
try:
    for k, v in d.items():
        del d[k]
except RuntimeError as e:
    print(type(e).__name__, e, d)
s = {1, 2, 3}
try:
    for x in s:
        s.add(x + 100)
except RuntimeError as e:
    print(type(e).__name__, e)
d = {1: 1, 2: 2, 3: 3}
for k in list(d):
    if k % 2:
        del d[k]
print(d)
it = iter(d)
d[9] = 9
try:
    next(it)
except RuntimeError as e:
    print(type(e).__name__, e)
