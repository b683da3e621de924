"""Runaway recursion is an error that a program can catch."""
def down(n):
    return down(n + 1)

try:
    down(0)
except RecursionError as e:
    print(type(e).__name__, isinstance(e, RuntimeError))

def depth(n):
    return 0 if n == 0 else 1 + depth(n - 1)

print(depth(800))

class Loop:
    def __getattr__(self, name):
        return getattr(self, name + "x")

try:
    Loop().anything
except RecursionError:
    print("attributes too")

def mutual_a():
    mutual_b()

def mutual_b():
    mutual_a()

for _ in range(3):
    try:
        mutual_a()
    except RecursionError:
        print("again")
print(depth(500))
