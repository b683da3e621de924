use super::Gil;

/// Counts without atomic instructions: two holders at a time would lose updates.
#[cfg(not(roommates_loom))]
mod with_real_threads {
    use std::{
        sync::atomic::{AtomicU64, Ordering},
        thread,
        time::Duration,
    };

    use super::*;
    use crate::gil::{GilCell, Safepoint as _, Switching};

    const THREADS: usize = 4;

    /// How many threads are inside, and the most there ever were.
    #[derive(Default)]
    struct Inside {
        now: AtomicU64,
        most: AtomicU64,
    }

    impl Inside {
        fn visit(&self) {
            // SeqCst throughout: the test must not owe its result to a clever ordering.
            let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
            self.most.fetch_max(now, Ordering::SeqCst);
            std::hint::spin_loop();
            self.now.fetch_sub(1, Ordering::SeqCst);
        }
    }

    fn spin(gil: &Gil, inside: &Inside, turns: usize) {
        thread::scope(|scope| {
            for id in 0..THREADS {
                scope.spawn(move || {
                    let attached = gil.attach(id);
                    for _ in 0..turns {
                        inside.visit();
                        attached.back_edge();
                    }
                });
            }
        });
    }

    #[test]
    fn only_one_thread_runs_at_a_time() {
        let (gil, inside) = (Gil::new(Duration::from_micros(50)), Inside::default());
        spin(&gil, &inside, 300_000);
        assert_eq!(inside.most.load(Ordering::SeqCst), 1);
        assert!(gil.switches() > THREADS as u64, "a switch interval of 50 µs made it change hands: {}", gil.switches());
    }

    #[test]
    fn without_a_waiter_it_never_changes_hands() {
        let gil = Gil::new(Duration::from_micros(1));
        let attached = gil.attach(7);
        (0..100_000).for_each(|_| attached.back_edge());
        drop(attached);
        assert_eq!(gil.switches(), 1);
    }

    #[test]
    fn before_3_2_the_holder_let_go_after_so_many_instructions_unasked() {
        let begin = std::time::Instant::now();
        let gil = Gil::with(Switching::Instructions(100)).traced(move || begin.elapsed().as_nanos() as u64);
        let attached = gil.attach(0);
        (0..1_000).for_each(|_| attached.back_edge());
        drop(attached);
        assert_eq!(gil.holds().len(), 11, "ten times after a hundred, and at the end");
        assert_eq!(gil.switches(), 1, "nobody waited, so it never changed hands");
    }

    #[test]
    fn counting_instructions_only_one_thread_runs_at_a_time_and_each_comes_to_its_end() {
        let (gil, inside) = (Gil::with(Switching::Instructions(100)), Inside::default());
        spin(&gil, &inside, 100_000);
        assert_eq!(inside.most.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn a_blocking_call_lets_another_thread_run() {
        let gil = Gil::new(Duration::from_secs(3600));
        let attached = gil.attach(0);
        let taken = attached.allow_threads(|| thread::scope(|s| s.spawn(|| drop(gil.attach(1))).join().is_ok()));
        assert!(taken, "the other thread took the GIL although the interval is an hour");
    }

    #[test]
    fn a_trace_tells_holds_that_do_not_overlap() {
        let begin = std::time::Instant::now();
        let gil = Gil::new(Duration::from_micros(100)).traced(move || begin.elapsed().as_nanos() as u64);
        spin(&gil, &Inside::default(), 100_000);
        let holds = gil.holds();
        assert!(holds.len() >= THREADS);
        assert!(holds.iter().all(|h| h.start <= h.end));
        assert!(holds.windows(2).all(|w| w[0].end <= w[1].start), "{holds:?}");
    }

    #[test]
    fn data_written_by_one_holder_is_seen_by_the_next() {
        let gil = Gil::new(Duration::from_micros(50));
        let total = GilCell::new(&gil, 0);
        thread::scope(|scope| {
            for id in 0..THREADS {
                let (gil, total) = (&gil, &total);
                scope.spawn(move || {
                    let mut attached = gil.attach(id);
                    for _ in 0..200_000 {
                        total.with(&mut attached, |n| *n += 1);
                        attached.back_edge();
                    }
                });
            }
        });
        assert_eq!(total.into_inner(), 200_000 * THREADS);
    }

    #[test]
    #[should_panic(expected = "guarded by another GIL")]
    fn a_value_is_not_reached_through_another_gil() {
        let (gil, other) = (Gil::default(), Gil::default());
        GilCell::new(&gil, ()).with(&mut other.attach(0), |()| ());
    }
}

/// Every order in which two threads can meet at the hand-over.
#[cfg(roommates_loom)]
mod with_loom {
    use loom::{sync::Arc, thread};

    use super::Gil;
    use crate::gil::{Safepoint as _, Switching};

    fn explore(gil: fn() -> Gil) {
        loom::model(move || {
            let (gil, cell) = (Arc::new(gil()), Arc::new(loom::cell::UnsafeCell::new(0)));
            let threads: Vec<_> = (0..2)
                .map(|id| {
                    let (gil, cell) = (Arc::clone(&gil), Arc::clone(&cell));
                    thread::spawn(move || {
                        let attached = gil.attach(id);
                        for _ in 0..2 {
                            // SAFETY: this thread holds the GIL; loom fails the test if another access is not ordered.
                            cell.with_mut(|n| unsafe { *n += 1 });
                            attached.back_edge();
                        }
                    })
                })
                .collect();
            threads.into_iter().for_each(|t| t.join().expect("no panic"));
            // SAFETY: all threads have been joined.
            assert_eq!(cell.with(|n| unsafe { *n }), 4);
        });
    }

    #[test]
    fn forced_switching_neither_loses_a_wake_up_nor_runs_two() {
        explore(Gil::default);
    }

    #[test]
    fn counting_instructions_neither() {
        explore(|| Gil::with(Switching::Instructions(1)));
    }

    #[test]
    fn without_forced_switching_neither() {
        explore(|| Gil::default().without_forced_switching());
    }
}
