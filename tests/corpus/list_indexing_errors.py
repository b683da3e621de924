"""Reading and writing outside a list and with the wrong type."""
def attempt(f):
    try:
        print(f())
    except Exception as e:
        print(type(e).__name__, e)

a = [1, 2, 3]
def write(i):
    a[i] = 0
def delete(i):
    del a[i]
attempt(lambda: a[3])
attempt(lambda: a[-4])
attempt(lambda: a["x"])
attempt(lambda: a[1.5])
attempt(lambda: write(3))
attempt(lambda: write(-4))
attempt(lambda: write("x"))
attempt(lambda: delete(7))
attempt(lambda: a[2 ** 80])
attempt(lambda: a[True])
attempt(lambda: a.nothing)
attempt(lambda: a + (1,))
attempt(lambda: a * 1.5)
print(a)
