"""Huffman codes with a hand-written priority queue."""
class Queue:
    def __init__(self): self.items = []
    def push(self, item):
        self.items.append(item)
        self.items.sort(reverse=True)
    def pop(self): return self.items.pop()
    def __len__(self): return len(self.items)

def codes(text):
    counts = {}
    for c in text:
        counts[c] = counts.get(c, 0) + 1
    queue = Queue()
    for serial, c in enumerate(sorted(counts)):
        queue.push((counts[c], serial, c))
    serial = len(counts)
    while len(queue) > 1:
        a, b = queue.pop(), queue.pop()
        queue.push((a[0] + b[0], serial, [a, b]))
        serial += 1
    table = {}
    def walk(node, prefix):
        if isinstance(node[2], str):
            table[node[2]] = prefix or "0"
        else:
            for bit, kid in zip("01", node[2]):
                walk(kid, prefix + bit)
    walk(queue.pop(), "")
    return table

text = "abracadabra alakazam"
table = codes(text)
bits = "".join(table[c] for c in text)
print({c: table[c] for c in sorted(table)}, len(bits), len(text) * 8)
back = {v: k for k, v in table.items()}
out, prefix = "", ""
for b in bits:
    prefix += b
    if prefix in back:
        out += back[prefix]
        prefix = ""
print(out == text, out)
