"""is_integer and comparisons with special values."""
print((2.0).is_integer(), (2.5).is_integer(), float("inf").is_integer())
nan = float("nan")
items = [nan, 1.0]
print(nan in items, nan in [float("nan")], items == items, [nan] == [float("nan")])
print(0.0 == -0.0, 0.1 + 0.2 == 0.3, abs(0.1 + 0.2 - 0.3) < 1e-9)
print(min(2.5, 1), max(1, 1.0), max(1.0, 1), min(0.0, -0.0))
print(sum([0.5] * 4), sum([1, 2.5, True]), abs(-0.0), bool(0.0), bool(-0.0), bool(nan))
