//! Atomics and mutex: those of the standard library, or loom's where a test explores every order in which threads can
//! meet.

use std::sync::PoisonError;

#[cfg(roommates_loom)]
pub(super) use loom::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicI32, AtomicU32, fence},
};
pub(super) use std::sync::atomic::Ordering;
#[cfg(not(roommates_loom))]
pub(super) use std::sync::{
    Mutex, MutexGuard,
    atomic::{AtomicI32, AtomicU32, fence},
};

/// Locks; a holder that panicked left nothing half done, for what is locked here is changed in single steps.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
