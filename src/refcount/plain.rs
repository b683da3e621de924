//! 1 of the family: a number in memory, as CPython's `ob_refcnt`.
//!
//! Reading, adding and writing back are three steps. Two threads that take them at once can lose a count, so this type
//! is not [`Sync`], and an object that holds one is not either. The GIL makes sharing sound from outside: a heap may
//! declare its objects `Sync` where every access to a count is made by the thread that holds the GIL, for then the
//! accesses never overlap, and the mutex inside the GIL makes each holder see what the last one wrote. That promise
//! belongs to the heap; it stands there, in the open, with its `unsafe`.

use std::cell::Cell;

use super::{Decref, IMMORTAL_COUNT, RefCount};

/// The largest count stands for "immortal", and is where a count that grows too large ends up.
const IMMORTAL: u32 = u32::MAX;

/// A count for one thread at a time.
///
/// ```compile_fail
/// fn shared_by_threads<T: Sync>() {}
/// shared_by_threads::<roommates::refcount::Plain>();
/// ```
#[derive(Debug)]
pub struct Plain(Cell<u32>);

impl Plain {
    /// As if a new count of so many references had been written over this one.
    pub(super) fn restart(&self, references: u32) {
        self.0.set(references);
    }
}

impl RefCount for Plain {
    #[inline(always)]
    fn new() -> Self {
        Self(Cell::new(1))
    }

    #[inline(always)]
    fn incref(&self) {
        let count = self.0.get();
        // A test instead of a saturating addition: the memory of an immortal object is never written.
        if count != IMMORTAL {
            self.0.set(count + 1);
        }
    }

    #[inline(always)]
    fn decref(&self) -> Decref {
        let count = self.0.get();
        if count == IMMORTAL {
            return Decref::Alive;
        }
        self.0.set(count - 1);
        if count == 1 { Decref::Last } else { Decref::Alive }
    }

    #[inline(always)]
    fn is_unique(&self) -> bool {
        self.0.get() == 1
    }

    #[inline]
    fn count(&self) -> usize {
        // An immortal count is that number already.
        const { assert!(IMMORTAL as usize == IMMORTAL_COUNT) };
        self.0.get() as usize
    }

    #[inline]
    fn immortalize(&self) {
        self.0.set(IMMORTAL);
    }

    #[inline(always)]
    fn is_immortal(&self) -> bool {
        self.0.get() == IMMORTAL
    }

    fn try_incref(&self) -> bool {
        let alive = self.0.get() != 0;
        if alive {
            self.incref();
        }
        alive
    }
}
