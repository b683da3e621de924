"""acquire, release, locked, timeouts, and misuse."""
import threading

lock = threading.Lock()
print(lock.acquire(), lock.locked(), lock.acquire(False), lock.acquire(blocking=False), lock.acquire(timeout=0.01))
lock.release()
print(lock.locked())
try:
    lock.release()
except RuntimeError as e:
    print(type(e).__name__, e)
with lock as entered:
    print(entered, lock.locked())
try:
    with lock:
        raise ValueError("inside")
except ValueError as e:
    print(e, lock.locked())
def release_elsewhere():
    lock.release()
lock.acquire()
t = threading.Thread(target=release_elsewhere)
t.start()
t.join()
print("released by another thread:", lock.locked())
first, second = threading.Lock(), threading.Lock()
with first, second:
    print(first.locked(), second.locked(), first is second)
print(first.locked(), second.locked())
