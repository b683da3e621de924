"""Can one process hold several Pythons? Two of them count, side by side, and hand things over."""

import atexit
import inspect
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from functools import partial

# ANCHOR: workload
import threading

# ANCHOR_END: workload
import twin

try:
    from concurrent import interpreters  # 3.14
except ImportError:
    interpreters = None
try:
    import _interpreters as private  # 3.13
except ImportError:
    try:
        import _xxsubinterpreters as private  # 3.8 to 3.12
    except ImportError:
        private = None

# Bytes of what is large.
LARGE = 1 << 20
# What is handed over, and how often in each sample.
THINGS = [("number", 200), ("text", 200), ("numbers", 50), ("bytes", 20)]
VIEWS = 100
# Questions and answers in each sample, and where an answer takes long.
TRIPS = 50
SLOW_TRIPS = 3
# Interpreters whose memory is looked at.
HELD = 4
# Seconds after which a process is given up.
PATIENCE = 120

clock = twin.clock  # The model has its own.


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# ANCHOR: work
def count_down(turns):
    """Every turn of the loop is a place where a GIL may change hands."""
    done = 0
    while turns > 0:
        turns -= 1
        done += 1
    return done


def in_threads(turns, n):
    """`n` threads of one interpreter, each with its part of the turns."""
    done = []

    def count():
        done.append(count_down(turns // n))

    threads = [threading.Thread(target=count) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


# ANCHOR_END: work


# ANCHOR: crossing
def hand_over(give, thing, times):
    """Hands the thing over, again and again; how long that takes."""
    start = clock()
    for _ in range(times):
        give(thing)
    return clock() - start


def pass_back(give, take, times):
    """The other side: hands back what it gets."""
    start = clock()
    for _ in range(times):
        give(take())
    return clock() - start


def take_back(take, thing, times):
    """Takes it back; how long that takes, and whether it is what was handed over."""
    back = None
    start = clock()
    for _ in range(times):
        back = take()
    spent = clock() - start
    return spent, back == thing


# ANCHOR_END: crossing


def thing_named(what, large):
    """What is handed over."""
    if what == "bytes":
        return b"0123456789abcdef" * (large // 16)
    if what == "numbers":
        return list(range(1000))
    return {"number": 7, "text": "a text of no great length"}[what]


def within(what, large, times):
    """The nanoseconds of each trip in one interpreter: the thing stays where it is."""
    thing, there, back = thing_named(what, large), [], []
    spent = hand_over(there.append, thing, times)
    spent += pass_back(back.append, there.pop, times)
    took, same = take_back(back.pop, thing, times)
    return [(spent + took) // times], same


def first_half(give, what, large, times):
    """The way there, to another interpreter."""
    return hand_over(give, thing_named(what, large), times)


def last_half(take, what, large, times):
    """The way back from it."""
    return take_back(take, thing_named(what, large), times)


# ANCHOR: ask
def ask(give, take, times):
    """The nanoseconds of each question whose answer somebody else has to give."""
    start = clock()
    for _ in range(times):
        give(7)
        take()
    return (clock() - start) // times


# ANCHOR_END: ask


def ask_thread(give, take, their_give, their_take, times):
    """The somebody is a thread of this interpreter."""
    thread = threading.Thread(target=pass_back, args=(their_give, their_take, times))
    thread.start()
    time_of_each = ask(give, take, times)
    thread.join()
    return time_of_each


# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----


class Private(object):
    """Another interpreter of this process, where the standard library has no public name for it."""

    def __init__(self):
        self.id = private.create()

    def exec(self, source):
        """Runs the source in there."""
        problem = private.run_string(self.id, source)
        if problem is not None:  # Before 3.13 it is raised.
            raise twin.WrongAnswer(str(problem))

    def close(self):
        """Ends it."""
        private.destroy(self.id)


# ANCHOR: another
def another():
    """One more Python in this process."""
    other = interpreters.create() if interpreters else Private()
    other.exec(KNOWN)
    return other


def in_interpreters(others, turns):
    """Each interpreter counts its part, in a thread that enters it."""
    part, done = turns // len(others), []

    def count(other):
        other.exec("assert count_down({0}) == {0}".format(part))
        done.append(part)

    threads = [threading.Thread(target=count, args=(other,)) for other in others]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


# ANCHOR_END: another

# What the other interpreter is told: it knows no line of this file.
KNOWN = "\n".join(
    ["import os, time", "clock = time.perf_counter_ns"]
    + [inspect.getsource(function) for function in (count_down, pass_back)]
)


class Pipes(object):
    """A way there and a way back, which any interpreter of this process can read and write."""

    def __init__(self):
        self.there, self.back = os.pipe(), os.pipe()

    def give(self, _):
        """A byte there."""
        os.write(self.there[1], b".")

    def take(self):
        """A byte back."""
        return os.read(self.back[0], 1)

    def their_give(self, _):
        """A byte back, from the other side."""
        os.write(self.back[1], b".")

    def their_take(self):
        """A byte there, for the other side."""
        return os.read(self.there[0], 1)

    def pass_back_in(self, other, times):
        """The other side, in another interpreter."""
        text = "pass_back(lambda _: os.write({}, b'.'), lambda: os.read({}, 1), {})"
        other.exec(text.format(self.back[1], self.there[0], times))


def asked(pass_back_there, give, take, times):
    """The nanoseconds of each trip to whoever passes back in a thread."""
    thread = threading.Thread(target=pass_back_there, args=(times,))
    thread.start()
    time_of_each = ask(give, take, times)
    thread.join()
    return [time_of_each], True


def sample_of(function, *arguments):
    """One sample and no answer."""
    return [function(*arguments)], True


# ANCHOR: queues
class Queues(object):
    """A way there and a way back between two interpreters, as the standard library has them."""

    def __init__(self, other):
        self.other = other
        self.there, self.back = interpreters.create_queue(), interpreters.create_queue()
        other.prepare_main(there=self.there, back=self.back)

    def pass_back(self, times):
        """The other side."""
        self.other.exec("pass_back(back.put, there.get, {})".format(times))

    def crossed(self, what, times):
        """The nanoseconds of each trip of a thing there and back, without waiting."""
        spent = first_half(self.there.put, what, LARGE, times)
        start = clock()
        self.pass_back(times)
        spent += clock() - start
        took, same = last_half(self.back.get, what, LARGE, times)
        return [(spent + took) // times], same


# ANCHOR_END: queues


def viewed(ways, times):
    """As `crossed`, for a view of the bytes: only where they are is handed over."""
    thing = thing_named("bytes", LARGE)
    spent = hand_over(ways.there.put, memoryview(thing), times)
    start = clock()
    ways.pass_back(times)
    spent += clock() - start
    took, same = take_back(ways.back.get, thing, times)
    return [(spent + took) // times], same


def started_afresh():
    """How processes are started here: up to 3.13 a copy of one with several interpreters dies."""
    known = multiprocessing.get_all_start_methods()
    return multiprocessing.get_context("forkserver" if "forkserver" in known else "spawn")


class Neighbor(object):
    """A process that counts, or hands back what it gets."""

    def __init__(self):
        self.pipe, theirs = multiprocessing.Pipe()
        process = started_afresh().Process(target=serve, args=(theirs,))
        process.daemon = True
        process.start()
        self.pipe.send("ready")
        self.pipe.recv()  # It has started when it answers.

    def crossed(self, what, times):
        """The nanoseconds of each trip of a thing there and back."""
        thing, back = thing_named(what, LARGE), None
        start = clock()
        for _ in range(times):
            self.pipe.send(thing)
            back = self.pipe.recv()
        return [(clock() - start) // times], back == thing


def serve(pipe):
    """The other side."""
    while True:
        thing = pipe.recv()
        pipe.send(count_down(thing[1]) if isinstance(thing, tuple) else thing)


def in_processes(neighbors, turns):
    """Each process counts its part."""
    for neighbor in neighbors:
        neighbor.pipe.send(("count", turns // len(neighbors)))
    return sum(neighbor.pipe.recv() for neighbor in neighbors)


class Once(object):
    """Things that are made when they are first needed, and kept."""

    def __init__(self, make):
        self.make, self.made = make, []

    def __call__(self, n):
        while len(self.made) < n:
            self.made.append(self.make())
        return self.made[:n]


def counted_by(others, n, way, turns):
    """The nanoseconds of counting by some of those others, who are there before the clock runs."""
    ready = others(n)
    start = clock()
    answer = way(ready, turns)
    return [clock() - start], answer


def cpu(work):
    """The nanoseconds that processors spend on the work, in all threads of this process."""
    start = time.process_time()
    answer = work()
    return [int((time.process_time() - start) * 1e9)], answer


def start_and_end(start, end):
    """Starts something and ends it."""
    end(start())


def begun(target, kind):
    """A thread or a process, started."""
    one = kind(target=target)
    one.start()
    return one


def nothing():
    """What a thread or process does that is only started."""


def resident():
    """Bytes of this process in main memory."""
    with open("/proc/self/statm") as told:
        return int(told.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")


# ANCHOR: held
def held():
    """Bytes that each of a few more interpreters adds; how a copy of such a process ends."""
    before = resident()
    others = [another() for _ in range(HELD)]
    added = (resident() - before) // len(others)
    copy = os.fork()
    if copy == 0:
        os._exit(0)
    status = status_of(copy)
    print(json.dumps({"interpreter": added, "process": before, "copy": int(status == 0)}))
    sys.stdout.flush()
    os._exit(0)  # What is held is told; nothing has to be taken down.


# ANCHOR_END: held


def status_of(copy):
    """How a process ended; one that hangs is ended, and counts as one that crashed."""
    for _ in range(100):
        ended, status = os.waitpid(copy, os.WNOHANG)
        if ended:
            return status
        time.sleep(0.01)
    os.kill(copy, signal.SIGKILL)
    return os.waitpid(copy, 0)[1]


def told():
    """What a process says that holds a few interpreters."""
    command = [sys.executable, os.path.abspath(__file__), "--role", "held"]
    with open(os.devnull, "w") as unheard:
        said = subprocess.check_output(command, stderr=unheard, timeout=PATIENCE)
    return {what: [number] for what, number in json.loads(said.decode()).items()}, True


def same_in(other, expression, here):
    """Whether an expression has the same value in another interpreter."""
    read, write = os.pipe()
    other.exec("import sys; os.write({}, str({}).encode())".format(write, expression))
    said = os.read(read, 1000).decode()
    os.close(read)
    os.close(write)
    return [int(said == str(here))], True


def knobs(parser):
    """Arguments of this twin."""
    parser.add_argument(
        "--turns", type=int, default=1000000, metavar="N", help="turns to count down, all together"
    )
    parser.add_argument(
        "--at-once", type=twin.numbers, default=[1, 2], metavar="N,N,...", help="how many count"
    )


def variants(arguments, plan):
    """The variants, and what is said about them."""
    turns, at_once = arguments.turns, arguments.at_once
    neighbors = Once(Neighbor)
    for n in at_once:
        plan.timed("threads", partial(in_threads, turns, n), turns // n * n, n=n)
        take = partial(counted_by, neighbors, n, in_processes, turns)
        plan.sampled("processes", take, turns // n * n, n=n)
    plan.timed("threads", partial(in_threads, turns, 1), turns, again=True, n=1)
    plan.sampled("threads_cpu", lambda: cpu(partial(in_threads, turns, 2)), turns // 2 * 2, n=2)
    plan.timed("start_thread", partial(start_and_end, *thread_of()))
    plan.timed("start_process", partial(start_and_end, *process_of()))
    for what, times in THINGS:
        plan.sampled("within_" + what, partial(within, what, LARGE, times), True)
        crossed = partial(lambda what, times: neighbors(1)[0].crossed(what, times), what, times)
        plan.sampled("process_" + what, crossed, True)
    pipes = Pipes()
    ways = (pipes.give, pipes.take, pipes.their_give, pipes.their_take)
    plan.sampled("ask_thread", partial(sample_of, ask_thread, *ways + (TRIPS,)), True)
    if private:
        with_interpreters(turns, at_once, pipes, plan)
    else:
        plan.note("This Python has no module that makes interpreters.")


def thread_of():
    """How a thread is started and ended."""
    return partial(begun, nothing, threading.Thread), threading.Thread.join


def process_of():
    """How a process is started and ended."""
    return partial(begun, nothing, started_afresh().Process), lambda process: process.join()


def with_interpreters(turns, at_once, pipes, plan):
    """What only a Python can be asked that makes interpreters."""
    others = Once(another)
    atexit.register(lambda: [other.close() for other in others.made])
    for n in at_once:
        counted = turns // n * n
        take = partial(counted_by, others, n, in_interpreters, turns)
        plan.sampled("interpreters", take, counted, n=n)
    others(2)
    both = partial(in_interpreters, others(2), turns)
    plan.sampled("interpreters_cpu", lambda: cpu(both), turns // 2 * 2, n=2)
    plan.timed("start_interpreter", lambda: another().close())
    plan.sampled(
        "ask_interpreter",
        lambda: asked(partial(pipes.pass_back_in, others(1)[0]), pipes.give, pipes.take, TRIPS),
        True,
    )
    facts = [("pid", "os.getpid()", os.getpid()), ("none", "id(None)", id(None))]
    for name, expression, here in facts + [("module", "id(sys)", id(sys))]:
        same = partial(same_in, others(1)[0], expression, here)
        plan.sampled("same_" + name, same, True, unit="count")
    if os.path.exists("/proc/self/statm"):
        held = twin.Run(told)
        plan.sampled("memory_interpreter", partial(held.of, "interpreter"), True, unit="B")
        plan.sampled("memory_process", partial(held.of, "process"), True, unit="B")
        plan.sampled("copy_survives", partial(held.of, "copy"), True, unit="count")
    if interpreters:
        with_queues(Queues(others(1)[0]), plan)
    else:
        plan.note("Handing over between interpreters needs Python 3.14.")
    plan.compares("2 interpreters against 1", "interpreters[n=1]", "interpreters[n=2]")


def with_queues(ways, plan):
    """What is handed over between interpreters by the standard library."""
    for what, times in THINGS:
        plan.sampled("crossed_" + what, partial(ways.crossed, what, times), True)
    plan.sampled("crossed_view", partial(viewed, ways, VIEWS), True)
    passing = partial(asked, ways.pass_back, ways.there.put, ways.back.get, SLOW_TRIPS)
    plan.sampled("ask_by_queue", passing, True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--role"]:
        held()
    else:
        sys.exit(twin.main(__file__, __doc__, knobs, variants))
