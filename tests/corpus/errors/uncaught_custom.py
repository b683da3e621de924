"""An uncaught exception of the program's own, with cause."""
class Broken(Exception):
    pass
def load():
    try:
        return {}["key"]
    except KeyError as e:
        raise Broken("cannot load", 5) from e
load()
