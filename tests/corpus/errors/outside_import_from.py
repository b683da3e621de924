"""A name of a module outside the subset."""
from functools import reduce
print(reduce)
# expect: 2:6 functools
