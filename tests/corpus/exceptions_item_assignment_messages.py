"""Writing and deleting where it is not possible."""
def attempt(f):
    try:
        f()
    except Exception as e:
        print(type(e).__name__, e, sep=": ")

def tuple_item(): (1,)[0] = 2
def str_item(): "ab"[0] = "x"
def int_item():
    n = 5
    n[0] = 1
def list_range(): [][0] = 1
def list_delete(): del [1][1]
def dict_delete(): del {}["x"]
def tuple_delete(): del (1, 2)[0]
def str_delete(): del "ab"[0]
def none_item(): None[0] = 1
def set_item(): {1}[0] = 1
def range_item(): range(3)[0] = 1
def function_item(): attempt[0] = 1
for f in (tuple_item, str_item, int_item, list_range, list_delete, dict_delete, tuple_delete, str_delete, none_item, set_item, range_item, function_item):
    attempt(f)
