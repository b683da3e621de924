"""When does Python let go? Statement by statement, and what many waits beside one another cost."""

import atexit
import io
import multiprocessing
import shutil
import socket
import subprocess
import sys
import tempfile
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

# A folder for what is read, made when it is first needed.
FOLDER = []


def place(name):
    """A path in that folder."""
    if not FOLDER:
        FOLDER.append(tempfile.mkdtemp())
        atexit.register(shutil.rmtree, FOLDER[0], ignore_errors=True)
    return os.path.join(FOLDER[0], name)


# The process at the other end of the FIFO.
OTHER_END = []


def begin():
    """Tells the other end of the FIFO to begin."""
    OTHER_END[0].stdin.write(b"\n")
    OTHER_END[0].stdin.close()


# ANCHOR: calls
def open_fifo():
    """Opens a pipe with a name: waits until somebody opens the other end."""
    return io.open(place("fifo"), encoding="utf-8")


def read_all(stream):
    """Reads until the other end is closed: waits for whoever writes."""
    with stream:
        return stream.read()


def read_file():
    """The bytes of a file that the system has in memory."""
    with open(place("file"), "rb") as stream:
        return stream.read()


def characters(data):
    """How many characters these bytes are, once they are text."""
    return len(data.decode("utf-8"))


def fetch(words):
    """Asks a server for so many words; it thinks about it for a while."""
    connection = socket.create_connection(("127.0.0.1", port()))
    try:
        connection.sendall("{}\n".format(words).encode("ascii"))
        parts = iter(partial(connection.recv, 1 << 16), b"")
        return b"".join(parts).decode("ascii")
    finally:
        connection.close()


# ANCHOR_END: calls


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# ANCHOR: statements
def count(done, counted):
    """Counts until `done` is not empty, where everybody can see it."""
    while not done:
        counted[0] += 1


def compute(nanoseconds):
    """Computes for so long."""
    turns, until = 0, clock() + nanoseconds
    while clock() < until:
        turns += 1
    return turns


def statements():
    """Three statements beside a thread that counts: when each was over, and how far it was."""
    done, counted = [], [0]
    other = threading.Thread(target=count, args=(done, counted))
    other.start()
    while not counted[0]:
        time.sleep(0.001)  # Until it counts.
    begin()
    marks = [(clock(), counted[0])]
    stream = open_fifo()
    marks.append((clock(), counted[0]))
    compute(40000000)
    marks.append((clock(), counted[0]))
    text = read_all(stream)
    marks.append((clock(), counted[0]))
    done.append(True)
    other.join()
    return marks, text


# ANCHOR_END: statements


def epoch():
    """Where `clock` begins, on the clock of the system."""
    return time.perf_counter_ns() - clock()


def all_of(work, arguments):
    """Does `work` in as many threads as there are arguments."""
    threads = [threading.Thread(target=work, args=(argument,)) for argument in arguments]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(threads)


# ANCHOR: wait
def wait(n):
    """So many threads wait 20 ms each."""
    return all_of(time.sleep, [0.02] * n)


# ANCHOR_END: wait


# ANCHOR: beside
def wait_for_the_end(reader):
    """Waits for a byte that never comes, until the other end is closed."""
    os.read(reader, 1)


def turns_beside(n):
    """Turns of a loop in 20 ms while so many threads wait."""
    reader, writer = os.pipe()
    waiting = [threading.Thread(target=wait_for_the_end, args=(reader,)) for _ in range(n)]
    for thread in waiting:
        thread.start()
    turns = compute(20000000)
    os.close(writer)
    for thread in waiting:
        thread.join()
    os.close(reader)
    return turns


# ANCHOR_END: beside


# ANCHOR: read
def read_bytes(_):
    """Reads, and leaves it at that; many times, for it is quick."""
    for _ in range(96):
        read_file()


def read_text(_):
    """Reads, and makes text of it."""
    return characters(read_file())


def read_slowly(_):
    """Reads what somebody else writes, later."""
    reader, writer = os.pipe()
    friend = threading.Thread(target=write_later, args=(writer,))
    friend.start()
    os.read(reader, 1)
    friend.join()
    os.close(reader)
    os.close(writer)


def write_later(writer):
    """Writes the byte."""
    time.sleep(0.01)
    os.write(writer, b"!")


# ANCHOR_END: read

READS = {"bytes": read_bytes, "text": read_text, "slow": read_slowly}


def one_by_one(kind):
    """Reads twice, one after the other."""
    for _ in range(2):
        READS[kind](None)
    return 2


def at_once(kind):
    """Reads twice, in two threads."""
    return all_of(READS[kind], [None] * 2)


# ANCHOR: get
def get(words):
    """Asks the server for so many numbers, and adds them up."""
    return sum([int(word) for word in fetch(words).split()])


def get_at_once(threads, words):
    """So many threads ask for so many numbers each."""
    return all_of(get, [words] * threads)


# ANCHOR_END: get


# ANCHOR: once
def check_first(done, made):
    """Does what nobody has done: looks, waits, and only then says that it is done."""
    for job in range(len(done)):
        if not done[job]:
            time.sleep(0.001)
            done[job] = True
            made.append(job)


def claim_first(done, made):
    """Does what nobody has claimed: looks, claims it, and then waits."""
    for job in range(len(done)):
        if not done[job]:
            done[job] = True
            time.sleep(0.001)
            made.append(job)


# ANCHOR_END: once


