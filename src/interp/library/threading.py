"""threading, as far as the model has it: classes around the locks and the start of _thread."""
import _thread
import time

Lock = _thread.Lock
RLock = _thread.RLock
get_ident = _thread.get_ident
active_count = _thread.count

_names = Lock()
_started = 0


def _new_name():
    global _started
    with _names:
        _started += 1
        return f"Thread-{_started}"


class Thread:
    def __init__(self, group=None, target=None, name=None, args=(), kwargs=None, *, daemon=None):
        if name is None:
            name = _new_name()
            if target is not None:
                try:
                    name += f" ({target.__name__})"
                except AttributeError:
                    pass
        self.name = name
        self.daemon = current_thread().daemon if daemon is None else daemon
        self.ident = None
        self._target = target
        self._args = args
        self._kwargs = {} if kwargs is None else kwargs
        self._state = "initial"
        self._done = Lock()

    def start(self):
        if self._state != "initial":
            raise RuntimeError("threads can only be started once")
        self._state = "started"
        self._done.acquire()
        try:
            self.ident = _thread.start(self.run, self, self._done, self.daemon)
        except BaseException:
            self._state = "initial"
            self._done.release()
            raise

    def run(self):
        if self._target is not None:
            self._target(*self._args, **self._kwargs)

    def join(self, timeout=None):
        if self._state == "initial":
            raise RuntimeError("cannot join thread before it is started")
        if self is current_thread():
            raise RuntimeError("cannot join current thread")
        if self._done.acquire(True, -1 if timeout is None else max(timeout, 0)):
            self._done.release()

    def is_alive(self):
        return self._state == "started" and self._done.locked()

    def __repr__(self):
        state = self._state
        if state == "started" and not self.is_alive():
            state = "stopped"
        return f"<{type(self).__name__}({self.name}, {state} {self.ident})>"


class _MainThread(Thread):
    def __init__(self):
        self.name = "MainThread"
        self.daemon = False
        self.ident = 1
        self._state = "started"
        self._done = Lock()
        self._done.acquire()


_main = _MainThread()


def current_thread():
    return _thread.current() or _main


def main_thread():
    return _main


class Condition:
    def __init__(self, lock=None):
        self._lock = RLock() if lock is None else lock
        self.acquire = self._lock.acquire
        self.release = self._lock.release
        self._waiters = []

    def __enter__(self):
        return self._lock.acquire()

    def __exit__(self, kind, value, traceback):
        self._lock.release()

    def wait(self, timeout=None):
        gate = Lock()
        gate.acquire()
        self._waiters.append(gate)
        self._lock.release()
        try:
            woken = gate.acquire(True, -1 if timeout is None else max(timeout, 0))
        finally:
            self._lock.acquire()
        if not woken:
            self._waiters = [waiter for waiter in self._waiters if waiter is not gate]
        return woken

    def wait_for(self, predicate, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        result = predicate()
        while not result:
            left = None if end is None else end - time.monotonic()
            if left is not None and left <= 0:
                break
            self.wait(left)
            result = predicate()
        return result

    def notify(self, n=1):
        waiters, self._waiters = self._waiters[:n], self._waiters[n:]
        for gate in waiters:
            gate.release()

    def notify_all(self):
        self.notify(len(self._waiters))


class Event:
    def __init__(self):
        self._condition = Condition(Lock())
        self._flag = False

    def is_set(self):
        return self._flag

    def set(self):
        with self._condition:
            self._flag = True
            self._condition.notify_all()

    def clear(self):
        with self._condition:
            self._flag = False

    def wait(self, timeout=None):
        with self._condition:
            if not self._flag:
                self._condition.wait(timeout)
            return self._flag


class Semaphore:
    def __init__(self, value=1):
        if value < 0:
            raise ValueError("semaphore initial value must be >= 0")
        self._condition = Condition(Lock())
        self._value = value

    def acquire(self, blocking=True, timeout=None):
        with self._condition:
            if not blocking and self._value == 0:
                return False
            if not self._condition.wait_for(lambda: self._value > 0, timeout):
                return False
            self._value -= 1
            return True

    def release(self, n=1):
        with self._condition:
            self._value += n
            self._condition.notify(n)

    def __enter__(self):
        return self.acquire()

    def __exit__(self, kind, value, traceback):
        self.release()


class Barrier:
    def __init__(self, parties):
        self.parties = parties
        self._condition = Condition(Lock())
        self._count = 0
        self._round = 0

    def wait(self, timeout=None):
        with self._condition:
            index, mine = self._count, self._round
            self._count += 1
            if self._count == self.parties:
                self._count = 0
                self._round += 1
                self._condition.notify_all()
            elif not self._condition.wait_for(lambda: self._round != mine, timeout):
                raise RuntimeError("a thread did not come to the barrier in time")
            return index
