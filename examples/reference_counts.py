"""How does Python know that an object is finished? Its count, step by step, and who moves it."""

import ctypes
from functools import partial

import twin

# ANCHOR: workload
import sys
import threading

# ANCHOR_END: workload

# What the count is after each step of `life`.
COUNTS = [1, 2, 4, 2, 1, 0]
# References that are made to see whether a count moves.
REFERENCES = 1000
# Calls in each sample of `pass` and `copy`.
CALLS = 1000
# Length of the lists that are passed and copied.
LENGTHS = [1, 100, 10000]

clock = twin.clock  # The model has its own.


# ANCHOR: workload
def has_gil():
    """Whether threads take turns; before 3.13 nobody could ask."""
    return getattr(sys, "_is_gil_enabled", lambda: True)()


class Noted:
    """An object that writes its name into a log when it is freed."""

    def __init__(self, log, name):
        self.log = log
        self.name = name
        self.me = None

    def __del__(self):
        self.log.append(self.name)


# ANCHOR: life
def life():
    """What getrefcount says at each step in the life of an object, and 0 once it is freed."""
    log, said = [], []
    x = Noted(log, "freed")
    said.append(sys.getrefcount(x))
    y = x
    said.append(sys.getrefcount(x))
    box = [x, y]
    said.append(sys.getrefcount(x))
    del box
    said.append(sys.getrefcount(x))
    del y
    said.append(sys.getrefcount(x))
    x = None
    said.append(1 - len(log))
    return said


# ANCHOR_END: life


# ANCHOR: extra
def extra():
    """What getrefcount adds to the count of an object that has one name."""
    named = []
    return sys.getrefcount(named) - 1


# ANCHOR_END: extra


# ANCHOR: module
variable1 = [1, 2]
variable2 = variable1
at_module_level = sys.getrefcount(variable1)
# ANCHOR_END: module


def in_a_module():
    """What the last line said when the module was loaded."""
    return at_module_level


def in_a_function():
    """The same three lines, where the names are locals."""
    variable1 = [1, 2]
    variable2 = variable1
    return sys.getrefcount(variable2)


def of_a_temporary():
    """A list that nobody has named."""
    return sys.getrefcount([1, 2])


def of_none():
    """An object that everybody names."""
    return sys.getrefcount(None)


# ANCHOR: follows
def one_two_one(make):
    """What getrefcount says of an object with one name, with two, and with one again."""
    x = make()
    said = [sys.getrefcount(x)]
    y = x
    said.append(sys.getrefcount(x))
    del x
    said.append(sys.getrefcount(y))
    return said


def a_list():
    """Made anew by each call."""
    return [1, 2, 3]


def a_tuple():
    """Made once, by the compiler; the function keeps it."""
    return (1, 2, 3)


def an_int():
    """Made once, when the interpreter starts."""
    return 7


# ANCHOR_END: follows


def of_a_list():
    """1, 2, 1, and what getrefcount adds."""
    return one_two_one(a_list)


def of_a_tuple():
    """One more than that, for the function that keeps it."""
    return one_two_one(a_tuple)


def of_an_int():
    """Whatever the interpreter makes of a number that everybody uses."""
    return one_two_one(an_int)


# ANCHOR: moved
def moved_by(thing, n):
    """How far the count of `thing` moves while `n` more references to it exist."""
    before = sys.getrefcount(thing)
    kept = []
    for _ in range(n):
        kept.append(thing)
    return sys.getrefcount(thing) - before


# ANCHOR_END: moved


def moved_list(n):
    """Of an object that nobody else knows."""
    return moved_by([], n)


def moved_int(n):
    """Of a number that is in every program."""
    return moved_by(7, n)


def moved_none(n):
    """Of the object that everybody knows."""
    return moved_by(None, n)


# ANCHOR: freed
def freed_on_return():
    """The only name is a local of a function that returns."""
    log = []
    local_of_a_call(log)
    log.append("next line")
    return log


def local_of_a_call(log):
    """Gives an object its only name."""
    local = Noted(log, "freed")
    return local.name


def freed_on_rebinding():
    """The only name is given to something else."""
    log = []
    x = Noted(log, "freed")
    x = log
    x.append("next line")
    return log


def freed_after_loop():
    """The only name is a loop variable, and the loop is over."""
    log = []
    for x in [Noted(log, "freed")]:
        x.me = None
    log.append("next line")
    return log


def freed_despite_exception():
    """The only name is a local of a function that raised; somebody keeps the exception."""
    log, kept = [], []
    try:
        raise_with_local(log)
    except ValueError as error:
        kept.append(error)
    log.append("next line")
    return log


def raise_with_local(log):
    """Ends with an exception, whose traceback knows the frame, which knows its locals."""
    local = Noted(log, "freed")
    raise ValueError(local.name)


def freed_in_cycle():
    """The only name is gone, but the object names itself."""
    log = []
    x = Noted(log, "freed")
    x.me = x
    del x
    log.append("next line")
    return log


def freed_by_other_thread():
    """Made by one thread; another drops the last reference."""
    log = []
    box = [Noted(log, "freed")]
    thread = threading.Thread(target=empty_the_box, args=(box, log))
    thread.start()
    thread.join()
    return log


def empty_the_box(box, log):
    """Drops what is in the box."""
    box.clear()
    log.append("next line")


# ANCHOR_END: freed


# ANCHOR: passed
def rebind(things):
    """Gives the parameter another list."""
    things = ["another"]
    return things


def mutate(things):
    """Changes the list that was passed."""
    things.append("one more")
    return things


