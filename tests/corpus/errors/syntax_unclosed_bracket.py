"""A bracket that never closes."""
items = [1, 2
print(items)
