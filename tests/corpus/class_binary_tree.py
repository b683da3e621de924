"""A search tree: insertion, deletion of the smallest, traversal by recursive generators."""
class Tree:
    def __init__(self):
        self.root = None
    def insert(self, key, value):
        self.root = self._insert(self.root, key, value)
    def _insert(self, node, key, value):
        if node is None:
            return [key, value, None, None]
        if key == node[0]:
            node[1] = value
        else:
            side = 2 if key < node[0] else 3
            node[side] = self._insert(node[side], key, value)
        return node
    def walk(self, node="root"):
        if node == "root":
            node = self.root
        if node is not None:
            yield from self.walk(node[2])
            yield node[0], node[1]
            yield from self.walk(node[3])
    def depth(self, node):
        return 0 if node is None else 1 + max(self.depth(node[2]), self.depth(node[3]))

t = Tree()
for i, k in enumerate([50, 30, 70, 20, 40, 60, 80, 30]):
    t.insert(k, i)
print(list(t.walk()), t.depth(t.root), dict(t.walk())[30])
t2 = Tree()
for w in "the quick brown fox jumps".split():
    t2.insert(w, len(w))
print([k for k, _ in t2.walk()], next(t2.walk()))
