"""Wrong numbers of values to unpack."""
def attempt(f):
    try:
        f()
    except (ValueError, TypeError) as e:
        print(type(e).__name__, e)

def too_many_generator():
    a, b = (i for i in range(3))

def too_few():
    a, b, c = 1, 2

def too_few_star():
    a, b, *c = [1]

def not_iterable():
    a, b = 5

def nested():
    a, (b, c) = 1, (2,)

def from_text():
    a, b, c = "ab"

for f in (too_many_generator, too_few, too_few_star, not_iterable, nested, from_text):
    attempt(f)
