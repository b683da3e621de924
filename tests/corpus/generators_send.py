"""send() answers the yield expression."""
def averager():
    total, count, average = 0, 0, None
    while True:
        value = yield average
        if value is None:
            return total, count
        total += value
        count += 1
        average = total / count

a = averager()
print(next(a), a.send(10), a.send(20), a.send(3))
try:
    a.send(None)
except StopIteration as e:
    print("returned", e.value)

def echo():
    received = []
    while len(received) < 3:
        received.append((yield len(received)))
    yield received

e = echo()
print(e.send(None), e.send("a"), next(e), e.send("c"))
fresh = echo()
try:
    fresh.send(1)
except TypeError as err:
    print(type(err).__name__, err)
def pair():
    x = yield 1
    y = yield x + 1
    print("got", x, y, (yield), (yield x * y))
p = pair()
print(next(p), p.send(10), p.send(20), p.send("first"))
try:
    p.send("second")
except StopIteration:
    print("done")
