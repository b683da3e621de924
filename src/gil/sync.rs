//! Mutex, condition variable and flag: those of the standard library, or loom's where a test explores every order in
//! which threads can meet (`RUSTFLAGS="--cfg roommates_loom" cargo test --lib gil`).

use std::{sync::PoisonError, time::Duration};

#[cfg(roommates_loom)]
pub(super) use loom::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, Ordering},
};
#[cfg(not(roommates_loom))]
pub(super) use std::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, Ordering},
};

/// Locks; a holder that panicked left nothing half done, for the state is a handful of plain fields.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for a signal.
pub(super) fn wait<'a, T>(condition: &Condvar, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
    condition.wait(guard).unwrap_or_else(PoisonError::into_inner)
}

/// Waits for a signal or for `timeout`, and says whether it was the timeout.
#[cfg(not(roommates_loom))]
pub(super) fn wait_timeout<'a, T>(
    condition: &Condvar,
    guard: MutexGuard<'a, T>,
    timeout: Duration,
) -> (MutexGuard<'a, T>, bool) {
    let (guard, result) = condition.wait_timeout(guard, timeout).unwrap_or_else(PoisonError::into_inner);
    (guard, result.timed_out())
}

/// Loom knows no time: every wait is taken to have lasted an interval, so that each signal finds a request made.
#[cfg(roommates_loom)]
pub(super) fn wait_timeout<'a, T>(
    condition: &Condvar,
    guard: MutexGuard<'a, T>,
    _timeout: Duration,
) -> (MutexGuard<'a, T>, bool) {
    (wait(condition, guard), true)
}
