"""A string without an end."""
s = "no end
print(s)
