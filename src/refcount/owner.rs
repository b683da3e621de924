//! Who the current thread is to the objects that it creates.
//!
//! A thread owns objects from when it enters [`MergeQueues`](super::MergeQueues) until it leaves. Each such stay has
//! an id of its own that is never given out again, so an object whose owner has left cannot be taken for one of a later
//! thread. (CPython uses the address of the thread's local storage, which the next thread may get.) A thread that
//! never entered has no queue to send objects home to, so it owns none: its counts are shared from the start.

use std::{
    cell::Cell,
    num::NonZeroU32,
    sync::atomic::{AtomicU32, Ordering},
};

/// The owner of an object that has none.
pub(super) const NOBODY: u32 = 0;
/// A thread that has not entered; differs from [`NOBODY`], or it would own what nobody owns.
pub(super) const OUTSIDE: u32 = u32::MAX;

/// A thread's stay in [`MergeQueues`](super::MergeQueues).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ThreadId(NonZeroU32);

#[cfg(not(roommates_loom))]
thread_local! {
    static CURRENT: Cell<u32> = const { Cell::new(OUTSIDE) };
}
#[cfg(roommates_loom)]
loom::thread_local! {
    static CURRENT: Cell<u32> = Cell::new(OUTSIDE);
}

/// The current thread: one load, relative to the thread's own register.
#[inline(always)]
pub(super) fn current() -> u32 {
    CURRENT.with(Cell::get)
}

/// From now on the current thread is `id`.
pub(super) fn become_thread(id: u32) {
    CURRENT.with(|current| current.set(id));
}

impl ThreadId {
    /// An id that was never given out.
    ///
    /// # Panics
    /// After four billion.
    pub(super) fn next() -> Self {
        /// Not one of loom's: an id means nothing but itself, whatever the order in which threads get theirs.
        static LAST: AtomicU32 = AtomicU32::new(NOBODY);
        // Relaxed: only the number counts, and a read-modify-write gives it to one thread.
        let ids =
            LAST.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| Some(last + 1).filter(|id| *id != OUTSIDE));
        ids.ok().and_then(|last| Self::from_bits(last + 1)).expect("fewer than four billion threads have been started")
    }

    /// The id in an object's header.
    pub(super) fn from_bits(bits: u32) -> Option<Self> {
        NonZeroU32::new(bits).map(Self)
    }

    /// As it is kept in an object's header.
    pub(super) fn bits(self) -> u32 {
        self.0.get()
    }
}
