//! A thread that takes turns.

use std::cell::Cell;

use super::{Gil, Switching, ThreadId};

/// A place in the eval loop where a thread may be made to wait: CPython checks its eval breaker on backward jumps, on
/// function entry and after some calls.
pub trait Safepoint {
    /// A backward jump.
    fn back_edge(&self);
}

/// A thread that holds the GIL; dropping it drops the GIL.
#[derive(Debug)]
pub struct Attached<'a> {
    gil: &'a Gil,
    thread: ThreadId,
    /// Safepoints left until the GIL is dropped; `u32::MAX` and never touched where a waiter has to ask.
    ticks: Cell<u32>,
    check_interval: Option<u32>,
}

impl<'a> Attached<'a> {
    pub(super) fn new(gil: &'a Gil, thread: ThreadId) -> Self {
        let check_interval = match gil.switching {
            Switching::Instructions(ticks) => Some(ticks.max(1)),
            Switching::Interval(_) => None,
        };
        Self { gil, thread, ticks: Cell::new(check_interval.unwrap_or(u32::MAX)), check_interval }
    }

    pub(super) fn gil(&self) -> &'a Gil {
        self.gil
    }

    /// Runs `blocking` without the GIL: `Py_BEGIN_ALLOW_THREADS` … `Py_END_ALLOW_THREADS`.
    pub fn allow_threads<T>(&self, blocking: impl FnOnce() -> T) -> T {
        self.gil.drop_for(self.thread);
        let result = blocking();
        self.gil.take(self.thread, None);
        result
    }

    /// The countdown of Python 2's eval loop (`_Py_Ticker`).
    #[inline]
    fn tick(&self, check_interval: u32) {
        match self.ticks.get() {
            0 | 1 => {
                self.ticks.set(check_interval);
                self.handle_drop_request();
            }
            left => self.ticks.set(left - 1),
        }
    }

    /// `_Py_HandlePending`, as far as the GIL is concerned.
    #[cold]
    fn handle_drop_request(&self) {
        self.gil.drop_for(self.thread);
        self.gil.take(self.thread, None);
    }
}

impl Safepoint for Attached<'_> {
    #[inline]
    fn back_edge(&self) {
        if let Some(check_interval) = self.check_interval {
            self.tick(check_interval);
        } else if self.gil.is_drop_requested() {
            self.handle_drop_request();
        }
    }
}

impl Drop for Attached<'_> {
    fn drop(&mut self) {
        self.gil.drop_for(self.thread);
    }
}

/// A thread of an interpreter without a GIL: it still looks at its eval breaker, and never finds a request.
#[derive(Debug, Default)]
pub struct Free {
    eval_breaker: std::sync::atomic::AtomicBool,
}

impl Safepoint for Free {
    #[inline]
    fn back_edge(&self) {
        // Relaxed: pairs with no store; the load is here because a free-threaded CPython pays for it too.
        if self.eval_breaker.load(std::sync::atomic::Ordering::Relaxed) {
            std::thread::yield_now();
        }
    }
}
