//! The changeable part of an object.

use std::cell::UnsafeCell;

use super::{Build, Lock as _};

/// A part of an object that threads may change: guarded by the GIL, or without one by a lock of a byte.
///
/// Nothing inside [`with`](Self::with) may call into the interpreter or drop a `Value`, for a finalizer could come back
/// here: swap old values out and return them.
pub struct Guarded<B: Build, T> {
    lock: B::Lock,
    inner: UnsafeCell<T>,
}

impl<B: Build, T> Guarded<B, T> {
    /// A guarded `inner`.
    #[inline(always)]
    pub fn new(inner: T) -> Self {
        Self { lock: B::Lock::default(), inner: UnsafeCell::new(inner) }
    }

    /// Lets `look` at it, and at nothing else meanwhile.
    #[inline(always)]
    pub fn with<R>(&self, look: impl FnOnce(&mut T) -> R) -> R {
        self.lock.lock();
        // SAFETY: the lock is held, or this thread holds the GIL and cannot drop it inside `look`, which does not call
        // into the interpreter; so nobody else has a reference to `inner`.
        let result = look(unsafe { &mut *self.inner.get() });
        self.lock.unlock();
        result
    }

    /// The part, when nobody shares it.
    #[inline(always)]
    pub fn get_mut(&mut self) -> &mut T {
        self.inner.get_mut()
    }
}
