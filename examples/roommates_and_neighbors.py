"""What do threads share that processes do not? One list, four writers; chores; one telephone."""

import multiprocessing
import os
import queue
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from multiprocessing import Process
from threading import Thread

import twin

# Writers of the list, threads or processes, in the order in which they are started.
WRITERS = [1, 2, 3, 4]
# Runs of the four writers in each round.
ARRIVALS = 100
# What each writer may do before it writes, in turns of a loop: some tens of microseconds.
STEPS = 1000
# The chores, in minutes: two halves of the house to clean, lunch to cook, the trash to take out.
CHORES = [90, 90, 20, 5]
# Calls that each roommate makes, and how many seconds a call rings and talks.
CALLS = 5
RINGING = 0.004
TALKING = 0.001
# Seconds after which a process is given up.
PATIENCE = 120


# ANCHOR: threads
def write_in_threads(work=0):
    """Four threads, one list: what is in it, and the process that each thread ran in."""
    shared, pids = [], []

    def write(number):
        steps(work)
        shared.append(number)
        pids.append(os.getpid())

    threads = [Thread(target=write, args=(number,)) for number in WRITERS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return shared, pids


# ANCHOR_END: threads


# ANCHOR: processes
def write_in_processes():
    """Four processes, each with its own copy of a list: the parent's, and what each of them has."""
    shared, written = [], multiprocessing.Queue()
    arguments = [(number, shared, written) for number in WRITERS]
    processes = [Process(target=write_in_worker, args=these) for these in arguments]
    for process in processes:
        process.start()
    lists = [written.get(timeout=PATIENCE) for _ in processes]
    for process in processes:
        process.join()
    return shared, lists


def write_in_worker(number, shared, written):
    """A worker process: appends to its list, which nobody else can see."""
    shared.append(number)
    written.put((os.getpid(), shared))


# ANCHOR_END: processes


def write_in_threads_locally():
    """Four threads whose lists are local: nothing shows, as if they were processes."""
    results = []

    def write(number):
        results = []
        results.append(number)

    together([Thread(target=write, args=(number,)) for number in WRITERS])
    return results


def together(workers):
    """Starts all, then waits for all."""
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def steps(n):
    """A little arithmetic."""
    total = 0
    for i in range(n):
        total += i
    return total


def append_in_threads(each):
    """Appends from four threads: how many of them are in the list."""
    shared = []

    def append():
        for i in range(each):
            shared.append(i)

    together([Thread(target=append) for _ in WRITERS])
    return len(shared)


# ANCHOR: chores
def do_chores(roommates, minute):
    """Roommates take the longest chore that is left, until none is. To do a chore is to wait."""

    def do(minutes):
        time.sleep(minutes * minute)
        return minutes

    with ThreadPoolExecutor(roommates) as house:
        return list(house.map(do, sorted(CHORES, reverse=True)))


# ANCHOR_END: chores


# ANCHOR: telephone
def keep_the_line(line):
    """Who calls keeps the line while it rings and while they talk."""
    with line:
        time.sleep(RINGING + TALKING)


def ring_without_the_line(line):
    """Who calls holds the line only to talk: waiting needs no telephone."""
    time.sleep(RINGING)
    with line:
        time.sleep(TALKING)


# ANCHOR_END: telephone


def call(rule, line, made):
    """One caller."""
    for _ in range(CALLS):
        rule(line)
    made.put(CALLS)


def telephone(caller, line, made, rule):
    """Four callers with one telephone between them: how many calls they made."""
    together([caller(target=call, args=(rule, line, made)) for _ in WRITERS])
    return sum(made.get(timeout=PATIENCE) for _ in WRITERS)


def telephone_in_threads(rule):
    """Four roommates."""
    return telephone(Thread, threading.Lock(), queue.Queue(), rule)


def telephone_in_processes():
    """Four neighbors."""
    return telephone(Process, multiprocessing.Lock(), multiprocessing.Queue(), keep_the_line)


def as_order(numbers):
    """An order of arrival as one number: 1243."""
    return int("".join(str(number) for number in numbers))


def arrivals(work):
    """In which order the four arrive, `ARRIVALS` times; the answer is how many arrived."""
    lists = [write_in_threads(work)[0] for _ in range(ARRIVALS)]
    return [as_order(numbers) for numbers in lists], sum(len(numbers) for numbers in lists)


def list_threads():
    """What is in the one list."""
    shared, _ = write_in_threads()
    return [len(shared)], sorted(shared)


def list_processes():
    """What is in the parent's list; the answer is what the others have."""
    shared, lists = write_in_processes()
    return [len(shared)], sorted(number for _, numbers in lists for number in numbers)


def pids_threads():
    """Processes that four threads ran in."""
    pids = len(set(write_in_threads()[1]))
    return [pids], pids


def pids_processes():
    """Processes that four workers ran in."""
    pids = len({pid for pid, _ in write_in_processes()[1]})
    return [pids], pids


def appends_lost(each):
    """Appends that are missing from the list at the end."""
    return [len(WRITERS) * each - append_in_threads(each)], None


def knobs(parser):
    """Arguments of this twin."""
    add = parser.add_argument
    text = "numbers of roommates that share the chores"
    add("--roommates", type=twin.numbers, default=[1, 2, 3, 4, 8], metavar="N,N,...", help=text)
    text = "microseconds that stand for a minute of chores"
    add("--minute", type=int, default=1000, metavar="MICROSECONDS", help=text)
    add(
        "--appends",
        type=int,
        default=25000,
        metavar="N",
        help="appends by each of four threads to one list",
    )


def variants(arguments, plan):
    """The variants, and what is said about them."""
    plan.sampled("list_threads", list_threads, WRITERS, unit="count")
    plan.sampled("pids_threads", pids_threads, 1, unit="count")
    plan.sampled("list_processes", list_processes, WRITERS, unit="count")
    plan.sampled("pids_processes", pids_processes, len(WRITERS), unit="count")
    plan.sampled(
        "list_local_threads", lambda: ([len(write_in_threads_locally())], None), unit="count"
    )
    made = len(WRITERS) * arguments.appends
    plan.sampled("appends_lost", partial(appends_lost, arguments.appends), unit="count")
    plan.sampled("appends_made", lambda: ([made], made), made, unit="count")
    for name, work in [("order", 0), ("order_after_work", STEPS)]:
        plan.sampled(name, partial(arrivals, work), ARRIVALS * len(WRITERS), unit="order")
    chores(arguments.roommates, arguments.minute / 1e6, plan)
    calls = CALLS * len(WRITERS)
    for rule in (keep_the_line, ring_without_the_line):
        plan.timed(rule.__name__, partial(telephone_in_threads, rule), calls)
    plan.timed("telephone_processes", telephone_in_processes, calls)
    plan.compares("letting go of the line while it rings", "keep_the_line", "ring_without_the_line")
    plan.compares("neighbors with one telephone", "keep_the_line", "telephone_processes")


def chores(roommates, minute, plan):
    """The chores by number of roommates."""
    for n in roommates:
        plan.timed("chores", partial(do_chores, n, minute), CHORES, roommates=n)
        if n != roommates[0]:
            base = "chores[roommates={}]".format(roommates[0])
            what = "chores with {} roommates against {}".format(n, roommates[0])
            plan.compares(what, base, "chores[roommates={}]".format(n))
    plan.timed(
        "chores",
        partial(do_chores, roommates[0], minute),
        CHORES,
        again=True,
        roommates=roommates[0],
    )


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
