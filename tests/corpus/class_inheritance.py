"""Inheritance: overriding, super, attributes up the chain, isinstance."""
class Animal:
    sound = "..."
    def __init__(self, name):
        self.name = name
    def speak(self):
        return f"{self.name} says {self.sound}"
    def describe(self):
        return "animal: " + self.speak()

class Dog(Animal):
    sound = "woof"
    def fetch(self):
        return self.name + " fetches"

class Puppy(Dog):
    def __init__(self, name, age):
        super().__init__(name)
        self.age = age
    def speak(self):
        return super().speak().upper() + "!" * self.age

a, d, p = Animal("Generic"), Dog("Rex"), Puppy("Bit", 2)
for x in (a, d, p):
    print(x.describe(), isinstance(x, Dog), isinstance(x, Animal), isinstance(x, (int, Puppy)), type(x).__name__)
print(issubclass(Puppy, Animal), issubclass(Animal, Puppy), issubclass(Dog, Dog), issubclass(bool, int), issubclass(Dog, (int, Animal)))
print(p.fetch(), Dog.speak(p), Animal.speak(p))
Animal.sound = "hm"
print(a.speak(), d.speak())
Animal.run = lambda self: self.name + " runs"
print(p.run())
