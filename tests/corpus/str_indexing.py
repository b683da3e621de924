"""Indexing of strings from both ends and what is out of range."""
s = "hello"
print(s[0], s[4], s[-1], s[-5], len(s))
for i in (5, -6, 100, 2 ** 70):
    try:
        print(s[i])
    except IndexError as e:
        print(type(e).__name__, e)
try:
    s[1.0]
except TypeError as e:
    print(type(e).__name__, e)
try:
    s[0] = "j"
except TypeError as e:
    print(type(e).__name__, e)
print("abc"[True], ""[0:], s[1:3][0])
