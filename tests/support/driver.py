"""Runs many programs in one process: a JSON string a line comes in, `{"stdout": …, "error": …}` a line goes out."""

import contextlib
import gc
import io
import json
import signal
import sys
import warnings

SECONDS = 4


class Slow(BaseException):
    """A program does not end."""


def interrupt(signal_number, frame):
    raise Slow


def run(source):
    told, names = io.StringIO(), {"__name__": "__main__"}
    error = None
    with contextlib.redirect_stdout(told):
        signal.setitimer(signal.ITIMER_REAL, SECONDS)
        try:
            exec(compile(source, "program.py", "exec"), names)
        except BaseException as e:
            text = str(e)
            error = type(e).__name__ + (": " + text if text else "")
        signal.setitimer(signal.ITIMER_REAL, 0)
    # What a program leaves must not speak while the next one runs.
    with contextlib.redirect_stdout(io.StringIO()):
        names.clear()
        gc.collect()
    return {"stdout": told.getvalue(), "error": error}


warnings.simplefilter("ignore")
signal.signal(signal.SIGALRM, interrupt)
replies = sys.stdout
for line in sys.stdin:
    replies.write(json.dumps(run(json.loads(line))) + "\n")
    replies.flush()
