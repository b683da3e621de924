"""Which habits save memory? Generators, records, what goes back, what is let go of when."""

import array
import collections
import json
import os
import subprocess
import sys
import tracemalloc
from functools import partial

# ANCHOR: workload
import gc

# ANCHOR_END: workload
import twin

# Items that are added up.
ITEMS = [1000, 100000]
# Records that are made, and strings of which some survive.
RECORDS = 3000
STRINGS = 100000
# One string in so many survives.
EACH = 1000
# Doors and files that are opened.
OPENED = 20
# Seconds after which a process is given up.
PATIENCE = 60

clock = twin.clock  # The model has its own.


def fresh_peak():
    """Begins to watch the allocator."""
    tracemalloc.start()


def peak():
    """The most bytes that it had given out since then; ends the watch."""
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def allocated():
    """Bytes that it has given out now."""
    return tracemalloc.get_traced_memory()[0]


def resident():
    """Bytes of this process in main memory."""
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# ANCHOR: sums
def sum_of_list(n):
    """Makes all squares, then adds them up."""
    return sum([i * i for i in range(n)])


def sum_of_generator(n):
    """Makes one square at a time."""
    return sum(i * i for i in range(n))


# ANCHOR_END: sums


def peak_of(habit, n):
    """The most bytes that are held at once, and the sum."""
    work = {"list": sum_of_list, "generator": sum_of_generator}[habit]
    fresh_peak()
    answer = work(n)
    return [peak()], answer


def time_of(habit, n):
    """The nanoseconds that the sum takes, and the sum."""
    work = {"list": sum_of_list, "generator": sum_of_generator}[habit]
    start = clock()
    answer = work(n)
    return [clock() - start], answer


class Plain:
    """A record as a class: every instance can have any attribute."""

    def __init__(self, a, b, c):
        self.a = a
        self.b = b
        self.c = c


# ANCHOR: records
def as_tuple(a, b, c):
    """By position."""
    return (a, b, c)


def as_list(a, b, c):
    """By position, and it may grow."""
    return [a, b, c]


def as_dict(a, b, c):
    """By name."""
    return {"a": a, "b": b, "c": c}


def bytes_of(make, n):
    """Bytes of each record, without the list that holds them and the numbers in them."""
    kept = [None] * n * 2
    for i in range(n):
        kept[i] = make(1, 2, 3)  # These may be made from memory that was put by.
    before = allocated()
    for i in range(n, n * 2):
        kept[i] = make(1, 2, 3)
    return (allocated() - before) // n


# ANCHOR_END: records


def bytes_of_kind(kind, n):
    """Bytes of each record of that kind."""
    kinds = {"tuple": as_tuple, "list": as_list, "dict": as_dict, "class": Plain}
    gc.collect()  # So that nothing else is freed meanwhile.
    fresh_peak()
    each = bytes_of(kinds[kind], n)
    peak()
    return each


# ANCHOR: survivors
def residents(n, each):
    """Bytes in main memory beyond the start: all strings, one in `each` of them, none."""
    start = resident()
    strings = ["%d of a long row of strings, none like another" % i for i in range(n)]
    told = [resident() - start]
    survivors = strings[::each]
    strings = None
    told.append(resident() - start)
    survivors = None
    told.append(resident() - start)
    return told if survivors is strings else []


# ANCHOR_END: survivors


class Noted:
    """An object that writes into a log when it is freed."""

    def __init__(self, log):
        self.log = log
        self.me = None

    def __del__(self):
        self.log.append("freed")


# ANCHOR: released
def without_none():
    """The rest of the function does not need it, and it is there."""
    log = []
    x = Noted(log)
    log.append("rest of the work")
    return log[0], x.me


def with_none():
    """Its only name is given to None."""
    log = []
    x = Noted(log)
    x = None
    log.append("rest of the work")
    return log[0], x


# ANCHOR_END: released


def with_del():
    """Its only name is taken away."""
    log = []
    x = Noted(log)
    del x
    log.append("rest of the work")
    return log[0], None


def with_another_name():
    """Somebody else has it, too."""
    log = []
    x = Noted(log)
    y = x
    x = None
    log.append("rest of the work")
    return log[0], y.me


def with_cycle():
    """It has itself."""
    log = []
    x = Noted(log)
    x.me = x
    x = None
    log.append("rest of the work")
    return log[0], x


def at_the_end():
    """Nothing is said, and the function returns."""
    log = []
    last_line(log)
    log.append("rest of the work")
    return log[0], None


def last_line(log):
    """The end of a function is the end of its names."""
    x = Noted(log)
    return x.me



def freed_before_the_rest(how):
    """Whether it was gone when the next line ran."""
    ways = {
        "without_none": without_none,
        "with_none": with_none,
        "with_del": with_del,
        "another_name": with_another_name,
        "cycle": with_cycle,
        "end": at_the_end,
    }
    return ways[how]()[0] == "freed"


