"""Augmented assignment: in place for lists, new objects for immutables, targets evaluated once."""
a = [1]
b = a
a += [2]
print(a, b, a is b)
a = a + [3]
print(a, b, a is b)
t = (1,)
u = t
t += (2,)
print(t, u)
s = "x"
s *= 3
s += "y"
print(s)

def index():
    print("index once")
    return 0

a = [10, 20]
a[index()] += 5
print(a)
d = {"k": 1}
d["k"] += 1
d["k"] *= 10
print(d)
s = {1, 2, 3}
alias = s
s &= {2, 3, 4}
s |= {9}
s -= {2}
s ^= {3, 5}
print(sorted(s), alias is s)
t = ([],)
try:
    t[0] += [1]
except TypeError as e:
    print(type(e).__name__, e, t)
