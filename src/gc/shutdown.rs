//! The end of an interpreter: everything goes, also what was to live forever.

use std::{collections::HashSet, ptr::NonNull, rc::Rc};

use super::{
    attach::Attached,
    collect,
    finalize::{finalize_garbage, has_finalizer},
};
use crate::object::{Build, Class, Header, Kind, Value, clear, drop_payload, is_container, release, traverse};

/// Rounds of collecting: finalizers may make new garbage, but not forever.
const ROUNDS: usize = 10;

/// Calls all finalizers, once, while modules still have their variables: in CPython, where a module is part of the cycle
/// with its functions, they are called by the collector and find the same. The order is that in which its last round
/// has come to the objects from the variables of the modules, which are the `roots`.
pub(crate) fn finalize_all<B: Build>(attached: &Rc<Attached<B>>, roots: Vec<Value<B>>) {
    let wants_one = |object: &Value<B>| object.header().is_some_and(|h| !h.is_finalized()) && has_finalizer(object);
    let objects = attached.heap.all(wants_one);
    if objects.is_empty() {
        return;
    }
    let mut found = in_order_of_discovery(roots);
    found.retain(wants_one);
    found.extend(objects);
    finalize_garbage(attached, &found);
}

/// All containers that are reached from the roots, nearest first. CPython goes through lists and tuples backward.
fn in_order_of_discovery<B: Build>(roots: Vec<Value<B>>) -> Vec<Value<B>> {
    let (mut known, mut found) = (HashSet::new(), Vec::new());
    let mut next = roots;
    let mut place = 0;
    loop {
        found.extend(next.drain(..).filter(|value| {
            value.header().is_some_and(|header| is_container::<B>(header.kind)) && known.insert(value.word() & !1)
        }));
        let Some(object) = found.get(place) else { return found };
        place += 1;
        traverse(object, &mut |value| next.push(value.clone()));
        if let Some(Kind::List | Kind::Tuple) = object.kind() {
            next.reverse();
        }
    }
}

/// Frees all objects. Modules have been emptied and threads have ended; nobody holds a counted reference but objects.
///
/// If, against that, something is left, so is the memory of immortal objects, for it may refer to them.
pub(crate) fn shut_down<B: Build>(attached: &Rc<Attached<B>>) {
    collect_all(attached);
    let mut immortals = Vec::new();
    let mut taken = Vec::new();
    for _ in 0..ROUNDS {
        // Finalizers may have made more of them.
        let more = attached.heap.take_immortals();
        if more.is_empty() {
            break;
        }
        // Values by now refer to one another only. First all let go of each other, then all go.
        for &immortal in &more {
            // SAFETY: immortal objects are there; the borrowed value is not dropped.
            clear(&*unsafe { Value::borrowed(immortal) }, &mut taken);
        }
        taken.drain(..).for_each(drop);
        collect_all(attached);
        immortals.extend(more);
    }
    attached.drop_spare_threads();
    free(attached, immortals);
}

fn collect_all<B: Build>(attached: &Rc<Attached<B>>) {
    for _ in 0..ROUNDS {
        if collect::collect_silently(attached, 2) == 0 {
            break;
        }
    }
}

/// Classes go last, those with the longest ancestry first: instances look at their class when they go, and a class takes
/// itself out of the lists of those it inherits from. Memory is given back at the very end, for references to immortal
/// objects may be counted, if they are older than the immortality.
fn free<B: Build>(attached: &Rc<Attached<B>>, immortals: Vec<NonNull<Header<B>>>) {
    let ancestry = |object: &NonNull<Header<B>>| {
        // SAFETY: immortal objects are there until they are released; the borrowed value is not dropped.
        let value = unsafe { Value::<B>::borrowed(*object) };
        value.get::<Class<B>>().map(|class| class.inherits.len())
    };
    let (mut classes, others): (Vec<_>, Vec<_>) = immortals.iter().partition(|object| ancestry(object).is_some());
    classes.sort_by_key(|object| std::cmp::Reverse(ancestry(object)));
    // SAFETY: each is in the list once, and nobody looks into what is uncounted any more.
    others.into_iter().for_each(|object| unsafe { drop_payload(object) });
    collect_all(attached);
    // SAFETY: as above.
    classes.into_iter().for_each(|class| unsafe { drop_payload(class) });
    if attached.heap.tracked() == 0 {
        // SAFETY: as above; nothing is left that could count.
        immortals.into_iter().for_each(|object| unsafe { release(object) });
    }
}
