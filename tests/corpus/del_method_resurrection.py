"""An object that saves itself in __del__ lives on; its finalizer runs once."""
saved = []
class Phoenix:
    def __init__(self, name): self.name = name
    def __del__(self):
        print("del", self.name)
        saved.append(self)

p = Phoenix("p")
del p
print(len(saved), saved[0].name)
saved[0].name = "again"
saved.clear()
print(len(saved))
class Chain:
    def __init__(self, next=None): self.next = next
    def __del__(self): print("chain", "end" if self.next is None else "link")
c = Chain(Chain(Chain()))
del c
print("done")
class Maker:
    count = 0
    def __del__(self):
        Maker.count += 1
        if Maker.count < 4:
            Maker()
Maker()
print(Maker.count)
