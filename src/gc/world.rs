//! Stopping the world: without a GIL, what the collector reads must hold still.
//!
//! What threads must do:
//!
//! 1. *Enter* before they touch a value ([`Attached::enter`](super::Attached::enter) does it), leave when they are done.
//! 2. Look at their eval breaker at safepoints; at [`COLLECT`](crate::interp::breaker::COLLECT) they come to
//!    [`at_safepoint`](super::at_safepoint), which waits while the world is stopped.
//! 3. Wait for anything (a lock, a pipe, time) only inside [`World::allow_threads`]: who waits there counts as stopped,
//!    and comes back only when the world goes on. Inside, no value may be touched.
//!
//! With a GIL nobody else runs anyway: whoever holds it has stopped the world.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, atomic::Ordering};

use crate::interp::{ThreadState, breaker};

/// Who runs, and whether they should.
#[derive(Debug, Default)]
pub struct World {
    inner: Mutex<Inner>,
    /// Signaled when a thread stops, and when the world goes on.
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Inner {
    threads: Vec<Arc<ThreadState>>,
    running: usize,
    stopped: bool,
}

impl World {
    /// A thread comes; it waits while the world is stopped.
    pub(super) fn enter(&self, state: &Arc<ThreadState>) {
        let mut inner = self.wait_until_it_goes_on(self.lock());
        inner.threads.push(Arc::clone(state));
        inner.running += 1;
    }

    /// A thread goes.
    pub(super) fn leave(&self, state: &Arc<ThreadState>) {
        let mut inner = self.lock();
        if let Some(place) = inner.threads.iter().position(|thread| Arc::ptr_eq(thread, state)) {
            inner.threads.swap_remove(place);
        }
        inner.running -= 1;
        self.changed.notify_all();
    }

    /// Runs `blocking`, which touches no value, as a stopped thread.
    pub fn allow_threads<T>(&self, blocking: impl FnOnce() -> T) -> T {
        self.detach();
        let result = blocking();
        self.attach();
        result
    }

    /// This thread counts as stopped from here on.
    pub fn detach(&self) {
        self.lock().running -= 1;
        self.changed.notify_all();
    }

    /// It comes back, when the world goes on.
    pub fn attach(&self) {
        self.wait_until_it_goes_on(self.lock()).running += 1;
    }

    /// At a safepoint: waits if the world is stopped.
    pub(super) fn pause_if_asked(&self) {
        if self.lock().stopped {
            self.allow_threads(|| ());
        }
    }

    /// Runs `alone` while all other threads are stopped.
    pub fn stop<T>(&self, alone: impl FnOnce() -> T) -> T {
        let mut inner = self.lock();
        while inner.stopped {
            drop(inner);
            self.pause_if_asked();
            inner = self.lock();
        }
        inner.stopped = true;
        for thread in &inner.threads {
            // Relaxed: pairs with the load in `Thread::safepoint`; what the threads hand over is ordered by the mutex.
            thread.breaker.fetch_or(breaker::COLLECT, Ordering::Relaxed);
        }
        while inner.running > 1 {
            inner = self.changed.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
        drop(inner);
        let result = alone();
        self.lock().stopped = false;
        self.changed.notify_all();
        result
    }

    fn wait_until_it_goes_on<'a>(&self, mut inner: MutexGuard<'a, Inner>) -> MutexGuard<'a, Inner> {
        while inner.stopped {
            inner = self.changed.wait(inner).unwrap_or_else(PoisonError::into_inner);
        }
        inner
    }

    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
