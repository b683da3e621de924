"""How does the GIL change hands? Who runs when, how long each turn is, and who must wait for it."""

import multiprocessing
import sys
import warnings
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


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# ANCHOR: turns
def take_turns(me, last, noticed, enough):
    """Computes; when another thread has run since, writes down when, after how many turns."""
    turns = 0
    while len(noticed) < enough:
        turns += 1
        if last[0] != me:
            last[0] = me
            noticed.append((me, clock(), turns))
            turns = 0


def two_take_turns(enough):
    """Two threads that compute, and nothing else to do."""
    last, noticed = [None], []
    shared = (last, noticed, enough)
    threads = [threading.Thread(target=take_turns, args=(me,) + shared) for me in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return noticed


# ANCHOR_END: turns


# ANCHOR: ask
def ask(times):
    """Waits a millisecond for an answer, `times` times: how long until it could go on."""
    latencies = []
    for _ in range(times):
        asked = clock()
        time.sleep(0.001)
        latencies.append(clock() - asked)
    return latencies


def compute(done):
    """Computes until `done` is not empty."""
    turns = 0
    while not done:
        turns += 1
    return turns


def ask_beside_a_thread(times):
    """Asks while another thread computes."""
    done = []
    busy = threading.Thread(target=compute, args=(done,))
    busy.start()
    latencies = ask(times)
    done.append(True)
    busy.join()
    return latencies


# ANCHOR_END: ask


# ANCHOR: silence
def listen(done, silences):
    """Computes until `done` is not empty; keeps the longest time between two turns of the loop."""
    longest, before = 0, clock()
    while not done:
        now = clock()
        if now - before > longest:
            longest = now - before
        before = now
    silences.append(max(longest, clock() - before))


def silence_beside(call):
    """How long another thread cannot compute while this one is in `call`; how long that takes."""
    done, silences = [], []
    listener = threading.Thread(target=listen, args=(done, silences))
    listener.start()
    time.sleep(0.01)
    start = clock()
    call()
    took = clock() - start
    done.append(True)
    listener.join()
    return silences[0], took


def sleeping():
    """Waits in the kernel."""
    time.sleep(0.03)


def reading():
    """Waits in the kernel for a byte that somebody else writes."""
    reader, writer = os.pipe()
    friend = threading.Thread(target=write_later, args=(writer,))
    friend.start()
    os.read(reader, 1)
    friend.join()
    os.close(reader)
    os.close(writer)


def write_later(writer):
    """Writes the byte."""
    time.sleep(0.03)
    os.write(writer, b"!")


def adding_up():
    """One long call into native code that keeps the GIL."""
    return sum(range(4000000))


# ANCHOR_END: silence


# ANCHOR: lost
def add(counter, turns):
    """Adds one to a shared number, over and over."""
    for _ in range(turns):
        counter[0] += 1


def same(number):
    """A call in between."""
    return number


def add_with_a_call(counter, turns):
    """The same, with a call between reading and writing."""
    for _ in range(turns):
        counter[0] = same(counter[0]) + 1


def lost_updates(shape, turns):
    """Two threads add to one number; how much is missing at the end."""
    counter = [0]
    threads = [threading.Thread(target=shape, args=(counter, turns)) for _ in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 2 * turns - counter[0]


# ANCHOR_END: lost


# ANCHOR: split
def count_down(n):
    """Counts down and says where it ended."""
    while n > 0:
        n -= 1
    return n


def one_after_the_other(n):
    """The whole work in one thread."""
    return count_down(n) + count_down(n)


def in_two_threads(n):
    """Half of it in each of two threads."""
    threads = [threading.Thread(target=count_down, args=(n,)) for _ in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 0


# ANCHOR_END: split


# What the model is called with must be a number or a text.
CALLS = {"sleep": sleeping, "read": reading, "sum": adding_up}
SHAPES = {"plain": add, "call": add_with_a_call}


def silence_during(call):
    """`silence_beside` the call of that name."""
    return silence_beside(CALLS[call])


def lost_by(shape, turns):
    """`lost_updates` in the shape of that name."""
    return lost_updates(SHAPES[shape], turns)


# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----

# Of what two threads write down, the first entries are of their start and not of a turn.
START = 2
# Turns a round: of 50 ms each there cannot be many.
TURNS = {500: 40, 5000: 12, 50000: 2}
# The interval of CPython, in microseconds, and the check interval of Python 2, in instructions.
DEFAULT_INTERVAL = 5000
DEFAULT_TICKS = 100
# Questions in each round.
ASKED = 10
# Additions of each of two threads, and turns of each count-down.
ADDITIONS = 100000
COUNTED = 500000
HAS_INTERVAL = hasattr(sys, "setswitchinterval")
HAS_TICKS = hasattr(sys, "setcheckinterval")
# From 3.2 to 3.8 the check interval can still be set, and changes nothing; that is what is shown.
warnings.filterwarnings("ignore", message=".*checkinterval", category=DeprecationWarning)


class Switching(object):
    """Sets the switch interval (microseconds) or the check interval (instructions) for a while."""

    def __init__(self, interval_us=None, ticks=None):
        self.interval_us, self.ticks = interval_us, ticks

    def __enter__(self):
        if self.interval_us and HAS_INTERVAL:
            self.before = sys.getswitchinterval()
            sys.setswitchinterval(self.interval_us / 1e6)
        if self.ticks and HAS_TICKS:
            self.ticks_before = sys.getcheckinterval()
            sys.setcheckinterval(self.ticks)

    def __exit__(self, *_):
        if self.interval_us and HAS_INTERVAL:
            sys.setswitchinterval(self.before)
        if self.ticks and HAS_TICKS:
            sys.setcheckinterval(self.ticks_before)


def turns_taken(column, n, **switching):
    """`n` samples from what two threads wrote down; the answer is how many threads took part."""
    with Switching(**switching):
        noticed = two_take_turns(n + START + 1)[START : n + START + 1]
    threads = len(set(entry[0] for entry in noticed))
    if column == "turns":
        return [entry[2] for entry in noticed[1:]], threads
    times = sorted(entry[1] for entry in noticed)
    return [after - before for before, after in zip(times, times[1:])], threads


def latencies(work, **switching):
    """The samples of one way to ask; the answer is how many answers came."""
    with Switching(**switching):
        taken = work(ASKED)
    return taken, len(taken)


def ask_beside_a_process(times):
    """Asks while another process computes."""
    computes = multiprocessing.Event()
    busy = multiprocessing.Process(target=compute_for_ever, args=(computes,))
    busy.start()
    try:
        computes.wait()
        return ask(times)
    finally:
        busy.terminate()
        busy.join()


def compute_for_ever(computes):
    """A worker process: says that it begins, and computes until it is ended."""
    computes.set()
    compute([])


def silence(call):
    """The longest silence beside a call, and the length of the call."""
    longest, took = silence_during(call)
    return {"silence": [longest], "call": [took]}, 1


def lost(shape):
    """How many additions were lost: one sample."""
    with Switching(interval_us=1, ticks=1):
        return [lost_by(shape, ADDITIONS)], 1


def split(work, **switching):
    """Counts down in one or two threads: the nanoseconds it took."""
    with Switching(**switching):
        start = clock()
        answer = work(COUNTED)
        return [clock() - start], answer


def knobs(parser):
    """Arguments of this twin."""
    text = "switch intervals to try, in microseconds (Python 3.2 and later)"
    parser.add_argument(
        "--interval", type=twin.numbers, default=[500, 5000, 50000], metavar="US,US,...", help=text
    )
    text = "check intervals to try, in bytecode instructions (without effect after Python 2)"
    parser.add_argument(
        "--ticks", type=twin.numbers, default=[1, 100, 10000], metavar="N,N,...", help=text
    )


def variants(arguments, plan):
    """The variants, and what is said about them."""
    if not twin.gil_enabled():
        plan.note("This interpreter runs without a GIL: nobody takes turns.")
    elif HAS_INTERVAL:
        turns_by_interval(arguments.interval, plan)
    else:
        turns_by_ticks(arguments.ticks, plan)
    waits(plan)
    for call in ("sleep", "read", "sum"):
        run = twin.Run(partial(silence, call))
        for what in ("silence", "call"):
            plan.sampled(what + "_" + call, partial(run.of, what), 1)
    for shape in ("plain", "call"):
        plan.sampled("lost_" + shape, partial(lost, shape), 1, unit="count")
    if HAS_TICKS:
        for ticks in arguments.ticks:
            plan.sampled("split", partial(split, in_two_threads, ticks=ticks), 0, ticks=ticks)
            plan.compares(
                "two threads, check interval {}, against one".format(ticks),
                "sequential",
                "split[ticks={}]".format(ticks),
            )
    else:
        plan.note("There is no sys.setcheckinterval here: no instruction is counted.")
    plan.sampled("sequential", partial(split, one_after_the_other), 0)
    plan.sampled("sequential", partial(split, one_after_the_other), 0, again=True)


def turns_by_interval(intervals, plan):
    """Turns at each switch interval."""
    for interval in intervals:
        n = TURNS.get(interval, 20)
        gap = partial(turns_taken, "gap", n, interval_us=interval)
        plan.sampled("gap", gap, 2, interval_us=interval)
    turns = partial(turns_taken, "turns", TURNS[DEFAULT_INTERVAL], interval_us=DEFAULT_INTERVAL)
    plan.sampled("turns", turns, 2, unit="count", interval_us=DEFAULT_INTERVAL)


def turns_by_ticks(intervals, plan):
    """Turns at each check interval of Python 2."""
    for ticks in intervals:
        n = 4 if ticks > 10 * DEFAULT_TICKS else TURNS[DEFAULT_INTERVAL]
        gap = partial(turns_taken, "gap", n, ticks=ticks)
        plan.sampled("gap", gap, 2, ticks=ticks)
    turns = partial(turns_taken, "turns", TURNS[DEFAULT_INTERVAL], ticks=DEFAULT_TICKS)
    plan.sampled("turns", turns, 2, unit="count", ticks=DEFAULT_TICKS)


def waits(plan):
    """A thread that waits for answers, beside nothing, a process, a thread."""
    plan.sampled("latency_alone", partial(latencies, ask), ASKED)
    plan.sampled("latency_process", partial(latencies, ask_beside_a_process), ASKED)
    if not HAS_INTERVAL:
        plan.sampled("latency_thread", partial(latencies, ask_beside_a_thread), ASKED)
        return
    for interval in (DEFAULT_INTERVAL, DEFAULT_INTERVAL // 10):
        beside = partial(latencies, ask_beside_a_thread, interval_us=interval)
        plan.sampled("latency_thread", beside, ASKED, interval_us=interval)


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
