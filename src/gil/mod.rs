//! The global interpreter lock, to the protocol of CPython's `Python/ceval_gil.c` (3.2 to 3.14).
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | take, drop, drop request, switch interval, forced switching |
//! | `thread_state` | a thread that takes turns: [`Attached`] holds the GIL, its back-edges are [`Safepoint`]s |
//! | `breaker` | how a waiter reaches a holder that has an eval breaker of its own; counters |
//! | `cell` | data that whoever holds the GIL may change |
//! | `trace` | who held it when; costs nothing while off |
//! | `sync` | the primitives it stands on, so that loom can put its own in their place |
//!
//! The GIL is a flag (`locked`) guarded by a mutex and a condition variable, not a bare mutex: a thread that waits for
//! it does not spin, and after one switch interval without a change of hands it sets the *drop request*. The holder
//! looks at the request only at safepoints; it then drops the GIL and, with *forced switching*, waits until another
//! thread has taken it.
//!
//! Before 3.2 there was neither request nor interval: the holder counted instructions ("ticks"), and after each hundred
//! it dropped the GIL and took it again at once, whoever else had woken up by then. [`Switching::Instructions`] is
//! that protocol, with safepoints for ticks.

mod breaker;
mod cell;
mod sync;
mod thread_state;
mod trace;

use std::{
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

pub use breaker::{Counters, EvalBreaker};
pub use cell::GilCell;
use sync::{AtomicBool, Condvar, Mutex, MutexGuard, Ordering};
pub use thread_state::{Attached, Free, Safepoint};
pub use trace::Hold;
use trace::Trace;

/// `DEFAULT_INTERVAL` of `ceval_gil.c`: 5 ms.
pub const DEFAULT_SWITCH_INTERVAL: Duration = Duration::from_millis(5);

/// `sys.getcheckinterval()` of Python 2.7: 100 ticks.
pub const DEFAULT_CHECK_INTERVAL: u32 = 100;

/// Number of a thread, chosen by whoever attaches it.
pub type ThreadId = usize;

/// When a holder lets go although it would rather run on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Switching {
    /// A waiter asks after so long (3.2 and later).
    Interval(Duration),
    /// After so many safepoints, whether anybody waits or not (before 3.2).
    Instructions(u32),
}

/// One GIL: at most one attached thread runs at a time.
#[derive(Debug)]
pub struct Gil {
    state: Mutex<State>,
    /// Signaled when the GIL is dropped (`gil->cond`).
    dropped: Condvar,
    /// Signaled when the GIL is taken (`gil->switch_cond`).
    taken: Condvar,
    /// The eval breaker, as far as the GIL is concerned: set by a waiter, read by the holder at every safepoint.
    drop_request: AtomicBool,
    switching: Switching,
    /// The switch interval in nanoseconds, which a program may change.
    interval: AtomicU64,
    forced_switching: bool,
}

/// What `struct _gil_runtime_state` keeps.
#[derive(Debug, Default)]
struct State {
    locked: bool,
    last_holder: Option<ThreadId>,
    /// Grows whenever the GIL goes to another thread than the last.
    switch_number: u64,
    /// Threads that wait in `take`, and those that wait in `drop_for` for somebody to take it. A signal that nobody
    /// waits for would cost a system call with the standard library's condition variable.
    waiting: usize,
    yielding: usize,
    /// The holder's eval breaker, if it has one of its own.
    holder: Option<Arc<dyn EvalBreaker>>,
    counters: Counters,
    trace: Option<Trace>,
}

impl Default for Gil {
    fn default() -> Self {
        Self::new(DEFAULT_SWITCH_INTERVAL)
    }
}

impl Gil {
    /// A free GIL with this switch interval (`sys.setswitchinterval`) and forced switching.
    #[must_use]
    pub fn new(switch_interval: Duration) -> Self {
        Self::with(Switching::Interval(switch_interval))
    }

    /// A free GIL that changes hands so.
    #[must_use]
    pub fn with(switching: Switching) -> Self {
        Self {
            state: Mutex::new(State::default()),
            dropped: Condvar::new(),
            taken: Condvar::new(),
            drop_request: AtomicBool::new(false),
            switching,
            interval: AtomicU64::new(breaker::nanoseconds(switching)),
            forced_switching: matches!(switching, Switching::Interval(_)),
        }
    }

    /// Without forced switching (`FORCE_SWITCHING` undefined): who drops the GIL may take it again at once.
    #[must_use]
    pub fn without_forced_switching(mut self) -> Self {
        self.forced_switching = false;
        self
    }

