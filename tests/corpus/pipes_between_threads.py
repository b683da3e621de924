"""A pipe connects two threads; reading waits for writing."""
import os
import threading

def echo(source, target):
    while True:
        data = os.read(source, 100)
        if not data:
            os.close(target)
            return
        os.write(target, data + b"!")

to_r, to_w = os.pipe()
back_r, back_w = os.pipe()
t = threading.Thread(target=echo, args=(to_r, back_w))
t.start()
for word in (b"one", b"two", b"three"):
    os.write(to_w, word)
    print(os.read(back_r, 100))
os.close(to_w)
print(os.read(back_r, 100))
t.join()
os.close(to_r)
os.close(back_r)

r, w = os.pipe()
got = []
def count_bytes():
    total = 0
    while True:
        piece = os.read(r, 4096)
        if not piece:
            break
        total += len(piece)
    got.append(total)
t = threading.Thread(target=count_bytes)
t.start()
for _ in range(50):
    os.write(w, b"x" * 5000)
os.close(w)
t.join()
os.close(r)
print(got)
