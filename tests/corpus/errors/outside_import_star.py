"""A star import would make names unknown until run time."""
from time import *
# expect: 2:18 import *
