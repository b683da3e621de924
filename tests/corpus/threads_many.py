"""Sixty threads at once."""
import threading
import time

gate = threading.Lock()
gate.acquire()
seen = []
def wait(i):
    with gate:
        seen.append(i)
threads = [threading.Thread(target=wait, args=(i,)) for i in range(60)]
for t in threads:
    t.start()
print(seen)
gate.release()
for t in threads:
    t.join()
print(len(seen), sorted(seen) == list(range(60)))
def nap(out, i):
    time.sleep(0.001)
    out[i] = i
out = [None] * 60
threads = [threading.Thread(target=nap, args=(out, i)) for i in range(60)]
for t in threads: t.start()
for t in threads: t.join()
print(out == list(range(60)))
