"""gc.disable, gc.enable, gc.isenabled and automatic collection."""
import gc

class Node:
    made = freed = 0
    def __init__(self):
        self.me = self
        Node.made += 1
    def __del__(self):
        Node.freed += 1

print(gc.isenabled())
gc.disable()
print(gc.isenabled())
for _ in range(5000):
    Node()
print(Node.made, Node.freed)
gc.enable()
print(gc.isenabled())
gc.collect()
print(Node.freed)
for _ in range(20000):
    Node()
print(Node.made, Node.freed > 5000)
gc.collect()
print(Node.freed == Node.made)
print(gc.collect(), type(gc.collect()) is int)
