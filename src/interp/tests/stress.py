"""What threads do to the same objects, and what must be true when they have ended."""

import gc
import sys
import threading
import time
import weakref


class Token:
    """Handed around; says when it is freed, which must happen once."""

    def __init__(self, number, freed):
        self.number = number
        self.freed = freed
        self.other = None

    def __del__(self):
        self.freed.append(self.number)


class Dice:
    """The same throws for the same seed, in any Python."""

    def __init__(self, seed):
        self.state = seed * 2862933555777941757 % 2**61 + 1

    def throw(self, sides):
        self.state = (self.state * 3935559000370003845 + 2691343689449507681) % 2**61
        return self.state // 2**20 % sides


class Flat:
    """What the threads share."""

    def __init__(self, tokens):
        self.freed = []
        self.shelves = [[], [], []]
        self.made = tokens
        for number in range(tokens):
            self.shelves[number % 3].append(Token(number, self.freed))
        self.table = {}
        self.names = set()
        self.locked = 0
        self.lock = threading.Lock()
        self.again = threading.RLock()
        self.next_number = tokens
        self.witness = Token(-1, self.freed)
        self.stream = self.count_up()
        self.pulled = []
        self.wrong = []

    def count_up(self):
        number = 0
        while True:
            yield number
            number += 1


def hand_around(flat, dice, me):
    """From one shelf to another; somebody else may have been faster."""
    try:
        token = flat.shelves[dice.throw(3)].pop()
    except IndexError:
        return
    seen = weakref.ref(token)
    if seen() is not token:
        flat.wrong.append("a weak reference to a living token says " + repr(seen()))
    flat.shelves[dice.throw(3)].append(token)


def hold_the_witness(flat, dice, me):
    """References that come and go."""
    held = [flat.witness for _ in range(dice.throw(8))]
    held.append((flat.witness, held[:2]))
    for one in held[:-1]:
        if one is not flat.witness:
            flat.wrong.append("another witness")


def make_a_cycle(flat, dice, me):
    """Garbage that counting cannot free."""
    with flat.lock:
        number = flat.next_number
        flat.next_number += 2
    one, other = Token(number, flat.freed), Token(number + 1, flat.freed)
    one.other, other.other = other, one


def write_into_the_table(flat, dice, me):
    """Own keys, one table."""
    key = (me, dice.throw(5))
    flat.table[key] = flat.table.get(key, 0) + 1
    flat.names.add(str(me) + "-" + str(dice.throw(50)))
    flat.names.discard(str(me) + "-" + str(dice.throw(50)))


def count_under_the_lock(flat, dice, me):
    """Exact, whoever interrupts."""
    with flat.again:
        with flat.again:
            before = flat.locked
            if dice.throw(4) == 0:
                str(before)
            flat.locked = before + 1


def pull(flat, dice, me):
    """A generator that several threads resume, one at a time."""
    with flat.lock:
        flat.pulled.append(next(flat.stream))


def fail(flat, dice, me):
    """An exception on its way through several frames, with the witness on board."""

    def deep(n):
        if n == 0:
            raise KeyError(flat.witness)
        try:
            deep(n - 1)
        finally:
            flat.witness.number

    try:
        deep(dice.throw(6))
    except KeyError as error:
        if error.args[0] is not flat.witness:
            flat.wrong.append("an exception carries something else")


def collect_or_wait(flat, dice, me):
    """A collection now and then, or a moment of sleep."""
    if dice.throw(8) == 0:
        gc.collect()
    else:
        time.sleep(0)


WORK = [
    hand_around,
    hand_around,
    hold_the_witness,
    make_a_cycle,
    write_into_the_table,
    count_under_the_lock,
    pull,
    fail,
    collect_or_wait,
]


def live(flat, seed, me, turns, done):
    """One thread: a throw of the dice each turn."""
    dice = Dice(seed * 1000 + me)
    counted = written = pulled = 0
    for _ in range(turns):
        work = WORK[dice.throw(len(WORK))]
        work(flat, dice, me)
        counted += work is count_under_the_lock
        written += work is write_into_the_table
        pulled += work is pull
    done.append((counted, written, pulled))


def go(seed, threads, turns):
    """What is not as it must be, in words."""
    flat, done = Flat(30), []
    wrong = flat.wrong
    before = sys.getrefcount(flat.witness)
    started = [threading.Thread(target=live, args=(flat, seed, me, turns, done)) for me in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    thread = started = None
    gc.collect()
    if len(done) != threads:
        wrong.append("only " + str(len(done)) + " threads came to their end")
    after = sys.getrefcount(flat.witness)
    if after != before:
        wrong.append("the witness had a count of " + str(before) + ", and has " + str(after))
    left = sorted(token.number for shelf in flat.shelves for token in shelf)
    if left != list(range(flat.made)):
        wrong.append("tokens on the shelves: " + repr(left))
    if sorted(flat.freed) != list(range(flat.made, flat.next_number)):
        wrong.append("freed: " + repr(sorted(flat.freed)) + " of " + str(flat.next_number))
    counted, written, pulled = [sum(one[k] for one in done) for k in range(3)]
    if flat.locked != counted:
        wrong.append("counted under the lock: " + str(flat.locked) + " of " + str(counted))
    if sum(flat.table.values()) != written:
        wrong.append("written: " + str(sum(flat.table.values())) + " of " + str(written))
    if flat.pulled != list(range(pulled)):
        wrong.append("pulled: " + repr(flat.pulled))
    return wrong
