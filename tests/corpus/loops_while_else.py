"""while with else, break and continue."""
def find(n, limit):
    i = 0
    while i < limit:
        i += 1
        if i % 2:
            continue
        if i == n:
            print("found", n)
            break
    else:
        print("not found", n)
    return i

print(find(4, 10), find(5, 10), find(1, 0))
n = 10
while n:
    n -= 3
    if n < 0:
        break
print(n)
while False:
    print("never")
else:
    print("else of an empty loop")
i = j = 0
while i < 3:
    j = 0
    while True:
        j += 1
        if j > i:
            break
    i += 1
    print(i, j)
