"""str.format: numbered and named fields, attributes, items, conversions, nested specifications."""
def attempt(f):
    try:
        print(repr(f()))
    except (ValueError, IndexError, KeyError, AttributeError, TypeError) as e:
        print(type(e).__name__, e)

class Point:
    def __init__(self, x, y):
        self.x, self.y = x, y
    def __format__(self, spec):
        return f"({self.x:{spec}}, {self.y:{spec}})"

p = Point(1.5, 2.25)
attempt(lambda: "{} {} {}".format(1, "a", None))
attempt(lambda: "{1} {0} {1}".format("a", "b"))
attempt(lambda: "{x} {y!r:>5} {0!a}".format("é", x=1, y="q"))
attempt(lambda: "{0[1]} {d[key]} {p.x} {0[0][k]}".format([{"k": 1}, 2], d={"key": 9}, p=p))
attempt(lambda: "{:{}}|{:>{width}}|{:{fill}^{width}}".format("a", 5, "b", "c", width=4, fill="*"))
attempt(lambda: "{:.2f} {0}".format(p))
attempt(lambda: "{:.2f}".format(p))
attempt(lambda: "{{}} {{{}}}".format(1))
attempt(lambda: "{:,} {:_x} {:%}".format(12345678, 2 ** 40, 0.25))
attempt(lambda: "{".format())
attempt(lambda: "}".format())
attempt(lambda: "{a".format(a=1))
attempt(lambda: "{0} {}".format(1))
attempt(lambda: "{}".format())
attempt(lambda: "{z}".format())
attempt(lambda: "{p.z}".format(p=p))
attempt(lambda: "{0[9]}".format([1]))
attempt(lambda: "{:d}".format("x"))
