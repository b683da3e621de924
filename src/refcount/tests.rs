use super::{owner, *};

/// Steps of one thread, whatever the kind.
#[cfg(not(roommates_loom))]
mod alone {
    use super::*;

    fn follows_the_number<C: RefCount>() {
        let count = C::new();
        assert!(count.is_unique());
        (0..3).for_each(|_| count.incref());
        assert_eq!((count.count(), count.is_unique()), (4, false));
        (0..3).for_each(|_| assert_eq!(count.decref(), Decref::Alive));
        assert!(count.is_unique());
        assert_eq!(count.decref(), Decref::Last);
    }

    fn immortal_objects_are_never_freed<C: RefCount>() {
        let count = C::new();
        assert!(!count.is_immortal());
        count.immortalize();
        assert!((0..10).all(|_| count.decref() == Decref::Alive));
        count.incref();
        assert_eq!((count.count(), count.is_immortal(), count.is_unique()), (IMMORTAL_COUNT, true, false));
    }

    fn a_finalizer_may_resurrect<C: RefCount>() {
        let count = C::new();
        assert_eq!(count.decref(), Decref::Last);
        count.incref();
        count.incref();
        assert_eq!(count.decref(), Decref::Alive, "the finalizer kept one");
        assert_eq!(count.decref(), Decref::Last);
    }

    fn all<C: RefCount>() {
        follows_the_number::<C>();
        immortal_objects_are_never_freed::<C>();
        a_finalizer_may_resurrect::<C>();
    }

    #[test]
    fn every_kind_counts() {
        all::<Plain>();
        all::<Atomic>();
        all::<Torn>();
        all::<Biased>();
        let owner = ThreadId::next();
        as_thread(owner.bits(), all::<Biased>);
    }

    #[test]
    fn a_plain_count_that_grows_too_large_is_immortal() {
        let count = Plain::new();
        count.restart(u32::MAX - 1);
        count.incref();
        assert!(count.is_immortal());
        assert_eq!(count.decref(), Decref::Alive);
    }

    #[test]
    fn an_atomic_count_that_grows_too_large_is_immortal() {
        let count = Atomic::new();
        count.restart((1 << 31) - 1);
        count.incref();
        count.incref();
        assert!(count.is_immortal());
        assert_eq!((count.decref(), count.count()), (Decref::Alive, IMMORTAL_COUNT));
    }

    #[test]
    fn a_biased_count_is_as_small_as_three_words_of_32_bits() {
        assert_eq!((size_of::<Plain>(), size_of::<Atomic>(), size_of::<Biased>()), (4, 4, 12));
    }
}

/// Runs `f` as if it were another thread's turn.
fn as_thread<T>(id: u32, f: impl FnOnce() -> T) -> T {
    let before = owner::current();
    owner::become_thread(id);
    let result = f();
    owner::become_thread(before);
    result
}

/// Two threads that take turns; what they do at once is loom's part.
#[cfg(not(roommates_loom))]
mod biased {
    use super::*;
    use crate::refcount::owner::OUTSIDE;

    fn owned() -> (u32, Biased) {
        let owner = ThreadId::next().bits();
        (owner, as_thread(owner, Biased::new))
    }

    #[test]
    fn whoever_is_outside_owns_nothing() {
        assert_eq!(Biased::new().owner(), None);
        let (owner, count) = owned();
        assert_eq!(count.owner().map(ThreadId::bits), Some(owner));
    }

    #[test]
    fn the_owner_merges_when_it_drops_its_last_local_reference() {
        let (owner, count) = owned();
        count.incref(); // Somebody else's.
        assert_eq!(as_thread(owner, || count.decref()), Decref::Alive);
        assert_eq!((count.owner(), count.count(), count.is_unique()), (None, 1, true));
        assert_eq!(count.decref(), Decref::Last);
    }

    #[test]
    fn a_reference_that_another_thread_cannot_drop_is_queued_once() {
        let (owner, count) = owned();
        as_thread(owner, || (0..3).for_each(|_| count.incref()));
        assert_eq!(count.decref(), Decref::Queue);
        assert_eq!(count.decref(), Decref::Alive, "below zero, but queued already");
        assert_eq!(count.count(), 3, "two of the owner's, and the queue's");
        assert_eq!(as_thread(owner, || count.merge()), Decref::Alive);
        assert_eq!((count.owner(), count.count()), (None, 2));
        assert_eq!(as_thread(owner, || count.decref()), Decref::Alive);
        assert_eq!(count.decref(), Decref::Last);
    }

    #[test]
    fn the_queue_may_hold_the_last_reference() {
        let (owner, count) = owned();
        assert_eq!(count.decref(), Decref::Queue);
        assert_eq!(as_thread(owner, || count.merge()), Decref::Last);
    }

    #[test]
    fn an_object_may_be_merged_on_its_way_to_the_queue() {
        let (owner, count) = owned();
        as_thread(owner, || count.incref());
        assert_eq!(count.decref(), Decref::Queue);
        count.incref(); // Which is then given to the owner, who drops it with its own.
        assert_eq!(as_thread(owner, || (count.decref(), count.decref())), (Decref::Alive, Decref::Alive));
        assert_eq!((count.owner(), count.count()), (None, 1), "the queue's reference is left");
        assert_eq!(as_thread(owner, || count.merge()), Decref::Last);
    }

    #[test]
    fn immortal_for_others_too_whoever_made_it_so() {
        for by_owner in [true, false] {
            let (owner, count) = owned();
            let who = if by_owner { owner } else { OUTSIDE };
            as_thread(who, || count.immortalize());
            for who in [owner, OUTSIDE, owner] {
                assert!(as_thread(who, || count.is_immortal()));
                assert_eq!(as_thread(who, || count.decref()), Decref::Alive);
            }
            assert_eq!(count.count(), IMMORTAL_COUNT);
        }
    }

