"""Fast doubling, modular powers and a linear congruential sequence."""
def fib(n):
    if n == 0:
        return (0, 1)
    a, b = fib(n >> 1)
    c = a * (2 * b - a)
    d = a * a + b * b
    return (d, c + d) if n & 1 else (c, d)

print([fib(n)[0] for n in range(15)], fib(300)[0])

def power(base, exponent, modulus):
    result = 1
    base %= modulus
    while exponent:
        if exponent & 1:
            result = result * base % modulus
        base = base * base % modulus
        exponent >>= 1
    return result

print(power(7, 10 ** 18, 1_000_000_007), power(7, 10 ** 18, 1_000_000_007) == pow(7, 10 ** 18, 1_000_000_007))
seed = 42
out = []
for _ in range(8):
    seed = (seed * 6364136223846793005 + 1442695040888963407) & (2 ** 64 - 1)
    out.append(seed >> 40)
print(out)
