"""Each way to divide by zero and its message."""
def attempt(label, action):
    try:
        print(label, action())
    except ZeroDivisionError as e:
        print(label, type(e).__name__)

attempt("true", lambda: 1 / 0)
attempt("floor", lambda: 1 // 0)
attempt("remainder", lambda: 1 % 0)
attempt("divmod", lambda: divmod(1, 0))
attempt("float", lambda: 1.0 / 0.0)
attempt("float floor", lambda: 1.0 // 0.0)
attempt("float remainder", lambda: 1.0 % 0)
attempt("huge", lambda: 10 ** 40 // 0)
attempt("boolean", lambda: 1 // False)
try:
    1 / 0
except ZeroDivisionError as e:
    print(e)
try:
    5 // (3 - 3)
except ArithmeticError as e:
    print("as ArithmeticError:", isinstance(e, ZeroDivisionError))
