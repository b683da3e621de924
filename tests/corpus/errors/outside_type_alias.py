"""Type aliases are outside the subset."""
type Pair = tuple[int, int]
# expect: 2:1 type
