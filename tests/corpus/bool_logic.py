"""and, or, not return operands; short circuits call nothing."""
def say(value):
    print("asked for", repr(value))
    return value

print(say(0) or say("x"), say(1) and say([]), not say(""))
print(say(0) and say(1), say(5) or say(6))
print(1 and 2 and 3, 0 or "" or None, 1 and 0 or 7, not 1 or 2, not (1 or 2))
for v in (0, 1, -1, 0.0, "", "a", [], [0], (), (0,), {}, {0: 0}, set(), {0}, None, True, range(0), range(1)):
    print(repr(v), bool(v), not v, "yes" if v else "no")