def done_twice(claims, jobs):
    """Two threads do the same jobs, each of which should be done once; how many were done twice."""
    done, made = [False] * jobs, []
    work = claim_first if claims else check_first
    threads = [threading.Thread(target=work, args=(done, made)) for _ in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(made) - jobs


# ANCHOR_END: workload


# ---- How it is asked of this interpreter. ----

# How long nobody opens the other end of the FIFO, and how long after that nobody writes: seconds.
OPENS_AFTER, WRITES_AFTER = 0.03, 0.07
# What comes through the FIFO.
MESSAGE = "Your turn."
# The file: so many characters of two bytes each.
CHARACTERS = 4000000
# How long the server thinks, seconds.
THINKS = 0.01
# Jobs that two threads do.
JOBS = 10
# The server, once it was needed.
SERVER = []


class Statements(object):
    """The pace of the thread that counts in each statement. One run answers for all three."""

    def __init__(self):
        self.paces = {}

    def pace(self, statement):
        """Turns per millisecond: one sample. Runs again when this was asked for already."""
        if statement not in self.paces:
            self.run()
        return [self.paces.pop(statement)], 1

    def run(self):
        """Runs them, with a process at the other end of the FIFO."""
        path = place("fifo")
        os.mkfifo(path)
        script = 'read go; sleep "$1"; { sleep "$2"; printf "%s" "$3"; } > "$0"'
        told = [path, str(OPENS_AFTER), str(WRITES_AFTER), MESSAGE]
        other_end = subprocess.Popen(["sh", "-c", script] + told, stdin=subprocess.PIPE)
        OTHER_END[:] = [other_end]
        try:
            marks, text = statements()
        finally:
            other_end.wait()
            os.remove(path)
        if text != MESSAGE:
            raise twin.WrongAnswer("read {!r}".format(text))
        spans = zip(("open", "compute", "read"), marks, marks[1:])
        for name, (start, before), (end, after) in spans:
            self.paces[name] = (after - before) * 1000000 // (end - start)


def reading(work, kind):
    """Reads twice: the nanoseconds that it took."""
    if kind != "slow" and not os.path.exists(place("file")):
        with io.open(place("file"), "w", encoding="utf-8") as stream:
            stream.write(u"\u00e4" * CHARACTERS)
    start = clock()
    answer = work(kind)
    return [clock() - start], answer


def port():
    """Where the server listens; starts it if need be, in a process of its own."""
    if not SERVER:
        ours, theirs = multiprocessing.Pipe()
        server = multiprocessing.Process(target=serve, args=(theirs,))
        server.daemon = True  # It ends with this process.
        server.start()
        SERVER.extend([ours.recv(), server])
    return SERVER[0]


def serve(tell):
    """Answers each question in a thread of its own, until it is ended."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen(64)
    tell.send(listening.getsockname()[1])
    while True:
        connection, _ = listening.accept()
        answering = threading.Thread(target=answer, args=(connection,))
        answering.daemon = True
        answering.start()


def answer(connection):
    """Thinks, and sends so many ones."""
    asked = b""
    while not asked.endswith(b"\n"):
        asked += connection.recv(64)
    words = b"1 " * int(asked)
    time.sleep(THINKS)
    connection.sendall(words)
    connection.close()


def fetching(threads, words):
    """So many questions at once: the nanoseconds that they took."""
    if not SERVER:
        fetch(1)  # Neither the start of the server nor its first answer is part of it.
    start = clock()
    answered = get_at_once(threads, words)
    return [clock() - start], answered


def turns(n):
    """Turns of the thread that computes: one sample."""
    return [turns_beside(n)], 1


def twice(claims):
    """How many jobs were done twice: one sample."""
    return [done_twice(claims, JOBS)], 1


def knobs(parser):
    """Arguments of this twin."""
    text = "numbers of threads that wait"
    parser.add_argument(
        "--threads", type=twin.numbers, default=[1, 10, 100, 1000], metavar="N,N,...", help=text
    )
    text = "sizes of an answer of the server, in words"
    parser.add_argument(
        "--words", type=twin.numbers, default=[1, 20000, 80000], metavar="N,N,...", help=text
    )


def variants(arguments, plan):
    """The variants, and what is said about them."""
    paces = Statements()
    for statement in ("open", "compute", "read"):
        plan.sampled("pace_" + statement, partial(paces.pace, statement), 1, unit="count")
    if sys.version_info < (3,):
        plan.note("Python 2 is asked no more than this: the rest is as in Python 3.")
        return
    for n in arguments.threads:
        if n > 100 and not twin.gil_enabled():
            plan.note("Without a GIL many threads take long to start: no more than a hundred are.")
            continue
        plan.timed("wait", partial(wait, n), n, threads=n)
    few = arguments.threads[0]
    plan.timed("wait", partial(wait, few), few, again=True, threads=few)
    for n in (0, 1, 100):
        plan.sampled("turns", partial(turns, n), 1, unit="count", threads=n)
    for kind in ("bytes", "text", "slow"):
        plan.sampled(kind, partial(reading, one_by_one, kind), 2, alone=kind != "slow", threads=1)
        plan.sampled(kind, partial(reading, at_once, kind), 2, threads=2)
        plan.compares("two reads at once, " + kind, kind + "[threads=1]", kind + "[threads=2]")
    for words in arguments.words:
        for n in (1, 4):
            plan.sampled("fetch", partial(fetching, n, words), n, threads=n, words=words)
    for claims in (0, 1):
        plan.sampled("twice", partial(twice, claims), 1, unit="count", claimed=claims)


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
