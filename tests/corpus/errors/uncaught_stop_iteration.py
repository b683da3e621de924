"""next() on an exhausted iterator at the top."""
it = iter([1])
print(next(it))
next(it)
