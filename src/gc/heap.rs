//! The collector's memory between its runs: lists of tracked objects, thresholds, weak references, numbers.

use std::{
    collections::HashMap,
    io::Write,
    ptr::NonNull,
    sync::{
        Mutex, MutexGuard, OnceLock, PoisonError,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
};

use super::{
    attach::{Attached, current},
    list::{FIRST_OF_THREADS, LISTS_OF_THREADS, List, OLD, UNTRACKED, YOUNG},
    report::{Collection, Report, Settings, Totals},
    world::World,
};
use crate::{
    interp::breaker,
    object::{Build, Guarded, Header, Value},
};

/// Without a GIL: allocations that a thread counts by itself before it adds them to the sum of all.
const COUNTED_BY_THREAD: i32 = 512;

/// A list on cache lines of its own: without a GIL each thread has one.
#[repr(align(128))]
struct Apart<B: Build>(Guarded<B, List<B>>);

/// What threshold and generations say at the moment.
pub(super) struct Policy {
    pub settings: Settings,
    /// Collections of the generation below, since the last of generation 1 and 2.
    pub older: [u32; 2],
    /// Objects that came into the oldest generation since its last collection.
    pub long_lived_pending: usize,
    /// Objects that survived the last full collection.
    pub long_lived_total: usize,
    pub totals: Totals,
    pub collections: Vec<Collection>,
}

/// Who refers weakly to an object, oldest first.
type Weak<B> = HashMap<NonNull<Header<B>>, Vec<NonNull<Header<B>>>>;

/// An object that is watched, under a name.
pub(super) type Watched<B> = (String, NonNull<Header<B>>);

/// The heap of an interpreter.
pub struct Heap<B: Build> {
    lists: Box<[Apart<B>]>,
    /// Without a GIL: what threads have counted so far.
    young: AtomicI64,
    pub(super) policy: Mutex<Policy>,
    pub(super) collecting: AtomicBool,
    pub(super) world: World,
    /// Who refers weakly to an object, oldest first.
    pub(super) weak: Mutex<Weak<B>>,
    pub(super) watched: Mutex<Vec<Watched<B>>>,
    immortals: Mutex<Vec<NonNull<Header<B>>>>,
    /// `gc.callbacks`
    pub(super) callbacks: OnceLock<Value<B>>,
    errors: Mutex<Box<dyn Write + Send>>,
    /// Objects that there are: only with debug assertions.
    #[cfg(debug_assertions)]
    pub(super) live: AtomicI64,
}

pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<B: Build> Heap<B> {
    /// A heap without objects; `errors` is where ignored exceptions are reported.
    pub(crate) fn new(settings: Settings, errors: Box<dyn Write + Send>) -> Self {
        let last = if B::FREE_THREADED { FIRST_OF_THREADS + LISTS_OF_THREADS - 1 } else { OLD };
        let heap = Self {
            lists: (YOUNG..=last).map(|number| Apart(Guarded::new(List::new(number)))).collect(),
            young: AtomicI64::new(0),
            policy: Mutex::new(Policy {
                settings,
                older: [0; 2],
                long_lived_pending: 0,
                long_lived_total: 0,
                totals: Totals::default(),
                collections: Vec::new(),
            }),
            collecting: AtomicBool::new(false),
            world: World::default(),
            weak: Mutex::default(),
            watched: Mutex::default(),
            immortals: Mutex::default(),
            callbacks: OnceLock::new(),
            errors: Mutex::new(errors),
            #[cfg(debug_assertions)]
            live: AtomicI64::new(0),
        };
        heap.set_limits();
        heap
    }

    #[inline(always)]
    fn list(&self, number: u32) -> &Guarded<B, List<B>> {
        &self.lists[(number - YOUNG) as usize].0
    }

    /// Lets `look` at a list.
    pub(super) fn with_list<T>(&self, number: u32, look: impl FnOnce(&mut List<B>) -> T) -> T {
        self.list(number).with(look)
    }

    /// The lists into which new objects go.
    pub(super) fn young_lists(&self) -> std::ops::RangeInclusive<u32> {
        if B::FREE_THREADED { FIRST_OF_THREADS..=self.lists.len() as u32 } else { YOUNG..=YOUNG }
    }

    /// Tells the lists of new objects when to report.
    pub(super) fn set_limits(&self) {
        let settings = lock(&self.policy).settings;
        // Relaxed: the collector itself calls this when it begins and ends.
        let asleep = !settings.enabled || settings.thresholds[0] == 0 || self.collecting.load(Ordering::Relaxed);
        let threshold = i32::try_from(settings.thresholds[0]).unwrap_or(i32::MAX);
        let limit = match asleep {
            true => i32::MAX,
            false if B::FREE_THREADED => threshold.min(COUNTED_BY_THREAD),
            false => threshold,
        };
        self.young_lists().for_each(|number| self.with_list(number, |list| list.limit = limit));
    }

    /// A list of new objects has passed its limit.
    #[cold]
    #[inline(never)]
    fn limit_passed(&self, attached: &Attached<B>) {
        if !B::FREE_THREADED || self.is_sum_large(self.add_up(attached.young)) {
            // Relaxed: pairs with the load in `Thread::safepoint` of this very thread.
            attached.state.breaker.fetch_or(breaker::COLLECT, Ordering::Relaxed);
        }
    }

    /// Adds what a thread has counted to the sum.
    fn add_up(&self, number: u32) -> i64 {
        let counted = self.with_list(number, |list| std::mem::take(&mut list.count));
        // Relaxed, all of `young`: a number that orders nothing.
        self.young.fetch_add(i64::from(counted), Ordering::Relaxed) + i64::from(counted)
    }

    /// As `gc_should_collect` of the free-threaded build: a large heap is examined less often, for it is examined whole.
    fn is_sum_large(&self, sum: i64) -> bool {
        let policy = lock(&self.policy);
        let [threshold, ..] = policy.settings.thresholds;
        policy.settings.enabled
            && threshold > 0
            && sum > i64::from(threshold)
            && sum > policy.long_lived_total as i64 / 4
    }

    /// Whether the youngest have passed their threshold: what the eval breaker was set for.
    pub(super) fn is_due(&self) -> bool {
        // Relaxed: see `collect::collect`, which asks again.
        if self.collecting.load(Ordering::Relaxed) {
            return false;
        }
        if B::FREE_THREADED {
            return self.is_sum_large(self.young.load(Ordering::Relaxed));
        }
        self.with_list(YOUNG, |list| list.count > list.limit)
    }

    /// `gc.get_count()`
    pub(crate) fn counts(&self) -> [i64; 3] {
        let youngest: i64 = self.young_lists().map(|n| self.with_list(n, |list| i64::from(list.count))).sum();
        let older = lock(&self.policy).older;
        // Relaxed: a number to look at; it pairs with nothing.
        let sum = youngest + self.young.load(Ordering::Relaxed);
        [sum.max(0), older[0].into(), older[1].into()]
    }

    /// The youngest begin to count anew.
    pub(super) fn forget_counts(&self) {
        self.young_lists().for_each(|number| self.with_list(number, |list| list.count = 0));
        // Relaxed: pairs with the additions of other threads; one that comes too late counts for the next time.
        self.young.store(0, Ordering::Relaxed);
    }

    /// What the collector is told to do.
    pub(crate) fn settings(&self) -> Settings {
        lock(&self.policy).settings
    }

    /// Tells it something else.
    pub(crate) fn change_settings(&self, change: impl FnOnce(&mut Settings)) {
        change(&mut lock(&self.policy).settings);
        self.set_limits();
    }

    /// Tracked objects at the moment.
    pub(crate) fn tracked(&self) -> usize {
        (YOUNG..=self.lists.len() as u32).map(|number| self.with_list(number, |list| list.objects.len())).sum()
    }

    /// The tracked objects that are `wanted`, oldest generation first.
    pub(super) fn all(&self, wanted: impl Fn(&Value<B>) -> bool) -> Vec<Value<B>> {
        let mut all = Vec::new();
        for number in (YOUNG..=OLD).rev().chain(OLD + 1..=self.lists.len() as u32) {
            self.with_list(number, |list| {
                // SAFETY: objects in a list are there; the borrowed value is not dropped.
                let objects = list.objects.iter().map(|&object| unsafe { Value::borrowed(object) });
                all.extend(objects.filter(|object| wanted(object)).map(|object| Value::clone(&object)));
            });
        }
        all
    }

    #[cfg(test)]
    pub(crate) fn objects(&self) -> i64 {
        // Relaxed: the tests ask when all threads have ended; it pairs with nothing.
        #[cfg(debug_assertions)]
        return self.live.load(Ordering::Relaxed);
        #[cfg(not(debug_assertions))]
        return self.tracked() as i64;
    }

    /// What the collector tells about itself.
    pub(crate) fn report(&self) -> Report {
        let tracked = self.tracked();
        let policy = lock(&self.policy);
        Report { totals: policy.totals, collections: policy.collections.clone(), tracked }
    }

    /// Runs `alone` while no other thread of this interpreter runs.
    pub(crate) fn stop_the_world<T>(&self, alone: impl FnOnce() -> T) -> T {
        if B::FREE_THREADED { self.world.stop(alone) } else { alone() }
    }

    /// For threads that wait for something: without a GIL, the world can stop meanwhile. See [`World`].
    pub fn world(&self) -> &World {
        &self.world
    }

    /// Reports what cannot be raised.
    pub(super) fn complain(&self, message: &str) {
        let _ = lock(&self.errors).write_all(message.as_bytes());
    }

    /// Objects that live until the interpreter ends.
    pub(super) fn take_immortals(&self) -> Vec<NonNull<Header<B>>> {
        std::mem::take(&mut *lock(&self.immortals))
    }

    /// `gc.callbacks`, empty at first.
    pub(crate) fn callbacks(&self) -> &Value<B> {
        self.callbacks.get_or_init(|| Value::new(crate::object::List::new(Vec::new())).immortal())
    }
}

/// A new container: `_PyObject_GC_TRACK`.
#[inline(always)]
pub(crate) fn track<B: Build>(object: NonNull<Header<B>>) {
    let Some(attached) = current::<B>() else { return };
    if attached.heap.list(attached.young).with(|list| list.add_new(object)) {
        attached.heap.limit_passed(attached);
    }
}

/// A container goes: `_PyObject_GC_UNTRACK`. `false` if it is in a list that cannot be found.
#[inline(always)]
pub(super) fn untrack<B: Build>(object: NonNull<Header<B>>) -> bool {
    // SAFETY: the caller's object is still there.
    let number = unsafe { object.as_ref() }.gc.list();
    if number == UNTRACKED {
        return true;
    }
    let Some(attached) = current::<B>() else { return false };
    if !attached.heap.list(number).with(|list| list.remove(object)) {
        return false;
    }
    attached.heap.list(attached.young).with(List::count_down);
    true
}

/// An object will not be freed before the interpreter ends.
pub(crate) fn note_immortal<B: Build>(object: NonNull<Header<B>>) {
    if let Some(attached) = current::<B>() {
        // What is garbage at the moment is in nobody's list: the collector sees that it lives. SAFETY: the caller holds
        // a reference.
        if (UNTRACKED..FIRST_OF_THREADS + LISTS_OF_THREADS).contains(&unsafe { object.as_ref() }.gc.list()) {
            untrack(object);
        }
        lock(&attached.heap.immortals).push(object);
    }
}
