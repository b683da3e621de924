//! Threads that count the references of one object together, with each kind of count, on the [checked
//! heap](super::checked).
//!
//! Two questions. *Is the count right?* All threads take and drop references to one object that cannot die, for it has
//! more references than can be lost; what is wrong with the count at the end was lost. *What comes of it?* Objects are
//! made, one after the other, with a reference for each thread; the threads take and drop more, then drop their own;
//! then the object should be gone, and have been there until then.

use std::{
    sync::{
        Arc, Barrier, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use super::{
    Atomic, Biased, Counted, Decref, Member, MergeQueues, Torn,
    checked::{Checked, CheckedHeap, Faults, Handle},
    torn,
};
use crate::gil::{Attached, Gil, Safepoint as _};

/// Switch interval of the GIL: short, so that it changes hands often even in a short run.
const SWITCH_INTERVAL: Duration = Duration::from_micros(100);
/// Slots of the heap: few, so that a slot is soon used again and a late reference meets another object.
const SLOTS: u32 = 256;

/// What counts, and what keeps the threads apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Plain counts and no lock.
    Plain,
    /// Plain counts under the GIL.
    Gil,
    /// Atomic counts.
    Atomic,
    /// Biased counts.
    Biased,
}

/// How much is counted.
#[derive(Clone, Copy, Debug)]
pub struct Workload {
    /// Threads that count together.
    pub threads: usize,
    /// Pairs of incref and decref by each of them.
    pub pairs: usize,
    /// Objects over which the pairs are spread where objects may die.
    pub objects: usize,
    /// Decides where a torn update yields.
    pub seed: u64,
}

/// A count that everybody has changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FinalCount {
    /// References at the end; there should be one.
    pub count: i64,
    /// Updates that are not in it.
    pub lost: u64,
}

/// Both answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tally {
    /// Of the object that cannot die.
    pub one: FinalCount,
    /// Of those that can.
    pub many: Faults,
}

impl Kind {
    /// All, in the order of the chapter.
    pub const ALL: [Self; 4] = [Self::Plain, Self::Gil, Self::Atomic, Self::Biased];

    /// For series and messages.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Gil => "gil",
            Self::Atomic => "atomic",
            Self::Biased => "biased",
        }
    }
}

/// Asks both questions.
#[must_use]
pub fn count_together(kind: Kind, work: Workload) -> Tally {
    Tally { one: share_one(kind, work), many: share_many(kind, work) }
}

/// All threads count one object that cannot die.
#[must_use]
pub fn share_one(kind: Kind, work: Workload) -> FinalCount {
    match kind {
        Kind::Plain => Room::<Torn>::new(work).with_nothing(Question::One).final_count(),
        Kind::Gil => Room::<Torn>::new(work).with_gil(Question::One).final_count(),
        Kind::Atomic => Room::<Atomic>::new(work).with_nothing(Question::One).final_count(),
        Kind::Biased => Room::<Biased>::new(work).with_queues(Question::One).final_count(),
    }
}

/// All threads count the same objects, one after the other, until each should be gone.
#[must_use]
pub fn share_many(kind: Kind, work: Workload) -> Faults {
    match kind {
        Kind::Plain => Room::<Torn>::new(work).with_nothing(Question::Many).heap.faults(),
        Kind::Gil => Room::<Torn>::new(work).with_gil(Question::Many).heap.faults(),
        Kind::Atomic => Room::<Atomic>::new(work).with_nothing(Question::Many).heap.faults(),
        Kind::Biased => Room::<Biased>::new(work).with_queues(Question::Many).heap.faults(),
    }
}

/// What is to be answered.
#[derive(Clone, Copy)]
enum Question {
    One,
    Many,
}

/// What the threads share.
struct Room<C> {
    work: Workload,
    one: C,
    heap: CheckedHeap<C>,
    /// The object that is being shared; `None` before the first, or if the heap is full of leaks.
    object: Mutex<Option<Handle>>,
    together: Barrier,
}

/// How a thread lives in the room: what it does between two instructions, and when it waits.
trait Place {
    fn safepoint(&self);
    /// Waits; who holds the GIL must let it go.
    fn wait(&self, barrier: &Barrier);
    /// After [`Decref::Queue`]: whether it was the last reference after all.
    fn queue(&self, object: Handle) -> bool;
}

impl<C: Checked + Send + Sync> Room<C> {
    fn new(work: Workload) -> Self {
        Self {
            work,
            one: C::new(),
            heap: CheckedHeap::new(SLOTS),
            object: Mutex::new(None),
            together: Barrier::new(work.threads),
        }
    }

    /// More references than can be lost, and the one that should remain.
    fn ballast(&self) -> u32 {
        let most = self.work.threads.saturating_mul(self.work.pairs);
        u32::try_from(most).unwrap_or(u32::MAX).min(1 << 27)
    }

    /// A thread's part of the first question.
    fn pairs_on_one(&self, me: usize, place: &impl Place) {
        if me == 0 {
            self.one.restart(self.ballast() + 1);
        }
        place.wait(&self.together);
        for _ in 0..self.work.pairs {
            self.one.incref();
            // Alive: of a reference that was just taken, and with the ballast, none is the last.
            let _ = self.one.decref();
            place.safepoint();
        }
        place.wait(&self.together);
    }

