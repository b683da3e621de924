//! What can be swapped: a [`Build`] names the reference count and the object lock, and everything else is generic in it.

use std::{
    ptr::NonNull,
    sync::{
        Arc,
        atomic::{AtomicU8, Ordering},
    },
};

use super::{Header, home::Home};
use crate::{
    interp::ThreadState,
    refcount::{self, RefCount},
};

/// One way to build the interpreter.
pub trait Build: Sized + 'static {
    /// The count in each object's header.
    type Count: RefCount;
    /// What guards an object's changeable part.
    type Lock: Lock;
    /// Whether threads run without a GIL.
    const FREE_THREADED: bool;
    /// For messages.
    const NAME: &'static str;
    /// What a thread keeps so that objects find home to it.
    type Home: Default + 'static;

    /// The current thread begins to own objects.
    fn enter(_thread: &Arc<ThreadState>) -> Self::Home {
        Self::Home::default()
    }

    /// At a safepoint: merges the counts of objects that other threads have sent.
    fn merge(_home: &Self::Home) {}

    /// Sends an object to its owner after [`Decref::Queue`](refcount::Decref::Queue), which only biased counts say.
    ///
    /// # Safety
    /// The object is alive, and the caller gives a reference up.
    unsafe fn send_home(_object: NonNull<Header<Self>>) {}
}

/// With the GIL and plain counts: as CPython is built by default.
#[derive(Debug)]
pub struct GilPlain;
/// With the GIL and atomic counts: what they would cost.
#[derive(Debug)]
pub struct GilAtomic;
/// Without a GIL, atomic counts.
#[derive(Debug)]
pub struct FreeAtomic;
/// Without a GIL, biased counts: as CPython is built for free threading.
#[derive(Debug)]
pub struct FreeBiased;

impl Build for GilPlain {
    type Count = refcount::Plain;
    type Lock = NoLock;
    const FREE_THREADED: bool = false;
    const NAME: &'static str = "GIL, plain counts";
    type Home = ();
}

impl Build for GilAtomic {
    type Count = refcount::Atomic;
    type Lock = NoLock;
    const FREE_THREADED: bool = false;
    const NAME: &'static str = "GIL, atomic counts";
    type Home = ();
}

impl Build for FreeAtomic {
    type Count = refcount::Atomic;
    type Lock = ByteLock;
    const FREE_THREADED: bool = true;
    const NAME: &'static str = "free-threaded, atomic counts";
    type Home = ();
}

impl Build for FreeBiased {
    type Count = refcount::Biased;
    type Lock = ByteLock;
    const FREE_THREADED: bool = true;
    const NAME: &'static str = "free-threaded, biased counts";
    type Home = Option<Home>;

    fn enter(thread: &Arc<ThreadState>) -> Self::Home {
        Some(Home::enter(thread))
    }

    fn merge(home: &Self::Home) {
        home.iter().for_each(Home::merge);
    }

    /// # Safety
    /// As the trait asks.
    #[cold]
    unsafe fn send_home(object: NonNull<Header<Self>>) {
        // SAFETY: the caller's.
        unsafe { super::home::send(object) }
    }
}

/// What an object's changeable part is guarded by.
pub trait Lock: Default + 'static {
    /// Waits for it and takes it.
    fn lock(&self);
    /// Gives it back.
    fn unlock(&self);
}

/// Nothing: the GIL guards it. With debug assertions, a re-entrance is found.
#[derive(Debug, Default)]
pub struct NoLock {
    #[cfg(debug_assertions)]
    held: std::cell::Cell<bool>,
}

impl Lock for NoLock {
    #[inline(always)]
    fn lock(&self) {
        #[cfg(debug_assertions)]
        assert!(!self.held.replace(true), "an object's part was reached twice at a time");
    }
    #[inline(always)]
    fn unlock(&self) {
        #[cfg(debug_assertions)]
        self.held.set(false);
    }
}

/// One byte; held for a handful of instructions, never across a call into the interpreter.
#[derive(Debug, Default)]
pub struct ByteLock(AtomicU8);

impl Lock for ByteLock {
    #[inline(always)]
    fn lock(&self) {
        // Acquire: pairs with the release in `unlock` of the holder before.
        if self.0.compare_exchange(0, 1, Ordering::Acquire, Ordering::Relaxed).is_err() {
            self.wait();
        }
    }
    #[inline(always)]
    fn unlock(&self) {
        // Release: pairs with the acquire of the next holder.
        self.0.store(0, Ordering::Release);
    }
}

impl ByteLock {
    #[cold]
    fn wait(&self) {
        let mut turns = 0u32;
        // Acquire: pairs with the release in `unlock` of the holder before.
        while self.0.compare_exchange_weak(0, 1, Ordering::Acquire, Ordering::Relaxed).is_err() {
            turns += 1;
            if turns.is_multiple_of(64) { std::thread::yield_now() } else { std::hint::spin_loop() }
        }
    }
}
