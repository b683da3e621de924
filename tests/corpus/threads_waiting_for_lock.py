"""A thread waits until the holder releases."""
import threading
import time

lock = threading.Lock()
order = []
def waiter(name):
    order.append(name + " waits")
    with lock:
        order.append(name + " has it")

lock.acquire()
t = threading.Thread(target=waiter, args=("thread",))
t.start()
while not order:
    time.sleep(0.001)
time.sleep(0.01)
order.append("main releases")
lock.release()
t.join()
print(order)
turns = [threading.Lock() for _ in range(3)]
for l in turns:
    l.acquire()
log = []
def in_turn(i):
    turns[i].acquire()
    log.append(i)
    if i + 1 < len(turns):
        turns[i + 1].release()
threads = [threading.Thread(target=in_turn, args=(i,)) for i in reversed(range(3))]
for t in threads: t.start()
turns[0].release()
for t in threads: t.join()
print(log)
