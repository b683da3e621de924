"""all and any stop early."""
def say(v):
    print("?", v, end=" ")
    return v
print(all(say(v) for v in [1, 2, 0, 3]))
print(any(say(v) for v in [0, "", 5, 6]))
print(all([]), any([]), all([1, "a", [0]]), any([0, None, ""]), all({}), any({0: 1}), all("abc"), any(range(1)), any(range(2)))
print(all(x > 0 for x in (1, 2)), any(x > 5 for x in (1, 2)), all([[], [1]]), all(map(str.isdigit, ["1", "22"])))
it = iter([1, 0, 5])
print(all(it), list(it))
try:
    all(5)
except TypeError as e:
    print(e)
