//! Where a thread gives the GIL up and takes it back: **where the GIL changes hands**.
//!
//! A thread is *attached* while it runs Python code or touches values. It detaches before anything that may take long,
//! and at a safepoint if a waiter has asked. Without a GIL there is nothing to give up, but the places are the same.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Instant,
};

use super::{
    Runtime, Thread,
    thread::{ThreadState, breaker},
};
use crate::{
    gc::{self, Entered},
    gil::EvalBreaker,
    object::{Build, Raise, Raised, Result},
};

impl<B: Build> Thread<B> {
    /// Begins to run on the current thread of the system: from here on values may be touched. The guard goes to
    /// [`Runtime::finish`].
    pub(super) fn begin(&mut self) -> Entered<B> {
        self.take_gil();
        self.attached().enter()
    }

    /// Waits for the GIL and takes it: `PyEval_RestoreThread`. Without one, waits if the world is stopped.
    pub(crate) fn attach(&mut self) {
        self.take_gil();
        if B::FREE_THREADED {
            self.runtime.heap.world().attach();
        }
    }

    fn take_gil(&mut self) {
        if let Some(gil) = &self.runtime.gil {
            let state: Arc<dyn EvalBreaker> = self.state.clone();
            gil.take(self.state.id, Some(&state));
        }
        if self.ticks.is_some() {
            self.state.request(breaker::TICK);
        }
    }

    /// Drops the GIL: `PyEval_SaveThread`. No value may be touched until it is attached again.
    pub(crate) fn detach(&mut self) {
        if let Some(gil) = &self.runtime.gil {
            gil.drop_for(self.state.id);
        }
        if B::FREE_THREADED {
            self.runtime.heap.world().detach();
        }
    }

    /// Runs `work` without the GIL: `Py_BEGIN_ALLOW_THREADS` … `Py_END_ALLOW_THREADS`. It may not touch values.
    pub(crate) fn blocking<T>(&mut self, work: impl FnOnce() -> T) -> T {
        self.detach();
        let result = work();
        self.attach();
        result
    }

    /// Waits, without the GIL, until `attempt` succeeds, or until then; it is tried whenever the thread is woken.
    ///
    /// `attempt` may not touch values. It is told whether it is the last time, so that it can leave a queue.
    pub(crate) fn block_until<T>(
        &mut self,
        until: Option<Instant>,
        mut attempt: impl FnMut(&Arc<ThreadState>, bool) -> Option<T>,
    ) -> Result<Option<T>, B> {
        self.detach();
        let found = loop {
            let stopped = self.state.is_requested(breaker::DEADLINE);
            let last = stopped || until.is_some_and(|until| Instant::now() >= until);
            let found = attempt(&self.state, last);
            if found.is_some() || last {
                break found;
            }
            self.state.park(until);
        };
        self.attach();
        match found {
            None if self.state.is_requested(breaker::DEADLINE) => Err(Raised(Box::new(Raise::Deadline))),
            found => Ok(found),
        }
    }

    /// Somebody wants something of this thread: `_Py_HandlePending`. The hook for GIL, merging and collector.
    #[cold]
    #[inline(never)]
    pub fn handle_breaker(&mut self) -> Result<(), B> {
        // Relaxed: as in `safepoint`; what the threads hand to one another is ordered by the locks behind the bits.
        let bits = self.state.breaker.load(Ordering::Relaxed);
        if bits & breaker::DEADLINE != 0 {
            return Err(Raised(Box::new(Raise::Deadline)));
        }
        if bits & breaker::MERGE != 0 {
            self.merge();
        }
        if bits & breaker::COLLECT != 0 {
            self.state.clear(breaker::COLLECT);
            gc::at_safepoint(self);
        }
        if bits & breaker::DROP_GIL != 0 || bits & breaker::TICK != 0 && self.is_check_due() {
            self.detach();
            self.attach();
        }
        Ok(())
    }

    /// The countdown of Python 2's eval loop (`_Py_Ticker`): the bit is always set, so that each safepoint comes here.
    fn is_check_due(&mut self) -> bool {
        let Some((left, all)) = &mut self.ticks else { return false };
        *left -= 1;
        if *left > 0 {
            return false;
        }
        *left = *all;
        true
    }

    /// Merges the counts of objects that other threads have sent home.
    pub(crate) fn merge(&mut self) {
        self.state.clear(breaker::MERGE);
        B::merge(&self.home);
    }
}

impl<B: Build> Runtime<B> {
    /// The other end of [`Thread::begin`]: no value may be touched any more.
    pub(super) fn finish(&self, entered: Entered<B>, thread: usize) {
        drop(entered);
        if let Some(gil) = &self.gil {
            gil.drop_for(thread);
        }
    }
}
