"""How do you point at something without keeping it? Weak references, and when they die."""

import json
import os
import subprocess
from functools import partial

import twin

# ANCHOR: workload
import gc
import sys
import threading
import weakref

# ANCHOR_END: workload

# The model has a clock of its own, and its own way to ask the kernel for its memory.
clock = twin.clock
twin.SCALES["ps"] = [(1e3, "ns"), (1, "ps")]


def resident():
    """Memory of this process, as the kernel counts it, in bytes."""
    with open("/proc/self/status") as status:
        fields = dict(line.split(":", 1) for line in status)
    return int(fields["VmRSS"].split()[0]) * 1024


# ANCHOR: workload
# ---- What is asked. The model runs these lines as they stand here. ----


class Person(object):
    """Somebody; the class knows how many there are."""

    alive = 0
    most = 0

    def __init__(self):
        Person.alive += 1
        if Person.alive > Person.most:
            Person.most = Person.alive

    def __del__(self):
        Person.alive -= 1


# ANCHOR: family
class Parent(Person):
    """Keeps its children."""

    pages = 0

    def __init__(self):
        Person.__init__(self)
        self.children = []
        self.album = [0] * Parent.pages


class Child(Person):
    """Knows its parent: keeps it, or has its address."""

    def __init__(self, parent):
        Person.__init__(self)
        self.parent = parent


def strong_family(children):
    """Parent and children keep each other: a cycle for each child."""
    parent = Parent()
    for _ in range(children):
        parent.children.append(Child(parent))


def weak_family(children):
    """The children only know where their parent is."""
    parent = Parent()
    address = weakref.ref(parent)
    for _ in range(children):
        parent.children.append(Child(address))


# ANCHOR_END: family

MAKE = {"strong": strong_family, "weak": weak_family}
# Families whose time and memory are compared; so many pages has an album where memory is asked for.
MANY = 5000
PAGES = 1000


def move_through(kind, families, children):
    """Makes families and lets go of each at once; how many people are alive at the end."""
    make = MAKE[kind]
    for _ in range(families):
        make(children)
    return Person.alive


class Collector(object):
    """Watches the collector, on or off; begins afresh, and leaves all as it was."""

    def __init__(self, enabled):
        self.enabled = enabled
        self.time, self.runs, self.began = 0, 0, 0
        self.worked = None  # Whether it was on until the end, or ran all the same.

    def __enter__(self):
        gc.callbacks.append(self.observe)
        gc.collect()
        self.time, self.runs = 0, 0
        Person.most = Person.alive
        if not self.enabled:
            gc.disable()
        return self

    def __exit__(self, *_):
        gc.callbacks.remove(self.observe)
        self.worked = gc.isenabled() or self.runs > 0
        gc.enable()
        gc.collect()

    def observe(self, phase, _):
        """Called by the collector when it begins and when it is done."""
        if phase == "start":
            self.began = clock()
        else:
            self.time += clock() - self.began
            self.runs += 1


def answer(collector):
    """How many are alive once the collector has been; and whether it was on, as was asked."""
    return Person.alive, collector.worked


def alive(kind, families, children, enabled):
    """How many people are alive after so many families."""
    with Collector(enabled) as collector:
        left = move_through(kind, families, children)
    return [left], answer(collector)


def churned(kind, what, children):
    """Of many families: their time, that of the collector, its runs, or most people at a time."""
    with Collector(True) as collector:
        start = clock()
        move_through(kind, MANY, children)
        took = clock() - start
        said = {"time": took, "collecting": collector.time}
        said.update({"collections": collector.runs, "most": Person.most})
    return [said[what]], answer(collector)


def freed(kind, by, families, children):
    """How many people are freed by counting, and how many it leaves to the collector."""
    with Collector(False) as collector:
        left = move_through(kind, families, children)
    made = families * (children + 1)
    return [{"counting": made - left, "collector": left - Person.alive}[by]], answer(collector)


