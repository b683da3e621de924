//! Every order in which threads can meet at the merge and at the queue.
//!
//! Each object carries a cell that every holder reads before it drops its reference, and that is written when the
//! object is freed: loom fails the test where the free is not ordered after all of them, or happens twice.
//!
//! Loom remembers one last access to an atomic and takes two loads for independent, so where a thread loads before it
//! compares and exchanges, it may skip the orders in which another thread's load comes after that. A `yield_now` where
//! such an order matters makes it look. The tests were tried on broken orderings and protocols: each was caught.

use loom::{cell::UnsafeCell, sync::Arc, thread};

use super::*;

struct Inner<C> {
    count: C,
    /// How often it was freed.
    payload: UnsafeCell<u32>,
}

struct Object<C>(Arc<Inner<C>>);

impl<C> Clone for Object<C> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

// SAFETY: loom's cell checks every access to the payload; that they are ordered is what is being tested.
unsafe impl<C: Send> Send for Object<C> {}

impl Counted for Object<Biased> {
    fn count(&self) -> &Biased {
        &self.0.count
    }
}

impl<C: RefCount> Object<C> {
    fn new() -> Self {
        Self(Arc::new(Inner { count: C::new(), payload: UnsafeCell::new(0) }))
    }

    /// What a holder does with the object.
    fn look(&self) {
        // SAFETY: the caller holds a reference; loom fails the test if the object is being freed.
        self.0.payload.with(|freed| assert_eq!(unsafe { *freed }, 0, "used after it was freed"));
    }

    fn free(self) {
        // SAFETY: the count said that nobody holds a reference; loom fails the test if it was wrong.
        self.0.payload.with_mut(|freed| unsafe { *freed += 1 });
    }

    fn freed(&self) -> u32 {
        // SAFETY: all threads have been joined.
        self.0.payload.with(|freed| unsafe { *freed })
    }
}

/// Uses and drops a reference as a program does.
fn give_up(queues: &MergeQueues<Object<Biased>>, object: Object<Biased>) {
    object.look();
    let last = match object.0.count.decref() {
        Decref::Alive => None,
        Decref::Last => Some(object),
        Decref::Queue => {
            thread::yield_now();
            queues.queue(object)
        }
    };
    last.into_iter().for_each(Object::free);
}

/// The main thread owns an object with `references`, keeps one if it `keeps`, and gives the others to a thread each.
/// With three threads, more than three switches where none had to be would take minutes.
fn explore(references: usize, keeps: bool, safepoint: bool) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = (references > 2).then_some(3);
    model.check(move || {
        let queues = MergeQueues::new();
        let member = queues.enter(|| (), Object::free);
        let it = Object::<Biased>::new();
        let given = references - usize::from(keeps);
        (1..references).for_each(|_| it.0.count.incref());
        let threads: Vec<_> = (0..given)
            .map(|_| {
                let (queues, it) = (queues.clone(), it.clone());
                thread::spawn(move || give_up(&queues, it))
            })
            .collect();
        if safepoint {
            member.merge_queued();
        }
        if keeps {
            give_up(&queues, it.clone());
        }
        drop(member);
        threads.into_iter().for_each(|t| t.join().expect("no panic"));
        assert_eq!(it.freed(), 1, "freed once");
    });
}

#[test]
fn the_owner_drops_its_reference_while_another_drops_one_of_its_own_making() {
    explore(2, true, false);
}

#[test]
fn a_safepoint_meets_a_queued_object() {
    explore(2, true, true);
}

#[test]
fn two_threads_drop_the_owners_references_while_it_ends() {
    explore(2, false, false);
}

#[test]
fn two_threads_and_the_owner() {
    explore(3, true, true);
}

/// The owner has only its own reference, the other thread one that it made: whoever is last frees.
#[test]
fn the_owner_drops_its_last_local_reference_while_another_drops_its_own() {
    loom::model(|| {
        let queues = MergeQueues::new();
        let member = queues.enter(|| (), Object::free);
        let it = Object::<Biased>::new();
        as_thread(owner::OUTSIDE, || it.0.count.incref());
        let (other, theirs) = (queues.clone(), it.clone());
        let thread = thread::spawn(move || give_up(&other, theirs));
        give_up(&queues, it.clone());
        drop(member);
        thread.join().expect("no panic");
        assert_eq!(it.freed(), 1, "freed once");
    });
}