    #[test]
    fn a_queued_object_may_become_immortal() {
        let (owner, count) = owned();
        assert_eq!(count.decref(), Decref::Queue);
        as_thread(owner, || count.immortalize());
        assert_eq!(as_thread(owner, || count.merge()), Decref::Alive);
        assert!(count.is_immortal());
    }

    #[test]
    fn counts_that_leave_their_range_stick() {
        let (owner, count) = owned();
        as_thread(owner, || count.restart(u32::MAX - 1));
        assert_eq!(count.decref(), Decref::Queue);
        assert_eq!(as_thread(owner, || count.merge()), Decref::Alive);
        assert!(count.is_immortal(), "four billion references are too many for the shared count");
        let (owner, count) = owned();
        as_thread(owner, || count.restart(u32::MAX - 1));
        as_thread(owner, || count.incref());
        assert!(count.is_immortal());
    }
}

/// Random steps beside a model: a number of references for each thread.
#[cfg(not(roommates_loom))]
mod beside_a_model {
    use proptest::prelude::*;

    use super::*;
    use crate::refcount::owner::OUTSIDE;

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Incref,
        Decref,
        /// Gives a reference to the next thread.
        Hand,
        /// The owner reaches a safepoint.
        Merge,
        /// The owner ends; what it held it has given to the next thread.
        End,
    }

    fn steps() -> impl Strategy<Value = Vec<(usize, Step)>> {
        let step = prop_oneof![
            6 => Just(Step::Incref), 8 => Just(Step::Decref), 4 => Just(Step::Hand),
            2 => Just(Step::Merge), 1 => Just(Step::End),
        ];
        prop::collection::vec((0..3_usize, step), 1..120)
    }

    /// Three threads, of which the first owns the object; what is on its way to the owner; whether the owner is there.
    struct World {
        count: Biased,
        threads: [u32; 3],
        held: [usize; 3],
        queued: Option<()>,
        ended: bool,
        freed: bool,
    }

    impl World {
        fn new() -> Self {
            let threads = [ThreadId::next().bits(), ThreadId::next().bits(), OUTSIDE];
            let count = as_thread(threads[0], Biased::new);
            Self { count, threads, held: [1, 0, 0], queued: None, ended: false, freed: false }
        }

        fn references(&self) -> usize {
            self.held.iter().sum::<usize>() + usize::from(self.queued.is_some())
        }

        fn obey(&mut self, decref: Decref) {
            match decref {
                Decref::Alive => (),
                Decref::Last => self.freed = true,
                Decref::Queue if self.ended => {
                    let merged = self.count.merge();
                    self.obey(merged);
                }
                Decref::Queue => assert!(self.queued.replace(()).is_none(), "an object is queued once"),
            }
        }

        fn merge_queued(&mut self) {
            if self.queued.take().is_some() {
                let merged = as_thread(self.threads[0], || self.count.merge());
                self.obey(merged);
            }
        }

        fn take(&mut self, who: usize, step: Step) {
            match step {
                Step::Merge if !self.ended => self.merge_queued(),
                Step::End if !self.ended => {
                    self.merge_queued();
                    self.held[1] += std::mem::take(&mut self.held[0]);
                    self.ended = true;
                }
                _ if self.held[who] == 0 => (),
                Step::Incref => {
                    as_thread(self.threads[who], || self.count.incref());
                    self.held[who] += 1;
                }
                Step::Decref => {
                    self.held[who] -= 1;
                    let decref = as_thread(self.threads[who], || self.count.decref());
                    self.obey(decref);
                }
                Step::Hand => {
                    self.held[who] -= 1;
                    let next = if self.ended { 1 + who % 2 } else { (who + 1) % 3 };
                    self.held[next] += 1;
                }
                Step::Merge | Step::End => (),
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: if cfg!(miri) { 10 } else { 2_000 }, ..ProptestConfig::default() })]

        #[test]
        fn a_biased_object_dies_with_its_last_reference(steps in steps()) {
            let mut world = World::new();
            for (who, step) in steps {
                if world.freed { break; }
                world.take(who, step);
                prop_assert_eq!(world.freed, world.references() == 0, "freed exactly when nobody refers to it");
                if !world.freed {
                    prop_assert_eq!(world.count.count(), world.references());
                    let holder = (0..3).find(|who| world.held[*who] > 0);
                    let unique = holder.is_some_and(|who| as_thread(world.threads[who], || world.count.is_unique()));
                    prop_assert!(!unique || world.references() == 1);
                }
            }
        }

        #[test]
        fn plain_and_atomic_counts_follow_a_number(steps in prop::collection::vec(any::<bool>(), 1..200)) {
            fn follow<C: RefCount>(steps: &[bool]) -> Result<(), TestCaseError> {
                let (count, mut model) = (C::new(), 1_usize);
                for more in steps {
                    if *more { count.incref(); model += 1; } else {
                        model -= 1;
                        prop_assert_eq!(count.decref(), if model == 0 { Decref::Last } else { Decref::Alive });
                        if model == 0 { return Ok(()); }
                    }
                    prop_assert_eq!((count.count(), count.is_unique()), (model, model == 1));
                }
                Ok(())
            }
            follow::<Plain>(&steps)?;
            follow::<Atomic>(&steps)?;
            follow::<Torn>(&steps)?;
        }
    }
}

#[cfg(not(roommates_loom))]
mod with_threads;

#[cfg(roommates_loom)]
mod with_loom;
