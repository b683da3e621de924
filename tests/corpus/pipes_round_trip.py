"""os.pipe, os.read, os.write, os.close: bytes go in and come out."""
import os

r, w = os.pipe()
print(os.write(w, b"hello"), os.write(w, b" world"))
print(os.read(r, 5), os.read(r, 100))
os.write(w, "é".encode())
print(os.read(r, 10).decode())
os.close(w)
print(os.read(r, 1))
os.close(r)
for action in (lambda: os.read(r, 1), lambda: os.write(w, b"x"), lambda: os.close(r)):
    try:
        action()
    except OSError as e:
        print(type(e).__name__, e.errno)
print(isinstance(r, int), r != w)
