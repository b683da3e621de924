"""An uncaught exception without arguments shows only its name."""
class Silent(Exception):
    pass
print("start")
raise Silent
