//! Who held the GIL when.

use std::fmt;

use super::ThreadId;

/// A stretch of time for which one thread held the GIL, in nanoseconds of the trace's clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hold {
    /// The holder.
    pub thread: ThreadId,
    /// When it took the GIL.
    pub start: u64,
    /// When it dropped it.
    pub end: u64,
}

/// The holds so far. Lives inside the state that the mutex guards, so that it needs no synchronization of its own.
pub(super) struct Trace {
    clock: Box<dyn Fn() -> u64 + Send + Sync>,
    holds: Vec<Hold>,
    since: Option<u64>,
}

impl Trace {
    pub(super) fn new(clock: impl Fn() -> u64 + Send + Sync + 'static) -> Self {
        Self { clock: Box::new(clock), holds: Vec::new(), since: None }
    }

    pub(super) fn taken(&mut self, _thread: ThreadId) {
        self.since = Some((self.clock)());
    }

    pub(super) fn dropped(&mut self, thread: ThreadId) {
        if let Some(start) = self.since.take() {
            self.holds.push(Hold { thread, start, end: (self.clock)() });
        }
    }

    pub(super) fn holds(&self) -> Vec<Hold> {
        self.holds.clone()
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trace").field("holds", &self.holds.len()).finish_non_exhaustive()
    }
}
