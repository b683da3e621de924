//! Real threads on the checked heap.

use std::sync::{Arc, Mutex, mpsc};

use super::*;
use crate::refcount::{
    checked::{CheckedHeap, Faults},
    together::{FinalCount, Kind, Workload, count_together},
};

/// A seed that is printed, so that a failure can be looked at again: `ROOMMATES_SEED=…`.
#[expect(clippy::print_stdout, reason = "cargo shows it beside a test that fails")]
fn seed() -> u64 {
    let given = std::env::var("ROOMMATES_SEED").ok().and_then(|text| text.parse().ok());
    let seed = given.unwrap_or_else(|| u64::from(std::process::id()));
    println!("ROOMMATES_SEED={seed}");
    seed
}

#[test]
#[cfg_attr(miri, ignore = "needs threads that are fast enough to meet")]
fn plain_counts_without_a_lock_go_wrong() {
    let work = Workload { threads: 2, pairs: 100_000, objects: 100, seed: seed() };
    let tally = count_together(Kind::Plain, work);
    assert!(tally.one.lost > 0, "{tally:?}");
    assert!(tally.many.early_frees + tally.many.leaks > 0, "{tally:?}");
}

#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn nothing_is_lost_under_the_gil_or_with_atomic_or_biased_counts() {
    let (seed, pairs) = (seed(), if cfg!(miri) { 50 } else { 20_000 });
    for kind in [Kind::Gil, Kind::Atomic, Kind::Biased] {
        for (threads, objects) in [(1, 50), (2, 2_000), (3, 50), (8, 200)] {
            let work = Workload { threads, pairs, objects: if cfg!(miri) { 5 } else { objects }, seed };
            let tally = count_together(kind, work);
            assert_eq!(tally.one, FinalCount { count: 1, lost: 0 }, "{kind:?}, {work:?}");
            assert_eq!(tally.many, Faults::default(), "{kind:?}, {work:?}");
        }
    }
}

#[test]
fn one_thread_loses_nothing_whatever_it_counts_with() {
    for kind in Kind::ALL {
        let tally = count_together(
            kind,
            Workload { threads: 1, pairs: if cfg!(miri) { 50 } else { 5_000 }, objects: 5, seed: 1 },
        );
        assert_eq!((tally.one, tally.many), (FinalCount { count: 1, lost: 0 }, Faults::default()), "{kind:?}");
    }
}

#[test]
fn the_heap_notices_each_fault() {
    let heap = CheckedHeap::<Plain>::new(2);
    let [first, second] = [heap.allocate(1), heap.allocate(1)].map(|h| h.expect("there is room"));
    assert_eq!(heap.allocate(1), None, "the heap is full");
    heap.incref(first);
    heap.free(first);
    assert_eq!(heap.faults(), Faults { early_frees: 1, ..Faults::default() });
    heap.free(first);
    heap.incref(first);
    assert_eq!(heap.decref(first), Decref::Alive);
    let faults = Faults { early_frees: 1, double_frees: 1, uses_after_free: 2, leaks: 0 };
    assert_eq!(heap.faults(), faults);
    let again = heap.allocate(1).expect("the slot is free");
    assert!(heap.is_live(again) && !heap.is_live(first), "the same slot, another object");
    assert_eq!(heap.decref(second), Decref::Last);
    assert_eq!(heap.faults(), Faults { leaks: 1, ..faults });
}

/// A count on the native heap, freed when the count says so: what the checked heap stands for.
#[derive(Clone)]
struct Object {
    count: Arc<Biased>,
    freed: Arc<Mutex<u32>>,
}

impl Counted for Object {
    fn count(&self) -> &Biased {
        &self.count
    }
}

fn object() -> Object {
    Object { count: Arc::new(Biased::new()), freed: Arc::default() }
}

fn free(object: Object) {
    *object.freed.lock().expect("nobody panics with it") += 1;
}

fn freed(object: &Object) -> u32 {
    *object.freed.lock().expect("nobody panics with it")
}

#[test]
fn an_object_goes_home_and_wakes_its_owner() {
    let queues = MergeQueues::new();
    let (wake, woken) = mpsc::channel();
    let member = queues.enter(move || wake.send(()).expect("the owner is there"), free);
    let it = object();
    assert_eq!(it.count.owner(), Some(member.thread()));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            assert_eq!(it.count.decref(), Decref::Queue);
            assert!(queues.queue(it.clone()).is_none());
        });
    });
    assert_eq!((woken.try_recv(), freed(&it)), (Ok(()), 0));
    member.merge_queued();
    assert_eq!(freed(&it), 1);
}

