"""Counts down: nothing but a loop."""


def run():
    n = 5000000
    while n > 0:
        n -= 1
    return n