# ANCHOR: peak
def peak(kind, children):
    """By how many bytes a process with albums grows, at most; asked once in its life."""
    Parent.pages = PAGES
    move_through(kind, 10, children)
    gc.collect()
    before, most = resident(), 0
    for _ in range(MANY // 50):
        move_through(kind, 50, children)
        most = max(most, resident())
    worked = gc.isenabled()
    gc.collect()
    return [max(most - before, 0)], (Person.alive, worked)


# ANCHOR_END: peak


def generator():
    """One to make generators of."""
    yield 1


# ANCHOR: kinds
def can_be_referred_to(make):
    """Whether what `make` makes has room for a weak reference."""
    thing = make()
    try:
        address = weakref.ref(thing)
    except TypeError:
        return 0
    return int(address() is thing)


KINDS = {
    "int": lambda: 1000,
    "str": lambda: "text",
    "tuple": lambda: (1, 2),
    "list": lambda: [1, 2],
    "dict": lambda: {1: 2},
    "object": object,
    "set": lambda: set([1, 2]),
    "frozenset": lambda: frozenset([1, 2]),
    "function": lambda: strong_family,
    "generator": generator,
    "module": lambda: gc,
    "class": lambda: Person,
    "instance": Person,
    "method": lambda: Person().__init__,
}
# ANCHOR_END: kinds


def kind_can(name):
    """Whether that kind of object can be referred to; nobody is left."""
    return [can_be_referred_to(KINDS[name])], Person.alive


# ANCHOR: method
def method_stays():
    """Whether a weak reference to a method of somebody who is kept gives it back."""
    person = Person()
    address = weakref.ref(person.__init__)
    return int(person is not None and address() is not None)


# ANCHOR_END: method


def method_is_there():
    """As a sample; nobody is left."""
    return [method_stays()], Person.alive


class Holder(object):
    """Has a thing."""

    def __init__(self, thing):
        self.thing = thing


# ANCHOR: cost
def attribute(holder, turns):
    """Reads an attribute, ten times a turn."""
    for _ in range(turns):
        x = holder.thing
        x = holder.thing
        x = holder.thing
        x = holder.thing
        x = holder.thing
        x = holder.thing
        x = holder.thing
        x = holder.thing
        x = holder.thing
        x = holder.thing
    return x


def dereference(address, turns):
    """Follows a weak reference, ten times a turn."""
    for _ in range(turns):
        x = address()
        x = address()
        x = address()
        x = address()
        x = address()
        x = address()
        x = address()
        x = address()
        x = address()
        x = address()
    return x


# ANCHOR_END: cost


def cost(what, turns):
    """Picoseconds of one access, and whether it gave what it should."""
    thing = Person()
    address = weakref.ref(thing)
    gone = weakref.ref(Person())
    run, given, expected = {
        "attribute": (attribute, Holder(thing), thing),
        "live": (dereference, address, thing),
        "dead": (dereference, gone, None),
    }[what]
    start = clock()
    got = run(given, turns)
    took = clock() - start
    return [took * 100 // turns], got is expected


class Guest(object):
    """Looks at the end whether its own weak reference still leads to it; may come back."""

    def __init__(self, seen, back):
        self.me, self.address = None, None
        self.seen, self.back = seen, back

    def __del__(self):
        self.seen.append(self.address() is not None)
        if self.back is not None:
            self.back.append(self)


# ANCHOR: endings
def leave(in_cycle, back):
    """A guest goes: what its `__del__` saw, and whether the reference leads to it afterward."""
    seen = []
    guest = Guest(seen, back)
    address = weakref.ref(guest)
    guest.address = address
    if in_cycle:
        guest.me = guest
    del guest
    gc.collect()
    return seen[0], address() is not None


# ANCHOR_END: endings


def told_in_order():
    """Who is told first that somebody has gone: numbers of the callbacks, as they were made."""
    told = []
    guest = Guest([], None)
    guest.address = weakref.ref(guest)
    kept = [
        weakref.ref(guest, lambda gone: told.append((1, gone() is None))),
        weakref.ref(guest, lambda gone: told.append((2, gone() is None))),
        weakref.ref(guest, lambda gone: told.append((3, gone() is None))),
    ]
    del guest
    return told, len(kept)


def ending(what):
    """One of the questions about the end; 1 is yes."""
    if what == "newest_first":
        told = told_in_order()[0]
        return [int([number for number, _ in told] == [3, 2, 1])], len(told)
    if what == "callback_sees":
        told = told_in_order()[0]
        return [int(False in [gone for _, gone in told])], len(told)
    in_cycle = what in ("del_sees_in_cycle", "back_in_cycle")
    back = [] if what in ("back", "back_in_cycle") else None
    saw, after = leave(in_cycle, back)
    sample = saw if back is None else after
    if back:
        # Nobody comes back twice.
        back[0].me, back[0].back = None, None
    return [int(sample)], 1 if back is None else len(back)


def come_and_go(slot, stop):
    """Guests arrive and leave; in the slot is always the address of the last one."""
    while not stop:
        guest = Holder(7)
        slot[0] = weakref.ref(guest)
        pass_time()
        guest = None


def pass_time():
    """What else there is to do."""
    for _ in range(30):
        pass


# ANCHOR: race
def check_then_use(slot, tries):
    """Asks whether the guest is there, and then goes there; how often nobody was."""
    found, missed = 0, 0
    while found < tries:
        address = slot[0]
        if address() is not None:
            found += 1
            pass_time()
            try:
                address().thing
            except AttributeError:
                missed += 1
    return missed


def take_then_use(slot, tries):
    """Holds on to the guest, and then asks whether there was one."""
    found, missed = 0, 0
    while found < tries:
        guest = slot[0]()
        if guest is not None:
            found += 1
            pass_time()
            try:
                guest.thing
            except AttributeError:
                missed += 1
    return missed


# ANCHOR_END: race


def race(how, tries):
    """How often a guest was gone when it was used; the switch interval is short meanwhile."""
    read = {"check": check_then_use, "take": take_then_use}[how]
    before = sys.getswitchinterval()
    sys.setswitchinterval(0.0001)
    first = weakref.ref(Holder(7))
    slot, stop = [first], []
    thread = threading.Thread(target=come_and_go, args=(slot, stop))
    thread.start()
    while slot[0] is first:
        pass
    missed = read(slot, tries)
    stop.append(True)
    thread.join()
    sys.setswitchinterval(before)
    return [missed], slot[0]() is None


class Document(object):
    """Something that takes long to load."""

    def __init__(self, number):
        self.number = number


# ANCHOR: cache
class WeakCache(object):
    """Knows where each document is that somebody has, and keeps none."""

    def __init__(self):
        self.addresses = {}

    def get(self, number):
        """The document, or None."""
        address = self.addresses.get(number)
        return None if address is None else address()

    def put(self, number, document):
        """Writes its address down until it is gone."""
        addresses = self.addresses

        def forget(gone):
            if addresses.get(number) is gone:
                del addresses[number]

        addresses[number] = weakref.ref(document, forget)

    # ANCHOR_END: cache

    def __len__(self):
        return len(self.addresses)


class StrongCache(object):
    """Keeps all that it is given."""

    def __init__(self):
        self.documents = {}

    def get(self, number):
        """The document, or None."""
        return self.documents.get(number)

    def put(self, number, document):
        """Keeps it."""
        self.documents[number] = document

    def __len__(self):
        return len(self.documents)


def read_all(cache, documents, held, times):
    """Reads all documents in turn, so many times, and holds some: loads, entries at the end."""
    desk, loads = {}, 0
    for _ in range(times):
        for number in range(documents):
            document = cache.get(number)
            if document is None:
                document = Document(number)
                loads += 1
                cache.put(number, document)
            if number < held:
                desk[number] = document
            document = None
    return loads, len(cache), len(desk)


CACHES = {"weak": WeakCache, "dict": StrongCache}
# Documents, those that somebody holds on to, and how often each is read.
DOCUMENTS, HELD, TIMES = 100, 10, 10


def cached(kind, what):
    """How many documents were loaded, or are in the cache at the end; and how many are held."""
    return figures_of(CACHES[kind](), what)


def figures_of(cache, what):
    """As `cached`, of a cache that is given."""
    loads, entries, held = read_all(cache, DOCUMENTS, HELD, TIMES)
    return [{"loads": loads, "entries": entries}[what]], held


# ANCHOR_END: workload


# ---- What only a real Python can be asked. ----


class Slots(object):
    """Has room for what it names, and nothing else."""

    __slots__ = ("name",)


class SlotsAndRoom(object):
    """Has room for weak references, because it says so."""

    __slots__ = ("name", "__weakref__")


class OwnList(list):
    """A list with the room that an instance has."""


class OwnInt(int):
    """An int that a program made."""


class OwnTuple(tuple):
    """A tuple that a program made."""


ONLY_HERE = [
    ("slots", Slots),
    ("slots_and_room", SlotsAndRoom),
    ("own_list", OwnList),
    ("own_int", partial(OwnInt, 1000)),
    ("own_tuple", OwnTuple),
]


class LibraryCache(object):
    """The same with what the standard library has."""

    def __init__(self):
        self.documents = weakref.WeakValueDictionary()
        self.get = self.documents.get

    def put(self, number, document):
        """Writes its address down."""
        self.documents[number] = document

    def __len__(self):
        return len(self.documents)


def weak_method_stays():
    """Whether the library's reference to a method gives it back."""
    person = Person()
    address = weakref.WeakMethod(person.__init__)
    return [int(person is not None and address() is not None)], True


def through_proxy(turns):
    """As `cost`, of an attribute that is read through a proxy."""
    holder = Holder(7)
    proxy = weakref.proxy(holder)
    start = clock()
    got = attribute(proxy, turns)
    return [(clock() - start) * 100 // turns], got == 7


# Up to so many families, in steps of so many, the living are counted.
FAMILIES = 1600
STEP = 50
STRIDE = 400
CHILDREN = 3
TURNS = 4000
TRIES = 40000
# Families of which each is freed by somebody.
FEW = 100
# Finalizers in cycles run, and the collector can be watched.
HAS_PEP_442 = sys.version_info >= (3, 4)


def memory(kind, children):
    """As `peak`, in a process of its own."""
    command = [sys.executable, __file__, "--role", kind, str(children)]
    samples, seen = json.loads(subprocess.check_output(command).decode())
    return samples, tuple(seen)


def knobs(parser):
    """Arguments of this twin."""
    text = "children of each parent"
    parser.add_argument("--children", type=int, default=CHILDREN, metavar="N", help=text)


def variants(arguments, plan):
    """The variants, and what is said about them."""
    kinds(plan)
    costs(plan)
    endings(plan)
    caches(plan)
    if not HAS_PEP_442:
        plan.note("No families, no races: this collector frees no cycle with __del__.")
        return
    families(arguments.children, plan)
    for how in ("check", "take"):
        expects = None if how == "check" else True
        plan.sampled("race_" + how, partial(race, how, TRIES), expects, unit="count")
    plan.note("Thresholds of the collector: {}, {}, {}.".format(*gc.get_threshold()))


def families(children, plan):
    """Who is alive, who frees whom, and what it costs."""
    count = partial(plan.sampled, unit="count")
    for name, kind, enabled, step in [
        ("alive_strong", "strong", True, STEP),
        ("alive_weak", "weak", False, STRIDE),
    ]:
        for made in range(step, FAMILIES + 1, step):
            ask = partial(alive, kind, made, children, enabled)
            count(name, ask, (0, enabled), families=made)
    for kind in ("strong", "weak"):
        # Where the collector has nothing to do, or waits, no clock can tell how long it takes.
        works = kind == "strong" and not twin.free_threaded()
        for what in ("time", "collecting") if works else ("time",):
            ask = partial(churned, kind, what, children)
            plan.sampled("{}_{}".format(what, kind), ask, (0, True))
        for what in ("collections", "most"):
            count("{}_{}".format(what, kind), partial(churned, kind, what, children), (0, True))
        for by in ("counting", "collector"):
            ask = partial(freed, kind, by, FEW, children)
            count("{}_by_{}".format(kind, by), ask, (0, False))
    again = partial(churned, "strong", "time", children)
    plan.sampled("time_strong", again, (0, True), again=True)
    plan.compares("a weak link up", "time_strong", "time_weak")
    if not os.path.exists("/proc/self/status"):
        plan.note("Memory is not measured here: there is no /proc/self/status.")
        return
    for kind in ("strong", "weak"):
        plan.sampled("peak_" + kind, partial(memory, kind, children), (0, True), unit="B")


def kinds(plan):
    """Who has room for a weak reference."""
    count = partial(plan.sampled, unit="count")
    for name in KINDS:
        count("can_" + name, partial(kind_can, name), 0)
    for name, make in ONLY_HERE:
        count("can_" + name, partial(lambda made: ([can_be_referred_to(made)], 0), make), 0)
    count("method_stays", method_is_there, 0)
    if hasattr(weakref, "WeakMethod"):
        count("weak_method_stays", weak_method_stays, True)


def costs(plan):
    """What it costs to follow a reference."""
    for what in ("attribute", "live", "dead"):
        plan.sampled("cost_" + what, partial(cost, what, TURNS), True, unit="ps")
    plan.sampled("cost_proxy", partial(through_proxy, TURNS), True, unit="ps")


def endings(plan):
    """What a weak reference says at the end."""
    for what in ("newest_first", "callback_sees"):
        plan.sampled(what, partial(ending, what), 3, unit="count")
    of_cycles = ("del_sees_in_cycle", "back_in_cycle") if HAS_PEP_442 else ()
    for what in ("del_sees", "back") + of_cycles:
        plan.sampled(what, partial(ending, what), 1, unit="count")


def caches(plan):
    """What a cache keeps."""
    for what in ("loads", "entries"):
        for kind in ("weak", "dict"):
            name = "{}_{}".format(what, kind)
            plan.sampled(name, partial(cached, kind, what), HELD, unit="count")
        library = partial(lambda asked: figures_of(LibraryCache(), asked), what)
        plan.sampled(what + "_library", library, HELD, unit="count")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--role"]:
        print(json.dumps(peak(sys.argv[2], int(sys.argv[3]))))
    else:
        sys.exit(twin.main(__file__, __doc__, knobs, variants))
