"""Bare raise keeps the exception; the name is unbound after the handler."""
def f():
    try:
        raise ValueError("original")
    except ValueError:
        print("seen")
        raise

try:
    f()
except ValueError as e:
    print("again", e)
    saved = e
try:
    e
except NameError as n:
    print(type(n).__name__, n)
print(repr(saved), saved.args)
try:
    raise
except RuntimeError as e:
    print(type(e).__name__, e)
def nested():
    try:
        raise KeyError("outer")
    except KeyError:
        try:
            raise ValueError("inner")
        except ValueError:
            pass
        raise
try:
    nested()
except KeyError as e:
    print("outer again", e)
try:
    raise saved
except ValueError as e:
    print(e is saved)
