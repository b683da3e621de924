"""for with else, nested breaks, changing the loop variable."""
for n in range(2, 12):
    for d in range(2, n):
        if n % d == 0:
            print(n, "=", d, "*", n // d)
            break
    else:
        print(n, "is prime")
for i in range(3):
    i *= 10
    print(i, end=" ")
print()
for _ in []:
    pass
else:
    print("else runs for nothing")
for i in range(5):
    if i == 1:
        continue
    if i == 4:
        break
    print(i)
else:
    print("not reached")
items = []
for items[0:1] in [[1], [2]]:
    pass
print(items)
d = {}
for d["k"] in range(3):
    pass
print(d)
