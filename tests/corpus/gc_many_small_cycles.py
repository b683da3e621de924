"""Many small cycles come and go while the collector is on."""
import gc

class Pair:
    def __init__(self): self.other = None

def cycles(n):
    for _ in range(n):
        a, b = Pair(), Pair()
        a.other, b.other = b, a

cycles(30000)
gc.collect()
print(gc.collect())
kept = []
for i in range(3000):
    l = [i]
    l.append(l)
    if i % 100 == 0:
        kept.append(l)
del l
gc.collect()
print(len(kept), all(l[1] is l for l in kept), sum(l[0] for l in kept))
