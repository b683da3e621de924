"""Does the GIL make my code safe? What threads lose by the shape of a statement, and how two locks end."""

import sys
import warnings
from functools import partial

# ANCHOR: workload
import threading
import time

# ANCHOR_END: workload
import twin

# Nanoseconds of a clock that only goes forward.
clock = twin.clock

if sys.version_info < (3,):
    range = xrange  # noqa: F821 (in Python 2.7 `range` builds the whole list first)


# ANCHOR: workload
def acquire_within(lock, seconds):
    """Waits for a lock, but no longer than that; whether it came."""
    return lock.acquire(True, seconds)


# ANCHOR_END: workload

if sys.version_info < (3, 2):  # A lock has no patience there: it is asked again and again.

    def acquire_within(lock, seconds):
        end = clock() + seconds * 1e9
        while not lock.acquire(False):
            if clock() > end:
                return False
            time.sleep(0.0005)
        return True


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
class Thing(object):
    """Something with an attribute."""


guard = threading.Lock()
count, box, thing, table, cache, items, made = 0, [0], Thing(), {}, {}, [], []


# ANCHOR: shapes
def statement(k):
    """A global."""
    global count
    count += 1


def item(k):
    """An item of a list."""
    box[0] += 1


def attribute(k):
    """An attribute."""
    thing.n += 1


def key(k):
    """The value of a key."""
    table["n"] = table["n"] + 1


def between(k):
    """A call between the read and the write."""
    global count
    seen = count
    nothing()
    count = seen + 1


def added(k):
    """The same call in one line: the left side is read first."""
    global count
    count += one()


def checked(k):
    """First look, then act: nobody should make the value of a key twice."""
    if k not in cache:
        cache[k] = fresh(k)


def appended(k):
    """One method of one list."""
    items.append(k)


# ANCHOR_END: shapes


def nothing():
    """A function is entered, which is a switch point."""


def one():
    """The same, with a result."""
    return 1


def fresh(k):
    """Makes the value of a key, and keeps a note of it."""
    made.append(k)
    return k


def twice():
    """How many keys were made more than once."""
    seen, again = set(), set()
    for k in made:
        if k in seen:
            again.add(k)
        seen.add(k)
    return len(again)


# What the model is called with must be a number or a text.
SHAPES = [statement, item, attribute, key, between, added, checked, appended]
STEPS = dict((step.__name__, step) for step in SHAPES)


# ANCHOR: repeat
def repeat(step, turns):
    """Takes the step, again and again."""
    for k in range(turns):
        step(k)


def repeat_locked(step, turns):
    """Takes each step with a lock around it: the same lock for all threads."""
    for k in range(turns):
        with guard:
            step(k)


# ANCHOR_END: repeat


def begin():
    """Everything at zero."""
    global count, cache, items, made
    count, cache, items, made = 0, {}, [], []
    box[0] = 0
    thing.n = 0
    table["n"] = 0


def missing(shape, wanted):
    """How many of the updates that were wanted are not there; of `checked`, keys made more than once."""
    if shape == "checked":
        return twice()
    if shape == "appended":
        return wanted - len(items)
    return wanted - count - box[0] - thing.n - table["n"]


