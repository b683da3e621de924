"""property with getter, setter and deleter; computed attributes."""
class Temperature:
    def __init__(self, celsius): self.celsius = celsius
    @property
    def celsius(self):
        return self._c
    @celsius.setter
    def celsius(self, value):
        if value < -273.15:
            raise ValueError("below absolute zero")
        self._c = value
    @celsius.deleter
    def celsius(self):
        print("deleted")
        del self._c
    @property
    def fahrenheit(self):
        return self.celsius * 9 / 5 + 32

t = Temperature(100)
print(t.celsius, t.fahrenheit)
t.celsius = -40
print(t.fahrenheit)
t.celsius += 1
print(t.celsius)
try:
    t.celsius = -300
except ValueError as e:
    print(type(e).__name__, e)
try:
    t.fahrenheit = 5
except AttributeError as e:
    print(type(e).__name__)
del t.celsius
print(hasattr(t, "_c"), hasattr(t, "celsius"))

class Sub(Temperature):
    @property
    def fahrenheit(self): return "about " + str(round(super().fahrenheit))
print(Sub(37).fahrenheit)
class Square:
    side = 3
    area = property(lambda self: self.side ** 2)
print(Square().area)
