//! A collection, from the choice of the generation to the last cleared reference.

use std::{ptr::NonNull, rc::Rc, sync::atomic::Ordering, time::Instant};

use super::{
    Heap,
    attach::Attached,
    candidates::Candidates,
    finalize,
    heap::lock,
    list::{GARBAGE, OLD, UNTRACKED, YOUNG},
    report::{Collection, Snapshot, State, Step},
    weakref,
};
use crate::{
    object::{Build, Header, Kind, Tuple, Value, clear, is_container},
    refcount::RefCount as _,
};

/// `_PyGC_Collect` when the eval breaker says so: chooses the oldest generation that has passed its threshold.
pub(super) fn collect_due<B: Build>(attached: &Rc<Attached<B>>) {
    if attached.heap.is_due() {
        let generation = attached.heap.select_generation();
        collect(attached, generation);
    }
}

/// Collects a generation and all younger ones, and tells `gc.callbacks`; how many objects it found unreachable.
pub(super) fn collect<B: Build>(attached: &Rc<Attached<B>>, generation: usize) -> usize {
    unless_collecting(&attached.heap, || {
        finalize::call_observers(attached, "start", generation, 0);
        let found = run(attached, generation);
        finalize::call_observers(attached, "stop", generation, found);
        found
    })
}

/// As [`collect`], but nobody is told.
pub(super) fn collect_silently<B: Build>(attached: &Rc<Attached<B>>, generation: usize) -> usize {
    unless_collecting(&attached.heap, || run(attached, generation))
}

/// Nobody collects meanwhile: finalizers, observers and other threads that ask for it get 0. As in CPython the observers
/// are within, else the allocations of the first would set off the collection that it is told will begin.
fn unless_collecting<B: Build>(heap: &Heap<B>, work: impl FnOnce() -> usize) -> usize {
    // Acquire and release: pair with each other, in whichever thread collected before.
    if heap.collecting.swap(true, Ordering::Acquire) {
        return 0;
    }
    heap.set_limits();
    let found = work();
    // Release: pairs with the swap above.
    heap.collecting.store(false, Ordering::Release);
    heap.set_limits();
    found
}

/// One collection; how many objects it found unreachable.
fn run<B: Build>(attached: &Rc<Attached<B>>, generation: usize) -> usize {
    let heap = &attached.heap;
    let start = Instant::now();
    let mut run = Run { attached, watching: !lock(&heap.watched).is_empty(), report: Collection::default() };
    run.report.generation = if B::FREE_THREADED { 2 } else { generation };
    run.collect();
    run.report.pause = start.elapsed();
    let found = run.report.unreachable;
    heap.note(run.report);
    found
}

/// A collection while it goes on.
struct Run<'a, B: Build> {
    attached: &'a Rc<Attached<B>>,
    watching: bool,
    report: Collection,
}

impl<B: Build> Run<'_, B> {
    /// The steps in their order.
    fn collect(&mut self) {
        let heap = Rc::clone(self.attached);
        let heap = &heap.heap;
        let (garbage, callbacks) = heap.stop_the_world(|| {
            let candidates = self.deduce_unreachable();
            let garbage = self.move_survivors(candidates);
            let callbacks = weakref::handle_weakrefs(heap, &garbage);
            self.show(Step::HandleWeakrefs, None);
            (garbage, callbacks)
        });
        let anybody_called = !callbacks.is_empty();
        finalize::call_callbacks(self.attached, callbacks);
        self.report.finalized = finalize::finalize_garbage(self.attached, &garbage);
        self.show(Step::FinalizeGarbage, None);
        let garbage = match anybody_called || self.report.finalized > 0 {
            true => heap.stop_the_world(|| self.handle_resurrected(garbage)),
            // Nobody had an opportunity.
            false => garbage,
        };
        self.show(Step::HandleResurrected, None);
        self.report.unreachable = garbage.len();
        self.delete_garbage(garbage);
        self.show(Step::DeleteGarbage, None);
    }

    /// Steps 1 to 3: which objects are held only by one another.
    fn deduce_unreachable(&mut self) -> Candidates<B> {
        let objects = self.attached.heap.merge_younger(self.report.generation);
        self.report.examined = objects.len();
        let mut candidates = Candidates::update_refs(objects, 0);
        self.show(Step::UpdateRefs, Some(&candidates));
        candidates.subtract_refs();
        self.show(Step::SubtractRefs, Some(&candidates));
        candidates.move_unreachable();
        self.show(Step::MoveUnreachable, Some(&candidates));
        candidates
    }

    /// Those that are reachable grow older; the others are held from here on, so that none goes before its time.
    fn move_survivors(&mut self, candidates: Candidates<B>) -> Vec<Value<B>> {
        let mut garbage = Vec::new();
        let mut survivors = 0;
        let to = self.older();
        self.attached.heap.with_list(to, |list| {
            for (place, &object) in candidates.objects.iter().enumerate() {
                if candidates.is_unreachable(place) {
                    // SAFETY: a candidate is there.
                    garbage.push(unsafe { Value::from_header(object) });
                } else if !untrack_tuple(object) {
                    list.add(object);
                    survivors += 1;
                }
            }
        });
        for (place, object) in garbage.iter().enumerate() {
            object.header().inspect(|header| header.gc.put(GARBAGE, place));
        }
        self.attached.heap.note_survivors(self.report.generation, survivors);
        garbage
    }

    /// What finalizers have brought back to life goes on living, with all that it reaches.
    fn handle_resurrected(&mut self, garbage: Vec<Value<B>>) -> Vec<Value<B>> {
        let objects: Vec<_> = garbage.iter().filter_map(Value::object).collect();
        let mut candidates = Candidates::update_refs(objects, 1);
        candidates.subtract_refs();
        candidates.move_unreachable();
        let to = self.older();
        let (mut dead, mut alive) = (Vec::new(), Vec::new());
        for (place, value) in garbage.into_iter().enumerate() {
            if candidates.is_unreachable(place) {
                value.header().inspect(|header| header.gc.put(GARBAGE, dead.len()));
                dead.push(value);
            } else {
                match value.header().filter(|header| header.is_immortal()) {
                    Some(header) => header.gc.put(UNTRACKED, 0),
                    None => self.attached.heap.with_list(to, |list| list.add(candidates.objects[place])),
                }
                alive.push(value);
            }
        }
        self.report.resurrected = alive.len();
        dead
    }

    /// Takes the references out of the dead, one after the other; counting does the rest.
    fn delete_garbage(&mut self, garbage: Vec<Value<B>>) {
        let to = self.older();
        for object in garbage.iter().filter_map(Value::object) {
            self.attached.heap.with_list(to, |list| list.add(object));
        }
        let mut taken = Vec::new();
        for dead in garbage {
            clear(&dead, &mut taken);
            taken.drain(..).for_each(drop);
        }
    }

    /// The list to which survivors go.
    fn older(&self) -> u32 {
        if B::FREE_THREADED { OLD } else { (YOUNG + self.report.generation as u32 + 1).min(OLD) }
    }

    /// Notes what the watched objects are after a step.
    fn show(&mut self, step: Step, candidates: Option<&Candidates<B>>) {
        if !self.watching {
            return;
        }
        for (name, object) in lock(&self.attached.heap.watched).iter() {
            let snapshot = snapshot(step, name, *object, candidates);
            self.report.steps.push(snapshot);
        }
    }
}

