"""Who asks for a length before it takes the items."""


class Shelf:
    def __init__(self, name):
        self.name = name

    def __iter__(self):
        print("iter", self.name)
        return iter(range(3))

    def __len__(self):
        print("len", self.name)
        return 3


class Odd(Shelf):
    def __len__(self):
        print("len", self.name)
        raise TypeError("no length")


class Broken(Shelf):
    def __len__(self):
        return -1


for make in (list, tuple, sorted, set, max, sum, any):
    print(make.__name__, make(Shelf(make.__name__)))
grown = [1]
grown += Shelf("in place")
grown.extend(Shelf("extend"))
print(grown, [*Shelf("star")], list(Odd("odd")))
one, *rest = Shelf("unpacked")
print(one, rest)
try:
    list(Broken("broken"))
except ValueError as e:
    print(e)
