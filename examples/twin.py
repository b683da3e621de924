"""What the Python twins share: rounds, checked answers, estimates, a table and JSON lines.

A twin puts the question of the Rust program beside it to the interpreter that runs it. The names of
variants and parameters, the units and the rules of sampling are those of the Rust harness: rounds
are interleaved over the variants, every sample is kept, a wrong answer records nothing. With
`--serve` that harness asks, in the same rounds as the model. Runs on Python 2.7, 3.6 and later.
"""

from __future__ import division

import argparse
import json
import multiprocessing
import os
import platform
import random
import signal
import sys
import sysconfig
import time
import timeit
from collections import Counter, OrderedDict, namedtuple

ROUNDS = {"full": 21, "quick": 5, "verify": 1}
RESAMPLES = 1000
# At most so many processors are tried for what one thread takes.
MOST_PROCESSORS = 4
# Seconds after which a served variant ends its process; who asked has given up long before.
LONGEST_RUN = 600
# How a build may differ from another of the same version: what `configure` was told.
BUILD_OPTIONS = [
    ("--enable-optimizations", "profile-guided"),
    ("--with-lto", "link-time optimization"),
    ("--enable-experimental-jit", "JIT"),
    ("--with-pydebug", "debug"),
]
SCALES = {
    "ns": [(1e9, "s"), (1e6, "ms"), (1e3, "us"), (1, "ns")],
    "B": [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB"), (1, "B")],
}

# Nanoseconds of a clock that only goes forward; Python 2.7 has the time of day, in microseconds.
clock = getattr(time, "perf_counter_ns", None) or (lambda: int(timeit.default_timer() * 1e9))

Estimate = namedtuple("Estimate", "point low high")


class WrongAnswer(Exception):
    """What was measured is not what was asked for; nothing is recorded."""


def gil_enabled():
    """Whether this interpreter has a GIL at this moment: a free-threaded build can turn it on."""
    return getattr(sys, "_is_gil_enabled", lambda: True)()


def start_method():
    """How multiprocessing starts processes where nobody says how."""
    fixed = "spawn" if os.name == "nt" else "fork"  # Before Python 3.4 there was no choice.
    return getattr(multiprocessing, "get_start_method", lambda: fixed)()


def first_process():
    """Starts a process that does nothing: with the first one come what multiprocessing keeps running
    (from Python 3.14 a server that forks) and modules to import, which are no part of a sample."""
    process = multiprocessing.Process(target=nothing)
    process.start()
    process.join()


def nothing():
    """The work of a process that is only started."""


def free_threaded():
    """Whether this interpreter was built to do without the GIL."""
    return bool(sysconfig.get_config_var("Py_GIL_DISABLED"))


def engine():
    """Name of this interpreter in a record: `cpython-3.14`, `cpython-3.14t` if free-threaded."""
    name = "{}-{}.{}".format(platform.python_implementation().lower(), *sys.version_info)
    return name + ("t" if free_threaded() else "")


def interpreter():
    """What the numbers depend on, beside the machine."""
    return OrderedDict(
        [
            ("implementation", platform.python_implementation()),
            ("version", platform.python_version()),
            ("free_threaded", free_threaded()),
            ("gil_enabled", gil_enabled()),
            ("start_method", start_method()),
        ]
    )


def build():
    """How this interpreter was built, without the paths that it was built for."""
    told = configure_options()
    parts = [platform.python_compiler().strip()]
    parts += ["-O" + optimization()] if optimization() else []
    parts += [words for option, words in BUILD_OPTIONS if option in told]
    parts += ["free-threaded"] if free_threaded() else []
    known = [option for option, _ in BUILD_OPTIONS]
    others = [option for option in told if option not in known]
    return ", ".join(parts + (["configure " + " ".join(others)] if others else []))


def configure_options():
    """What `configure` was told to do or to leave out. A value that is a path is left out."""
    told = (sysconfig.get_config_var("CONFIG_ARGS") or "").replace("'", "").split()
    words = [word for word in told if word.startswith(("--enable-", "--disable-", "--with"))]
    return sorted(word for word in words if "/" not in word and "\\" not in word)


def optimization():
    """The compiler's level of optimization: the last `-O` of its flags, or nothing."""
    flags = sysconfig.get_config_var("PY_CFLAGS") or sysconfig.get_config_var("CFLAGS") or ""
    return ([""] + [flag[2:] for flag in flags.split() if flag.startswith("-O")])[-1]


def quantile(ascending, q):
    """Value at quantile `q`, interpolated."""
    rank = q * (len(ascending) - 1)
    below = int(rank)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (ascending[above] - ascending[below]) * (rank - below)


def median(values):
    """Median with its 95 % interval: by bootstrap, or from the ranks of many values."""
    ascending = sorted(values)
    n = len(ascending)
    if n > 200:
        half = 1.96 * n**0.5 / 2
        low, high = ascending[int(n / 2 - half)], ascending[int(n / 2 + half)]
    else:
        choice = random.Random(1).choice  # The same samples always give the same interval.
        resamples = (sorted(choice(ascending) for _ in ascending) for _ in range(RESAMPLES))
        medians = sorted(quantile(resample, 0.5) for resample in resamples)
        low, high = quantile(medians, 0.025), quantile(medians, 0.975)
    return Estimate(quantile(ascending, 0.5), low, high)


class Variant(object):
    """One way to answer the question, at one point of the axis, and its samples."""

    def __init__(self, name, take, expects, unit, again, params):
        self.name, self.take, self.expects, self.unit = name, take, expects, unit
        self.again, self.params = again, OrderedDict(sorted(params.items()))
        self.fact = False
        self.per_round = None  # Known once it ran.
        self.rounds = []

    def __str__(self):
        at = ",".join("{}={}".format(*param) for param in self.params.items())
        return self.name + ("[{}]".format(at) if at else "")

    def sample(self):
        """Takes the samples of one round and checks the answer."""
        samples, answer = self.take()
        if self.expects is not None and answer != self.expects:
            text = "{}/{} gave {}, expected {}"
            raise WrongAnswer(text.format(engine(), self, answer, self.expects))
        return [int(sample) for sample in samples]

    def samples(self):
        """All samples, in the order in which they were taken."""
        return [sample for samples in self.rounds for sample in samples]

    def series(self):
        """This variant as it stands in a record."""
        series = OrderedDict(
            [("engine", engine()), ("variant", self.name), ("params", self.params)]
        )
        if self.again:
            series["role"] = "again"
        series["unit"] = self.unit
        series["per_round"] = len(self.rounds[0])
        series["samples"] = self.samples()
        return series


class Run(object):
    """A run that answers several questions a round; the first that is put twice begins a new one.

    `take()` returns the samples of each question by its name, and the answer that is checked.
    """

    def __init__(self, take):
        self.take, self.samples, self.answer = take, {}, None

    def of(self, name):
        """The samples of that name, and the answer."""
        if name not in self.samples:
            samples, self.answer = self.take()
            self.samples = dict(samples)
        return self.samples.pop(name), self.answer


def repeated(take, times):
    """Takes so often, for what is short and noisy."""
    return lambda: together([take() for _ in range(times)])


def once(find_out):
    """One sample a round of what does not change while this process runs: it is found out only once."""
    known = []

    def take():
        if not known:
            known.append(find_out())
        return list(known), True

    return take


def on_each_processor(take):
    """Takes on each of the first few processors that this process may use.

    Of two processors one may be half as fast for a while, so what one thread takes is taken on both. Where a
    process cannot choose, it is taken once, where it runs.
    """

    def in_turn():
        allowed = os.sched_getaffinity(0) if hasattr(os, "sched_setaffinity") else set()
        taken = []
        try:
            for processor in sorted(allowed)[:MOST_PROCESSORS] or [None]:
                if allowed:
                    os.sched_setaffinity(0, {processor})
                taken.append(take())
        finally:
            if allowed:
                os.sched_setaffinity(0, allowed)
        return together(taken)

    return in_turn


def together(taken):
    """The samples of all, and the answer that they agree on; where they differ, all of them are the answer."""
    samples = [sample for samples, _ in taken for sample in samples]
    answers = [answer for _, answer in taken]
    agree = all(answer == answers[0] for answer in answers)
    return samples, answers[0] if agree else answers


class Plan(object):
    """What is put to the interpreter in every round, and what is said about it at the end."""

    def __init__(self):
        self.variants, self.notes, self.sentences = [], [], []

    def timed(self, name, work, expects=None, scale=1, again=False, times=1, alone=False, **params):
        """So many samples a round: the nanoseconds that `work()` takes. It returns the answer."""

        def take():
            start = clock()
            answer = work()
            return [(clock() - start) * scale], answer

        self.sampled(name, take, expects, "ns", again, times, alone, **params)
        self.variants[-1].per_round = None if alone else times

    def sampled(self, name, take, expects=None, unit="ns", again=False, times=1, alone=False, **params):
        """`take()` returns samples and the answer; a round takes so many times. The one-thread side of a comparison,
        which is `alone`, is taken on each processor."""
        take = repeated(take, times) if times > 1 else take
        take = on_each_processor(take) if alone else take
        self.variants.append(Variant(name, take, expects, unit, again, params))

    def fact(self, name, find_out, unit="count"):
        """What every process of this interpreter says alike: a measurement of many asks only the first."""
        self.sampled(name, once(find_out), True, unit)
        self.variants[-1].fact = True

    def note(self, text):
        """Says something that a reader must know, with the results."""
        self.notes.append(text)

    def says(self, sentence):
        """`sentence()` is said after the table, unless it is None."""
        self.sentences.append(sentence)

    def compares(self, what, base, other):
        """Says how much faster `other` is than `base`, two selectors such as `gil[threads=2]`."""
        self.says(lambda: self._compared(what, self.find(base), self.find(other)))

    def find(self, selector):
        """The variant of that name, unless this run does without it."""
        measured = (v for v in self.variants if str(v) == selector and not v.again)
        return next(measured, None)

    def run(self, mode, rounds):
        """Interleaved rounds; each begins with another variant, so that drift hits all alike."""
        had_gil, order = gil_enabled(), self.side_by_side()
        warm_up = [] if mode == "verify" else [None]
        for number, keep in enumerate(warm_up + list(range(1, rounds + 1))):
            if sys.stderr.isatty():
                sys.stderr.write("\rround {} of {} ".format(keep or "0 (warm-up)", rounds))
            first = number % len(order)
            for variant in order[first:] + order[:first]:
                samples = variant.sample()
                if keep:
                    variant.rounds.append(samples)
        if sys.stderr.isatty():
            sys.stderr.write("\r\033[K")
        if gil_enabled() != had_gil:
            raise WrongAnswer("the GIL was turned {} meanwhile".format("off" if had_gil else "on"))

    def side_by_side(self):
        """The order of a round: that of the plan, but the second of an A/A pair right after the first."""
        series = [str(variant) for variant in self.variants]
        return sorted(self.variants, key=lambda variant: (series.index(str(variant)), variant.again))

    def noise_floor(self):
        """How much two measurements of the same thing differ."""
        pairs = [(v, self.find(str(v))) for v in self.variants if v.again]
        ratios = [speed_up(first, second) for second, first in pairs]
        return max([0] + [max(r.high - 1, 1 - r.low) for r in ratios])

    def _compared(self, what, base, other):
        if base is None or other is None:
            return None
        ratio, floor = speed_up(base, other), self.noise_floor()
        verdict = "no difference that this run can show"
        if ratio.low > 1 + floor:
            verdict = "faster"
        elif ratio.high < 1 - floor:
            verdict = "slower"
        return "{}: speed-up {:.2f} ({:.2f} to {:.2f}), {}.".format(what, *ratio + (verdict,))


def speed_up(base, other):
    """Time of `base` over that of `other`, pairwise inside each round."""
    middle = [[quantile(sorted(samples), 0.5) for samples in v.rounds] for v in (base, other)]
    return median([a / b for a, b in zip(*middle)])


def scaled(value, unit):
    """`12.3 ms`: a number in the unit that fits."""
    divisor, name = next((s for s in SCALES[unit] if abs(value) >= s[0]), SCALES[unit][-1])
    value /= divisor
    return "{:.{}f} {}".format(value, 0 if value >= 100 else 1 if value >= 10 else 2, name)


def described(variant):
    """The samples in a few words: a median with its interval, or what was seen how often."""
    samples = variant.samples()
    if variant.unit in SCALES:
        estimate = median(samples)
        return "{:>9}   ({} to {})".format(*(scaled(value, variant.unit) for value in estimate))
    seen = Counter(samples).most_common()
    often = "{:>9}".format(seen[0][0])
    if len(seen) > 1:
        often += "   ({:.1f} % of {}; {} different)".format(
            100 * seen[0][1] / len(samples), len(samples), len(seen)
        )
    return often


def report(question, plan):
    """Prints the table and what is said about it."""
    about = interpreter()
    print(question + "\n")
    python = "{implementation} {version}".format(**about)
    print("{}: {}, start method {}".format(python, gil_in_words(), start_method()))
    print("median (95 % interval) of {} rounds\n".format(len(plan.variants[0].rounds)))
    measured = [v for v in plan.variants if not v.again]
    width = max(len(str(v)) for v in measured)
    for variant in measured:
        print("{:{}}  {}".format(str(variant), width, described(variant)))
    if len(measured) < len(plan.variants):
        print(
            "\nNoise floor: the same thing measured twice differs by up to {:.1f} %.".format(
                100 * plan.noise_floor()
            )
        )
    for text in [sentence() for sentence in plan.sentences] + plan.notes:
        if text:
            print(text)


def gil_in_words():
    """Whether there is a GIL, and whether there need be one."""
    words = "with the GIL" if gil_enabled() else "without the GIL"
    return words + (" (free-threaded build)" if free_threaded() else "")


def as_json(slug, mode, plan):
    """Prints a line about the interpreter and one line a series."""
    about = [("interpreter", interpreter()), ("slug", slug), ("mode", mode), ("notes", plan.notes)]
    for line in [OrderedDict(about)] + [variant.series() for variant in plan.variants]:
        print(json.dumps(line))


def serve(slug, plan):
    """Runs what is asked for, a line a request, until standard input ends: with who asks.

    The first line that it prints says who it is and what can be asked: `{"variants": [...], ...}`.
    Each request `{"run": index}` is answered with `{"run": index, "samples": [...], ...}`, or with
    an `"error"` instead of samples.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Whatever a variant prints is no answer.

    def say(pairs):
        answers.write(json.dumps(OrderedDict(pairs)) + "\n")
        answers.flush()

    say(introduction(slug, plan))
    for line in iter(sys.stdin.readline, ""):
        asked = json.loads(line)["run"]
        say([("run", asked)] + ran(plan.variants[asked]) + [("gil", gil_enabled())])
    return 0


def introduction(slug, plan):
    """Who this is, and what it can be asked."""
    return [
        ("slug", slug),
        ("engine", engine()),
        ("version", platform.python_version()),
        ("build", build()),
        ("gil", gil_enabled()),
        ("variants", [listed(variant) for variant in plan.variants]),
        ("notes", plan.notes),
    ]


def listed(variant):
    """A variant that can be asked for; the number of samples is null where only a run can tell."""
    return OrderedDict(
        [
            ("name", variant.name),
            ("params", variant.params),
            ("unit", variant.unit),
            ("samples", variant.per_round),
            ("again", variant.again),
            ("fact", variant.fact),
        ]
    )


def ran(variant):
    """One round of a variant: its samples and that its answer is right, or what went wrong."""
    alarm = getattr(signal, "alarm", lambda seconds: None)  # Not on Windows.
    alarm(LONGEST_RUN)  # Nothing catches it, so it ends a process that hangs without a starter.
    try:
        samples = variant.sample()
    except WrongAnswer as wrong:
        return [("error", "wrong answer: {}".format(wrong))]
    except Exception as error:  # Whatever it is, who asked must know.
        return [("error", "{}: {}".format(type(error).__name__, error))]
    finally:
        alarm(0)
    return [("samples", samples), ("answer", "ok")]


def numbers(text):
    """The value of a knob such as `--threads 1,2,4,8`."""
    values = [int(part) for part in text.split(",")]
    if min(values) < 1:
        raise ValueError(text)
    return values


def command_line(question, knobs):
    """The arguments that all twins have, and the knobs of one."""
    parser = argparse.ArgumentParser(description=question)
    mode = parser.add_mutually_exclusive_group()
    mode.set_defaults(mode="full")
    for name, text in [
        ("quick", "a few rounds"),
        ("verify", "one round: check every answer, keep no sample"),
        ("serve", "run what standard input asks for, one JSON line each: for the Rust harness"),
    ]:
        mode.add_argument("--" + name, dest="mode", action="store_const", const=name, help=text)
    parser.add_argument(
        "--json", action="store_true", help="print JSON lines: the interpreter, then one a series"
    )
    parser.add_argument(
        "--rounds", type=int, metavar="N", help="rounds to measure (default: %d)" % ROUNDS["full"]
    )
    knobs(parser)
    arguments = parser.parse_args()
    if arguments.rounds is not None and (arguments.rounds < 1 or arguments.mode != "full"):
        parser.error("--rounds takes a number above 0, and no other mode beside it")
    return arguments


def main(path, question, knobs, variants):
    """Runs the twin at `path`; `knobs` adds its arguments, `variants` fills its plan."""
    slug = os.path.splitext(os.path.basename(path))[0]
    question = question.splitlines()[0]
    arguments = command_line(question, knobs)
    plan = Plan()
    variants(arguments, plan)
    if arguments.mode == "serve":
        return serve(slug, plan)
    try:
        plan.run(arguments.mode, arguments.rounds or ROUNDS[arguments.mode])
    except WrongAnswer as wrong:
        sys.stderr.write("{}: wrong answer: {}; nothing was recorded\n".format(slug, wrong))
        return 3
    if arguments.mode == "verify":
        print("{}: every answer is right".format(slug))
    elif arguments.json:
        as_json(slug, arguments.mode, plan)
    else:
        report(question, plan)
    return 0
