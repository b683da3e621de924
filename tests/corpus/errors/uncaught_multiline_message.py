"""The last line of a message of several lines."""
raise ValueError("first line\nsecond line\nthird line")
