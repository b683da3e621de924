"""A lock makes an increment whole."""
import threading

class Counter:
    def __init__(self):
        self.value = 0
        self.lock = threading.Lock()
    def up(self, times):
        for _ in range(times):
            with self.lock:
                self.value += 1

counter = Counter()
threads = [threading.Thread(target=counter.up, args=(500,)) for _ in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(counter.value)
total = 0
lock = threading.Lock()
def add(n):
    global total
    for i in range(n):
        lock.acquire()
        try:
            before = total
            total = before + i
        finally:
            lock.release()
threads = [threading.Thread(target=add, args=(200,)) for _ in range(3)]
for t in threads: t.start()
for t in threads: t.join()
print(total == 3 * sum(range(200)))
