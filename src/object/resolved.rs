//! What instructions have found through a class, in places that are read without a lock.

use std::cell::UnsafeCell;

use super::{Build, Value};

/// So many things of a class are remembered; what comes later is looked up each time.
pub(super) const PLACES: usize = 32;

/// A table that grows. Without a GIL it holds only what is not counted, and nothing is ever taken out.
pub(super) struct Resolved<B: Build>([UnsafeCell<Value<B>>; PLACES]);

impl<B: Build> Default for Resolved<B> {
    fn default() -> Self {
        Self([const { UnsafeCell::new(Value::UNSET) }; PLACES])
    }
}

impl<B: Build> Resolved<B> {
    /// What is in a place.
    #[inline(always)]
    pub(super) fn get(&self, place: usize) -> Option<Value<B>> {
        let place = self.0.get(place)?.get();
        let value = if B::FREE_THREADED {
            // SAFETY: places are written by `put` only, which goes through `store_shared`.
            unsafe { Value::load_uncounted(place) }?
        } else {
            // SAFETY: this thread holds the GIL, and `clone` runs no other code.
            unsafe { (*place).clone() }
        };
        (!value.is_unset()).then_some(value)
    }

    /// Whether this very object is there.
    ///
    /// # Safety
    /// Nobody writes meanwhile.
    pub(super) unsafe fn holds(&self, place: usize, value: &Value<B>) -> bool {
        // SAFETY: the caller's.
        self.0.get(place).is_some_and(|known| unsafe { &*known.get() }.is(value))
    }

    /// Puts a value into a place; returns the old one, to be dropped by the caller.
    ///
    /// # Safety
    /// The caller is the only writer.
    pub(super) unsafe fn put(&self, place: usize, value: Value<B>) -> Value<B> {
        // SAFETY: the caller's.
        self.0.get(place).map_or(Value::UNSET, |place| unsafe { Value::store_shared(place.get(), value) })
    }
}
