"""yield needs a function."""
x = 1
yield x
