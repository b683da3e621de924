"""When does compiled code run beside Python? Two threads in calls that keep the GIL, and in calls that drop it."""

import ctypes
import hashlib
import re
import sys
import zlib
from functools import partial

# ANCHOR: workload
import threading

# ANCHOR_END: workload
import twin

# Nanoseconds of a clock that only goes forward.
clock = twin.clock

if sys.version_info < (3,):
    range = xrange  # noqa: F821 (in Python 2.7 `range` builds the whole list first)

# What is hashed, by its size in bytes.
BLOCKS = {}
# Something to search in and something to press together.
TEXT = "a" * 6000
NOISE = bytes(bytearray(n * n * 7919 % 251 for n in range(100000))) * 40
LONG = bytes(bytearray(16 << 20))
# Sums over it, one after the other: together long against the ms in which one processor is slower.
SUMS = 12
# The C library of this process: calls through the first drop the GIL, calls through the second keep it.
DROPPING, KEEPING = ctypes.CDLL(None), ctypes.PyDLL(None)


# ANCHOR: calls
def digest(size):
    """Hashes a block of so many bytes."""
    hashlib.sha256().update(BLOCKS[size])


def search(_):
    """A regular expression that looks at every place, and from there at every other."""
    return re.search("a.{2000}b", TEXT)


def compress(_):
    """Presses bytes together."""
    return zlib.compress(NOISE, 6)


def checksum(_):
    """A sum over many bytes, again and again."""
    total = 0
    for _ in range(SUMS):
        total = zlib.crc32(LONG, total)
    return total


def sleep_dropping(milliseconds):
    """A call into C that waits; before it the GIL is dropped, after it taken again."""
    DROPPING.usleep(milliseconds * 1000)


def sleep_keeping(milliseconds):
    """The same call without that."""
    KEEPING.usleep(milliseconds * 1000)


# ANCHOR_END: calls


def begin():
    """Half of an addition by native code, of which there is none here."""
    raise NotImplementedError


add = finish = total = begin


# ---- What is asked. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# ANCHOR: hash
def hash_blocks(size, times):
    """Hashes a block over and over."""
    for _ in range(times):
        digest(size)


def hash_alone(size, times):
    """All of it in one thread."""
    hash_blocks(size, 2 * times)
    return 2


def hash_in_two(size, times):
    """Half of it in each of two threads."""
    return in_two(hash_blocks, size, times)


def in_two(work, *arguments):
    """Does it in two threads."""
    threads = [threading.Thread(target=work, args=arguments) for _ in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return len(threads)


# ANCHOR_END: hash


# ANCHOR: held
NUMBERS = [n * 7919 % 200003 + 0.5 for n in range(120000)]


def power(_):
    """A number of many digits."""
    return 3 ** EXPONENT[0]


def sort(_):
    """A list in order."""
    return sorted(NUMBERS)


# ANCHOR_END: held

EXPONENT = [300000]
CALLS = {
    "power": power,
    "sort": sort,
    "checksum": checksum,
    "dropping": sleep_dropping,
    "keeping": sleep_keeping,
}


def call_alone(name):
    """Two calls, one after the other."""
    for _ in (0, 1):
        CALLS[name](10)
    return 2


def call_in_two(name):
    """Two calls, in two threads."""
    return in_two(CALLS[name], 10)


# ANCHOR: extension
def add_in_one_call(turns):
    """An extension adds one to a number of its own: reads, works, writes, in one call."""
    for _ in range(turns):
        add()


def same(number):
    """What the extension calls back."""
    return number


def add_with_a_callback(turns):
    """The same, where it calls Python between reading and writing."""
    for _ in range(turns):
        finish(same(begin()))


# ANCHOR_END: extension


def additions(callback, turns):
    """Two threads let the extension add."""
    return in_two(add_with_a_callback if callback else add_in_one_call, turns)


def added():
    """What the extension has at the end."""
    return total()


# ANCHOR_END: workload

CALLS["search"] = search  # The model has no regular expressions,
CALLS["compress"] = compress  # and nothing that presses bytes together.


# ---- How it is asked of this interpreter. ----

# Bytes that are hashed in all, by each of two threads; fewer where the calls take longer than the hashing.
HASHED = 8 << 20
MOST_CALLS = 8000
# Runs in a round of what is short: for some ms at a time one processor is slower than the other.
OFTEN = 3
for size in (256, 2047, 2048, 16384, 1 << 20):
    BLOCKS[size] = bytes(bytearray(size))


def times(size):
    """How often a block of this size is hashed by each of two threads."""
    return max(1, min(HASHED // size, MOST_CALLS))


def hashing(work, size):
    """The nanoseconds that hashing took."""
    if size not in BLOCKS:
        BLOCKS[size] = bytes(bytearray(size))
    start = clock()
    answer = work(size, times(size))
    return [clock() - start], answer


def knobs(parser):
    """Arguments of this twin."""
    text = "sizes of a block to hash, in bytes"
    parser.add_argument(
        "--sizes",
        type=twin.numbers,
        default=[256, 2047, 2048, 16384, 1 << 20],
        metavar="N,N,...",
        help=text,
    )


def variants(arguments, plan):
    """The variants, and what is said about them."""
    calls(plan, ("dropping", "keeping"), alone=False)  # A sleep is as long on every processor.
    plan.timed("dropping", partial(call_in_two, "dropping"), 2, again=True, threads=2)
    if sys.version_info < (3,):
        plan.note("Python 2 is asked no more than this: the rest is as in Python 3.")
        return
    calls(plan, ("power", "sort", "search", "checksum"))
    calls(plan, ("compress",), OFTEN)
    again = partial(call_alone, "checksum")
    plan.timed("checksum", again, 2, again=True, alone=True, threads=1)
    for size in arguments.sizes:
        # The ends are compared.
        often = OFTEN if size in (min(arguments.sizes), max(arguments.sizes)) else 1
        for n, way in ((1, hash_alone), (2, hash_in_two)):
            take, alone = partial(hashing, way, size), n == 1
            plan.sampled("hash", take, 2, times=often, alone=alone, threads=n, size=size)
        what = "hashing {} bytes in two threads".format(size)
        base = "hash[size={},threads={}]"
        plan.compares(what, base.format(size, 1), base.format(size, 2))


def calls(plan, names, times=1, alone=True):
    """Two of each of these calls: one after the other, and at once; so many times a round."""
    for name in names:
        plan.timed(name, partial(call_alone, name), 2, times=times, alone=alone, threads=1)
        plan.timed(name, partial(call_in_two, name), 2, times=times, threads=2)


if __name__ == "__main__":
    sys.exit(twin.main(__file__, __doc__, knobs, variants))