    /// With forced switching also where instructions are counted, which no Python ever had: each offer is taken if
    /// anybody waits. Nothing else interleaves threads so finely.
    #[must_use]
    pub fn with_forced_switching(mut self) -> Self {
        self.forced_switching = true;
        self
    }

    /// Records who holds it when; `clock` gives nanoseconds.
    #[must_use]
    pub fn traced(self, clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        self.lock().trace = Some(Trace::new(clock));
        self
    }

    /// The holds recorded so far; empty without a trace.
    #[must_use]
    pub fn holds(&self) -> Vec<Hold> {
        self.lock().trace.as_ref().map(Trace::holds).unwrap_or_default()
    }

    /// How often the GIL went to another thread than the last.
    #[must_use]
    pub fn switches(&self) -> u64 {
        self.lock().switch_number
    }

    /// Waits for the GIL and takes it for `thread`, which then runs until the guard is dropped.
    #[must_use]
    pub fn attach(&self, thread: ThreadId) -> Attached<'_> {
        self.take(thread, None);
        Attached::new(self, thread)
    }

    /// `take_gil`: waits while the GIL is locked, asking the holder to drop it after each interval without a switch.
    ///
    /// Whoever takes it here without an [`Attached`] drops it with [`drop_for`](Self::drop_for), on the same thread.
    pub(crate) fn take(&self, thread: ThreadId, breaker: Option<&Arc<dyn EvalBreaker>>) {
        let mut state = self.lock();
        state.counters.waits += u64::from(state.locked);
        while state.locked {
            let seen = state.switch_number;
            state.waiting += 1;
            state.counters.sleeps += 1;
            let (next, timed_out) = self.wait_for_drop(state);
            state = next;
            state.waiting -= 1;
            if timed_out && state.locked && state.switch_number == seen {
                // Relaxed, as is the holder's load: the flag says only "look". What the threads hand to one another
                // is ordered by the mutex.
                self.drop_request.store(true, Ordering::Relaxed);
                state.counters.requests += 1;
                if let Some(holder) = &state.holder {
                    holder.request_drop();
                }
            }
        }
        state.locked = true;
        state.hold_with(breaker);
        if state.last_holder != Some(thread) {
            state.last_holder = Some(thread);
            state.switch_number += 1;
        }
        if state.yielding > 0 {
            self.taken.notify_all();
        }
        // Relaxed: pairs with the load in `is_drop_requested`; a request that is lost here is made again after an
        // interval by whoever still waits.
        self.drop_request.store(false, Ordering::Relaxed);
        if let Some(trace) = &mut state.trace {
            trace.taken(thread);
        }
    }

    /// Waits until the GIL is dropped, or for one switch interval; whether the interval is over.
    fn wait_for_drop<'s>(&self, state: MutexGuard<'s, State>) -> (MutexGuard<'s, State>, bool) {
        match self.switching {
            Switching::Interval(_) => sync::wait_timeout(&self.dropped, state, self.switch_interval()),
            // Nobody may ask before 3.2: there is nothing to do at the end of an interval.
            Switching::Instructions(_) => (sync::wait(&self.dropped, state), false),
        }
    }

    /// `drop_gil`: lets another thread have it; after a drop request, waits until one does.
    pub(crate) fn drop_for(&self, thread: ThreadId) {
        let mut state = self.lock();
        state.locked = false;
        if let Some(trace) = &mut state.trace {
            trace.dropped(thread);
        }
        if state.waiting > 0 {
            self.dropped.notify_one();
        }
        let is_asked = matches!(self.switching, Switching::Instructions(_)) || self.is_drop_requested();
        if !(self.forced_switching && is_asked) {
            return;
        }
        // Without a waiter nobody would ever signal. CPython's request can only come from a waiter, and so can ours,
        // but a waiter may have taken the GIL and gone by the time the mutex is ours again.
        while state.last_holder == Some(thread) && !state.locked && state.waiting > 0 {
            // Relaxed: pairs with the load in `is_drop_requested`; the switch that was asked for is happening.
            self.drop_request.store(false, Ordering::Relaxed);
            state.yielding += 1;
            state.counters.sleeps += 1;
            state = sync::wait(&self.taken, state);
            state.yielding -= 1;
        }
    }

    /// Whether a waiter has asked the holder to let go.
    #[inline]
    fn is_drop_requested(&self) -> bool {
        // Relaxed: pairs with the stores in `take` and `drop_for`; a request seen late costs only time.
        self.drop_request.load(Ordering::Relaxed)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        sync::lock(&self.state)
    }
}

#[cfg(test)]
mod tests;
