"""Primes by trial division: arithmetic, comparison, a call for each number."""


def is_prime(n):
    divisor = 2
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 1
    return n >= 2


def run():
    primes = 0
    for n in range(60000):
        if is_prime(n):
            primes += 1
    return primes
