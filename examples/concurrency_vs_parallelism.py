"""When do two things really happen at once? Who ran when, on which core, how much together."""

import ctypes
import hashlib
import sys
from functools import partial

# ANCHOR: workload
import threading
import time

# ANCHOR_END: workload
import twin

# Nanoseconds of a clock that only goes forward.
clock = twin.clock

# Something to take a digest of: half a MiB.
PAGES = bytes(bytearray(1 << 19))


def digest():
    """Native code that drops the GIL while it works."""
    return hashlib.sha256(PAGES).digest()


def core_by_kernel():
    """The C library's function that says on which core the caller runs, or None without one."""
    try:
        # Called with the GIL held, so that asking is no reason to let go of it.
        ask = ctypes.PyDLL(None).sched_getcpu
    except (AttributeError, OSError, TypeError):
        return None
    return ask if ask() >= 0 else None


KNOWS_CORES = core_by_kernel() is not None
core = core_by_kernel() or (lambda: 0)


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# ANCHOR: kinds
def wait():
    """Waits for a timer."""
    time.sleep(0.002)


def native():
    """Calls native code, for a fraction of a millisecond."""
    digest()


def interpret():
    """Python code."""
    n = 5000
    while n > 0:
        n -= 1


# ANCHOR_END: kinds


# ANCHOR: steps
def in_steps(do, steps, notes):
    """Works step by step, and notes of each: start, end, how long it really ran, on which core."""
    before, ran_before = clock(), time.thread_time()
    for _ in range(steps):
        do()
        now, ran = clock(), time.thread_time()
        notes.append((before, now, int((ran - ran_before) * 1e9), core()))
        before, ran_before = now, ran


def side_by_side(do, steps):
    """Two threads with the same kind of work."""
    notes = [[], []]
    threads = [threading.Thread(target=in_steps, args=(do, steps, noted)) for noted in notes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return notes


# ANCHOR_END: steps


def alone(kind, steps):
    """One thread with this kind of work; what it noted."""
    notes = []
    in_steps(KINDS[kind], steps, notes)
    return notes


# ANCHOR: overlap
def stretches(noted):
    """What a thread noted, put together: start, end, core; -1 where it mostly waited."""
    merged = []
    for start, end, ran, where in noted:
        if 2 * ran < end - start:
            where = -1
        if merged and merged[-1][2] == where:
            merged[-1][1] = end
        else:
            merged.append([start, end, where])
    return merged


def together(first, second):
    """For how many nanoseconds both threads were in a stretch of theirs."""
    both = 0
    for start, end, _ in first:
        for other_start, other_end, _ in second:
            both += max(0, min(end, other_end) - max(start, other_start))
    return both


# ANCHOR_END: overlap


def hand_overs(first, second):
    """How often another thread ran than just before, and how often it did so on another core."""
    turns = sorted([turn + [0] for turn in first] + [turn + [1] for turn in second])
    changed, moved = 0, 0
    for before, after in zip(turns, turns[1:]):
        if before[3] != after[3]:
            changed += 1
            if before[2] != after[2]:
                moved += 1
    return changed, moved


def told(notes):
    """What two threads noted, in numbers, and the stretches of each."""
    lanes = [stretches(noted) for noted in notes]
    first, second = [[stretch for stretch in lane if stretch[2] >= 0] for lane in lanes]
    begun, ended = [noted[0][0] for noted in notes], [noted[-1][1] for noted in notes]
    ran = [sum([step[2] for step in noted]) for noted in notes]
    changed, moved = hand_overs(first, second)
    numbers = (
        sum([len(noted) for noted in notes]),
        max(ended) - min(begun),
        max(0, min(ended) - max(begun)),
        together(first, second),
        sum(ran),
        min(ran),
        len(set([stretch[2] for stretch in first + second])),
        max(changed, 1),  # Divides what follows; without a change nothing moved.
        moved,
    )
    return numbers, lanes


# What the model is called with must be a number or a text.
KINDS = {"wait": wait, "native": native, "interpret": interpret}


def seen(kind, steps):
    """Two threads with this kind of work."""
    return told(side_by_side(KINDS[kind], steps))


# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----

# Steps of each thread, by kind: about 40 ms of each.
STEPS = {"wait": 15, "native": 120, "interpret": 400}
# The numbers that `told` gives, in its order; those that are counts, if only of nanoseconds.
NUMBERS = ["steps", "wall", "progress", "parallel", "cpu", "least", "cores", "changed", "moved"]
COUNTS = ("progress", "parallel", "cores", "changed", "moved")
# The question for two interpreters in one process: the same steps.
SOURCE = """
def work(steps):
    for _ in range(steps):
        n = 5000
        while n > 0:
            n -= 1
"""


def run_of(kind):
    """Two threads with this kind of work: what is known about them, and the steps that they made."""
    numbers = dict(zip(NUMBERS, seen(kind, STEPS[kind])[0]))
    return {name: [number] for name, number in numbers.items()}, numbers["steps"]


def run_in_two_interpreters():
    """Two interpreters in one process, a thread each, which share no lock (Python 3.14)."""
    from concurrent import interpreters

    pair = [interpreters.create() for _ in (0, 1)]
    try:
        for interpreter in pair:
            interpreter.exec(SOURCE)
        start, used = clock(), time.process_time()
        work = "work({})".format(STEPS["interpret"])
        threads = [threading.Thread(target=one.exec, args=(work,)) for one in pair]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        wall, used = clock() - start, time.process_time() - used
    finally:
        for interpreter in pair:
            interpreter.close()
    return {"wall": [wall], "cpu": [used * 1e9]}, 2 * STEPS["interpret"]


def knobs(parser):
    """Arguments of this twin."""
    text = "switch interval, in microseconds"
    parser.add_argument("--interval", type=int, default=5000, metavar="US", help=text)


def ask(plan, name, run, numbers, steps, again=False):
    """A series for each number of a run."""
    for number in numbers:
        unit = "count" if number in COUNTS else "ns"
        series = "{}_{}".format(name, number)
        plan.sampled(series, partial(run.of, number), 2 * steps, unit=unit, again=again)


def variants(arguments, plan):
    """The variants, and what is said about them."""
    sys.setswitchinterval(arguments.interval / 1e6)
    for kind in ("wait", "native", "interpret"):
        numbers = ["wall", "cpu", "progress", "parallel"]
        if kind == "interpret":
            numbers += ["least"] + (["cores", "changed", "moved"] if KNOWS_CORES else [])
        ask(plan, kind, twin.Run(partial(run_of, kind)), numbers, STEPS[kind])
        plan.says(partial(in_words, plan, kind))
    ask(plan, "wait", twin.Run(partial(run_of, "wait")), ["wall"], STEPS["wait"], again=True)
    if sys.version_info >= (3, 14):
        run = twin.Run(run_in_two_interpreters)
        ask(plan, "two_gils", run, ["wall", "cpu"], STEPS["interpret"])
    if not KNOWS_CORES:
        plan.note("This system does not tell on which core a thread runs.")


def in_words(plan, kind):
    """How much of the time both were in progress, both ran, and how many CPUs were busy."""
    names = ("wall", "progress", "parallel", "cpu")
    series = [plan.find("{}_{}".format(kind, name)) for name in names]
    wall, progress, parallel, cpu = [sum(one.samples()) for one in series]
    text = "{}: both in progress {:.0f} % of the time, both on a CPU {:.0f} %; {:.2f} CPUs busy."
    return text.format(kind, 100.0 * progress / wall, 100.0 * parallel / wall, float(cpu) / wall)


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