class Door:
    """Something that has to be closed; it closes itself when it is freed, as files do."""

    def __init__(self, opened):
        self.opened = opened
        self.closed = False
        self.me = None
        opened.append(1)

    def close(self):
        """Closes it, once."""
        if not self.closed:
            self.closed = True
            self.opened.pop()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()

    def __del__(self):
        self.close()


# ANCHOR: doors
def slips_away(opened, in_a_cycle):
    """An error comes before the door is closed."""
    door = Door(opened)
    door.me = door if in_a_cycle else None
    raise ValueError(len(opened))


def is_held(opened, in_a_cycle):
    """The same with a `with` statement."""
    with Door(opened) as door:
        door.me = door if in_a_cycle else None
        raise ValueError(len(opened))


# ANCHOR_END: doors


def left_open(how, times):
    """Doors that are open after as many errors."""
    opened, kept = [], []
    use = is_held if how.startswith("with_") else slips_away
    for _ in range(times):
        try:
            use(opened, how.endswith("cycle"))
        except ValueError as error:
            if how.endswith("kept"):
                kept.append(error)
    return len(opened)


# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----


class Slotted(object):
    """A record whose attributes are fixed."""

    __slots__ = ("a", "b", "c")

    def __init__(self, a, b, c):
        self.a = a
        self.b = b
        self.c = c


Named = collections.namedtuple("Named", "a b c")


# ANCHOR: others
def as_set(a, b, c):
    """In no order."""
    return {a, b, c}


def as_array(a, b, c):
    """Numbers of eight bytes each, and no objects."""
    return array.array("q", (a, b, c))


# ANCHOR_END: others


def record(make):
    """Bytes of each record that only a real Python can make."""
    gc.collect()
    tracemalloc.start()
    each = bytes_of(make, RECORDS)
    tracemalloc.stop()
    return [each], True


def in_one_array():
    """Bytes of a record where all of them lie in a single array."""
    tracemalloc.start()
    before = allocated()
    numbers = array.array("q", bytes(3 * 8 * RECORDS))
    each = (allocated() - before) // RECORDS
    tracemalloc.stop()
    return [each], len(numbers) == 3 * RECORDS


def files_left_open(use_with):
    """Descriptors that are open after errors whose exceptions are kept."""
    kept, before = [], len(os.listdir("/proc/self/fd"))
    for _ in range(OPENED):
        try:
            read_wrong(use_with)
        except ValueError as error:
            kept.append(error)
    return [len(os.listdir("/proc/self/fd")) - before], len(kept) == OPENED


def read_wrong(use_with):
    """Opens a file, and an error comes."""
    file = open(os.devnull)
    if use_with:
        with file:
            int(file.read())
    int(file.read())


class Told(object):
    """What a fresh process says of its memory: a new one for each round."""

    def __init__(self):
        self.said = {}

    def __call__(self, step):
        if step not in self.said:
            command = [sys.executable, os.path.abspath(__file__), "--role", "survivors"]
            said = json.loads(subprocess.check_output(command, timeout=PATIENCE).decode())
            self.said = dict(enumerate(said, 1))
        return [self.said.pop(step)], True


def sampled(ask, *arguments):
    """One number."""
    said = int(ask(*arguments))
    return [said], said


def variants(arguments, plan):
    """The variants, and what is said about them."""
    del arguments
    for n in ITEMS:
        total = sum(i * i for i in range(n))
        for habit in ("list", "generator"):
            plan.sampled("peak_" + habit, partial(peak_of, habit, n), total, unit="B", items=n)
            plan.sampled("time_" + habit, partial(time_of, habit, n), total, items=n)
    n = ITEMS[-1]
    total = sum(i * i for i in range(n))
    plan.sampled("time_list", partial(time_of, "list", n), total, again=True, items=n)
    for kind in ("tuple", "list", "dict", "class"):
        ask = partial(sampled, bytes_of_kind, kind, RECORDS)
        plan.sampled("record_" + kind, ask, unit="B")
    others = [("slots", Slotted), ("namedtuple", Named), ("set", as_set), ("array", as_array)]
    for kind, make in others:
        plan.sampled("record_" + kind, partial(record, make), True, unit="B")
    plan.sampled("record_in_one_array", in_one_array, True, unit="B")
    for how in ("without_none", "with_none", "with_del", "another_name", "cycle", "end"):
        plan.sampled("freed_" + how, partial(sampled, freed_before_the_rest, how), unit="count")
    for how in ("kept", "cycle", "with_kept", "with_cycle"):
        plan.sampled("open_" + how, partial(sampled, left_open, how, OPENED), unit="count")
    if os.path.isdir("/proc/self/fd"):
        plan.sampled("files", partial(files_left_open, False), True, unit="count")
        plan.sampled("files_with", partial(files_left_open, True), True, unit="count")
        told = Told()
        for step in (1, 2, 3):
            plan.sampled("resident", partial(told, step), True, unit="B", step=step)
    n = ITEMS[-1]
    at = "[items={}]".format(n)
    plan.compares("a generator against a list", "time_list" + at, "time_generator" + at)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--role"]:
        print(json.dumps(residents(STRINGS, EACH)))
    else:
        sys.exit(twin.main(__file__, __doc__, lambda parser: None, variants))