def seen_by_caller(act):
    """Whether the caller sees what `act` did to its argument."""
    mine = ["one"]
    act(mine)
    return mine != ["one"]


# ANCHOR_END: passed


def rebinding_is_seen():
    """Whether the caller sees a new value of the parameter."""
    return seen_by_caller(rebind)


def mutation_is_seen():
    """Whether the caller sees a change of the argument."""
    return seen_by_caller(mutate)


def held_by_call():
    """References that a call holds to its argument while it runs."""
    thing = []
    return inside(thing) - sys.getrefcount(thing)


def inside(thing):
    """What getrefcount says of an argument."""
    return sys.getrefcount(thing)


things_to_pass = []


def prepare(items):
    """Makes the list that is passed and copied."""
    global things_to_pass
    things_to_pass = [1] * items


def pass_along(calls):
    """Passes the list to a function, again and again."""
    total = 0
    for _ in range(calls):
        total += first(things_to_pass)
    return total


def copy_along(calls):
    """Passes a copy."""
    total = 0
    for _ in range(calls):
        total += first(things_to_pass[:])
    return total


def first(things):
    """Looks at what it was given."""
    return things[0]


def passed(how, items, calls):
    """The nanoseconds that it takes to pass a list of that length so often, and what came of it."""
    prepare(items)
    work = {"pass": pass_along, "copy": copy_along}[how]
    start = clock()
    answer = work(calls)
    return [clock() - start], answer


# ANCHOR_END: workload


def step(number, less):
    """One step of `life`, with or without what getrefcount adds."""
    said = life()[number]
    counted = said - less() if said else said
    return [counted], counted


def follows(ask):
    """Whether the count goes 1, 2, 1."""
    said = [count - extra() for count in ask()]
    return [int(said == [1, 2, 1])], said


def says(ask):
    """One number."""
    said = int(ask())
    return [said], said


def freed(ending):
    """Whether the object was freed before the next line ran."""
    at_once = int(ending()[0] == "freed")
    return [at_once], at_once


def first_word_of_list(kind):
    """What ctypes reads where a list with two names begins."""
    var1 = [10, 20]
    var2 = var1
    return kind.from_address(id(var2)).value


def first_word_of_none(kind):
    """What ctypes reads where None begins."""
    return kind.from_address(id(None)).value


def variants(arguments, plan):
    """The variants, and what is said about them."""
    del arguments
    count = partial(plan.sampled, unit="count")
    for number, expected in enumerate(COUNTS):
        count("getrefcount", partial(step, number, int), step=number + 1)
        count("count", partial(step, number, extra), expected, step=number + 1)
    count("follows_list", partial(follows, of_a_list), [1, 2, 1])
    count("follows_tuple", partial(follows, of_a_tuple))
    count("follows_int", partial(follows, of_an_int))
    for name, ask in [
        ("getrefcount_module", in_a_module),
        ("getrefcount_function", in_a_function),
        ("getrefcount_temporary", of_a_temporary),
        ("getrefcount_none", of_none),
        ("held_by_call", held_by_call),
    ]:
        count(name, partial(says, ask))
    for moved, expected in [(moved_none, None), (moved_int, None), (moved_list, REFERENCES)]:
        count(moved.__name__, partial(says, partial(moved, REFERENCES)), expected)
    endings(count)
    header(plan)
    passing(plan)
    plan.says(lambda: steps_in_words(plan))


def endings(count):
    """Whether the end of a name is the end of the object."""
    for name, ending, expected in [
        ("return", freed_on_return, 1),
        ("rebinding", freed_on_rebinding, 1),
        ("loop", freed_after_loop, 0),
        ("exception", freed_despite_exception, 0),
        ("cycle", freed_in_cycle, 0),
        ("other_thread", freed_by_other_thread, None if twin.free_threaded() else 1),
    ]:
        count("freed_" + name, partial(freed, ending), expected)


def header(plan):
    """What every object begins with: how large it is, and what ctypes reads there."""
    plan.sampled("header", lambda: says(lambda: sys.getsizeof(object())), unit="B")
    for name, kind in [("long", ctypes.c_long), ("uint32", ctypes.c_uint32)]:
        for what, read in [("list", first_word_of_list), ("none", first_word_of_none)]:
            word = partial(says, partial(read, kind))
            plan.sampled("ctypes_{}_{}".format(name, what), word, unit="count")


def passing(plan):
    """Whether the caller sees what was done to its argument, and what passing costs."""
    for name, ask, seen in [
        ("rebind_seen", rebinding_is_seen, 0),
        ("mutate_seen", mutation_is_seen, 1),
    ]:
        plan.sampled(name, partial(says, ask), seen, unit="count")
    for n in LENGTHS:
        for how in ("pass", "copy"):
            plan.sampled(how, partial(passed, how, n, CALLS), CALLS, items=n)
    n = LENGTHS[0]
    plan.sampled("pass", partial(passed, "pass", n, CALLS), CALLS, again=True, items=n)
    plan.compares(
        "a list of {:,} passed, against one of {}".format(LENGTHS[-1], n),
        "pass[items={}]".format(n),
        "pass[items={}]".format(LENGTHS[-1]),
    )
    plan.note("pass and copy are the times of {:,} calls.".format(CALLS))


def steps_in_words(plan):
    """The life of the object in a line."""
    numbers = range(1, len(COUNTS) + 1)
    counts = [plan.find("count[step={}]".format(n)).samples()[0] for n in numbers]
    return "One name, two, two and a list, the list gone, one name, none: {}.".format(
        ", ".join(str(n) for n in counts)
    )


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, lambda parser: None, variants))