fn snapshot<B: Build>(
    step: Step,
    name: &str,
    object: NonNull<Header<B>>,
    candidates: Option<&Candidates<B>>,
) -> Snapshot {
    // SAFETY: an object that is watched is taken off the list before it goes.
    let header = unsafe { object.as_ref() };
    let place = header.gc.place();
    let is_garbage = header.gc.list() == GARBAGE;
    let candidate = candidates.filter(|c| c.objects.get(place) == Some(&object));
    let state = match candidate {
        None if is_garbage => State::Unreachable,
        None => State::NotExamined,
        Some(c) if step == Step::MoveUnreachable && c.is_unreachable(place) => State::Unreachable,
        Some(_) if step == Step::MoveUnreachable => State::Reachable,
        Some(_) => State::Candidate,
    };
    let gc_refs = candidate.map(|c| c.gc_refs[place]);
    Snapshot { step, name: name.into(), count: header.count.count() - usize::from(is_garbage), gc_refs, state }
}

/// A tuple never changes: once it holds nothing that is tracked, it need not be looked at again.
fn untrack_tuple<B: Build>(object: NonNull<Header<B>>) -> bool {
    // SAFETY: a candidate is there; the borrowed value is not dropped.
    let value = unsafe { Value::<B>::borrowed(object) };
    let Some(tuple) = value.get::<Tuple<B>>() else { return false };
    let plain = |item: &Value<B>| match item.header() {
        Some(header) => !is_container::<B>(header.kind) || header.kind == Kind::Tuple && !header.gc.is_tracked(),
        None => true,
    };
    let all = tuple.items.iter().all(plain);
    if all {
        value.header().inspect(|header| header.gc.put(UNTRACKED, 0));
    }
    all
}

impl<B: Build> Heap<B> {
    /// `gc_select_generation`: the oldest that has passed its threshold. A full collection looks at everything that ever
    /// survived, so it also waits until the pending are a quarter of that: else a growing heap takes quadratic time.
    fn select_generation(&self) -> usize {
        let policy = lock(&self.policy);
        let [_, middle, old] = policy.settings.thresholds;
        let few_pending = policy.long_lived_pending < policy.long_lived_total / 4;
        if policy.older[1] > old && !(policy.settings.quarter_rule && few_pending) {
            return 2;
        }
        usize::from(policy.older[0] > middle)
    }

    /// Takes the objects of a generation and all younger ones from their lists, and notes that it is collected.
    fn merge_younger(&self, generation: usize) -> Vec<NonNull<Header<B>>> {
        let mut objects = Vec::new();
        let mut take = |number| {
            let more = self.with_list(number, |list| std::mem::take(&mut list.objects));
            if objects.is_empty() { objects = more } else { objects.extend(more) }
        };
        self.young_lists().for_each(&mut take);
        (1..=generation as u32).for_each(|older| take(YOUNG + older));
        self.forget_counts();
        let mut policy = lock(&self.policy);
        policy.older.iter_mut().take(generation).for_each(|count| *count = 0);
        if let Some(count) = policy.older.get_mut(generation) {
            *count += 1;
        }
        objects
    }

    fn note_survivors(&self, generation: usize, survivors: usize) {
        let mut policy = lock(&self.policy);
        match generation {
            2 => (policy.long_lived_pending, policy.long_lived_total) = (0, survivors),
            1 => policy.long_lived_pending += survivors,
            _ => {}
        }
    }

    fn note(&self, run: Collection) {
        let mut policy = lock(&self.policy);
        let totals = &mut policy.totals;
        totals.collections[run.generation] += 1;
        totals.collected[run.generation] += run.unreachable as u64;
        totals.pause += run.pause;
        totals.longest_pause = totals.longest_pause.max(run.pause);
        if policy.settings.record || !run.steps.is_empty() {
            policy.collections.push(run);
        }
    }
}
