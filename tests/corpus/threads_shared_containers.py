"""Single operations on shared lists and dicts are whole."""
import threading

items, table = [], {}
def fill(start, n):
    for i in range(start, start + n):
        items.append(i)
        table[i] = i * i

threads = [threading.Thread(target=fill, args=(k * 300, 300)) for k in range(4)]
for t in threads: t.start()
for t in threads: t.join()
print(len(items), sorted(items) == list(range(1200)), len(table), all(table[i] == i * i for i in range(1200)))
for k in range(4):
    mine = [i for i in items if k * 300 <= i < (k + 1) * 300]
    assert mine == sorted(mine)
def drain(out):
    while True:
        try:
            out.append(items.pop())
        except IndexError:
            return
outs = [[] for _ in range(3)]
threads = [threading.Thread(target=drain, args=(o,)) for o in outs]
for t in threads: t.start()
for t in threads: t.join()
print(items, sum(len(o) for o in outs), len(set(outs[0] + outs[1] + outs[2])))
