"""Very deep lists, tuples and linked nodes are freed without trouble."""
class Node:
    alive = 0
    def __init__(self, next):
        self.next = next
        Node.alive += 1
    def __del__(self):
        Node.alive -= 1

head = None
for i in range(20000):
    head = Node(head)
print(Node.alive)
head = None
print(Node.alive)
nested = []
for i in range(100000):
    nested = [nested]
del nested
t = ()
for i in range(100000):
    t = (t, i)
t = None
d = {}
for i in range(50000):
    d = {"d": d}
d = None
def gen(inner):
    yield inner
g = None
for i in range(2000):
    g = gen(g)
g = None
print("freed")
