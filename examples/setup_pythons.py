"""Which Python is this, and what does its build change? It says so itself, and shows it."""

from __future__ import division

import atexit
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from functools import partial

# ANCHOR: workload
import threading
import time

# ANCHOR_END: workload
import twin

# ---- What is compared. The model parses and runs these functions as they stand here. ----


# ANCHOR: workload
# ANCHOR: comparison
def compute(turns):
    """Counts down: needs the processor and nothing else."""
    while turns > 0:
        turns -= 1
    return turns


def wait(milliseconds):
    """Waits in the kernel, as for an answer from somewhere else."""
    time.sleep(milliseconds / 1000)
    return 0


WORK = {"compute": compute, "wait": wait}


def one_after_the_other(work, amount):
    """Twice the work in one thread."""
    return WORK[work](amount) + WORK[work](amount)


def side_by_side(work, amount):
    """The same in two threads."""
    threads = [threading.Thread(target=WORK[work], args=(amount,)) for _ in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return 0


# ANCHOR_END: comparison
# ANCHOR_END: workload


# ---- What an interpreter says of itself. ----

# ANCHOR: check
# Lines for `python -c`: was it built to do without the GIL, is there
# one now, and what does it call itself?
BUILT_WITHOUT = "import sysconfig; print(sysconfig.get_config_var('Py_GIL_DISABLED') or 0)"
GIL_NOW = "import sys; print(getattr(sys, '_is_gil_enabled', lambda: True)())"
NAME = "import sys; print(sys.version)"
# ANCHOR_END: check

# How much of each kind of work.
AMOUNTS = {"compute": 1500000, "wait": 20}
# Modules that a build leaves out where the files of a library are not there, and who brings them.
NEEDS = [
    ("bz2", "libbz2-dev"),
    ("ctypes", "libffi-dev"),
    ("curses", "libncurses-dev"),
    ("readline", "libreadline-dev"),
    ("sqlite3", "libsqlite3-dev"),
    ("ssl", "libssl-dev"),
    ("tkinter" if sys.version_info >= (3,) else "Tkinter", "tk-dev"),
    ("zlib", "zlib1g-dev"),
]
if sys.version_info >= (3,):
    NEEDS.append(("lzma", "liblzma-dev"))
if sys.version_info >= (3, 14):
    NEEDS.append(("compression.zstd", "libzstd-dev"))
START_METHODS = {"fork": 1, "forkserver": 2, "spawn": 3}
# Standard modules with much native code: one of them, or of yours, could bring the GIL back.
IMPORTS = "import ctypes, decimal, json, multiprocessing, pickle, random, socket, threading, zlib"


def said(program, *arguments, **options):
    """What another process prints, on either stream; None if there is no such program."""
    options.update(stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        process = subprocess.Popen((program,) + arguments, **options)
    except OSError:
        return None
    return process.communicate()[0].decode("utf-8", "replace").strip()


def tells(code, *options):
    """Whether a fresh start of this interpreter answers `True` or `1` to a line of code."""
    return int(said(sys.executable, *(options + ("-c", code))) in ("True", "1"))


def gil_after_imports():
    """Whether there is a GIL once others' code is there: an extension can ask for it."""
    return tells("{}\n{}".format(IMPORTS, GIL_NOW))


def gil_when_asked_for():
    """Whether the build without one gets its GIL back by an option."""
    return tells(GIL_NOW, "-X", "gil=1")


def tell_gil(connection):
    """A worker process: says whether it has a GIL."""
    connection.send(int(twin.gil_enabled()))
    connection.close()


def gil_in_a_worker():
    """Whether a process has one that was started as multiprocessing does it here."""
    here, there = multiprocessing.Pipe(duplex=False)
    worker = multiprocessing.Process(target=tell_gil, args=(there,))
    worker.start()
    there.close()
    told = here.recv()
    worker.join()
    return told


def jit():
    """0: not in this build; 1: built in and off; 2: on."""
    told = getattr(sys, "_jit", None)
    if told is not None:
        return int(told.is_available()) + int(told.is_enabled())
    return int(configured("--enable-experimental-jit"))


def configured(option):
    """Whether `configure` was given this option."""
    return option in (sysconfig.get_config_var("CONFIG_ARGS") or "")


def optimized():
    """The compiler's level of optimization, and 10 more for a profile-guided build."""
    level = twin.optimization()
    return (int(level) if level.isdigit() else 0) + 10 * configured("--enable-optimizations")


def version_names_build(*options):
    """Whether what the interpreter prints about its version says that it is free-threaded."""
    return int("free-threading" in said(sys.executable, *options))


def modules_missing():
    """How many modules are not there because a library was not when this Python was built."""
    return len(missing())


def missing():
    """Which, and the package that has the library."""
    return [(name, package) for name, package in NEEDS if not is_there(name)]


def is_there(name):
    """Whether a module can be imported, in a process of its own: an import may turn the GIL on."""
    return tells("import {}; print(1)".format(name))


# ---- Virtual environments: made, asked, left. ----


class Environments(object):
    """Two virtual environments, made one after the other by the same interpreter."""

    def __init__(self):
        self.folder = None

    def paths(self):
        """Where they lie; they are made when first asked for and go with this process."""
        if self.folder is None:
            self.folder = tempfile.mkdtemp(prefix="roommates-venv-")
            atexit.register(shutil.rmtree, self.folder, True)
            for path in self._both():
                told = said(sys.executable, "-m", "venv", "--without-pip", path)
                if not os.path.exists(os.path.join(path, "bin", "python")):
                    raise RuntimeError("no virtual environment could be made: {}".format(told))
        return self._both()

    def _both(self):
        return [os.path.join(self.folder, name) for name in ("venv-gil", "venv-t")]


ENVIRONMENTS = Environments()


def builds_in_environments():
    """How many different builds two environments have that the same Python made."""
    pythons = [os.path.join(path, "bin", "python") for path in ENVIRONMENTS.paths()]
    return len(set(said(python, "-c", BUILT_WITHOUT) for python in pythons))


def environment_tells_build():
    """Whether the Python of an environment says the same of its build as the one that made it."""
    python = os.path.join(ENVIRONMENTS.paths()[0], "bin", "python")
    own, made = [said(program, "-c", BUILT_WITHOUT) for program in (sys.executable, python)]
    return int(own == made)


# ANCHOR: leave
def is_left_by(line, path):
    """Whether a shell that has activated an environment has left it after this line."""
    activate = os.path.join(ENVIRONMENTS.paths()[0], "bin", "activate")
    script = 'source "$1"\n{}\necho "still in ${{VIRTUAL_ENV:-none}}"'.format(line)
    told = said("bash", "-c", script, "bash", activate, env=dict(os.environ, PATH=path))
    return int(told.endswith("still in none"))


# ANCHOR_END: leave


def paths_of_shells():
    """PATH as it is, and without the folders in which a tool has put a file `deactivate`."""
    folders = os.environ.get("PATH", os.defpath).split(os.pathsep)
    has = [os.path.exists(os.path.join(folder, "deactivate")) for folder in folders]
    plain = [folder for folder, has_one in zip(folders, has) if not has_one]
    return os.pathsep.join(folders), os.pathsep.join(plain)


# ---- How it is asked of this interpreter. ----


def facts():
    """Names and functions of what this interpreter says of itself."""
    yield "free_threaded", lambda: int(twin.free_threaded())
    yield "gil", lambda: int(twin.gil_enabled())
    yield "gil_after_imports", gil_after_imports
    yield "gil_in_a_worker", gil_in_a_worker
    yield "jit", jit
    yield "optimized", optimized
    yield "start_method", lambda: START_METHODS[twin.start_method()]
    yield "modules_missing", modules_missing
    if twin.free_threaded():
        yield "gil_when_asked_for", gil_when_asked_for
        yield "version_names_build", partial(version_names_build, "--version")
        yield "long_version_names_build", partial(version_names_build, "-VV")
    if sys.version_info >= (3, 3) and os.name == "posix":
        yield "builds_in_environments", builds_in_environments
        yield "environment_tells_build", environment_tells_build
        if said("bash", "-c", ":") is not None:
            path, plain = paths_of_shells()
            yield "left_by_deactivate", partial(is_left_by, "deactivate", plain)
            yield "left_by_source_deactivate", partial(is_left_by, "source deactivate", plain)
            yield "left_by_a_tool", partial(is_left_by, "source deactivate", path)


def compared(work, amount, plan):
    """Twice the same work, one after the other and side by side."""
    computes = work != "wait"
    for name, run in (("one", one_after_the_other), ("two", side_by_side)):
        alone = computes and name == "one"
        plan.timed("{}_{}".format(work, name), partial(run, work, amount), 0, alone=alone)
    again = partial(one_after_the_other, work, amount)
    plan.timed(work + "_one", again, 0, again=True, alone=computes)
    plan.compares(
        "{}, two threads against one".format(work), work + "_one", work + "_two"
    )


def knobs(parser):
    """Arguments of this twin."""
    parser.add_argument(
        "--work",
        type=lambda text: text.split(","),
        default=sorted(AMOUNTS),
        metavar="WORK,WORK",
        help="what is compared: compute, wait (default: both)",
    )
    for work, amount in sorted(AMOUNTS.items()):
        text = "how much of it (default: {})".format(amount)
        parser.add_argument("--" + work, type=int, default=amount, metavar="N", help=text)


def variants(arguments, plan):
    """The variants, and what is said about them."""
    for name, fact in facts():
        plan.fact(name, fact)
    for work in arguments.work:
        if work not in WORK:
            raise SystemExit("--work takes compute, wait or both, not " + work)
        compared(work, getattr(arguments, work), plan)
    plan.note("Built by: {}.".format(twin.build()))
    if arguments.mode not in ("serve", "verify"):
        for name, package in missing():
            plan.note("Built without {}: {} was not there.".format(name, package))


if __name__ == "__main__":
    if sys.argv[1:] == ["--tell"]:
        print(json.dumps({name: fact() for name, fact in facts()}, sort_keys=True))
    else:
        sys.exit(twin.main(__file__, __doc__, knobs, variants))
