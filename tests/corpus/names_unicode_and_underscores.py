"""Identifiers with accents, underscores and keywords' lookalikes."""
größe = 3
_ = 1
__private = 2
π = 3.14
match = "a name, not a statement"
case = type_ = "also"
print(größe * π, _, __private, match, case)
class Vorrat:
    __hidden = "mangled"
    def __init__(self):
        self.__count = 5
    def get(self):
        return self.__count, self.__hidden
v = Vorrat()
print(v.get(), hasattr(v, "__count"), v._Vorrat__count, Vorrat._Vorrat__hidden)
def f(名前="既定"):
    return 名前
print(f(), f(名前="x"))
