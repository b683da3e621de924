"""Several bases: the order of resolution and cooperative super."""
class A:
    def who(self):
        return ["A"]
    def only_a(self):
        return "a"

class B(A):
    def who(self):
        return ["B"] + super().who()

class C(A):
    def who(self):
        return ["C"] + super().who()
    def only_a(self):
        return "from C"

class D(B, C):
    def who(self):
        return ["D"] + super().who()

print(D().who(), B().who(), D().only_a())
print([c.__name__ for c in D.__mro__])

class Left:
    x = "left"
class Right:
    x = "right"
    y = "right y"
class Both(Left, Right):
    pass
print(Both().x, Both.y, isinstance(Both(), Right))

class Init1:
    def __init__(self, **kw):
        print("Init1", kw)
        self.one = kw.pop("one")
        super().__init__(**kw)
class Init2:
    def __init__(self, **kw):
        print("Init2", kw)
        self.two = kw.pop("two")
        super().__init__(**kw)
class Init(Init1, Init2):
    pass
i = Init(one=1, two=2)
print(i.one, i.two)
