"""Slices of strings with every sign of start, stop and step."""
s = "abcdefgh"
print(s[2:5], s[:3], s[5:], s[:], s[-3:], s[:-3], s[-5:-2])
print(s[::2], s[1::3], s[::-1], s[::-3], s[6:1:-2], s[1:6:-1], s[-1:-9:-1])
print(repr(s[5:2]), repr(s[100:]), s[-100:2], s[:100], repr(s[8:]))
print(s[None:3], s[2:None], s[None:None:2], s[slice(1, 4)], s[True:4])
try:
    s[::0]
except ValueError as e:
    print(type(e).__name__, e)
