"""The few things of sys that programs use."""
import sys

print(sys.maxsize == 2 ** 63 - 1, sys.version_info >= (3, 11), sys.version_info[0])
before = sys.getswitchinterval()
sys.setswitchinterval(0.001)
print(before, sys.getswitchinterval())
sys.setswitchinterval(before)
print(sys.getrecursionlimit() >= 1000, sys.getrefcount(None) > 10)
try:
    sys.setswitchinterval(0)
except ValueError as e:
    print(type(e).__name__)
