"""Clocks move forward."""
import time

for clock in (time.perf_counter, time.monotonic, time.time, time.perf_counter_ns, time.process_time):
    a = clock()
    total = 0
    for i in range(1000):
        total += i
    b = clock()
    print(b >= a, type(a).__name__, a >= 0)
start = time.perf_counter()
while time.perf_counter() - start < 0.01:
    pass
print(time.perf_counter() - start >= 0.01)
