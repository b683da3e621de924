"""staticmethod and classmethod, from classes and instances and through inheritance."""
class Date:
    epoch = 1970
    def __init__(self, y): self.y = y
    @classmethod
    def parse(cls, text): return cls(int(text))
    @staticmethod
    def leap(y): return y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)
    @classmethod
    def since(cls, y): return y - cls.epoch
    def is_leap(self): return self.leap(self.y)

class Sub(Date):
    epoch = 2000

print(Date.parse("2024").y, type(Sub.parse("1")).__name__, Date.leap(1900), Sub.leap(2000), Date(2024).is_leap(), Date(1).leap(4))
print(Date.since(2020), Sub.since(2020), Sub(1).since(2001))
f = Sub.since
print(f(2010), Date.leap(2023))

class Registry:
    instances = []
    @classmethod
    def create(cls, *args):
        item = cls(*args)
        cls.instances.append(type(item).__name__)
        return item
class R2(Registry):
    def __init__(self, v=0): self.v = v
    @classmethod
    def create(cls, v):
        return super().create(v * 2)
print(R2.create(4).v, Registry.create().instances)
