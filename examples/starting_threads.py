"""What does a thread cost? Start and join one; keep a thousand; end a process with one in it."""

import ctypes
import json
import os
import signal
import subprocess
import sys
import threading
import time
from functools import partial

import twin

# Threads started in each round, one after the other.
STARTS = 40
# Seconds that a thread sleeps before it says that it has finished.
NAP = 0.05
# Exit status that a thread asks for.
ASKED_FOR = 7
# For each ending: whether the last line is reached, and the exit status (minus the signal, if any).
ENDINGS = [
    ("join", 1, 0),
    ("return", 1, 0),
    ("daemon", 0, 0),
    ("panic", 1, 0),
    ("sys_exit", 1, 0),
    ("exit", 0, ASKED_FOR),
]
if os.name == "posix":
    ENDINGS.append(("segfault", 0, -signal.SIGSEGV))


# ANCHOR: start
def start_and_join():
    """Starts a thread that does nothing and waits for its end: one sample."""
    start = twin.clock()
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()
    return twin.clock() - start


# ANCHOR_END: start


def until_first_line():
    """How long until the thread's own first line runs: one sample."""
    began = []
    asked = twin.clock()
    thread = threading.Thread(target=lambda: began.append(twin.clock()))
    thread.start()
    thread.join()
    return began[0] - asked


# ANCHOR: idle
def idle_memory(n):
    """What each of `n` idle threads holds: bytes resident, and bytes of address space."""
    before = memory()
    waiting, over = threading.Semaphore(0), threading.Event()
    threads = [threading.Thread(target=wait_idle, args=(waiting, over)) for _ in range(n)]
    for thread in threads:
        thread.start()
    for _ in threads:
        waiting.acquire()
    during = memory()
    over.set()
    return {name: (during[name] - before[name]) // n for name in before}


def wait_idle(waiting, over):
    """An idle thread: says that it waits, and waits."""
    waiting.release()
    over.wait()


# ANCHOR_END: idle


def memory():
    """What this process has: memory in bytes and threads, as the kernel counts them."""
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    sizes = {name: int(fields[name].split()[0]) for name in ("VmRSS", "VmSize", "Threads")}
    return {
        "resident": sizes["VmRSS"] * 1024,
        "reserved": sizes["VmSize"] * 1024,
        "threads": sizes["Threads"],
    }


def nap(seconds=NAP):
    """Sleeps, then says that it has finished."""
    time.sleep(seconds)
    print("thread finished")


def fail():
    """Ends its thread with an exception."""
    raise ValueError("in a thread")


# ANCHOR: endings
WORK = {
    "join": nap,
    "return": nap,
    "daemon": lambda: nap(20 * NAP),
    "panic": fail,
    "sys_exit": lambda: sys.exit(ASKED_FOR),
    "exit": lambda: os._exit(ASKED_FOR),
    "segfault": lambda: ctypes.string_at(0),
}


def end(role):
    """Ends this process with a thread in it. Python waits for all threads but daemons."""
    thread = threading.Thread(target=WORK[role])
    thread.daemon = role == "daemon"
    thread.start()
    if role not in ("return", "daemon"):
        thread.join()
        print("main finished")


# ANCHOR_END: endings


def child(*role):
    """Plays a role in a process of its own: what it printed, and its exit status."""
    command = [sys.executable, __file__, "--role"] + [str(word) for word in role]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    said, _ = process.communicate()
    return said.decode(), process.returncode


def play(role, *numbers):
    """What a child process does."""
    if role == "idle":
        print(json.dumps(idle_memory(*[int(number) for number in numbers])))
        return
    if role == "segfault":
        without_core_file()
    end(role)


def without_core_file():
    """A crash on purpose should leave nothing behind."""
    import resource  # Only where there is POSIX.

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def starts(one):
    """The samples of a round; the answer is how many threads are left."""
    return [one() for _ in range(STARTS)], threading.active_count()


def idle(n):
    """Memory of each of `n` idle threads, in a process of its own; each must be one thread."""
    said, status = child("idle", n)
    if status != 0:
        raise RuntimeError("a process with {} idle threads ended with status {}".format(n, status))
    each = json.loads(said)
    return {name: [each[name]] for name in ("resident", "reserved")}, each["threads"]


def ending(role):
    """Whether the thread, or main after a crash in it, reached its last line; the exit status."""
    line = "thread finished" if role in ("join", "return", "daemon") else "main finished"
    said, code = child(role)
    reached = int(line in said)
    return {"finished": [reached], "status": [code]}, (reached, code)


def knobs(parser):
    """Arguments of this twin."""
    text = "numbers of idle threads to keep at once"
    parser.add_argument(
        "--idle", type=twin.numbers, default=[64, 256, 1024], metavar="N,N,...", help=text
    )
    roles = [role for role, _, _ in ENDINGS]
    text = "endings to try, of " + ", ".join(roles)
    parser.add_argument("--endings", default=",".join(roles), metavar="NAME,NAME,...", help=text)


def variants(arguments, plan):
    """The variants, and what is said about them."""
    plan.sampled("start_and_join", partial(starts, start_and_join), 1)
    plan.sampled("first_line", partial(starts, until_first_line), 1)
    plan.sampled("start_and_join", partial(starts, start_and_join), 1, again=True)
    if os.path.exists("/proc/self/status"):
        for n in arguments.idle:
            run = twin.Run(partial(idle, n))
            plan.sampled("resident", partial(run.of, "resident"), 1, unit="B", threads=n)
            plan.sampled("reserved", partial(run.of, "reserved"), 1, unit="B", threads=n)
    else:
        plan.note("Memory of idle threads is not measured here: there is no /proc/self/status.")
    asked = arguments.endings.split(",")
    for role, reached, code in [known for known in ENDINGS if known[0] in asked]:
        run = twin.Run(partial(ending, role))
        for what, unit in (("finished", "count"), ("status", "exit status")):
            plan.sampled(what + "_" + role, partial(run.of, what), (reached, code), unit=unit)
    sentences = [
        ("return", "A thread that nobody joins {}."),
        ("daemon", "A daemon {}."),
        ("panic", "After an exception in a thread, main {}."),
    ]
    for role, sentence in sentences:
        if role in asked:
            plan.says(lambda role=role, sentence=sentence: sentence.format(ends(plan, role)))


def ends(plan, role):
    """How often the last line was reached, in words."""
    reached = plan.find("finished_" + role).samples()
    return "reached its last line in {} of {} runs".format(sum(reached), len(reached))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--role"]:
        play(*sys.argv[2:])
    else:
        sys.exit(twin.main(__file__, __doc__, knobs, variants))
