//! A thread that takes turns.

use super::{Gil, ThreadId};

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
}

impl<'a> Attached<'a> {
    pub(super) fn new(gil: &'a Gil, thread: ThreadId) -> Self {
        Self { gil, thread }
    }

    pub(super) fn gil(&self) -> &'a Gil {
        self.gil
    }

    /// Runs `blocking` without the GIL: `Py_BEGIN_ALLOW_THREADS` … `Py_END_ALLOW_THREADS`.
    pub fn allow_threads<T>(&self, blocking: impl FnOnce() -> T) -> T {
        self.gil.drop_for(self.thread);
        let result = blocking();
        self.gil.take(self.thread);
        result
    }

    /// `_Py_HandlePending`, as far as the GIL is concerned.
    #[cold]
    fn handle_drop_request(&self) {
        self.gil.drop_for(self.thread);
        self.gil.take(self.thread);
    }
}

impl Safepoint for Attached<'_> {
    #[inline]
    fn back_edge(&self) {
        if self.gil.is_drop_requested() {
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
