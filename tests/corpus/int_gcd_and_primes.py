"""Euclid, trial division and a sieve."""
def gcd(a, b):
    while b:
        a, b = b, a % b
    return a

def is_prime(n):
    if n < 2:
        return False
    d = 2
    while d * d <= n:
        if n % d == 0:
            return False
        d += 1
    return True

def sieve(limit):
    marks = [True] * limit
    marks[0] = marks[1] = False
    for i in range(2, limit):
        if marks[i]:
            for j in range(i * i, limit, i):
                marks[j] = False
    return [i for i in range(limit) if marks[i]]

print(gcd(1071, 462), gcd(2 ** 60, 6 ** 30), gcd(0, 9))
print([n for n in range(60) if is_prime(n)])
print(sieve(60) == [n for n in range(60) if is_prime(n)], len(sieve(2000)))
print(sum(1 for n in range(3000) if is_prime(n)))
