"""append, extend, insert, pop, remove, clear, index, count, reverse, copy."""
a = [3, 1]
a.append(4)
a.extend([1, 5])
a.extend("xy")
a.insert(0, "first")
a.insert(100, "last")
a.insert(-1, "before last")
print(a, len(a))
print(a.pop(), a.pop(0), a.pop(-2), a)
a.remove(1)
print(a, a.index(1), a.count(1), a.count("no"))
a.reverse()
b = a.copy()
b.clear()
print(a, b, a.append(9), a)
print([1, 2, 3, 2].index(2, 2), [1, 2, 3].index(3, -1))
for action in (lambda: [].pop(), lambda: [1].pop(5), lambda: [1].remove(2), lambda: [1].index(2), lambda: [1].index(1, 1)):
    try:
        action()
    except (IndexError, ValueError) as e:
        print(type(e).__name__, e)
