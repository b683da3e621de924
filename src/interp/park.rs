//! How a thread that waits is woken: each has a token to be woken with.

use std::{
    sync::{
        Arc, Condvar, Mutex, PoisonError,
        atomic::{AtomicU32, Ordering},
    },
    time::Instant,
};

use super::thread::breaker;
use crate::gil::EvalBreaker;

/// What other threads see of a thread.
#[derive(Debug, Default)]
pub struct ThreadState {
    /// Number of the thread in its interpreter.
    pub id: usize,
    /// Read at back-edges, calls and resumes; not zero: look at [`Thread::handle_breaker`](super::Thread).
    pub breaker: AtomicU32,
    token: Mutex<bool>,
    given: Condvar,
}

impl ThreadState {
    pub(super) fn new(id: usize) -> Arc<Self> {
        Arc::new(Self { id, ..Self::default() })
    }

    /// Waits for the token, or until then. May come back early: the caller looks whether what it waits for is there.
    pub(crate) fn park(&self, until: Option<Instant>) {
        let mut token = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if !*token {
            token = match until {
                None => self.given.wait(token).unwrap_or_else(PoisonError::into_inner),
                Some(until) => {
                    let left = until.saturating_duration_since(Instant::now());
                    self.given.wait_timeout(token, left).unwrap_or_else(PoisonError::into_inner).0
                }
            };
        }
        *token = false;
    }

    /// Gives it the token: it comes back from [`park`](Self::park), or will do so at once when it goes there.
    pub(crate) fn unpark(&self) {
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.given.notify_one();
    }

    /// Sets bits of the eval breaker.
    pub(crate) fn request(&self, bits: u32) {
        // Relaxed: pairs with the load in `Thread::safepoint`; seen late, it costs only time.
        self.breaker.fetch_or(bits, Ordering::Relaxed);
    }

    /// Sets bits of the eval breaker, and wakes the thread if it waits for something else.
    pub(crate) fn interrupt(&self, bits: u32) {
        self.request(bits);
        self.unpark();
    }

    /// Clears bits of the eval breaker.
    pub(crate) fn clear(&self, bits: u32) {
        // Relaxed: as in `request`.
        self.breaker.fetch_and(!bits, Ordering::Relaxed);
    }

    /// Whether one of these bits is set.
    pub(crate) fn is_requested(&self, bits: u32) -> bool {
        // Relaxed: as in `request`.
        self.breaker.load(Ordering::Relaxed) & bits != 0
    }
}

impl EvalBreaker for ThreadState {
    fn request_drop(&self) {
        self.request(breaker::DROP_GIL);
    }

    fn clear_request(&self) {
        self.clear(breaker::DROP_GIL);
    }
}
