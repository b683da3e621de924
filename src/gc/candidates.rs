//! Trial deletion: who is held only by one another?
//!
//! Each candidate gets a number beside it, at first its count of references. From these numbers every reference that one
//! candidate holds to another is subtracted. What is left over was held from outside.

use std::ptr::NonNull;

use super::list::CANDIDATE;
use crate::{
    object::{Build, Header, Value, traverse},
    refcount::RefCount as _,
};

/// The objects of a collection, and what is left of their counts.
pub(super) struct Candidates<B: Build> {
    /// The objects; each knows its place here.
    pub objects: Vec<NonNull<Header<B>>>,
    /// `gc_refs`: a copy of each count, to be spoiled.
    pub gc_refs: Vec<u32>,
}

impl<B: Build> Candidates<B> {
    /// Step 1: each candidate gets a copy of its count, less the references that the collector itself holds.
    pub(super) fn update_refs(objects: Vec<NonNull<Header<B>>>, own: usize) -> Self {
        let count = |(place, object): (usize, &NonNull<Header<B>>)| {
            // SAFETY: a tracked object is there, and nobody else runs.
            let header = unsafe { object.as_ref() };
            header.gc.put(CANDIDATE, place);
            u32::try_from(header.count.count() - own).unwrap_or(u32::MAX)
        };
        let gc_refs = objects.iter().enumerate().map(count).collect();
        Self { objects, gc_refs }
    }

    /// Step 2: for each reference from a candidate to a candidate, one less.
    pub(super) fn subtract_refs(&mut self) {
        for object in &self.objects {
            refer(*object, &mut |other| {
                let left = &mut self.gc_refs[other];
                debug_assert!(*left > 0, "more references were found than counted");
                *left = left.saturating_sub(1);
            });
        }
    }

    /// Step 3: what can be reached from a candidate that has something left comes back, with one left as a mark. Those
    /// with nothing left are unreachable then, as far as is known.
    pub(super) fn move_unreachable(&mut self) {
        let mut reached: Vec<usize> = Vec::new();
        for at in 0..self.objects.len() {
            if self.gc_refs[at] == 0 {
                continue;
            }
            reached.push(at);
            while let Some(place) = reached.pop() {
                refer(self.objects[place], &mut |other| {
                    if self.gc_refs[other] == 0 {
                        self.gc_refs[other] = 1;
                        // Those further on will be come to.
                        if other < at {
                            reached.push(other);
                        }
                    }
                });
            }
        }
    }

    /// Whether nothing outside holds the candidate at `place`.
    pub(super) fn is_unreachable(&self, place: usize) -> bool {
        self.gc_refs[place] == 0
    }
}

/// Shows the place of each candidate to which `object` refers: `tp_traverse`.
fn refer<B: Build>(object: NonNull<Header<B>>, visit: &mut impl FnMut(usize)) {
    // SAFETY: a candidate is there. The borrowed value is not dropped.
    let object = unsafe { Value::borrowed(object) };
    traverse(&object, &mut |other: &Value<B>| {
        // What is not counted was not in any count.
        if other.is_counted()
            && let Some(header) = other.header()
            && header.gc.list() == CANDIDATE
        {
            visit(header.gc.place());
        }
    });
}