/// One thread is about to queue the object while the owner, with a reference that a third thread made and gave to it,
/// drops its last local one and merges: what was to be queued then counts as a reference like any other. The
/// third thread is played by the owner.
#[test]
fn the_owner_merges_an_object_that_is_about_to_be_queued() {
    loom::model(|| {
        let queues = MergeQueues::new();
        let member = queues.enter(|| (), Object::free);
        let it = Object::<Biased>::new();
        it.0.count.incref();
        let (other, theirs) = (queues.clone(), it.clone());
        let queuing = thread::spawn(move || give_up(&other, theirs));
        as_thread(owner::OUTSIDE, || it.0.count.incref());
        (0..2).for_each(|_| give_up(&queues, it.clone()));
        drop(member);
        queuing.join().expect("no panic");
        assert_eq!(it.freed(), 1, "freed once");
    });
}

/// The other thread takes a reference of its own first, so that its drops go through zero and below.
#[test]
fn another_thread_counts_up_and_down_through_zero() {
    loom::model(|| {
        let queues = MergeQueues::new();
        let member = queues.enter(|| (), Object::free);
        let it = Object::<Biased>::new();
        it.0.count.incref();
        let (other, theirs) = (queues.clone(), it.clone());
        let thread = thread::spawn(move || {
            theirs.0.count.incref();
            give_up(&other, theirs.clone());
            give_up(&other, theirs);
        });
        it.look();
        it.0.count.incref();
        give_up(&queues, it.clone());
        give_up(&queues, it.clone());
        drop(member);
        thread.join().expect("no panic");
        assert_eq!(it.freed(), 1, "freed once");
    });
}

/// Whoever finds itself alone may write: it must see what the others did before they let go.
#[test]
fn a_unique_holder_may_change_the_object() {
    loom::model(|| {
        let queues = MergeQueues::<Object<Biased>>::new();
        let member = queues.enter(|| (), Object::free);
        let it = Object::<Biased>::new();
        as_thread(owner::OUTSIDE, || it.0.count.incref());
        let (other, theirs) = (queues.clone(), it.clone());
        let thread = thread::spawn(move || give_up(&other, theirs));
        thread::yield_now();
        if it.0.count.is_unique() {
            // SAFETY: nobody else holds a reference; loom fails the test if that is not so.
            it.0.payload.with_mut(|freed| unsafe { *freed = 0 });
        }
        member.merge_queued();
        if it.0.count.is_unique() {
            // SAFETY: as above.
            it.0.payload.with_mut(|freed| unsafe { *freed = 0 });
        }
        give_up(&queues, it.clone());
        drop(member);
        thread.join().expect("no panic");
        assert_eq!(it.freed(), 1, "freed once");
    });
}

/// As above, of an object that nobody owns any more: the counts are merged from the start.
#[test]
fn a_unique_holder_may_change_an_object_that_nobody_owns() {
    loom::model(|| {
        let queues = MergeQueues::<Object<Biased>>::new();
        let it = Object::<Biased>::new();
        it.0.count.incref();
        let (other, theirs) = (queues.clone(), it.clone());
        let thread = thread::spawn(move || give_up(&other, theirs));
        thread::yield_now();
        if it.0.count.is_unique() {
            // SAFETY: nobody else holds a reference; loom fails the test if that is not so.
            it.0.payload.with_mut(|freed| unsafe { *freed = 0 });
        }
        give_up(&queues, it.clone());
        thread.join().expect("no panic");
        assert_eq!(it.freed(), 1, "freed once");
    });
}

#[test]
fn an_atomic_count_frees_once_and_after_all_others() {
    loom::model(|| {
        let it = Object::<Atomic>::new();
        it.0.count.incref();
        it.0.count.incref();
        let give_up = |object: Object<Atomic>| {
            object.look();
            if object.0.count.decref() == Decref::Last {
                object.free();
            }
        };
        let threads = [it.clone(), it.clone()].map(|theirs| thread::spawn(move || give_up(theirs)));
        give_up(it.clone());
        threads.into_iter().for_each(|t| t.join().expect("no panic"));
        assert_eq!(it.freed(), 1, "freed once");
    });
}
