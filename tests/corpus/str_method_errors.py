"""Methods that do not exist and arguments that do not fit."""
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

attempt(lambda: "a".push("b"))
attempt(lambda: "a".nothing)
attempt(lambda: "a" - "b")
attempt(lambda: -"a")
text = "abc"
attempt(lambda: text["b"])
attempt(lambda: text())
attempt(lambda: "5" + 5)
attempt(lambda: len(5))
attempt(lambda: "a" / 2)
attempt(lambda: "a" in 5)