    fn final_count(&self) -> FinalCount {
        let count = self.one.count() as i64 - i64::from(self.ballast());
        let made = 2 * (self.work.threads * self.work.pairs) as u64;
        let lost = self.one.updates().map_or(count.abs_diff(1), |updates| made - u64::from(updates));
        FinalCount { count, lost }
    }

    /// A thread's part of the second question. The threads take turns at creating the object.
    fn pairs_on_many(&self, me: usize, place: &impl Place) {
        for number in 0..self.work.objects {
            if number % self.work.threads == me {
                *self.object.lock().unwrap_or_else(PoisonError::into_inner) =
                    self.heap.allocate(u32::try_from(self.work.threads).unwrap_or(u32::MAX));
            }
            place.wait(&self.together);
            let object = *self.object.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(object) = object {
                self.pairs_on(object, place);
            }
            place.wait(&self.together);
        }
    }

    fn pairs_on(&self, object: Handle, place: &impl Place) {
        for _ in 0..self.work.pairs / self.work.objects.max(1) {
            self.heap.incref(object);
            self.drop_reference(object, place);
            place.safepoint();
        }
        self.drop_reference(object, place);
    }

    fn drop_reference(&self, object: Handle, place: &impl Place) {
        let is_last = match self.heap.decref(object) {
            Decref::Alive => false,
            Decref::Last => true,
            Decref::Queue => place.queue(object),
        };
        if is_last {
            self.heap.free(object);
        }
    }

    fn take_part(&self, question: Question, me: usize, place: &impl Place) {
        match question {
            Question::One => self.pairs_on_one(me, place),
            Question::Many => self.pairs_on_many(me, place),
        }
    }

    /// Runs the threads, each in a place of its own.
    fn run(&self, live: impl Fn(usize) + Sync) {
        let live = &live;
        thread::scope(|scope| {
            for me in 0..self.work.threads {
                scope.spawn(move || {
                    torn::seed_yields(self.work.seed.wrapping_add(me as u64));
                    live(me);
                });
            }
        });
    }

    fn with_nothing(self, question: Question) -> Self {
        self.run(|me| self.take_part(question, me, &Nothing));
        self
    }

    fn with_gil(self, question: Question) -> Self {
        let gil = Gil::new(SWITCH_INTERVAL);
        self.run(|me| self.take_part(question, me, &gil.attach(me)));
        self
    }
}

impl Room<Biased> {
    fn with_queues(self, question: Question) -> Self {
        {
            let queues = MergeQueues::new();
            self.run(|me| self.take_part(question, me, &Home::enter(&self.heap, queues.clone())));
        }
        self
    }
}

/// No lock and no queues.
struct Nothing;

impl Place for Nothing {
    fn safepoint(&self) {}

    fn wait(&self, barrier: &Barrier) {
        barrier.wait();
    }

    fn queue(&self, _object: Handle) -> bool {
        false // Only biased counts ask for it.
    }
}

/// Under the GIL.
impl Place for Attached<'_> {
    fn safepoint(&self) {
        self.back_edge();
    }

    fn wait(&self, barrier: &Barrier) {
        self.allow_threads(|| barrier.wait());
    }

    fn queue(&self, _object: Handle) -> bool {
        false // Only biased counts ask for it.
    }
}

/// A thread of a free-threaded interpreter: it owns objects, and others may send some home.
struct Home<'r> {
    heap: &'r CheckedHeap<Biased>,
    queues: MergeQueues<Sent<'r>>,
    member: Member<Sent<'r>, fn(Sent<'r>)>,
    eval_breaker: Arc<AtomicBool>,
}

/// An object on its way to its owner.
struct Sent<'r> {
    heap: &'r CheckedHeap<Biased>,
    object: Handle,
}

impl Counted for Sent<'_> {
    fn count(&self) -> &Biased {
        self.heap.count(self.object)
    }
}

impl<'r> Home<'r> {
    fn enter(heap: &'r CheckedHeap<Biased>, queues: MergeQueues<Sent<'r>>) -> Self {
        let eval_breaker = Arc::new(AtomicBool::new(false));
        let set = Arc::clone(&eval_breaker);
        // Relaxed: pairs with the load in `safepoint`; the flag says only "look", the queue's lock orders the rest.
        let wake = move || set.store(true, Ordering::Relaxed);
        let member = queues.enter(wake, (|sent| sent.heap.free(sent.object)) as fn(Sent<'r>));
        Self { heap, queues, member, eval_breaker }
    }
}

impl Place for Home<'_> {
    fn safepoint(&self) {
        // Relaxed, both: as in `enter`. What is sent after the flag was taken down sets it again.
        if self.eval_breaker.load(Ordering::Relaxed) {
            self.eval_breaker.store(false, Ordering::Relaxed);
            self.member.merge_queued();
        }
    }

    fn wait(&self, barrier: &Barrier) {
        barrier.wait();
    }

    fn queue(&self, object: Handle) -> bool {
        self.queues.queue(Sent { heap: self.heap, object }).is_some()
    }
}
