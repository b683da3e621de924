"""A linked list with iteration, len, reversal and repr."""
class Node:
    def __init__(self, value, next=None):
        self.value, self.next = value, next

class LinkedList:
    def __init__(self, items=()):
        self.head = None
        self.size = 0
        for item in reversed(list(items)):
            self.push(item)
    def push(self, value):
        self.head = Node(value, self.head)
        self.size += 1
    def pop(self):
        if self.head is None:
            raise IndexError("pop from empty list")
        value, self.head = self.head.value, self.head.next
        self.size -= 1
        return value
    def __iter__(self):
        node = self.head
        while node:
            yield node.value
            node = node.next
    def __len__(self): return self.size
    def __repr__(self): return " -> ".join(map(repr, self))
    def reverse(self):
        previous, node = None, self.head
        while node:
            node.next, previous, node = previous, node, node.next
        self.head = previous

l = LinkedList([1, "two", 3.0])
l.push(None)
print(l, len(l), "two" in l, list(l))
l.reverse()
print(l, l.pop(), l.pop(), len(l), bool(LinkedList()))
l.pop(), l.pop()
try:
    l.pop()
except IndexError as e:
    print(e)