def in_threads(work, threads, *args):
    """Each of the threads does the work."""
    workers = [threading.Thread(target=work, args=args) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def at_once(work, threads, *args):
    """The same, but all begin when all are there."""
    gate, there = threading.Lock(), []

    def begin_together():
        with gate:  # Nobody is awake while others are started, which would wait for a core.
            there.append(True)
        while len(there) < threads:
            pass  # Not asleep: who has to be woken comes too late.
        work(*args)

    workers = [threading.Thread(target=begin_together) for _ in range(threads)]
    with gate:
        for worker in workers:
            worker.start()
    for worker in workers:
        worker.join()


def lost_by(shape, locked, threads, turns):
    """Updates lost by that many threads in that shape. All threads go through all keys of `checked`."""
    begin()
    work = repeat_locked if locked else repeat
    each = turns * threads if shape == "checked" else turns
    at_once(work, threads, STEPS[shape], each)
    return missing(shape, turns * threads)


def updates(locked, threads, turns):
    """Updates of a global: how many are there in the end."""
    begin()
    in_threads(repeat_locked if locked else repeat, threads, statement, turns)
    return count


# ANCHOR: own
def count_own(turns, sums):
    """Counts in a variable of its own; what is shared is only the result."""
    mine = 0
    for _ in range(turns):
        mine += one()
    sums.append(mine)


# ANCHOR_END: own


def own_sums(threads, turns):
    """Each thread counts for itself; the sums are added up in the end."""
    sums = []
    in_threads(count_own, threads, turns, sums)
    return sum(sums)


# ANCHOR: opposite
def take_both(me, first, second, patience, pause, taken, progress, notes):
    """Takes one lock and then wants the other as well."""
    began = clock()
    with first:
        had = clock()
        taken.append(me)
        for _ in range(pause):
            if len(taken) == 2:
                break
            time.sleep(0.001)
        asked, before = clock(), progress[0]
        got = acquire_within(second, patience)
        answered, after = clock(), progress[0]
        if got:
            time.sleep(0.005)
            second.release()
        else:
            time.sleep(0.001)
    notes.append((me, began, had, asked, answered, clock(), got, after - before))


def compute(done, progress):
    """Has nothing to do with the two locks."""
    while not done:
        progress[0] += 1


def two_take_both(ordered):
    """Two threads that want the same two locks: in one order, or in opposite order."""
    a, b = threading.Lock(), threading.Lock()
    done, taken, progress, notes = [], [], [0], []
    rest = (taken, progress, notes)
    # In order, nobody can have the second lock while the first is taken: there is nobody to wait for.
    pause = 5 if ordered else 1000
    one_way = threading.Thread(target=take_both, args=(1, a, b, 0.05, pause) + rest)
    other = (2, a, b, 10, pause) if ordered else (2, b, a, 10, pause)
    other_way = threading.Thread(target=take_both, args=other + rest)
    beside = threading.Thread(target=compute, args=(done, progress))
    for thread in (one_way, other_way, beside):
        thread.start()
    one_way.join()
    other_way.join()
    done.append(True)
    beside.join()
    return sorted(notes)


# ANCHOR_END: opposite
# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----

# Threads that update together.
THREADS = 4
# Updates of each of them with a lock, for a lock that changes hands costs more than an update.
LOCKED = 2000
# Updates of one thread that are timed.
TIMED = 20000
HAS_INTERVAL = hasattr(sys, "setswitchinterval")
warnings.filterwarnings("ignore", message=".*checkinterval", category=DeprecationWarning)


class OftenSwitched(object):
    """Asks for the GIL after a microsecond; before 3.2 offers it at each tenth instruction."""

    def __enter__(self):
        if HAS_INTERVAL:
            self.before = sys.getswitchinterval()
            sys.setswitchinterval(1e-6)
        else:
            self.before = sys.getcheckinterval()
            sys.setcheckinterval(10)

    def __exit__(self, *_):
        if HAS_INTERVAL:
            sys.setswitchinterval(self.before)
        else:
            sys.setcheckinterval(self.before)


def lost(shape, locked, turns):
    """Updates lost in one round; with a lock none may be."""
    with OftenSwitched():
        missing_now = lost_by(shape, locked, THREADS, turns)
    return [missing_now], 0 <= missing_now <= THREADS * turns and not (locked and missing_now)


def priced(work, wanted):
    """Nanoseconds of one update; all must be there."""
    start = clock()
    there = work()
    return [(clock() - start) // wanted], there


def two_locks(ordered):
    """What the first of two threads with two locks has met with."""
    first, second = two_take_both(ordered)
    gave_up = int(not first[6])
    met = {"wait": [first[4] - first[3]], "gave_up": [gave_up], "beside": [first[7]]}
    return met, bool(second[6]) and not (ordered and gave_up)


def knobs(parser):
    """Arguments of this twin."""
    text = "updates of each of four threads, in thousands"
    parser.add_argument("--updates", type=int, default=50, metavar="THOUSANDS", help=text)


def variants(arguments, plan):
    """The variants, and what is said about them."""
    turns = arguments.updates * 1000
    if not twin.gil_enabled():
        turns //= 10  # The threads fight over each, which takes long, and lose so many that fewer will do.
    elif not HAS_INTERVAL:
        turns //= 2  # A GIL that is offered at every tenth instruction costs more than the updates.
    for shape in [step.__name__ for step in SHAPES]:
        plan.sampled("lost_" + shape, partial(lost, shape, False, turns), True, unit="count")
        plan.sampled("kept_" + shape, partial(lost, shape, True, LOCKED), True, unit="count")
    for name, wanted in (("updates_made", THREADS * turns), ("updates_locked", THREADS * LOCKED)):
        plan.sampled(name, partial(said, wanted), wanted, unit="count")
    prices(plan)
    opposite, ordered = [twin.Run(partial(two_locks, one_order)) for one_order in (False, True)]
    for which, unit in (("wait", "ns"), ("gave_up", "count"), ("beside", "count")):
        plan.sampled("opposite_" + which, partial(opposite.of, which), True, unit=unit)
    for which, unit in (("wait", "ns"), ("gave_up", "count")):
        plan.sampled("ordered_" + which, partial(ordered.of, which), True, unit=unit)


def said(number):
    """A number that is known without measuring."""
    return [number], number


def prices(plan):
    """What an update costs: alone and together, with a lock, and in a variable of its own."""
    together = THREADS * TIMED
    for again in (False, True):
        work = partial(updates, True, 1, TIMED)
        plan.sampled("locked_alone", partial(priced, work, TIMED), TIMED, again=again, unit="ns")
    work = partial(updates, False, 1, TIMED)
    plan.sampled("plain_alone", partial(priced, work, TIMED), TIMED, unit="ns")
    work = partial(updates, True, THREADS, TIMED)
    plan.sampled("locked_together", partial(priced, work, together), together, unit="ns")
    work = partial(own_sums, THREADS, TIMED)
    plan.sampled("own_together", partial(priced, work, together), together, unit="ns")


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
