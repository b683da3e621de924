"""Do threads make Python faster? The same primes, counted by threads, by processes, by neither."""

import multiprocessing
import sys
from functools import partial

# ANCHOR: workload
import threading

# ANCHOR_END: workload
import twin

# Nanoseconds of a clock that only goes forward.
clock = twin.clock
# Turns of the empty loop; a sample is scaled to `KILL_TIME_SCALE` times as many.
KILL_TIME_TURNS = 10**7
KILL_TIME_SCALE = 10
# How many times as many numbers are long work, against which the start of a process is short.
LONG = 3
# Seconds after which a process is given up.
PATIENCE = 120

if sys.version_info < (3,):
    range = xrange  # noqa: F821 (in Python 2.7 `range` builds the whole list first)


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# Numbers that are handed out together; small enough that the parts come out even.
BLOCK = 100


# ANCHOR: work
def is_prime(n):
    """Whether `n` is prime, by trial division."""
    divisor = 2
    while divisor * divisor <= n:
        if n % divisor == 0:
            return False
        divisor += 1
    return n >= 2


def count_primes(numbers):
    """Counts primes. Every turn of the inner loop is a place where the GIL may change hands."""
    primes = 0
    for n in numbers:
        if is_prime(n):
            primes += 1
    return primes


# ANCHOR_END: work


# ANCHOR: threads
def in_threads(below, n):
    """`n` threads of one interpreter."""
    counts = [0] * n

    def count(i):
        counts[i] = count_part(below, i, n)

    threads = [threading.Thread(target=count, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


# ANCHOR_END: threads


def part_of(below, part, parts):
    """Every `parts`-th block, so that large and small numbers are dealt out alike."""
    for block in range(part * BLOCK, below, parts * BLOCK):
        for number in range(block, min(block + BLOCK, below)):
            yield number


def count_part(below, part, parts):
    """The primes in one part."""
    return count_primes(part_of(below, part, parts))


def when_in_threads(below, n):
    """The same as `in_threads`, but tells of each thread what it counted, from when to when."""
    told = [None] * n

    def count(i):
        start = clock()
        primes = count_part(below, i, n)
        told[i] = (primes, start, clock())

    threads = [threading.Thread(target=count, args=(i,)) for i in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----


# ANCHOR: processes
def in_processes(below, n):
    """`n` processes, each with an interpreter of its own."""
    counts = multiprocessing.Queue()
    parts = [(counts, below, i, n) for i in range(n)]
    processes = [multiprocessing.Process(target=count_in_worker, args=part) for part in parts]
    for process in processes:
        process.start()
    primes = sum(counts.get(timeout=PATIENCE) for _ in processes)
    for process in processes:
        process.join()
    return primes


def count_in_worker(counts, below, part, parts):
    """A worker process: counts its part and reports it."""
    counts.put(count_part(below, part, parts))


# ANCHOR_END: processes


def sequentially(below):
    """No other thread and no other process."""
    return count_part(below, 0, 1)


def kill_time(turns):
    """Does nothing, `turns` times; says how often."""
    turn = -1
    for turn in range(turns):
        pass
    return turn + 1


def primes_by_sieve(below):
    """The answer by another road."""
    composite = bytearray(max(below, 2))
    primes = 0
    for n in range(2, below):
        if not composite[n]:
            primes += 1
            for multiple in range(n * n, below, n):
                composite[multiple] = 1
    return primes


def knobs(parser):
    """Arguments of this twin."""
    text = "numbers of threads (or processes) to split the work over"
    parser.add_argument(
        "--threads", type=twin.numbers, default=[1, 2, 4, 8], metavar="N,N,...", help=text
    )
    parser.add_argument(
        "--below", type=int, default=100000, metavar="N", help="count the primes below this number"
    )


def variants(arguments, plan):
    """The variants, and what is said about them."""
    twin.first_process()
    below, threads = arguments.below, "gil" if twin.gil_enabled() else "free"
    primes = primes_by_sieve(below)
    plan.timed("sequential", partial(sequentially, below), primes, alone=True)
    for n in arguments.threads:
        plan.timed(threads, partial(in_threads, below, n), primes, alone=n == 1, threads=n)
        plan.timed("processes", partial(in_processes, below, n), primes, threads=n)
    first = arguments.threads[0]
    again, alone = partial(in_threads, below, first), first == 1
    plan.timed(threads, again, primes, again=True, alone=alone, threads=first)
    for n in arguments.threads[1:2]:
        long_work(LONG * below, n, plan)
    plan.timed("kill_time", partial(kill_time, KILL_TIME_TURNS), KILL_TIME_TURNS, KILL_TIME_SCALE)
    for n in arguments.threads[1:]:
        for name, what in [(threads, "threads"), ("processes", "processes")]:
            base = "{}[threads={}]".format(threads, first)
            plan.compares(
                "{} {} against {} thread".format(n, what, first),
                base,
                "{}[threads={}]".format(name, n),
            )
    text = "kill_time is the time of {:,} empty turns, times {}."
    plan.note(text.format(KILL_TIME_TURNS, KILL_TIME_SCALE))


def long_work(below, n, plan):
    """More numbers, counted here and by processes."""
    primes = primes_by_sieve(below)
    plan.timed("sequential_long", partial(sequentially, below), primes, alone=True)
    plan.timed("processes_long", partial(in_processes, below, n), primes, threads=n)
    what = "{} processes against none, for {} times as many numbers".format(n, LONG)
    plan.compares(what, "sequential_long", "processes_long[threads={}]".format(n))


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
