"""finally with return, break and its own exceptions wins."""
def a():
    try:
        return "try"
    finally:
        return "finally"
def b():
    try:
        raise ValueError
    finally:
        return "swallowed"
def c():
    for i in range(3):
        try:
            raise ValueError(i)
        finally:
            continue
    return "loop ended"
def d():
    x = 1
    try:
        return x
    finally:
        x = 2
def e():
    items = []
    try:
        return items
    finally:
        items.append("changed")
def f():
    try:
        try:
            return "inner"
        finally:
            print("f1")
            raise KeyError("f")
    except KeyError as err:
        return f"except {err}"
    finally:
        print("f2")
print(a(), b(), c(), d(), e(), f())
