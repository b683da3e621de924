"""A failing assert with its message."""
total = 3
assert total == 3
assert total == 4, f"total is {total}"
