"""Targets of every kind: closures, bound methods, built-ins, callables, lambdas."""
import threading

def run(target, *args):
    t = threading.Thread(target=target, args=args)
    t.start()
    t.join()

class Worker:
    def __init__(self):
        self.done = []
    def step(self, x):
        self.done.append(x)
    def __call__(self, x):
        self.done.append(("called", x))

w = Worker()
run(w.step, 1)
run(w, 2)
run(w.done.append, 3)
run(lambda x: w.step(x * 10), 4)
def make():
    n = 0
    def up(by):
        nonlocal n
        n += by
        w.done.append(n)
    return up
up = make()
run(up, 5)
run(up, 6)
run(print, "built-in", "target")
print(w.done)
generator = (i for i in range(5))
run(lambda: w.done.append(next(generator)))
run(lambda: w.done.append(list(generator)))
print(w.done[-2:])
