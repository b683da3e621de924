"""Builds lists and sums them, by method, by comprehension, by loop."""


def run():
    total = 0
    for _ in range(10):
        numbers = []
        for i in range(50000):
            numbers.append(i)
        doubled = [2 * n for n in numbers]
        for n in doubled:
            total += n
        total += sum(numbers)
    return total
