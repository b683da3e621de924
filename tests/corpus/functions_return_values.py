"""return in each place: nothing, tuples, from loops, from try."""
def nothing(): pass
def bare():
    return
def several():
    return 1, "two", [3]
def from_loop(items):
    for i, item in enumerate(items):
        for c in item:
            if c == "x":
                return i, c
    else:
        return "not found"
def from_while():
    n = 0
    while True:
        n += 1
        if n == 5:
            return n
def from_finally():
    try:
        return "try"
    finally:
        print("finally runs")
def overridden():
    for _ in range(2):
        try:
            return "lost"
        finally:
            break
    return "after"
print(nothing(), bare(), several(), from_loop(["ab", "cx"]), from_loop(["a"]), from_while(), from_finally(), overridden())
def generator_of_functions():
    return (lambda: i for i in range(2))
print([f() for f in generator_of_functions()])
