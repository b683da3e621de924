"""__del__ in cycles runs once each; resurrection keeps the object."""
import gc

class Noisy:
    def __init__(self, name): self.name = name
    def __del__(self): log.append(self.name)

log = []
gc.disable()
a, b = Noisy("a"), Noisy("b")
a.peer, b.peer = b, a
del a, b
print(log)
gc.collect()
print(sorted(log))
log.clear()
saved = []
class Phoenix:
    def __init__(self): self.me = self
    def __del__(self):
        log.append("del")
        saved.append(self)
Phoenix()
gc.collect()
print(log, len(saved), saved[0].me is saved[0])
saved.clear()
gc.collect()
print(log, len(saved))
log.clear()
outside = Noisy("hangs from a cycle")
x = Noisy("cycle")
x.me, x.outside = x, outside
del outside, x
print(log)
gc.collect()
print(sorted(log))
gc.enable()
