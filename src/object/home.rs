//! Where objects with biased counts are sent when another thread drops the last reference that it knows of.
//!
//! The queues are the process's: thread ids are, too, and an object never leaves its interpreter. A thread of the
//! system that runs several interpreters enters once for all of them.

use std::{
    cell::RefCell,
    ptr::NonNull,
    rc::{Rc, Weak as Unowned},
    sync::{Arc, LazyLock, Mutex, PoisonError, Weak},
};

use super::{FreeBiased, Header, alloc};
use crate::{
    interp::{ThreadState, breaker},
    refcount::{Biased, Counted, Member, MergeQueues},
};

/// An object on its way to its owner, with the reference that could not be dropped.
struct Homeward(NonNull<Header<FreeBiased>>);

// SAFETY: the object is alive, for its reference travels with it; objects of this build are made to be shared.
unsafe impl Send for Homeward {}

impl Counted for Homeward {
    fn count(&self) -> &Biased {
        // SAFETY: the object is alive: see above.
        unsafe { &self.0.as_ref().count }
    }
}

static QUEUES: LazyLock<MergeQueues<Homeward>> = LazyLock::new(MergeQueues::new);

thread_local! {
    static ENTERED: RefCell<Unowned<Entered>> = const { RefCell::new(Unowned::new()) };
}

/// The current thread of the system, as owner.
struct Entered {
    member: Member<Homeward, fn(Homeward)>,
    /// The threads of interpreters that run on it: any of them may be the one that comes to a safepoint next.
    runs: Arc<Mutex<Vec<Weak<ThreadState>>>>,
}

/// A thread of an interpreter, as owner of objects.
pub struct Home(Rc<Entered>);

impl Home {
    pub(super) fn enter(thread: &Arc<ThreadState>) -> Self {
        let entered = ENTERED.with_borrow(Unowned::upgrade).unwrap_or_else(|| {
            let entered = Rc::new(Entered::new());
            ENTERED.set(Rc::downgrade(&entered));
            entered
        });
        let mut runs = entered.runs.lock().unwrap_or_else(PoisonError::into_inner);
        runs.retain(|run| run.strong_count() > 0);
        runs.push(Arc::downgrade(thread));
        drop(runs);
        Self(entered)
    }

    pub(super) fn merge(&self) {
        self.0.member.merge_queued();
    }
}

impl Entered {
    fn new() -> Self {
        let runs: Arc<Mutex<Vec<Weak<ThreadState>>>> = Arc::default();
        let to_wake = Arc::clone(&runs);
        let wake = move || {
            let runs = to_wake.lock().unwrap_or_else(PoisonError::into_inner);
            // As `_Py_brc_queue_object`: who waits for something else is not woken, but merges when it runs again.
            runs.iter().filter_map(Weak::upgrade).for_each(|run| run.request(breaker::MERGE));
        };
        Self { member: QUEUES.enter(wake, free), runs }
    }
}

/// Hands an object to its owner, or frees it.
///
/// # Safety
/// The object is alive, and the caller gives a reference up.
pub(super) unsafe fn send(object: NonNull<Header<FreeBiased>>) {
    if let Some(object) = QUEUES.queue(Homeward(object)) {
        free(object);
    }
}

fn free(object: Homeward) {
    // SAFETY: the merge has found that the reference that came with the object was the last one.
    unsafe { alloc::deallocate(object.0) }
}
