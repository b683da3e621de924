"""import, import as, from import; modules are objects."""
import sys
import time as clock
from threading import Lock, Thread as T
import os, gc
from weakref import ref

print(sys.__name__, clock.__name__, T.__name__, type(sys).__name__, ref.__name__ in ("ref", "ReferenceType"))
clock.sleep(0)
def inside():
    import time
    from time import sleep
    sleep(0)
    return time is clock
print(inside(), hasattr(os, "pipe"), hasattr(sys, "nothing"), callable(gc.collect))
try:
    sys.no_such_attribute
except AttributeError as e:
    print(e)
lock = Lock()
with lock:
    print(lock.locked())
print(lock.locked(), sys.maxsize > 2 ** 31)
