//! 2 of the family: every step is one atomic instruction, as in [`std::sync::Arc`].

use super::{
    Decref, IMMORTAL_COUNT, RefCount,
    sync::{AtomicU32, Ordering, fence},
};

/// Counts from here on are immortal: the upper half of the range, so that the test is one of the sign.
const FIRST_IMMORTAL: u32 = 1 << 31;
/// Where an immortal count begins, in the middle of that half. The test and the step are two instructions, and threads
/// that passed the test before may still step; they would have to be a billion to get out.
const IMMORTAL: u32 = 3 << 30;

/// A count for any number of threads.
#[derive(Debug)]
pub struct Atomic(AtomicU32);

impl Atomic {
    /// As if a new count of so many references had been written over this one.
    pub(super) fn restart(&self, references: u32) {
        // Relaxed: whoever allocates has the object for itself, and hands it on by means that order this.
        self.0.store(references, Ordering::Relaxed);
    }
}

impl RefCount for Atomic {
    #[inline(always)]
    fn new() -> Self {
        Self(AtomicU32::new(1))
    }

    #[inline(always)]
    fn incref(&self) {
        // Relaxed, both: a new reference is made from one that the caller holds, and so orders nothing.
        if self.0.load(Ordering::Relaxed) < FIRST_IMMORTAL {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[inline(always)]
    fn decref(&self) -> Decref {
        // Relaxed: an object that becomes immortal meanwhile stays so, see `IMMORTAL`.
        if self.0.load(Ordering::Relaxed) >= FIRST_IMMORTAL {
            return Decref::Alive;
        }
        // Release: pairs with the fence of whoever drops the last reference, who must see what we did to the object.
        if self.0.fetch_sub(1, Ordering::Release) != 1 {
            return Decref::Alive;
        }
        // Acquire: pairs with the Release of every other decref.
        fence(Ordering::Acquire);
        Decref::Last
    }

    #[inline(always)]
    fn is_unique(&self) -> bool {
        // Acquire: pairs with the Release in `decref` of those who held the other references.
        self.0.load(Ordering::Acquire) == 1
    }

    #[inline]
    fn count(&self) -> usize {
        // Relaxed: a number to look at.
        let count = self.0.load(Ordering::Relaxed);
        if count >= FIRST_IMMORTAL { IMMORTAL_COUNT } else { count as usize }
    }

    #[inline]
    fn immortalize(&self) {
        // Relaxed: a thread that sees it late still counts for a while, which does no harm.
        self.0.store(IMMORTAL, Ordering::Relaxed);
    }

    #[inline(always)]
    fn is_immortal(&self) -> bool {
        // Relaxed: pairs with `immortalize`; late is harmless, as there.
        self.0.load(Ordering::Relaxed) >= FIRST_IMMORTAL
    }

    fn try_incref(&self) -> bool {
        let more = |count| match count {
            0 => None,
            immortal if immortal >= FIRST_IMMORTAL => Some(immortal),
            count => Some(count + 1),
        };
        // Relaxed, both: as in `incref`, but for zero, which is not left once it is reached.
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }
}
