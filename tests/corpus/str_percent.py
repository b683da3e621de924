"""The % operator: flags, widths, precisions, names, and what does not fit."""
def attempt(f):
    try:
        print(repr(f()))
    except (TypeError, ValueError, KeyError, OverflowError) as e:
        print(type(e).__name__, e)

attempt(lambda: "%d %5d|%-5d|%05d|%+d|% d" % (1, 2, 3, 4, 5, 6))
attempt(lambda: "%x|%X|%#x|%o|%#o|%c|%c" % (255, 255, 255, 8, 8, 65, "z"))
attempt(lambda: "%s|%r|%a|%%|%10s|%-10s|%.2s" % ("s", "r", "é", "right", "left", "cut"))
attempt(lambda: "%.2f|%8.3f|%-8.1f|%e|%g|%G|%08.2f|%+.1f" % (1.5, 2.25, 3.125, 1e10, 1e-10, 1e20, -3.14159, 2))
attempt(lambda: "%*d|%.*f|%-*d|" % (5, 42, 2, 3.14159, 4, 7))
attempt(lambda: "%(name)s is %(age)05d" % {"name": "Ann", "age": 41})
attempt(lambda: "%.3d|%8.3d|%+.3d|%#.3x|%d" % (5, 5, 5, 5, 3.99))
attempt(lambda: "%s" % [1, 2])
attempt(lambda: "%s" % None)
attempt(lambda: "%s %s" % (1,))
attempt(lambda: "%s" % (1, 2))
attempt(lambda: "text" % 1)
attempt(lambda: "text" % {})
attempt(lambda: "%d" % "x")
attempt(lambda: "%x" % 1.5)
attempt(lambda: "%f" % "a")
attempt(lambda: "%c" % 1114112)
attempt(lambda: "%y" % 1)
attempt(lambda: "100%" % 1)
attempt(lambda: "%(a)s" % 5)
attempt(lambda: "%(a)s" % {"b": 1})
