"""Exceptions in handlers, in finally, and across calls."""
def inner():
    try:
        raise ValueError("first")
    except ValueError:
        raise KeyError("second")

try:
    inner()
except KeyError as e:
    print(repr(e), repr(e.__context__), e.__cause__, e.__suppress_context__)
try:
    try:
        1 / 0
    finally:
        print("finally before handler")
except ZeroDivisionError:
    print("handler")
try:
    try:
        raise ValueError("lost")
    finally:
        raise TypeError("replaces")
except TypeError as e:
    print(e, repr(e.__context__))
def deep(n):
    if n == 0:
        raise RuntimeError("bottom")
    try:
        deep(n - 1)
    finally:
        print("unwind", n)
try:
    deep(3)
except RuntimeError as e:
    print(e)
try:
    try:
        raise IndexError("x")
    except KeyError:
        print("wrong handler")
    else:
        print("no")
except LookupError as e:
    print("outer", type(e).__name__)
