"""What can counting never free? Pairs that hold on to each other, with and without a collector."""

import json
import os
import subprocess
import sys
from functools import partial

import twin

# ANCHOR: workload
import gc
import weakref

# ANCHOR_END: workload

# The model has a clock of its own, and its own way to ask the kernel for its memory.
clock = twin.clock


def resident():
    """Memory of this process, as the kernel counts it, in bytes."""
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["VmRSS"].split()[0]) * 1024


# ANCHOR: workload
# ---- What is asked. The model runs these lines as they stand here. ----


# ANCHOR: pair
class Roommate:
    """Somebody who may hold on to somebody else; the class knows how many there are."""

    alive = 0
    most = 0

    def __init__(self):
        self.other = None
        Roommate.alive += 1
        if Roommate.alive > Roommate.most:
            Roommate.most = Roommate.alive

    def __del__(self):
        Roommate.alive -= 1


def make_pair():
    """Two who hold on to each other, and nobody else to hold them: a cycle."""
    one, other = Roommate(), Roommate()
    one.other, other.other = other, one


def make_weak_pair():
    """The same, but one of the two only knows where the other is."""
    one, other = Roommate(), Roommate()
    one.other, other.other = other, weakref.ref(one)


def make_two():
    """Two who do not know each other."""
    one, other = Roommate(), Roommate()
    one.other, other.other = None, None


# ANCHOR_END: pair


# ANCHOR: churn
def churn(make, pairs):
    """Makes pairs and lets go of each at once; how many roommates are alive at the end."""
    for _ in range(pairs):
        make()
    return Roommate.alive


# ANCHOR_END: churn


# ANCHOR: links
class Link:
    """A link of a chain."""

    def __init__(self, next_link):
        self.next_link = next_link


def links():
    """Three links in a ring that somebody holds, and a fourth that only holds itself."""
    link_3 = Link(None)
    link_2 = Link(link_3)
    link_1 = Link(link_2)
    link_3.next_link = link_1
    link_4 = Link(None)
    link_4.next_link = link_4
    return link_1, [weakref.ref(link) for link in (link_1, link_2, link_3, link_4)]


def links_collected():
    """Which links are gone before and after a collection, and how many objects it found."""
    held, refs = links()
    before = [number + 1 for number in range(4) if refs[number]() is None]
    found = gc.collect()
    after = [number + 1 for number in range(4) if refs[number]() is None]
    return before, found, after, held is refs[0]()


# ANCHOR_END: links

# Pairs whose time and memory are compared.
MANY = 20000
MAKE = {"pair": make_pair, "weak": make_weak_pair}


class Collector(object):
    """A fresh start, with the collector on or off, with a threshold; then all is as before."""

    def __init__(self, enabled=True, threshold=None):
        self.enabled, self.threshold = enabled, threshold
        self.time, self.runs, self.began = 0, 0, 0
        self.worked = None  # Whether it was on until the end, or ran all the same.

    def __enter__(self):
        self.before = gc.get_threshold()
        if self.threshold:
            gc.set_threshold(self.threshold, *self.before[1:])
        gc.callbacks.append(self.observe)
        gc.collect()
        self.time, self.runs = 0, 0
        Roommate.most = Roommate.alive
        if not self.enabled:
            gc.disable()
        return self

    def __exit__(self, *_):
        gc.callbacks.remove(self.observe)
        self.worked = gc.isenabled() or self.runs > 0
        gc.set_threshold(*self.before)
        gc.enable()
        gc.collect()

    def observe(self, phase, _):
        """Called by the collector when it begins and when it is done."""
        if phase == "start":
            self.began = clock()
        else:
            self.time += clock() - self.began
            self.runs += 1


def alive(kind, pairs, enabled, threshold):
    """How many are alive after so many pairs."""
    with Collector(enabled, threshold) as collector:
        left = churn(MAKE[kind], pairs)
    return [left], answer(collector)


def answer(collector):
    """How many are alive when the collector has been; and whether it was on, as was asked."""
    return Roommate.alive, collector.worked


def most(pairs, enabled, threshold):
    """How many were alive at most."""
    with Collector(enabled, threshold) as collector:
        churn(make_pair, pairs)
        highest = Roommate.most
    return [highest], answer(collector)


# ANCHOR: time
def time_of(kind, enabled, threshold):
    """How long many pairs take."""
    with Collector(enabled, threshold) as collector:
        start = clock()
        churn(MAKE[kind], MANY)
        took = clock() - start
    return [took], answer(collector)


def collecting(threshold):
    """How much of that time the collector runs."""
    with Collector(True, threshold) as collector:
        churn(make_pair, MANY)
        took = collector.time
    return [took], answer(collector)


