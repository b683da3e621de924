"""throw() raises at the yield; close() ends it with GeneratorExit."""
def worker():
    try:
        while True:
            try:
                x = yield "ready"
                print("got", x)
            except ValueError as e:
                print("handled", e)
    finally:
        print("cleaned up")

w = worker()
print(next(w), w.send(1), w.throw(ValueError("bad value")))
w.close()
print(next(w, "closed"))
w.close()
w = worker()
next(w)
try:
    w.throw(KeyError("unhandled"))
except KeyError as e:
    print("came out", e)
w = worker()
try:
    w.throw(IndexError("before the start"))
except IndexError as e:
    print("came out", e)
def stubborn():
    try:
        yield 1
    except GeneratorExit:
        print("exit seen")
        yield 2
s = stubborn()
next(s)
try:
    s.close()
except RuntimeError as e:
    print(type(e).__name__, e)
def tidy():
    try:
        yield
    except GeneratorExit:
        print("tidy exit")
        raise
t = tidy()
next(t)
t.close()
never_started = tidy()
never_started.close()
print(list(never_started))
