"""If threads are slower: why? Five suspects, each priced alone, and what they add up to."""

import sys
import warnings
from functools import partial

# ANCHOR: workload
import threading

# ANCHOR_END: workload
import twin

try:
    import resource
except ImportError:  # Windows
    resource = None

# Nanoseconds of a clock that only goes forward.
clock = twin.clock

if sys.version_info < (3,):
    range = xrange  # noqa: F821 (in Python 2.7 `range` builds the whole list first)


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# ANCHOR: work
def count(me, last, n, seen):
    """Counts down, and how often another thread has run since it looked last."""
    switches = 0
    while n > 0:
        n -= 1
        if last[0] != me:
            last[0] = me
            switches += 1
    seen.append(switches)


def in_one_thread(n):
    """All of the work in one thread: nanoseconds, changes of hands, parts done."""
    last, seen = [0], []
    start = clock()
    count(0, last, n, seen)
    count(0, last, n, seen)
    return clock() - start, sum(seen), len(seen)


def in_two_threads(n):
    """Half of the work in each of two threads."""
    last, seen = [0], []
    start = clock()
    threads = [threading.Thread(target=count, args=(me, last, n, seen)) for me in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clock() - start, sum(seen), len(seen)


# ANCHOR_END: work


def nothing():
    """What a thread does that is started for nothing."""


# ANCHOR: start
def start_and_join(times):
    """The price of a thread that does nothing: nanoseconds, the median of so many."""
    took = []
    for _ in range(times):
        start = clock()
        thread = threading.Thread(target=nothing)
        thread.start()
        thread.join()
        took.append(clock() - start)
    return sorted(took)[times // 2]


# ANCHOR_END: start


def count_down(n):
    """Counts down, and shares nothing."""
    while n > 0:
        n -= 1


def apart_in_one(n):
    """Two count-downs one after the other: nanoseconds."""
    start = clock()
    count_down(n)
    count_down(n)
    return clock() - start


def apart_in_two(n):
    """The same in two threads."""
    start = clock()
    threads = [threading.Thread(target=count_down, args=(n,)) for _ in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return clock() - start


# ANCHOR_END: workload


# ---- The prices. Python cannot get at the GIL itself: they are those of a lock of the same kind. ----


# ANCHOR: hand_over
def pass_back(mine, yours, times):
    """Waits for one lock and opens the other."""
    for _ in range(times):
        mine.acquire()
        yours.release()


def hand_over(times):
    """Two threads wake each other in turns: nanoseconds each way, the median of so many tens."""
    mine, yours, took = threading.Lock(), threading.Lock(), []
    mine.acquire()
    yours.acquire()
    other = threading.Thread(target=pass_back, args=(mine, yours, 10 * times))
    other.start()
    for _ in range(times):
        start = clock()
        for _ in range(10):
            mine.release()
            yours.acquire()
        took.append(clock() - start)
    other.join()
    return sorted(took)[times // 2] // 20


# ANCHOR_END: hand_over


# ANCHOR: take
def take_and_drop(times):
    """A lock that nobody else wants: nanoseconds for taking and dropping it."""
    lock = threading.Lock()
    start = clock()
    for _ in range(times):
        lock.acquire()
        lock.release()
    return (clock() - start) // times


# ANCHOR_END: take


# ANCHOR: cache
def walk(data):
    """One byte of each cache line: nanoseconds."""
    start = clock()
    data[::LINE]
    return clock() - start


def walk_in_turns(mine, yours, data, first, again):
    """Waits for its turn, walks through its own data twice, and wakes the other."""
    for _ in range(TURNS):
        mine.acquire()
        first.append(walk(data))
        again.append(walk(data))
        yours.release()


# ANCHOR_END: cache


def walks(kib):
    """The first walk after a hand-over and the next one, each the median of some: nanoseconds."""
    locks = threading.Lock(), threading.Lock()
    for lock in locks:
        lock.acquire()
    times = [], []
    workers = []
    for me in (0, 1):
        first, again = times if me == 0 else ([], [])
        data = bytearray(kib * 1024)
        args = (locks[me], locks[1 - me], data, first, again)
        workers.append(threading.Thread(target=walk_in_turns, args=args))
    for worker in workers:
        worker.start()
    locks[0].release()
    for worker in workers:
        worker.join()
    return tuple(sorted(taken)[len(taken) // 2] for taken in times)


# ---- How it is asked of this interpreter. ----

# Bytes of a cache line, turns of each of two threads that walk, and working sets.
LINE, TURNS = 64, 15
SETS = [24, 768]
# The set that a loop which counts can have in its caches at most.
SMALL = SETS[0]
# Turns of each count-down.
COUNTED = 600000
# How often each price is paid.
STARTS, TAKES, HAND_OVERS, PAIRS = 20, 2000, 15, 5
HAS_INTERVAL = hasattr(sys, "setswitchinterval")
warnings.filterwarnings("ignore", message=".*checkinterval", category=DeprecationWarning)


def sleeps():
    """How often the threads of this process have gone to sleep so far, as the kernel counts it."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_nvcsw if resource else 0


class Bill(object):
    """One round: what the work took, what each suspect costs, in nanoseconds, and how often."""

    def __init__(self):
        self.start = start_and_join(STARTS)  # First, for Python 2 has no GIL before the first thread.
        self.one, _, parts_of_one = in_one_thread(COUNTED)
        before = sleeps()
        self.two, self.switches, parts_of_two = in_two_threads(COUNTED)
        self.sleeps = max(sleeps() - before, self.switches)
        self.answer = parts_of_one + parts_of_two
        self.take_and_drop = take_and_drop(TAKES)
        # Where the kernel puts two threads is luck: so several pairs, and the median of them.
        self.hand_over = sorted(hand_over(HAND_OVERS) for _ in range(PAIRS))[PAIRS // 2]
        first, again = walks(SMALL)
        self.cold = max(0, first - again)
        self.add_up()

    # ANCHOR: bill
    def add_up(self):
        """One thread, and what is added to it, one suspect after the other."""
        self.with_start = self.one + 2 * self.start
        self.with_lock = self.with_start + self.sleeps * self.take_and_drop
        self.with_wakes = self.with_lock + self.sleeps * self.hand_over
        self.with_cold = self.with_wakes + self.switches * self.cold

    # ANCHOR_END: bill


class Bills(object):
    """The bills of all rounds: each line asks for its own, and the first to ask makes it."""

    def __init__(self):
        self.bills, self.asked = [], {}

    def line(self, name):
        """The next sample of a line of the bill."""
        nth = self.asked.get(name, 0)
        self.asked[name] = nth + 1
        if nth == len(self.bills):
            self.bills.append(Bill())
        bill = self.bills[min(nth, len(self.bills) - 1)]
        return [getattr(bill, name)], bill.answer

    def price(self, name):
        """The next sample of a price, in picoseconds as the shortest are."""
        samples, answer = self.line(name)
        return [1000 * sample for sample in samples], answer


LINES = ["one", "with_start", "with_lock", "with_wakes", "with_cold", "two"]
PRICES = ["start", "take_and_drop", "hand_over"]


def knobs(parser):
    """Arguments of this twin."""
    text = "switch interval, in microseconds (Python 3.2 and later)"
    parser.add_argument("--interval", type=twin.numbers, default=[5000], metavar="US", help=text)
    text = "check interval, in bytecode instructions (Python 2)"
    parser.add_argument("--ticks", type=twin.numbers, default=[100], metavar="N", help=text)


def variants(arguments, plan):
    """The variants, and what is said about them."""
    for kib in SETS:
        both = twin.Run(partial(walked, kib))
        for name in ("walk_first", "walk_again"):
            plan.sampled(name, partial(both.of, name), unit="ps", kib=kib)
    if not twin.gil_enabled():
        plan.note("This interpreter runs without a GIL: there is nothing to be priced.")
        plan.sampled("apart_one", partial(apart, apart_in_one))
        plan.sampled("apart_two", partial(apart, apart_in_two))
        plan.sampled("apart_one", partial(apart, apart_in_one), again=True)
        plan.compares("two threads against one", "apart_one", "apart_two")
        return
    if HAS_INTERVAL:
        sys.setswitchinterval(arguments.interval[0] / 1e6)
    else:
        sys.setcheckinterval(arguments.ticks[0])
    bills = Bills()
    for name in LINES:
        plan.sampled(name, partial(bills.line, name), 4)
    for name in PRICES:
        plan.sampled(name, partial(bills.price, name), 4, unit="ps")
    for name in ("switches", "sleeps"):
        plan.sampled(name, partial(bills.line, name), 4, unit="count")
    plan.sampled("one", one_again, 2, again=True)
    plan.compares("two threads against one", "one", "two")


def walked(kib):
    """Picoseconds for each cache line of both walks: one sample of each."""
    lines = kib * 1024 // LINE
    return zip(("walk_first", "walk_again"), [[took * 1000 // lines] for took in walks(kib)]), None


def apart(work):
    """Two count-downs that share nothing: the nanoseconds that they took."""
    return [work(COUNTED)], None


def one_again():
    """The work in one thread once more."""
    took, _, parts = in_one_thread(COUNTED)
    return [took], parts


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
