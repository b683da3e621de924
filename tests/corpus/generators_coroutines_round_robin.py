"""Generators as tasks of a scheduler: a queue of steps."""
def task(name, steps):
    for i in range(steps):
        print(f"{name}:{i}", end=" ")
        yield
    return f"{name} done"

def scheduler(tasks):
    queue, results = list(tasks), []
    while queue:
        t = queue.pop(0)
        try:
            next(t)
        except StopIteration as e:
            results.append(e.value)
        else:
            queue.append(t)
    print()
    return results

print(scheduler([task("a", 2), task("b", 3), task("c", 1)]))

def ping(log):
    while True:
        message = yield
        log.append(("ping", message))
def pong(log, other):
    while True:
        message = yield
        log.append(("pong", message))
        other.send(message + 1)
log = []
p = ping(log)
next(p)
q = pong(log, p)
next(q)
for i in range(3):
    q.send(i * 10)
print(log)