#[test]
fn a_thread_that_ends_merges_what_is_left() {
    let queues = MergeQueues::new();
    let member = queues.enter(|| (), free);
    let it = object();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            assert_eq!(it.count.decref(), Decref::Queue);
            assert!(queues.queue(it.clone()).is_none());
        });
    });
    drop(member);
    assert_eq!((freed(&it), queues.members()), (1, 0));
}

#[test]
fn an_object_whose_owner_has_ended_is_merged_on_the_spot() {
    let queues = MergeQueues::new();
    let it = std::thread::scope(|scope| {
        let owner = scope.spawn(|| {
            let _member = queues.enter(|| (), free);
            object()
        });
        owner.join().expect("it does not panic")
    });
    assert!(it.count.owner().is_some(), "nobody told the object");
    assert_eq!(it.count.decref(), Decref::Queue);
    assert!(queues.queue(it.clone()).is_some(), "it was the last reference");
}

#[test]
fn a_finalizer_may_send_objects_home() {
    let queues = MergeQueues::new();
    let (inner, outer) = (Arc::new(Mutex::new(None::<Object>)), Arc::new(Mutex::new(Vec::new())));
    let (to_send, log, in_free) = (Arc::clone(&inner), Arc::clone(&outer), queues.clone());
    let member = queues.enter(
        || (),
        move |object: Object| {
            log.lock().expect("no panic").push(Arc::as_ptr(&object.count) as usize);
            if let Some(next) = to_send.lock().expect("no panic").take() {
                // As another thread would: the owner is this one, so it goes into the inbox that is being emptied.
                as_thread(owner::OUTSIDE, || {
                    assert_eq!(next.count.decref(), Decref::Queue);
                    assert!(in_free.queue(next).is_none());
                });
            }
        },
    );
    let (first, second) = (object(), object());
    *inner.lock().expect("no panic") = Some(second.clone());
    as_thread(owner::OUTSIDE, || {
        assert_eq!(first.count.decref(), Decref::Queue);
        assert!(queues.queue(first.clone()).is_none());
    });
    member.merge_queued();
    assert_eq!(outer.lock().expect("no panic").len(), 2);
}

#[test]
#[should_panic(expected = "a thread enters once")]
fn a_thread_is_in_one_interpreter_at_a_time() {
    let (one, other) = (MergeQueues::<Object>::new(), MergeQueues::<Object>::new());
    let _member = one.enter(|| (), free);
    let _second = other.enter(|| (), free);
}

/// Threads that end while others still drop what they made.
#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn owners_come_and_go() {
    let seed = seed();
    let queues = MergeQueues::new();
    let (made, pile) = (Mutex::new(Vec::new()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for me in 0..6 {
            let (queues, made, pile) = (&queues, &made, &pile);
            scope.spawn(move || {
                let mut choices = Choices(seed.wrapping_add(me));
                (0..40).for_each(|_| one_stay(queues, made, pile, &mut choices));
            });
        }
    });
    // All owners have ended; nobody has taken what is still on the pile.
    pile.into_inner().expect("no panic").into_iter().for_each(|object| give_up(&queues, object));
    let made = made.into_inner().expect("no panic");
    assert_eq!((made.len(), queues.members()), (6 * 40 * 50, 0));
    assert!(made.iter().all(|object| freed(object) == 1), "each was freed once");
}

/// Enters, makes objects, throws their references on the pile, drops half of what lies there, and ends.
fn one_stay(queues: &MergeQueues<Object>, made: &Mutex<Vec<Object>>, pile: &Mutex<Vec<Object>>, choices: &mut Choices) {
    let member = queues.enter(|| (), free);
    for _ in 0..if cfg!(miri) { 2 } else { 50 } {
        let it = object();
        made.lock().expect("no panic").push(it.clone());
        let more = choices.next(4);
        (0..more).for_each(|_| it.count.incref());
        let mut pile = pile.lock().expect("no panic");
        pile.extend((0..=more).map(|_| it.clone()));
        let half = pile.len() / 2;
        let taken = pile.split_off(half);
        drop(pile);
        taken.into_iter().for_each(|object| give_up(queues, object));
        if choices.next(2) == 0 {
            member.merge_queued();
        }
    }
}

struct Choices(u64);

impl Choices {
    fn next(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % below
    }
}

fn give_up(queues: &MergeQueues<Object>, object: Object) {
    let last = match object.count.decref() {
        Decref::Alive => None,
        Decref::Last => Some(object),
        Decref::Queue => queues.queue(object),
    };
    last.into_iter().for_each(free);
}
