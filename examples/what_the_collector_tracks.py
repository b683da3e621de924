"""Which objects does the collector look at? Who is tracked, who is not, and what looking costs."""

import sys
from functools import partial

import twin

# ANCHOR: workload
import gc
import sys
import threading
import time
import weakref

# ANCHOR_END: workload

# Nanoseconds of a clock that only goes forward.
clock = twin.clock


# ---- What is asked. The model runs these lines as they stand here. ----


# ANCHOR: workload
class Plain(object):
    """Attributes, and a dict for them once somebody asks for it."""


class Slotted(object):
    """Room for one attribute, and no dict."""

    __slots__ = ("room",)


class Bare(object):
    """No room for anything: an instance refers to its class alone."""

    __slots__ = ()


def numbers():
    """A generator."""
    yield 1


# ANCHOR: kinds
MAKE = {
    "int": lambda: 10**30,
    "float": lambda: float(3),
    "str": lambda: "room " + str(3),
    "tuple_empty": lambda: tuple([]),
    "tuple_of_numbers": lambda: tuple([1, 2.5]),
    "tuple_of_list": lambda: tuple([[]]),
    "dict_empty": lambda: {},
    "dict_of_numbers": lambda: {1: 2.5},
    "dict_of_list": lambda: {1: []},
    "list": lambda: [],
    "set": lambda: set(),
    "function": lambda: numbers,
    "module": lambda: gc,
    "class": lambda: Plain,
    "instance": lambda: Plain(),
    "slotted": lambda: Slotted(),
    "bare": lambda: Bare(),
    "generator": lambda: numbers(),
}


def tracked(kind, collected):
    """Whether the collector knows an object of this kind: new, or after it has been."""
    thing = MAKE[kind]()
    if collected:
        gc.collect()
    return [gc.is_tracked(thing)], thing is not None


# ANCHOR_END: kinds


# Kinds that a program makes by `def`, `class`, `import` and by calling what it made.
MADE = ("function", "module", "class", "instance", "slotted", "generator")


def made():
    """How many of them are tracked."""
    return [sum([tracked(kind, False)[0][0] for kind in MADE])], True


# ANCHOR: pause
def heap_of(kind, n):
    """So many objects that live, in one list."""
    if kind == "lists":
        return [[] for _ in range(n)]
    if kind == "tuples":
        return [(number, number) for number in range(n)]
    return [number + 0.5 for number in range(n)]


def pauses(kind, n, times):
    """How long it takes to collect where nothing is garbage, and how many are alive and found."""
    gc.disable()
    alive = heap_of(kind, n)
    gc.collect()
    found, taken = 0, []
    for _ in range(times):
        start = clock()
        found += gc.collect()
        taken.append(clock() - start)
    gc.enable()
    return taken, len(alive) + found


# ANCHOR_END: pause


def pauses_of(generation, n, fresh, times):
    """The same for one generation and those younger, where the many are old and few are new."""
    gc.disable()
    old = heap_of("lists", n)
    gc.collect()
    found, taken = 0, []
    for _ in range(times):
        young = heap_of("lists", fresh)
        start = clock()
        found += gc.collect(generation)
        taken.append(clock() - start)
        del young
    gc.enable()
    return taken, len(old) + found




# ANCHOR: fires
def fires(n):
    """Makes so many lists and keeps them: how many there were when the collector came by itself."""
    kept, seen = [], []

    def observe(phase, about):
        if phase == "start":
            seen.append((len(kept), about["generation"]))

    gc.collect()
    gc.callbacks.append(observe)
    for _ in range(n):
        kept.append([])
    gc.callbacks.remove(observe)
    return seen


# ANCHOR_END: fires


def first_fire(n):
    """How many lists there were at the first time, if it came."""
    return [([kept for kept, _ in fires(n)] + [n])[0]], True


def fired(generation, n):
    """How often a generation was the oldest to be collected."""
    return [len([1 for _, oldest in fires(n) if oldest == generation])], True


def fired_at_all(n):
    """How often there was a collection."""
    return [len(fires(n))], True


def threshold(generation):
    """What the collector says when it will come."""
    return [gc.get_threshold()[generation]], True


def listen(done, silences):
    """Computes until `done` is not empty; keeps the longest time between two looks at the clock."""
    longest, before = 0, clock()
    while not done:
        now = clock()
        if now - before > longest:
            longest = now - before
        before = now
    silences.append(longest)


