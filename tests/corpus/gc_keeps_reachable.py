"""The collector takes only what cannot be reached."""
import gc

class Node:
    alive = 0
    def __init__(self):
        self.links = []
        Node.alive += 1
    def __del__(self):
        Node.alive -= 1

gc.disable()
ring = [Node() for _ in range(10)]
for i, n in enumerate(ring):
    n.links.append(ring[(i + 1) % 10])
keep = ring[3]
del ring, n
gc.collect()
print(Node.alive)
keep.links.clear()
gc.collect()
print(Node.alive)
del keep
print(Node.alive)
gc.collect()
print(Node.alive)
tree = Node()
def grow(node, depth):
    if depth:
        for _ in range(2):
            kid = Node()
            kid.links.append(node)
            node.links.append(kid)
            grow(kid, depth - 1)
grow(tree, 4)
print(Node.alive)
branch = tree.links[0]
branch.links[0] = None
del tree
gc.collect()
print(Node.alive)
branch = None
gc.collect()
print(Node.alive)
gc.enable()
