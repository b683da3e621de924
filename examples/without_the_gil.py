"""What changes when the lock is gone? The same steps by one thread and by several, less and less apart."""

import multiprocessing
import os
import subprocess
import sysconfig
from functools import partial

# ANCHOR: workload
import sys
import threading
import time

# ANCHOR_END: workload
import twin


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
class Point:
    """Something with a number."""

    def __init__(self, x):
        self.x = x


# Points that are read in turn.
POINTS = 8


def make_points():
    """Points with a one in each, made by the thread that calls."""
    return [Point(1) for _ in range(POINTS)]


# ANCHOR: steps
def read(points, turns):
    """Takes one of the points, reads its number."""
    total = 0
    for turn in range(turns):
        point = points[turn & 7]
        total += point.x
    return total


def call(function, turns):
    """Calls a function."""
    total = 0
    for _ in range(turns):
        total += function(1)
    return total


def append(items, turns):
    """Puts a number at the end of a list, reads one that is there."""
    total = 0
    for turn in range(turns):
        items.append(1)
        total += items[turn]
    return total


def count(tally, turns):
    """Adds one to a number that is kept in an object."""
    for _ in range(turns):
        tally.x += 1
    return turns


def count_locked(tally, lock, turns):
    """The same, with a lock around it."""
    for _ in range(turns):
        with lock:
            tally.x += 1
    return turns


# ANCHOR_END: steps


def same(number):
    """What `call` calls."""
    return number


