//! The global interpreter lock, to the protocol of CPython's `Python/ceval_gil.c` (3.2 to 3.14).
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | take, drop, drop request, switch interval, forced switching |
//! | `thread_state` | a thread that takes turns: [`Attached`] holds the GIL, its back-edges are [`Safepoint`]s |
//! | `cell` | data that whoever holds the GIL may change |
//! | `trace` | who held it when; costs nothing while off |
//! | `sync` | the primitives it stands on, so that loom can put its own in their place |
//!
//! The GIL is a flag (`locked`) guarded by a mutex and a condition variable, not a bare mutex: a thread that waits for
//! it does not spin, and after one switch interval without a change of hands it sets the *drop request*. The holder
//! looks at the request only at safepoints; it then drops the GIL and, with *forced switching*, waits until another
//! thread has taken it.

mod cell;
mod sync;
mod thread_state;
mod trace;

use std::time::Duration;

pub use cell::GilCell;
use sync::{AtomicBool, Condvar, Mutex, MutexGuard, Ordering};
pub use thread_state::{Attached, Free, Safepoint};
pub use trace::Hold;
use trace::Trace;

/// `DEFAULT_INTERVAL` of `ceval_gil.c`: 5 ms.
pub const DEFAULT_SWITCH_INTERVAL: Duration = Duration::from_millis(5);

/// Number of a thread, chosen by whoever attaches it.
pub type ThreadId = usize;

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
    switch_interval: Duration,
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
        Self {
            state: Mutex::new(State::default()),
            dropped: Condvar::new(),
            taken: Condvar::new(),
            drop_request: AtomicBool::new(false),
            switch_interval,
            forced_switching: true,
        }
    }

    /// Without forced switching (`FORCE_SWITCHING` undefined): who drops the GIL may take it again at once.
    #[must_use]
    pub fn without_forced_switching(mut self) -> Self {
        self.forced_switching = false;
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
        self.take(thread);
        Attached::new(self, thread)
    }

    /// `take_gil`: waits while the GIL is locked, asking the holder to drop it after each interval without a switch.
    fn take(&self, thread: ThreadId) {
        let mut state = self.lock();
        while state.locked {
            let seen = state.switch_number;
            state.waiting += 1;
            let (next, timed_out) = sync::wait_timeout(&self.dropped, state, self.switch_interval);
            state = next;
            state.waiting -= 1;
            if timed_out && state.locked && state.switch_number == seen {
                // Relaxed, as is the holder's load: the flag says only "look". What the threads hand to one another
                // is ordered by the mutex.
                self.drop_request.store(true, Ordering::Relaxed);
            }
        }
        state.locked = true;
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

    /// `drop_gil`: lets another thread have it; after a drop request, waits until one does.
    fn drop_for(&self, thread: ThreadId) {
        let mut state = self.lock();
        state.locked = false;
        if let Some(trace) = &mut state.trace {
            trace.dropped(thread);
        }
        if state.waiting > 0 {
            self.dropped.notify_one();
        }
        if !(self.forced_switching && self.is_drop_requested()) {
            return;
        }
        // Without a waiter nobody would ever signal. CPython's request can only come from a waiter, and so can ours,
        // but a waiter may have taken the GIL and gone by the time the mutex is ours again.
        while state.last_holder == Some(thread) && !state.locked && state.waiting > 0 {
            // Relaxed: pairs with the load in `is_drop_requested`; the switch that was asked for is happening.
            self.drop_request.store(false, Ordering::Relaxed);
            state.yielding += 1;
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
