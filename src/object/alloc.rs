//! Where objects come from and where they go.
//!
//! A list in a list in a list … would recurse once a level when its last reference goes. Below [`DEPTH`] levels dead
//! objects are put by and dropped when the outermost is done (CPython's trashcan).

use std::{
    alloc::Layout,
    cell::{Cell, RefCell},
    ptr::NonNull,
};

use super::{Build, Header, Object, Payload, destroy, is_container};
use crate::gc;

const DEPTH: u32 = 50;

/// A dead object and how to destroy it.
type Dead = (NonNull<()>, unsafe fn(NonNull<()>));

thread_local! {
    static LEVEL: Cell<u32> = const { Cell::new(0) };
    static PUT_BY: RefCell<Vec<Dead>> = const { RefCell::new(Vec::new()) };
}

/// A new object with a count of one.
#[inline(always)]
pub(super) fn allocate<B: Build, T: Payload<B>>(payload: T) -> NonNull<Header<B>> {
    let tracked = T::CONTAINER && payload.is_tracked_when_new();
    let object = Box::new(Object { header: Header::<B>::new(T::KIND), payload });
    let object = NonNull::from(Box::leak(object)).cast();
    if tracked {
        gc::track(object);
    }
    #[cfg(debug_assertions)]
    gc::count_live::<B>(1);
    object
}

/// Drops the payload and gives the memory back.
///
/// # Safety
/// The object is alive, and nobody refers to it.
pub(super) unsafe fn free<B: Build, T: Payload<B>>(object: NonNull<Object<B, T>>) {
    const { assert!(std::mem::align_of::<Object<super::GilPlain, ()>>() >= 2, "bit 0 of an address is free") }
    #[cfg(debug_assertions)]
    gc::count_live::<B>(-1);
    // SAFETY: it was made by `allocate` from a box.
    drop(unsafe { Box::from_raw(object.as_ptr()) });
}

/// The first half of [`free`].
///
/// # Safety
/// As for [`free`]; the payload is not used again.
pub(super) unsafe fn drop_payload<B: Build, T: Payload<B>>(object: NonNull<Object<B, T>>) {
    // SAFETY: the caller's.
    unsafe { std::ptr::drop_in_place(&raw mut (*object.as_ptr()).payload) }
}

/// The other half: there is nothing to drop in a header.
///
/// # Safety
/// [`drop_payload`] was called.
pub(super) unsafe fn release<B: Build, T: Payload<B>>(object: NonNull<Object<B, T>>) {
    #[cfg(debug_assertions)]
    gc::count_live::<B>(-1);
    // SAFETY: `allocate` got it from a box.
    unsafe { std::alloc::dealloc(object.as_ptr().cast(), Layout::new::<Object<B, T>>()) }
}

/// `_Py_Dealloc`: the last reference is gone.
///
/// # Safety
/// The object is alive, and nobody refers to it.
pub(super) unsafe fn deallocate<B: Build>(header: NonNull<Header<B>>) {
    // SAFETY: the caller's.
    unsafe {
        if is_container::<B>(header.as_ref().kind) {
            if gc::before_death(header) {
                nested::<B>(header);
            }
        } else {
            destroy(header);
        }
    }
}

/// # Safety
/// As [`deallocate`].
unsafe fn nested<B: Build>(header: NonNull<Header<B>>) {
    let level = LEVEL.get();
    if level >= DEPTH {
        PUT_BY.with_borrow_mut(|dead| dead.push((header.cast(), destroy_erased::<B>)));
        return;
    }
    LEVEL.set(level + 1);
    // SAFETY: the caller's.
    unsafe { destroy(header) };
    if level == 0 {
        drop_put_by();
    }
    LEVEL.set(level);
}

fn drop_put_by() {
    while let Some((object, destroy)) = PUT_BY.with_borrow_mut(Vec::pop) {
        // SAFETY: it was put by when its last reference went, and `destroy` is of its build.
        unsafe { destroy(object) };
    }
}

/// # Safety
/// As [`deallocate`]; the object is of build `B`.
unsafe fn destroy_erased<B: Build>(object: NonNull<()>) {
    // SAFETY: the caller's.
    unsafe { destroy::<B>(object.cast()) }
}

/// Runs something in the middle of a deallocation as if there were none: what it lets go of is dropped before it
/// returns, and what was put by before waits.
pub(crate) fn apart<T>(run: impl FnOnce() -> T) -> T {
    let level = LEVEL.replace(0);
    let before = PUT_BY.take();
    let result = run();
    PUT_BY.set(before);
    LEVEL.set(level);
    result
}
