"""Only a few modules can be imported."""
print("this line must not run")
import math
# expect: 3:8 math
