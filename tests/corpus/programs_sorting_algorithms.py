"""Quick, merge, heap and insertion sort agree with sorted()."""
def quick(items):
    if len(items) < 2:
        return items
    pivot, *rest = items
    return quick([x for x in rest if x < pivot]) + [pivot] + quick([x for x in rest if x >= pivot])

def merge(items):
    if len(items) < 2:
        return items[:]
    half = len(items) // 2
    a, b, out = merge(items[:half]), merge(items[half:]), []
    i = j = 0
    while i < len(a) and j < len(b):
        if a[i] <= b[j]:
            out.append(a[i]); i += 1
        else:
            out.append(b[j]); j += 1
    return out + a[i:] + b[j:]

def insertion(items):
    items = list(items)
    for i in range(1, len(items)):
        x, j = items[i], i
        while j > 0 and items[j - 1] > x:
            items[j] = items[j - 1]
            j -= 1
        items[j] = x
    return items

def heap(items):
    h = list(items)
    def sift(i, n):
        while (child := 2 * i + 1) < n:
            if child + 1 < n and h[child] < h[child + 1]:
                child += 1
            if h[i] >= h[child]:
                return
            h[i], h[child] = h[child], h[i]
            i = child
    for i in range(len(h) // 2 - 1, -1, -1):
        sift(i, len(h))
    for n in range(len(h) - 1, 0, -1):
        h[0], h[n] = h[n], h[0]
        sift(0, n)
    return h

seed = 7
items = []
for _ in range(200):
    seed = seed * 1103515245 + 12345 & 0x7FFFFFFF
    items.append(seed % 1000)
print(items[:8])
for sort in (quick, merge, insertion, heap):
    print(sort.__name__, sort(items) == sorted(items), sort([]), sort(list("sorting")))
