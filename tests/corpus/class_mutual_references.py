"""Objects that refer to each other; parents and children."""
class Node:
    def __init__(self, name, parent=None):
        self.name, self.parent, self.children = name, parent, []
        if parent:
            parent.children.append(self)
    def path(self):
        return (self.parent.path() if self.parent else "") + "/" + self.name
    def walk(self, depth=0):
        yield depth, self
        for c in sorted(self.children, key=lambda c: c.name):
            yield from c.walk(depth + 1)
    def __len__(self):
        return 1 + sum(len(c) for c in self.children)
    def __bool__(self):
        return True

root = Node("root")
usr, etc = Node("usr", root), Node("etc", root)
lib = Node("lib", usr)
Node("bin", usr)
Node("rust", lib)
for depth, n in root.walk():
    print("  " * depth + n.name, n.path(), len(n))