# ANCHOR: rungs
def split(work, n, turns):
    """All the turns in this thread, or an equal part of them in each of `n` threads."""
    if n == 1:
        return work(turns)
    done = []
    part = turns // n
    threads = [threading.Thread(target=lambda: done.append(work(part))) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


def private(n, turns):
    """Nothing is shared: each thread makes the points that it reads."""
    return split(lambda part: read(make_points(), part), n, turns)


def one_function(n, turns):
    """One function is shared, and called by all."""
    return split(lambda part: call(same, part), n, turns)


def read_only(n, turns):
    """The points are shared. Nobody writes to them."""
    points = make_points()
    return split(lambda part: read(points, part), n, turns)


def one_list(n, turns):
    """One list is shared, and grows."""
    items = []
    split(lambda part: append(items, part), n, turns)
    return len(items)


def one_counter(n, turns):
    """One number is shared, and written without care."""
    tally = Point(0)
    return split(lambda part: count(tally, part), n, turns)


def one_lock(n, turns):
    """One number and the lock that guards it."""
    tally, lock = Point(0), threading.Lock()
    split(lambda part: count_locked(tally, lock, part), n, turns)
    return tally.x


# ANCHOR_END: rungs


def counter_lost(n, turns):
    """Additions that are missing from the number of `one_counter`."""
    tally = Point(0)
    return split(lambda part: count(tally, part), n, turns) - tally.x


# ANCHOR: alone
def counting(turns):
    """Numbers: a count-down, and nothing else."""
    left = turns
    while left > 0:
        left -= 1
    return turns - left


def calling(turns):
    """Function calls."""
    return call(same, turns)


def reading(turns):
    """Items of a list, attributes of objects."""
    return read(make_points(), turns)


def making(turns):
    """Objects that are made, and let go of."""
    for _ in range(turns):
        Point(1)
    return turns


def looking_up(turns):
    """A dict, read and written."""
    table = {key: 0 for key in range(8)}
    for turn in range(turns):
        table[turn & 7] += 1
    return sum(table.values())


# ANCHOR_END: alone


# ANCHOR: waits
def wait_and_compute(times, turns):
    """Waits a millisecond for an answer, then works on it, `times` times."""
    done = 0
    for _ in range(times):
        time.sleep(0.001)
        if turns:
            done += read(make_points(), turns)
    return done


def waiting(n, times, turns):
    """`n` threads that wait for answers; how many turns they worked."""
    return split(lambda part: wait_and_compute(part, turns), n, n * times)


# ANCHOR_END: waits


# ANCHOR: state
def gil_seen():
    """Whether there is a GIL: asked here, and again in a thread."""
    ask = getattr(sys, "_is_gil_enabled", None)
    seen = [ask is None or ask()]
    thread = threading.Thread(target=lambda: seen.append(ask is None or ask()))
    thread.start()
    thread.join()
    return seen


# ANCHOR_END: state


def many_lists(n):
    """Empty lists, and a list of them."""
    return [[] for _ in range(n)]


def many_instances(n):
    """Instances with one attribute, and a list of them."""
    return [Point(None) for _ in range(n)]


MAKERS = {"list": many_lists, "instance": many_instances}
kept = []


def keep(kind, n):
    """Makes objects of a kind and keeps them; how many there are."""
    kept.append(MAKERS[kind](n))
    return len(kept[-1])


# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----

RUNGS = [
    ("one_function", one_function),
    ("read_only", read_only),
    ("one_list", one_list),
    ("one_counter", one_counter),
    ("one_lock", one_lock),
]
ALONE = [counting, calling, reading, making, looking_up]
# Threads that wait for answers, and how they do it: the answers that each waits for, and turns of
# work on an answer. Those that only wait do so for long against the start of a thread.
WAITERS = 4
WAITS = [("waiting", 20, 0), ("waiting_and_computing", 5, 120000)]
# A step with a lock takes so much longer that there are this many times fewer of them.
LOCK_STEPS = 4
# Turns that are soon done, as a part of the others, and turns that take long, as a multiple: long
# against the start of a process.
SHORT, LONG = 40, 8
# Objects of each kind that are made to see what they take.
OBJECTS = 100000
# Seconds after which a process is given up.
PATIENCE = 120


def many_floats(n):
    """Floats, and a list of them."""
    return [k + 0.5 for k in range(n)]


MAKERS["float"] = many_floats
SAMPLES = [("object", object()), ("float", 1.5), ("list", []), ("instance", Point(None))]


def in_processes(n, turns):
    """`private`, by processes."""
    told = multiprocessing.Queue()
    work = [(told, turns // n)] * n
    processes = [multiprocessing.Process(target=read_in_worker, args=part) for part in work]
    for process in processes:
        process.start()
    total = sum(told.get(timeout=PATIENCE) for _ in processes)
    for process in processes:
        process.join()
    return total


def read_in_worker(told, turns):
    """A worker process: reads points of its own."""
    told.put(read(make_points(), turns))


def see_in_worker(told):
    """A worker process: whether there is a GIL."""
    told.put(gil_seen())


def gil_in_worker():
    """Whether there is a GIL in a worker process."""
    told = multiprocessing.Queue()
    worker = multiprocessing.Process(target=see_in_worker, args=(told,))
    worker.start()
    seen = told.get(timeout=PATIENCE)
    worker.join()
    return seen[0]


# ANCHOR: switches
def gil_if(options=(), variable=None):
    """What a Python that is started with these options says: 1, 0, or -1 if it refuses to start."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHON_GIL"}
    if variable is not None:
        environment["PYTHON_GIL"] = variable
    asks = "import sys; print(int(getattr(sys, '_is_gil_enabled', lambda: True)()))"
    command = [sys.executable] + list(options) + ["-c", asks]
    with open(os.devnull, "w") as nowhere:
        pipe = subprocess.PIPE
        started = subprocess.Popen(command, env=environment, stdout=pipe, stderr=nowhere)
        said = started.communicate()[0]
    return int(said) if started.returncode == 0 else -1


# ANCHOR_END: switches


def resident():
    """Main memory that this process has, in bytes."""
    with open("/proc/self/statm") as statm:
        return int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def grown(told):
    """A worker process: bytes that one object of each kind takes, with its place in a list."""
    sizes = {}
    for kind in MAKERS:
        keep(kind, OBJECTS)  # What is needed once is there now.
        before = resident()
        keep(kind, OBJECTS)
        sizes[kind] = (resident() - before) // OBJECTS
    told.put(sizes)


def size_of_one(kind, known):
    """The same, in a new process, which tells all kinds: `known` keeps what it said."""
    if not known:
        told = multiprocessing.Queue()
        worker = multiprocessing.Process(target=grown, args=(told,))
        worker.start()
        known.update(told.get(timeout=PATIENCE))
        worker.join()
    return known[kind]


def can_do_without():
    """Whether this Python was built to run without a GIL."""
    return bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


def knobs(parser):
    """Arguments of this twin."""
    text = "numbers of threads to share the steps among"
    parser.add_argument(
        "--threads", type=twin.numbers, default=[1, 2], metavar="N,N,...", help=text
    )
    text = "steps to share, in thousands"
    parser.add_argument("--turns", type=int, default=320, metavar="THOUSANDS", help=text)


def variants(arguments, plan):
    """The variants, and what is said about them."""
    twin.first_process()
    turns = arguments.turns * 1000
    for n in arguments.threads:
        for name, rung in [("private", private)] + RUNGS:
            steps = turns // LOCK_STEPS if rung is one_lock else turns
            plan.timed(name, partial(rung, n, steps), steps // n * n, alone=n == 1, threads=n)
    most = arguments.threads[-1]
    if twin.gil_enabled():
        plan.note("Threads are compared with processes only where there is no GIL.")
    else:
        beside_processes(most, turns, plan)
    for work in ALONE:
        plan.timed("alone_" + work.__name__, partial(work, turns), turns, alone=True)
    lost = partial(counter_lost, most, turns)
    plan.sampled("counter_lost", lambda: ([lost()], True), True, unit="count", threads=most)
    for name, answers, answer_turns in WAITS:
        work = partial(waiting, WAITERS, answers, answer_turns)
        plan.timed(name, work, WAITERS * answers * answer_turns)
    name, answers, answer_turns = WAITS[0]
    plan.timed(name, partial(waiting, WAITERS, answers, answer_turns), 0, again=True)
    plan.timed("private", partial(private, 1, turns), turns, again=True, alone=True, threads=1)
    states(plan)
    sizes(plan)
    compare(arguments.threads[1:], plan)


def beside_processes(n, turns, plan):
    """Threads and processes, for a short task and a long one; threads that read the same objects."""
    for length, turns in [("short", turns // SHORT), ("long", turns * LONG)]:
        done = turns // n * n
        plan.timed("private_" + length, partial(private, n, turns), done, threads=n)
        plan.timed("processes_" + length, partial(in_processes, n, turns), done, threads=n)
    plan.timed("read_only_long", partial(read_only, n, turns), done, threads=n)


def states(plan):
    """Whether there is a GIL, in numbers: 1 if there is, 0 if not, -1 if Python does not start."""
    for name, ask in [
        ("can_do_without", can_do_without),
        ("gil_here", lambda: gil_seen()[0]),
        ("gil_in_thread", lambda: gil_seen()[1]),
        ("gil_in_process", gil_in_worker),
        ("gil_by_option", partial(gil_if, ["-X", "gil=1"])),
        ("gil_by_variable", partial(gil_if, variable="1")),
        ("gil_taken_off", partial(gil_if, ["-X", "gil=0"])),
    ]:
        plan.fact(name, ask)


def sizes(plan):
    """What objects take."""
    for kind, one in SAMPLES:
        plan.fact("sizeof_" + kind, partial(sys.getsizeof, one), unit="B")
    if os.path.exists("/proc/self/statm"):
        known = {}
        for kind in ("float", "list", "instance"):
            work = twin.once(partial(size_of_one, kind, known))
            plan.sampled("resident_" + kind, work, True, unit="B")
    else:
        plan.note("What objects take in main memory is only asked on Linux.")


def compare(threads, plan):
    """Says what the threads gain."""
    for n in threads:
        for name in ["private"] + [name for name, _ in RUNGS]:
            what = "{}, {} threads against one".format(name, n)
            plan.compares(what, name + "[threads=1]", "{}[threads={}]".format(name, n))


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
