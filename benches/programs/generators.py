"""A pipeline of generators."""


def numbers(n):
    for i in range(n):
        yield i


def squares(source):
    for number in source:
        yield number * number


def odd(source):
    for number in source:
        if number % 2:
            yield number


def run():
    total = 0
    for number in odd(squares(numbers(300000))):
        total += number
    return total
