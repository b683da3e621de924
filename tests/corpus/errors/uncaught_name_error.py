"""An unknown name, found only when it is reached."""
def f():
    return unknown_name
print("defined")
f()
