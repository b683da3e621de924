"""The exception of a finally block replaces the first."""
try:
    raise ValueError("first")
finally:
    print("finally")
    [][0]
