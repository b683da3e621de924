//! Data that whoever holds the GIL may change, with no lock of its own: the way CPython's lists and counts are kept.

use std::{cell::UnsafeCell, fmt, ptr};

use super::{Attached, Gil};

/// A value guarded by one particular GIL.
pub struct GilCell<'g, T> {
    gil: &'g Gil,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached only through `with`, by a thread that holds this GIL and cannot drop it meanwhile; at
// most one thread does at a time, and the GIL's mutex orders their accesses. `T: Send` because it changes threads.
unsafe impl<T: Send> Sync for GilCell<'_, T> {}

impl<'g, T> GilCell<'g, T> {
    /// A value guarded by `gil`.
    pub fn new(gil: &'g Gil, value: T) -> Self {
        Self { gil, value: UnsafeCell::new(value) }
    }

    /// Lets `change` at the value. It cannot reach a safepoint: the attachment is borrowed for as long as it runs.
    ///
    /// # Panics
    /// If the thread is attached to another GIL.
    pub fn with<R>(&self, attached: &mut Attached<'_>, change: impl FnOnce(&mut T) -> R) -> R {
        assert!(ptr::eq(self.gil, attached.gil()), "the value is guarded by another GIL");
        // SAFETY: this thread holds the GIL (it has an `Attached` of it) and keeps it until `change` returns, for
        // `attached` is borrowed mutably. A second `Attached` of the same GIL cannot exist meanwhile.
        change(unsafe { &mut *self.value.get() })
    }

    /// The value, when nobody shares it any more.
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T> fmt::Debug for GilCell<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("GilCell").finish_non_exhaustive()
    }
}
