"""Classes: __init__, attributes, methods, class attributes."""
class Point:
    dimensions = 2
    def __init__(self, x, y=0):
        self.x = x
        self.y = y
    def moved(self, dx, dy):
        return Point(self.x + dx, self.y + dy)
    def norm2(self):
        return self.x ** 2 + self.y ** 2

p = Point(3, y=4)
q = p.moved(1, 1)
print(p.x, p.y, q.x, q.y, p.norm2(), Point.norm2(q), p.dimensions, Point.dimensions)
p.dimensions = 3
Point.dimensions = 4
print(p.dimensions, q.dimensions, Point.dimensions)
p.extra = "added"
p.x += 10
print(p.extra, p.x, hasattr(q, "extra"), type(p) is Point, isinstance(p, Point), isinstance(5, Point), type(p).__name__, Point.__name__)
method = p.norm2
p.x = 0
print(method(), [f() for f in (p.norm2, q.norm2)])

class Empty:
    pass

e = Empty()
e.f = lambda: "no self here"
print(e.f(), Empty() == Empty(), e == e, e != e)
def late(self):
    return "late", self.dimensions
Point.late = late
print(q.late())
for action in (lambda: p.nothing, lambda: Point.nothing, lambda: p.nothing(), lambda: Empty(1)):
    try:
        action()
    except (AttributeError, TypeError) as err:
        print(type(err).__name__, err)