# ANCHOR_END: time


def collections(threshold):
    """How often it runs."""
    with Collector(True, threshold) as collector:
        churn(make_pair, MANY)
        runs = collector.runs
    return [runs], answer(collector)


def freed(which):
    """Of three couples of strangers for each pair: how many counting frees, how many it leaves."""
    with Collector(enabled=False) as collector:
        for _ in range(100):
            churn(make_two, 3)
            churn(make_pair, 1)
        left = Roommate.alive
    by = {"counting": 800 - left, "collector": left - Roommate.alive}
    return [by[which]], answer(collector)


def ring(which):
    """What became of the four links; the answer is right if only the fourth is gone."""
    with Collector(enabled=False):
        before, found, after, held = links_collected()
    sample = {"found": found, "gone_before": len(before), "gone": len(after)}[which]
    return [sample], (before, after, held)


def grown(kind, enabled):
    """By how much many pairs make a process grow, in bytes; asked once in the life of a process."""
    if not enabled:
        gc.disable()
    churn(MAKE[kind], 1000)
    gc.collect()
    before = resident()
    churn(MAKE[kind], MANY)
    grew = resident() - before
    worked = gc.isenabled()
    gc.collect()
    return [max(grew, 0)], (Roommate.alive, worked)


# ANCHOR_END: workload

# Up to so many pairs, which make several teeth of the saw, the living are counted, at every `STEP`
# pairs with the collector and at every `STRIDE` pairs where the line is straight.
PAIRS = 4000
STEP = 100
STRIDE = 1000
COLLECTOR = {"on": True, "off": False}


def memory(kind, state):
    """As `grown`, in a process of its own."""
    command = [sys.executable, __file__, "--role", kind, state]
    samples, seen = json.loads(subprocess.check_output(command).decode())
    return samples, tuple(seen)


def knobs(parser):
    """Arguments of this twin."""
    text = "allocations, less deallocations, after which the young are examined (0: as it is)"
    parser.add_argument("--threshold", type=int, default=0, metavar="N", help=text)
    text = "pairs to make while the living are counted"
    parser.add_argument("--pairs", type=int, default=PAIRS, metavar="N", help=text)


def variants(arguments, plan):
    """The variants, and what is said about them."""
    threshold = arguments.threshold or None
    on, off = (0, True), (0, False)
    for name, kind, enabled, step in [
        ("alive_on", "pair", True, STEP),
        ("alive_off", "pair", False, STRIDE),
        ("alive_weak", "weak", False, STRIDE),
    ]:
        for pairs in range(step, arguments.pairs + 1, step):
            count = partial(alive, kind, pairs, enabled, threshold)
            plan.sampled(name, count, (0, enabled), unit="count", pairs=pairs)
    for pairs in (arguments.pairs, 2 * arguments.pairs):
        for state, enabled in COLLECTOR.items():
            peak = partial(most, pairs, enabled, threshold)
            plan.sampled("most_" + state, peak, (0, enabled), unit="count", pairs=pairs)
    for state, enabled in COLLECTOR.items():
        plan.sampled("time_" + state, partial(time_of, "pair", enabled, threshold), (0, enabled))
    plan.sampled("time_on", partial(time_of, "pair", True, threshold), on, again=True)
    plan.sampled("time_weak", partial(time_of, "weak", True, threshold), on)
    plan.sampled("collecting", partial(collecting, threshold), on)
    plan.sampled("collections", partial(collections, threshold), on, unit="count")
    for which in ("counting", "collector"):
        plan.sampled("freed_by_" + which, partial(freed, which), off, unit="count")
    for which in ("gone_before", "found", "gone"):
        plan.sampled("links_" + which, partial(ring, which), ([], [4], True), unit="count")
    grown_memory(plan)
    plan.compares("without the collector", "time_on", "time_off")
    plan.note("Thresholds of the collector: {}, {}, {}.".format(*gc.get_threshold()))


def grown_memory(plan):
    """How much memory the pairs take, where the system says."""
    if not os.path.exists("/proc/self/status"):
        plan.note("Memory is not measured here: there is no /proc/self/status.")
        return
    for name, kind, state in [
        ("memory_on", "pair", "on"),
        ("memory_off", "pair", "off"),
        ("memory_weak", "weak", "off"),
    ]:
        plan.sampled(name, partial(memory, kind, state), (0, COLLECTOR[state]), unit="B")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--role"]:
        print(json.dumps(grown(sys.argv[2], COLLECTOR[sys.argv[3]])))
    else:
        sys.exit(twin.main(__file__, __doc__, knobs, variants))
