//! Room for registers and frames.

use std::{mem::MaybeUninit, ptr};

/// Room for so many values, which are reached by raw pointers only: a box or a slice would claim them for itself each time
/// it is touched. Says nothing about which of them hold a value, and drops none.
pub(super) struct Room<T> {
    first: *mut T,
    length: usize,
}

impl<T> Room<T> {
    /// Memory is touched as it is needed.
    pub(super) fn new(length: usize) -> Self {
        let room: Box<[MaybeUninit<T>]> = Box::new_uninit_slice(length);
        Self { first: Box::into_raw(room).cast(), length }
    }

    /// Where the first value is, or will be.
    pub(super) fn first(&self) -> *mut T {
        self.first
    }

    /// For so many values there is room.
    pub(super) fn length(&self) -> usize {
        self.length
    }
}

impl<T> Drop for Room<T> {
    fn drop(&mut self) {
        let room = ptr::slice_from_raw_parts_mut(self.first.cast::<MaybeUninit<T>>(), self.length);
        // SAFETY: it was a box of this length; nobody else gives it back.
        drop(unsafe { Box::from_raw(room) });
    }
}
