"""Exception groups are outside the subset."""
try:
    print("body")
except* ValueError:
    pass
# expect: 2:1 except*
