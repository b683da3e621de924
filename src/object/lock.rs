//! Locks of `threading`.
//!
//! A thread that finds a lock taken queues up and is woken by whoever releases it; it then tries again, and may find
//! that somebody was faster, as with CPython's locks. Waiting itself is the interpreter's: see
//! `interp::blocking`.

use std::{
    collections::VecDeque,
    sync::{self, Arc, MutexGuard, PoisonError},
};

use super::{Build, Kind, Payload};
use crate::interp::ThreadState;

/// A `Lock` or an `RLock`.
pub struct Mutex {
    reentrant: bool,
    state: sync::Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Number of the thread that has it, and how often it took it.
    holder: Option<(usize, usize)>,
    waiters: VecDeque<Arc<ThreadState>>,
}

/// The lock was not held by who released it.
#[derive(Debug)]
pub struct NotHeld;

impl<B: Build> Payload<B> for Mutex {
    const KIND: Kind = Kind::Mutex;
    const CONTAINER: bool = false;
}

impl Mutex {
    /// A free lock; a reentrant one can be taken again by its holder.
    pub fn new(reentrant: bool) -> Self {
        Self { reentrant, state: sync::Mutex::default() }
    }

    /// Whether its holder can take it again.
    pub fn is_reentrant(&self) -> bool {
        self.reentrant
    }

    /// Takes it, if it is free.
    pub fn try_acquire(&self, thread: usize) -> bool {
        self.state().take(thread, self.reentrant)
    }

    /// Takes it, or queues up for the next release; or, the last time, leaves the queue.
    pub fn acquire_or_wait(&self, thread: &Arc<ThreadState>, last: bool) -> bool {
        let mut state = self.state();
        let taken = state.take(thread.id, self.reentrant);
        let place = state.waiters.iter().position(|waiter| Arc::ptr_eq(waiter, thread));
        match place {
            Some(place) if taken || last => drop(state.waiters.remove(place)),
            None if !taken && !last => state.waiters.push_back(Arc::clone(thread)),
            _ => {}
        }
        taken
    }

    /// Gives it back, and wakes who has waited longest.
    pub fn release(&self, thread: usize) -> Result<(), NotHeld> {
        let mut state = self.state();
        match &mut state.holder {
            None => return Err(NotHeld),
            Some((holder, _)) if self.reentrant && *holder != thread => return Err(NotHeld),
            Some((_, times)) if *times > 1 => *times -= 1,
            holder => *holder = None,
        }
        if state.holder.is_none()
            && let Some(waiter) = state.waiters.pop_front()
        {
            waiter.unpark();
        }
        Ok(())
    }

    /// Whether somebody has it.
    pub fn is_locked(&self) -> bool {
        self.state().holder.is_some()
    }

    /// Whether this thread has it.
    pub fn is_owned_by(&self, thread: usize) -> bool {
        self.state().holder.is_some_and(|(holder, _)| holder == thread)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // A holder that panicked left nothing half done.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn take(&mut self, thread: usize, reentrant: bool) -> bool {
        match &mut self.holder {
            None => self.holder = Some((thread, 1)),
            Some((holder, times)) if reentrant && *holder == thread => *times += 1,
            Some(_) => return false,
        }
        true
    }
}
