"""Lists compare item by item; equality and identity of items."""
print([1, 2] == [1, 2], [1, 2] == (1, 2), [1] != [2], [1, 2] < [1, 3], [1] < [1, 0], [] < [0], [2] > [1, 9, 9])
print([1, [2, 3]] == [1, [2, 3]], [1.0] == [1], [True] == [1], [[]] < [[1]], [1, 2] <= [1, 2])
nan = float("nan")
print([nan] == [nan], [nan] == [float("nan")], 1 in [1.0], [1] in [[1]], "a" in ["b"], None not in [0])
try:
    [1] < ["a"]
except TypeError as e:
    print(type(e).__name__, e)
try:
    [1] < (2,)
except TypeError as e:
    print(type(e).__name__, e)
print([1, "a"] < [2, 5])
