"""Thread: target, args, kwargs, start, join, results through a list."""
import threading

def work(n, results, scale=1):
    results[n] = sum(range(n * 1000)) * scale

results = [None] * 4
threads = [threading.Thread(target=work, args=(n, results), kwargs={"scale": 2}) for n in range(4)]
print([t.is_alive() for t in threads])
for t in threads:
    t.start()
for t in threads:
    t.join()
print(results, [t.is_alive() for t in threads])
t = threading.Thread(target=lambda: print("in the thread"))
t.start()
t.join()
t.join()
try:
    t.start()
except RuntimeError as e:
    print(type(e).__name__, e)
try:
    threading.Thread(target=print).join()
except RuntimeError as e:
    print(type(e).__name__, e)
nothing = threading.Thread()
nothing.start()
nothing.join()
print("joined")
