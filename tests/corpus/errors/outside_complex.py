"""Complex numbers are outside the subset."""
z = 3 + 4j
# expect: 2:9 complex
