"""Counting, grouping, inverting and sorting by value."""
text = "it was the best of times it was the worst of times it was the age of wisdom"
counts = {}
for w in text.split():
    if w in counts:
        counts[w] += 1
    else:
        counts[w] = 1
print(counts)
by_count = {}
for w, n in counts.items():
    by_count.setdefault(n, []).append(w)
print({n: sorted(ws) for n, ws in sorted(by_count.items(), reverse=True)})
print(sorted(counts, key=counts.get, reverse=True)[:4], max(counts.items(), key=lambda p: (p[1], p[0])))
print(sum(counts.values()), sum(1 for n in counts.values() if n == 1))
