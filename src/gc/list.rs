//! Lists of tracked objects: where the collector finds them, and how they count themselves in and out.
//!
//! CPython links the objects of a generation through two words before each. Here a list is a vector, and each object
//! knows its list and its place in it: leaving a list moves its last object into the gap.

use std::{cell::Cell, ptr::NonNull};

use crate::object::{Build, Header};

/// No list: the object is not tracked.
pub(super) const UNTRACKED: u32 = 0;
/// Generation 0 with a GIL.
pub(super) const YOUNG: u32 = 1;
/// Generation 2 with a GIL; all survivors without.
pub(super) const OLD: u32 = 3;
/// Without a GIL: the first of the lists into which threads put new objects.
pub(super) const FIRST_OF_THREADS: u32 = 4;
/// How many of these there are; threads beyond share them.
pub(super) const LISTS_OF_THREADS: u32 = 16;
/// Being examined: the place is an index into the collection's table.
pub(super) const CANDIDATE: u32 = u32::MAX - 1;
/// Found unreachable: the place is an index into the garbage, which holds a reference to the object.
pub(super) const GARBAGE: u32 = u32::MAX;

/// Room for the collector in each header: in which list the object is, and where.
#[derive(Debug, Default)]
pub struct GcWord {
    list: Cell<u32>,
    place: Cell<u32>,
}

impl GcWord {
    pub(super) fn list(&self) -> u32 {
        self.list.get()
    }

    pub(super) fn place(&self) -> usize {
        self.place.get() as usize
    }

    pub(super) fn put(&self, list: u32, place: usize) {
        self.list.set(list);
        self.place.set(place as u32);
    }

    /// Whether the collector knows the object: `gc.is_tracked`.
    pub fn is_tracked(&self) -> bool {
        self.list.get() != UNTRACKED
    }
}

/// The objects of a generation, or without a GIL those of a thread.
pub(super) struct List<B: Build> {
    number: u32,
    pub objects: Vec<NonNull<Header<B>>>,
    /// Allocations less deallocations since the last collection.
    pub count: i32,
    /// A count above this one is reported; the largest number while nobody wants to know.
    pub limit: i32,
    /// The count does not fall below this.
    floor: i32,
}

impl<B: Build> List<B> {
    pub(super) fn new(number: u32) -> Self {
        // Without a GIL a thread may free what others have made: its count is only one part of a sum.
        let floor = if B::FREE_THREADED { i32::MIN } else { 0 };
        Self { number, objects: Vec::new(), count: 0, limit: i32::MAX, floor }
    }

    /// A new object; whether a limit is passed.
    #[inline(always)]
    pub(super) fn add_new(&mut self, object: NonNull<Header<B>>) -> bool {
        self.add(object);
        self.count += 1;
        self.count > self.limit
    }

    /// An object from another list.
    #[inline(always)]
    pub(super) fn add(&mut self, object: NonNull<Header<B>>) {
        // SAFETY: the caller has just made the object, or holds a reference.
        unsafe { object.as_ref() }.gc.put(self.number, self.objects.len());
        self.objects.push(object);
    }

    /// An object goes; `false` if it is not here, which is another interpreter's business.
    #[inline(always)]
    pub(super) fn remove(&mut self, object: NonNull<Header<B>>) -> bool {
        // SAFETY: the caller knows that the object is still there.
        let place = unsafe { object.as_ref() }.gc.place();
        if self.objects.get(place) != Some(&object) {
            return false;
        }
        self.objects.swap_remove(place);
        if let Some(moved) = self.objects.get(place) {
            // SAFETY: objects leave their list before they go.
            unsafe { moved.as_ref() }.gc.put(self.number, place);
        }
        // SAFETY: as above.
        unsafe { object.as_ref() }.gc.put(UNTRACKED, 0);
        true
    }

    /// A deallocation.
    #[inline(always)]
    pub(super) fn count_down(&mut self) {
        if self.count > self.floor {
            self.count -= 1;
        }
    }
}