def silence(n, which):
    """A thread computes while another collects: its longest silence, or how long that took."""
    alive, done, silences = heap_of("lists", n), [], []
    gc.collect()
    listener = threading.Thread(target=listen, args=(done, silences))
    listener.start()
    time.sleep(0.01)
    start = clock()
    found = gc.collect()
    took = clock() - start
    time.sleep(0.01)
    done.append(True)
    listener.join()
    return [[silences[0], took][which]], len(alive) + found




guest = 7.5
tenant = None


# ANCHOR: names
class Visitor(object):
    """Somebody who leaves a card."""

    def leave(self, cards):
        cards.append(weakref.ref(self))


def temporary():
    """Whether an object that never had a name outside is there on the next line."""
    cards = []
    Visitor().leave(cards)
    return [cards[0]() is not None], True


# ANCHOR_END: names


def global_number():
    """Whether what a global variable refers to is tracked for that."""
    return [gc.is_tracked(guest)], True


def counted_by_global():
    """By how much a global variable raises the count of what it refers to."""
    global tenant
    thing = Plain()
    before = sys.getrefcount(thing)
    tenant = thing
    after = sys.getrefcount(thing)
    tenant = None
    return [after - before], True


# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----

# Kinds that are asked a second time, after a collection.
AGAIN = ("tuple_of_numbers", "dict_empty", "dict_of_numbers")
# Objects that live, in the figure; old ones, and new ones beside them; collections a round.
OBJECTS = [25000, 50000, 100000, 200000]
OLD, FRESH = 100000, 2000
TIMES = 5
# Lists that are made while the collector is watched: enough for each generation.
KEPT = 300000


def knobs(parser):
    """Arguments of this twin."""
    text = "objects that live while a full collection is timed"
    parser.add_argument(
        "--objects", type=twin.numbers, default=OBJECTS, metavar="N,N,...", help=text
    )


def variants(arguments, plan):
    """The variants, and what is said about them."""
    for kind in sorted(MAKE):
        plan.sampled("tracked_" + kind, partial(tracked, kind, False), True, unit="count")
    for kind in AGAIN:
        plan.sampled("after_" + kind, partial(tracked, kind, True), True, unit="count")
    plan.sampled("made", made, True, unit="count")
    for generation in range(3):
        about = partial(threshold, generation)
        plan.sampled("threshold", about, True, unit="count", generation=generation)
    plan.sampled("temporary", temporary, True, unit="count")
    plan.sampled("global_number", global_number, True, unit="count")
    plan.sampled("counted_by_global", counted_by_global, True, unit="count")
    if not hasattr(gc, "callbacks"):
        plan.note("The collector of this Python has no callbacks: it is only asked who is tracked.")
        return
    costs(arguments, plan)
    generations(plan)


def costs(arguments, plan):
    """How long the program stands still, and who else does."""
    most = max(arguments.objects)
    for kind in ("lists", "numbers"):
        for n in arguments.objects:
            plan.sampled("pause_" + kind, partial(pauses, kind, n, TIMES), n, objects=n)
    lists = partial(pauses, "lists", most, TIMES)
    plan.sampled("pause_lists", lists, most, again=True, objects=most)
    plan.sampled("pause_tuples", partial(pauses, "tuples", most, TIMES), most, objects=most)
    plan.sampled("silence", partial(silence, OLD, 0), OLD)
    plan.sampled("silent_for", partial(silence, OLD, 1), OLD)
    plan.compares(
        "collecting beside {} numbers against as many lists".format(most),
        "pause_lists[objects={}]".format(most),
        "pause_numbers[objects={}]".format(most),
    )


def generations(plan):
    """What is examined how often."""
    for generation in range(3):
        times = partial(pauses_of, generation, OLD, FRESH, TIMES)
        plan.sampled("pause_generation", times, OLD, generation=generation)
    plan.sampled("first_fire", partial(first_fire, KEPT), True, unit="count")
    if twin.free_threaded():
        plan.sampled("fired_at_all", partial(fired_at_all, KEPT), True, unit="count")
        plan.note("This build has no generations: whatever is asked for, all is examined.")
        return
    for generation in range(3):
        times = partial(fired, generation, KEPT)
        plan.sampled("fired", times, True, unit="count", generation=generation)


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
