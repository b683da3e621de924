"""Each complaint about a call's arguments."""
def none(): return 0
def two(a, b): return a + b
def default(a, b=1): return a
def only(*, k): return k

def attempt(f):
    try:
        print(f())
    except TypeError as e:
        print(type(e).__name__, e)

attempt(lambda: none(1))
attempt(lambda: none(1, 2))
attempt(lambda: two())
attempt(lambda: two(1))
attempt(lambda: two(1, 2, 3))
attempt(lambda: two(1, b=2, c=3))
attempt(lambda: two(1, a=2))
attempt(lambda: two(b=2))
attempt(lambda: default())
attempt(lambda: default(1, 2, 3))
attempt(lambda: only())
attempt(lambda: only(1))
attempt(lambda: two(*[1, 2, 3, 4]))
attempt(lambda: two(**{"a": 1, "b": 2, "x": 3}))
attempt(lambda: two(1, 2, **{"a": 1}))
attempt(lambda: two(*5))
attempt(lambda: two(**[1]))
attempt(lambda: two(1, "x"))
