"""A failing assert without a message."""
assert [] or 0
