"""time.sleep lets others run and lasts at least as long as asked."""
import threading
import time

log = []
def sleeper():
    time.sleep(0.03)
    log.append("slept")
t = threading.Thread(target=sleeper)
t.start()
log.append("main goes on")
t.join()
print(log)
start = time.perf_counter()
time.sleep(0.02)
print(time.perf_counter() - start >= 0.02, time.sleep(0))
start = time.monotonic()
threads = [threading.Thread(target=time.sleep, args=(0.1,)) for _ in range(5)]
for t in threads: t.start()
for t in threads: t.join()
print(0.1 <= time.monotonic() - start < 0.45)
for bad in (-1, "x"):
    try:
        time.sleep(bad)
    except (ValueError, TypeError) as e:
        print(type(e).__name__)
