"""What does one busy thread do to everyone's latency? Beside nobody, a thread, a process."""

import multiprocessing
import sys
import warnings
import zlib
from functools import partial

# ANCHOR: workload
import os
import threading
import time

# ANCHOR_END: workload
import twin

# Nanoseconds of a clock that only goes forward.
clock = twin.clock

if sys.version_info < (3,):
    range = xrange  # noqa: F821 (in Python 2.7 `range` builds the whole list first)

# Something to add up, by its size in MiB.
ROOMS = {size: bytes(bytearray(size << 20)) for size in (1, 32)}


def checksum(mebibytes):
    """A call into native code that drops the GIL while it works."""
    return zlib.crc32(ROOMS[mebibytes])


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# ANCHOR: ask
def answer(questions, answers):
    """Answers each question after a millisecond, until nobody can ask any more."""
    while os.read(questions, 1):
        time.sleep(0.001)
        os.write(answers, b"!")


def ask(times):
    """Asks a thread, `times` times: how long each round trip took."""
    heard, asked = os.pipe()
    told, said = os.pipe()
    answering = threading.Thread(target=answer, args=(heard, said))
    answering.start()
    trips = []
    for _ in range(times + 1):
        start = clock()
        os.write(asked, b"?")
        os.read(told, 1)
        trips.append(clock() - start)
    os.close(asked)
    answering.join()
    for end in (heard, told, said):
        os.close(end)
    return trips[1:]  # The first is of the start.


# ANCHOR_END: ask


# ANCHOR: beside
def compute(done, turned):
    """Computes until `done` is not empty; says how many turns of its loop it made."""
    turns = 0
    while not done:
        turns += 1
    turned.append(turns)


def ask_beside(work, threads, times):
    """Asks while so many other threads do `work`."""
    done, turned = [], []
    busy = [threading.Thread(target=work, args=(done, turned)) for _ in range(threads)]
    for thread in busy:
        thread.start()
    start = clock()
    trips = ask(times)
    done.append(True)
    took = clock() - start
    for thread in busy:
        thread.join()
    return trips, sum(turned) * 1000000 // took


# ANCHOR_END: beside


# ANCHOR: mends
def compute_and_yield(done, turned):
    """Computes, and lets go of the GIL every thousand turns."""
    turns = 0
    while not done:
        turns += 1
        if turns % 1000 == 0:
            time.sleep(0)
    turned.append(turns)


def compute_outside(done, turned):
    """Spends its time in calls that drop the GIL."""
    turns = 0
    while not done:
        checksum(1)
        turns += 1
    turned.append(turns)


# ANCHOR_END: mends


def wait_too(done, turned):
    """Waits like everybody else, ten milliseconds at a time."""
    while not done:
        time.sleep(0.01)
    turned.append(0)


# ANCHOR: brief
def let_go(times):
    """Writes a byte that nobody waits for, `times` times: how long each write took."""
    reader, writer = os.pipe()
    writes = []
    for _ in range(times):
        start = clock()
        os.write(writer, b"!")
        writes.append(clock() - start)
    os.close(reader)
    os.close(writer)
    return writes


# ANCHOR_END: brief


def let_go_beside(times):
    """The same while another thread computes."""
    done, turned = [], []
    busy = threading.Thread(target=compute, args=(done, turned))
    busy.start()
    writes = let_go(times)
    done.append(True)
    busy.join()
    return writes


# ANCHOR: tick
def tick(done, gaps):
    """Ticks every millisecond; keeps the longest time between two ticks."""
    longest, before = 0, clock()
    while not done:
        time.sleep(0.001)
        now = clock()
        longest = max(longest, now - before)
        before = now
    gaps.append(longest)


def tick_beside(call, argument):
    """The longest gap of a thread that ticks beside a call; the length of the call."""
    done, gaps = [], []
    ticking = threading.Thread(target=tick, args=(done, gaps))
    ticking.start()
    time.sleep(0.01)
    start = clock()
    call(argument)
    took = clock() - start
    done.append(True)
    ticking.join()
    return gaps[0], took


def add_up(n):
    """One call into native code that keeps the GIL."""
    return sum(range(n))


def in_chunks(n):
    """The same a piece at a time, letting go in between."""
    total = 0
    for first in range(0, n, 50000):
        total += sum(range(first, first + 50000))
        time.sleep(0)
    return total


# ANCHOR_END: tick


def gap_during(call):
    """`tick_beside` the call of that name, with an argument that is there before anybody ticks."""
    if call == "checksum":
        return tick_beside(checksum, 32)
    if call == "sort":
        return tick_beside(sorted, [n * 7919 % 600011 + 0.5 for n in range(600000)])
    return tick_beside(add_up if call == "sum" else in_chunks, 3000000)


# What the model is called with must be a number or a text.
WORKS = {
    "compute": compute,
    "yield": compute_and_yield,
    "outside": compute_outside,
    "wait": wait_too,
}


def trips_beside(work, threads, times):
    """`ask_beside` threads that do the work of that name: round trips, turns per millisecond."""
    return ask_beside(WORKS[work], threads, times)


# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----

