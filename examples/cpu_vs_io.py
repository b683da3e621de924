"""What kind of work do you have? Waiting and computing, in one thread, in four, in processes."""

import hashlib
import multiprocessing
import sys
from functools import partial

# ANCHOR: workload
import threading
import time

# ANCHOR_END: workload
import twin

# Something to take a digest of: a MiB.
PAGES = bytes(bytearray(1 << 20))


def digest():
    """Native code that drops the GIL while it works."""
    return hashlib.sha256(PAGES).digest()


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# ANCHOR: kinds
def compute(turns):
    """Python code, and nothing else."""
    while turns > 0:
        turns -= 1


def wait(_):
    """Waits for an answer, and has nothing to do with it."""
    time.sleep(0.015)


def both(turns):
    """Waits for an answer and works on it, five times."""
    for _ in range(5):
        time.sleep(0.0015)
        compute(turns // 10)


def native(_):
    """Native code that drops the GIL, a piece at a time."""
    for _ in range(20):
        digest()


# ANCHOR_END: kinds

# What the model is called with must be a number or a text.
KINDS = {"compute": compute, "wait": wait, "both": both, "native": native}


def task(kind, turns):
    """One task of this kind, done."""
    KINDS[kind](turns)
    return 1


# ANCHOR: ways
def one_after_the_other(kind, turns, tasks):
    """All tasks in the thread that calls."""
    return sum([task(kind, turns) for _ in range(tasks)])


def in_threads(kind, turns, tasks):
    """A thread for each task."""
    done = []
    threads = [
        threading.Thread(target=lambda: done.append(task(kind, turns))) for _ in range(tasks)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


# ANCHOR_END: ways
# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----

# Turns of a task.
TURNS = 500000
# Seconds after which a process is given up.
PATIENCE = 60


# ANCHOR: workers
class Workers(object):
    """Worker processes that wait for tasks; they are started when the first task comes."""

    def __init__(self, number):
        self.number, self.pipes = number, []

    def start(self):
        """Starts them, and waits until each has done something."""
        for _ in range(self.number):
            here, there = multiprocessing.Pipe()
            worker = multiprocessing.Process(target=do_tasks, args=(there,))
            worker.daemon = True  # Ends when this process does.
            worker.start()
            self.pipes.append(here)
        self.do("wait", 0, self.number)

    def do(self, kind, turns, tasks):
        """A task for each worker."""
        for pipe in self.pipes[:tasks]:
            pipe.send((kind, turns))
        return sum([received(pipe) for pipe in self.pipes[:tasks]])


def do_tasks(pipe):
    """A worker process: does what it is told, for ever."""
    while True:
        kind, turns = pipe.recv()
        pipe.send(task(kind, turns))


# ANCHOR_END: workers


def received(pipe):
    """The answer of a worker, unless it takes too long."""
    if not pipe.poll(PATIENCE):
        raise RuntimeError("a worker does not answer")
    return pipe.recv()


def in_new_processes(kind, turns, tasks):
    """A process for each task, started for it."""
    answers = multiprocessing.Queue()
    arguments = (answers, kind, turns)
    processes = [
        multiprocessing.Process(target=in_new_process, args=arguments) for _ in range(tasks)
    ]
    for process in processes:
        process.start()
    done = sum(answers.get(timeout=PATIENCE) for _ in processes)
    for process in processes:
        process.join()
    return done


def in_new_process(answers, kind, turns):
    """A worker process: does the task and says so."""
    answers.put(task(kind, turns))


def sampled(way, kind, turns, tasks):
    """The time that it takes to do all tasks in one way, and how many were done."""
    start = twin.clock()
    done = way(kind, turns, tasks)
    return [twin.clock() - start], done


def in_workers(workers, kind, turns, tasks):
    """The same in processes that are there before the clock starts."""
    if not workers.pipes:
        workers.start()
    return sampled(workers.do, kind, turns, tasks)


def knobs(parser):
    """Arguments of this twin."""
    parser.add_argument("--tasks", type=int, default=4, metavar="N", help="tasks of each kind")
    text = "turns of a task that computes"
    parser.add_argument("--turns", type=int, default=TURNS, metavar="N", help=text)


def variants(arguments, plan):
    """The variants, and what is said about them."""
    twin.first_process()
    tasks, turns = arguments.tasks, arguments.turns
    workers = Workers(tasks)
    ways = [("sequential", partial(sampled, one_after_the_other))]
    ways += [("threads", partial(sampled, in_threads)), ("processes", partial(in_workers, workers))]
    for kind in ("compute", "wait", "both", "native"):
        for name, way in ways:
            take = partial(way, kind, turns, tasks)
            # Work in short pieces, between waits, finds its processor at once or some ms later.
            often = 3 if kind == "both" and name != "sequential" else 1
            alone = name == "sequential" and kind != "wait"
            plan.sampled("{}_{}".format(kind, name), take, tasks, times=often, alone=alone)
        for name in ("threads", "processes"):
            what = "{}: {} against one after the other".format(kind, name)
            plan.compares(what, kind + "_sequential", "{}_{}".format(kind, name))
    again = partial(sampled, one_after_the_other, "wait", turns, tasks)
    plan.sampled("wait_sequential", again, tasks, again=True)
    short = max(turns // 100, 1)
    ways = [("sequential", one_after_the_other), ("threads", in_threads)]
    for name, way in ways + [("processes", in_new_processes)]:
        take = partial(sampled, way, "compute", short, tasks)
        plan.sampled("short_" + name, take, tasks, alone=name == "sequential")


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
