"""Calls methods that change their object."""


class Counter:
    def __init__(self):
        self.count = 0

    def add(self, number):
        self.count += number
        return self.count

    def add_twice(self, number):
        self.add(number)
        return self.add(number)


def run():
    counter = Counter()
    for i in range(300000):
        counter.add_twice(i)
    return counter.count
