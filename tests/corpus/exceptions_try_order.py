"""try, except, else and finally run in their order."""
def f(n):
    print(n, end=": ")
    try:
        print("try", end=" ")
        if n == 1:
            raise ValueError("one")
        if n == 2:
            raise KeyError("two")
        if n == 3:
            return "returned"
        if n == 4:
            [][0]
    except ValueError as e:
        print("value", e, end=" ")
    except (KeyError, IndexError) as e:
        print("lookup", type(e).__name__, end=" ")
    else:
        print("else", end=" ")
    finally:
        print("finally", end=" ")
    return "end"

for n in range(5):
    print(f(n))
def else_raises():
    try:
        pass
    except ValueError:
        print("not for else")
    else:
        raise ValueError("from else")
try:
    else_raises()
except ValueError as e:
    print(e)
