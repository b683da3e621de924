"""Why can two threads not just count? What a count costs, and what is lost without care."""

import sys
import threading
from functools import partial

import twin

# References that `take_and_drop` takes, and drops, in each turn of its loop.
NAMES = 10
# Threads that count together.
THREADS = 4


# ANCHOR: workload
# ANCHOR: pairs
def take_and_drop(thing, turns):
    """Gives `thing` a name ten times a turn: each takes a reference and drops the one before."""
    name = thing
    for _ in range(turns):
        name = thing
        name = thing
        name = thing
        name = thing
        name = thing
        name = thing
        name = thing
        name = thing
        name = thing
        name = thing
    return name is thing


# ANCHOR_END: pairs


# ANCHOR: together
def together(things, turns):
    """One thread for each of `things`; how many of them came through."""
    done = []

    def work(thing):
        done.append(take_and_drop(thing, turns))

    threads = [threading.Thread(target=work, args=(thing,)) for thing in things]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return done.count(True)


def own_objects(threads, turns):
    """Each thread has an object of its own."""
    return together([[] for _ in range(threads)], turns)


def one_object(threads, turns):
    """All threads have the same object."""
    one = []
    return together([one] * threads, turns)


def nothing_to_count(threads, turns):
    """All threads have the same object, and it is immortal since Python 3.12."""
    return together([None] * threads, turns)


# ANCHOR_END: together


# ANCHOR: updates
count = 0


def add(times):
    """Adds one, again and again: a read, an addition, a write, with nothing between them."""
    global count
    for _ in range(times):
        count += 1


def add_with_call(times):
    """The same, with a call between the read and the write."""
    global count
    for _ in range(times):
        seen = count
        nothing()
        count = seen + 1


def nothing():
    """A function is entered: a place where the thread may be asked to let go of the GIL."""


def updates_lost(adding, threads, times):
    """How many additions of that many threads are missing from the count at the end."""
    global count
    count = 0
    workers = [threading.Thread(target=adding, args=(times,)) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return threads * times - count


# ANCHOR_END: updates


def lost_by_statement(threads, times):
    """With nothing between the read and the write."""
    return updates_lost(add, threads, times)


def lost_by_call(threads, times):
    """With a call between them."""
    return updates_lost(add_with_call, threads, times)


# ANCHOR_END: workload

# What the threads of a variant count.
PAIRS = [("own", own_objects), ("shared", one_object), ("none", nothing_to_count)]


def lost(updates, times):
    """Updates that are missing; some are there."""
    missing = updates(THREADS, times)
    return [missing], 0 <= missing < THREADS * times


def knobs(parser):
    """Arguments of this twin."""
    add_knob = parser.add_argument
    text = "numbers of threads that take and drop references"
    add_knob("--threads", type=twin.numbers, default=[1, 2, 4], metavar="N,N,...", help=text)
    text = "references that each thread takes and drops, in thousands"
    add_knob("--pairs", type=int, default=1000, metavar="THOUSANDS", help=text)
    text = "updates of one count by each of four threads, in thousands"
    add_knob("--updates", type=int, default=300, metavar="THOUSANDS", help=text)


def variants(arguments, plan):
    """The variants, and what is said about them."""
    turns = arguments.pairs * 1000 // NAMES
    for n in arguments.threads:
        for name, work in PAIRS:
            plan.timed(name, partial(work, n, turns), n, threads=n)
    first = arguments.threads[0]
    plan.timed("own", partial(own_objects, first, turns), first, again=True, threads=first)
    made = THREADS * arguments.updates * 1000
    for name, updates in [("lost_statement", lost_by_statement), ("lost_call", lost_by_call)]:
        work = partial(lost, updates, arguments.updates * 1000)
        plan.sampled(name, work, True, unit="count", threads=THREADS)
    plan.sampled("updates_made", lambda: ([made], made), made, unit="count", threads=THREADS)
    for n in arguments.threads[1:]:
        at = "[threads={}]".format(n)
        for base, other, what in [("own", "shared", "one object"), ("shared", "none", "None")]:
            what = "{} threads on {}, against {}".format(n, what, base)
            plan.compares(what, base + at, other + at)
    for name in ("lost_statement", "lost_call"):
        plan.says(partial(lost_in_words, plan, name))
    text = "own, shared, none: the time in which each thread takes and drops {:,} references."
    plan.note(text.format(turns * NAMES))


def lost_in_words(plan, name):
    """How many updates were lost; if none, how many there can be at most."""
    series = plan.find("{}[threads={}]".format(name, THREADS))
    made = sum(plan.find("updates_made[threads={}]".format(THREADS)).samples())
    missing = sum(series.samples())
    text = "{}: {:,} of {:,} updates lost".format(name, missing, made)
    # The rule of three: an upper bound for what was never seen in so many tries.
    return text + ("." if missing else "; at most 3 in {:,} (95 % upper bound).".format(made))


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
