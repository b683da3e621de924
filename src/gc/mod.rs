//! The collector of cycles: what counting can never free.
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | what the rest of the interpreter calls |
//! | `collect` | **a collection, step by step**: `deduce_unreachable`, `move_survivors`, `handle_resurrected`, `delete_garbage`; generations and thresholds |
//! | `candidates` | trial deletion: `update_refs`, `subtract_refs`, `move_unreachable` |
//! | `weakref` | weak references: `handle_weakrefs` |
//! | `finalize` | `__del__` and callbacks: `finalize_garbage`; exceptions that are ignored |
//! | `list` | lists of tracked objects |
//! | `heap` | an interpreter's lists, thresholds and numbers |
//! | `attach` | which interpreter a thread is in; spare threads for finalizers |
//! | [`world`] | stop-the-world without a GIL, and what threads must do for it |
//! | `report` | settings, numbers, the steps for watched objects |
//! | `shutdown` | the end of an interpreter |
//!
//! Tracked are containers from the moment at which they are made, and a tuple until a collection finds nothing tracked
//! in it. Immortal objects are not tracked; whatever they hold is held from outside. Strings and numbers, ranges and
//! empty tuples cannot be part of a cycle.
//!
//! Generations and thresholds are CPython 3.13's (2,000, 10, 10; a full collection waits for a quarter of the long-lived
//! to be pending); 3.14.5 went back to them. Without a GIL there is one generation, as in 3.13t. A collection that is due
//! waits for the next safepoint, where the eval breaker sends the thread here: since 3.12 none happens in the middle of
//! an instruction.

mod attach;
mod candidates;
mod collect;
mod finalize;
mod heap;
mod list;
mod report;
mod shutdown;
mod weakref;
pub mod world;

use std::{ptr::NonNull, rc::Rc};

pub use attach::Attached;
pub(crate) use attach::Entered;
pub use heap::Heap;
use heap::lock;
pub(crate) use heap::{note_immortal, track};
pub use list::GcWord;
pub use report::{Collection, Report, Settings, Snapshot, State, Step, Totals};
pub(crate) use shutdown::{finalize_all, shut_down};
pub use weakref::WeakRef;
pub(crate) use weakref::{refer, weak_references};
pub use world::World;

use crate::{
    interp::Thread,
    object::{Build, Header, Kind, Value},
};

/// The eval breaker says [`COLLECT`](crate::interp::breaker::COLLECT): the world is to stop, or a collection is due.
pub(crate) fn at_safepoint<B: Build>(thread: &mut Thread<B>) {
    let attached = Rc::clone(thread.attached());
    if B::FREE_THREADED {
        attached.heap.world.pause_if_asked();
    }
    collect::collect_due(&attached);
}

/// `gc.collect(generation)`
pub(crate) fn collect<B: Build>(thread: &mut Thread<B>, generation: usize) -> usize {
    let attached = Rc::clone(thread.attached());
    collect::collect(&attached, generation)
}

/// The last reference to a container is gone: its finalizer runs, the collector forgets it, weak references to it are
/// cleared. Whether it may be freed now.
///
/// # Safety
/// The object is there, and nobody refers to it.
#[inline(always)]
pub(crate) unsafe fn before_death<B: Build>(object: NonNull<Header<B>>) -> bool {
    // SAFETY: the caller's. The borrowed value is not dropped.
    let (header, value) = unsafe { (object.as_ref(), Value::borrowed(object)) };
    if matches!(header.kind, Kind::Instance | Kind::Generator)
        && finalize::has_finalizer(&value)
        && !header.is_finalized()
        // SAFETY: the caller's.
        && unsafe { finalize::finalize_dying(object) }
    {
        return false;
    }
    if !heap::untrack(object) {
        // Some other interpreter may still look at it: better lost than freed.
        debug_assert!(false, "an object is freed outside of its interpreter");
        return false;
    }
    if header.is_weakly_referenced() {
        weakref::clear_weakrefs(object);
    }
    if header.is_watched() {
        forget_watched(object);
    }
    true
}

/// From here on collections tell about this object, under this name.
pub(crate) fn watch<B: Build>(name: &str, value: &Value<B>) {
    if let (Some(attached), Some(object), Some(header)) = (attach::current::<B>(), value.object(), value.header())
        && header.gc.is_tracked()
    {
        header.mark_watched();
        lock(&attached.heap.watched).push((name.into(), object));
    }
}

/// `gc.is_tracked`. Classes and modules are to a program, although here those that are immortal are held without it.
pub(crate) fn is_tracked<B: Build>(object: &Header<B>) -> bool {
    object.gc.is_tracked()
        || object.is_immortal() && matches!(object.kind, Kind::Class | Kind::Function | Kind::Instance)
}

#[cold]
fn forget_watched<B: Build>(object: NonNull<Header<B>>) {
    if let Some(attached) = attach::current::<B>() {
        lock(&attached.heap.watched).retain(|(_, watched)| *watched != object);
    }
}

/// Counts the objects that there are.
#[cfg(debug_assertions)]
pub(crate) fn count_live<B: Build>(change: i64) {
    if let Some(attached) = attach::current::<B>() {
        // Relaxed: a number that orders nothing.
        attached.heap.live.fetch_add(change, std::sync::atomic::Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests;
