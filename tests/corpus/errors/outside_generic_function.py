"""Type parameters are outside the subset."""
def first[T](items: list[T]) -> T:
    return items[0]
# expect: 2:10 type parameter
