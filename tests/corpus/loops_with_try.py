"""break, continue and return through finally."""
for i in range(4):
    try:
        if i == 1:
            continue
        if i == 3:
            break
        print("body", i)
    finally:
        print("finally", i)

def f():
    while True:
        try:
            try:
                return "value"
            finally:
                print("inner")
        finally:
            print("outer")

print(f())
def g():
    for i in range(3):
        try:
            raise ValueError(i)
        except ValueError as e:
            if i < 2:
                continue
            return "returned", str(e)
        finally:
            print("clean", i)
print(g())
n = 0
while n < 3:
    try:
        n += 1
        if n == 2:
            raise KeyError(n)
    except KeyError:
        print("caught at", n)
        continue
    else:
        print("fine at", n)
