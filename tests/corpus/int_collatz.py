"""A loop of integer steps with branches."""
def steps(n):
    count = 0
    while n != 1:
        if n % 2 == 0:
            n //= 2
        else:
            n = 3 * n + 1
        count += 1
    return count

print([steps(n) for n in range(1, 30)])
longest = max(range(1, 1000), key=steps)
print(longest, steps(longest))