# The interval of CPython, in microseconds, and the check interval of Python 2, in instructions.
DEFAULT_INTERVAL = 5000
DEFAULT_TICKS = 100
# Round trips a round: beside nobody who computes, beside one who does, and beside so many.
ALONE = 10
BESIDE_ONE = 8
BESIDE = {1: BESIDE_ONE, 2: 2, 4: 1}
# Round trips at an interval at which one takes long.
SLOWLY = 1
# Writes a round.
WRITES = 20
HAS_INTERVAL = hasattr(sys, "setswitchinterval")
warnings.filterwarnings("ignore", message=".*checkinterval", category=DeprecationWarning)


class Interval(object):
    """Sets the switch interval, in microseconds, for a while."""

    def __init__(self, interval_us):
        self.interval_us = interval_us

    def __enter__(self):
        if HAS_INTERVAL:
            self.before = sys.getswitchinterval()
            sys.setswitchinterval(self.interval_us / 1e6)

    def __exit__(self, *_):
        if HAS_INTERVAL:
            sys.setswitchinterval(self.before)


def alone():
    """Round trips beside nobody; the answer is how many answers came."""
    trips = ask(ALONE)
    return trips, len(trips)


def beside(work, threads, times, interval_us=DEFAULT_INTERVAL):
    """Round trips beside threads that do the work of that name, and their turns per millisecond."""
    with Interval(interval_us):
        trips, turns = trips_beside(work, threads, times)
    return {"trips": trips, "pace": [turns]}, len(trips)


def beside_process():
    """Round trips while another process computes."""
    computes = multiprocessing.Event()
    busy = multiprocessing.Process(target=compute_for_ever, args=(computes,))
    busy.start()
    try:
        computes.wait()
        return alone()
    finally:
        busy.terminate()
        busy.join()


def compute_for_ever(computes):
    """A worker process: says that it begins, and computes until it is ended."""
    computes.set()
    compute([], [])


def writes(work):
    """How long each of many writes took."""
    taken = work(WRITES)
    return taken, len(taken)


def gap(call):
    """The longest gap beside a call, and the length of the call."""
    longest, took = gap_during(call)
    return {"gap": [longest], "call": [took]}, 1


def knobs(parser):
    """Arguments of this twin."""
    text = "numbers of threads that compute"
    parser.add_argument(
        "--threads", type=twin.numbers, default=[1, 2, 4], metavar="N,N,...", help=text
    )
    text = "switch intervals to try, in microseconds (Python 3.2 and later)"
    parser.add_argument(
        "--interval", type=twin.numbers, default=[500, 5000, 50000], metavar="US,US,...", help=text
    )


def variants(arguments, plan):
    """The variants, and what is said about them."""
    plan.sampled("alone", alone, ALONE)
    plan.sampled("alone", alone, ALONE, again=True)
    plan.sampled("process", beside_process, ALONE)
    plan.sampled("waiting", partial(twin.Run(partial(beside, "wait", 4, ALONE)).of, "trips"), ALONE)
    if HAS_INTERVAL:
        by_interval(arguments, plan)
    else:
        by_ticks(arguments, plan)
    plan.sampled("let_go", partial(writes, let_go), WRITES)
    plan.sampled("let_go_beside", partial(writes, let_go_beside), WRITES)
    run = twin.Run(partial(beside, "yield", 1, BESIDE_ONE))
    plan.sampled("yield", partial(run.of, "trips"), BESIDE_ONE)
    plan.sampled("pace_yield", partial(run.of, "pace"), BESIDE_ONE, unit="count")
    for call in ("sum", "sort", "chunks", "checksum"):
        run = twin.Run(partial(gap, call))
        for what in ("gap", "call"):
            plan.sampled(what + "_" + call, partial(run.of, what), 1)


def by_interval(arguments, plan):
    """Beside threads that compute: by their number, and by the switch interval."""
    points = [(DEFAULT_INTERVAL, threads) for threads in arguments.threads]
    points += [(interval, 1) for interval in arguments.interval if interval != DEFAULT_INTERVAL]
    for interval, threads in points:
        times = SLOWLY if interval > 2 * DEFAULT_INTERVAL else BESIDE.get(threads, 1)
        run = twin.Run(partial(beside, "compute", threads, times, interval))
        at = {"interval_us": interval}
        plan.sampled("beside", partial(run.of, "trips"), times, threads=threads, **at)
        if threads == 1 and interval <= DEFAULT_INTERVAL:
            plan.sampled("pace", partial(run.of, "pace"), times, unit="count", **at)
    outside = twin.Run(partial(beside, "outside", 1, ALONE))
    plan.sampled("outside", partial(outside.of, "trips"), ALONE)


def by_ticks(arguments, plan):
    """Beside so many threads that compute."""
    plan.note("No switch interval here: the GIL is offered every hundred instructions.")
    plan.note("No native call that drops the GIL is tried: the checksum of Python 2 keeps it.")
    for threads in arguments.threads:
        times = BESIDE.get(threads, 1)
        run = twin.Run(partial(beside, "compute", threads, times))
        trips = partial(run.of, "trips")
        plan.sampled("beside", trips, times, threads=threads, ticks=DEFAULT_TICKS)


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
