//! Programs whose objects must all be gone in the end, on every build; the steps of a collection; stopping the world.

use std::{
    io::Write,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering::SeqCst},
    },
    time::{Duration, Instant},
};

use super::{Report, Settings, State, Step, World};
use crate::interp::{Answer, Builder, Gil, Interpreter, Refcount, ThreadState};

#[cfg(not(miri))] // Half an hour there; `the_life_of_garbage` has a bit of each.
mod programs;

#[derive(Clone, Default)]
struct Output(Arc<Mutex<Vec<u8>>>);

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

impl Output {
    fn text(&self) -> String {
        String::from_utf8(self.0.lock().expect("no panic").clone()).expect("UTF-8")
    }
}

/// Under miri, which takes minutes for each, only the two that differ most.
fn builds() -> Vec<Builder> {
    let mut builds = vec![Interpreter::builder(), Interpreter::builder().gil(Gil::Free)];
    if !cfg!(miri) {
        builds.push(Interpreter::builder().refcount(Refcount::Atomic));
    }
    builds
}

/// What the program prints and complains about until its interpreter has ended, the same on all builds.
#[track_caller]
fn prints(program: &str, expected: &str) {
    for builder in builds() {
        let output = Output::default();
        let mut interpreter = builder.stdout(output.clone()).stderr(output.clone()).build();
        let (build, result) = (interpreter.build(), interpreter.load_source("test.py", program));
        drop(interpreter);
        assert_eq!(output.text().trim_end(), expected, "{build}: {result:?}\n{program}");
    }
}

/// Small enough for miri, and with all that happens to garbage: a cycle with finalizers, one that comes back, weak
/// references with and without a callback, a generator that is closed, a thread that leaves garbage to others.
#[test]
fn the_life_of_garbage() {
    let program = "
import gc, threading, weakref
class Noisy:
    def __init__(self, name): self.name = name
    def __del__(self):
        print('del', self.name)
        if self.name == 'back': kept.append(self)
kept = []
def generate(held):
    try: yield held
    finally: print('closed')
def live(name):
    a, b = Noisy(name), generate([])
    a.me, a.ref, a.generator = a, weakref.ref(a, lambda r: print('never')), b
    next(b)
    return weakref.ref(a)
def threaded(): refs.append(live('thread'))
refs = [live('here'), live('back')]
t = threading.Thread(target=threaded)
t.start(); t.join()
gc.collect()
print([r() is None for r in refs], len(kept))
kept[0].name = 'again'
kept.clear()
gc.collect()
print('end')";
    prints(program, "del here\nclosed\ndel back\nclosed\ndel thread\nclosed\n[True, True, True] 1\nend");
}

/// What the collector tells after the program.
fn report(settings: Settings, program: &str) -> Report {
    let mut interpreter = Interpreter::builder().collector(settings).build();
    interpreter.load_source("test.py", program).expect("the program runs");
    interpreter.collector()
}

const RECORDED: Settings = Settings { enabled: true, thresholds: [2000, 10, 10], quarter_rule: true, record: true };

#[test]
fn the_steps_of_a_collection_are_shown_for_watched_objects() {
    let program = "
import gc, model
class Link:
    def __init__(self, next_link): self.next_link = next_link
def links():
    link_3 = Link(None)
    link_2 = Link(link_3)
    link_1 = Link(link_2)
    link_3.next_link = link_1
    link_4 = Link(None)
    link_4.next_link = link_4
    model.watch('1', link_1); model.watch('2', link_2); model.watch('4', link_4)
    return link_1
held = links()
gc.collect()
";
    let report = report(Settings::default(), program);
    let steps = &report.collections.last().expect("a watched collection is recorded").steps;
    let of = |name: &str| -> Vec<_> {
        steps.iter().filter(|s| s.name == name).map(|s| (s.step, s.count, s.gc_refs, s.state)).collect()
    };
    assert_eq!(
        of("1")[..3],
        [
            (Step::UpdateRefs, 2, Some(2), State::Candidate),
            (Step::SubtractRefs, 2, Some(1), State::Candidate),
            (Step::MoveUnreachable, 2, Some(1), State::Reachable),
        ]
    );
    assert_eq!(
        of("2")[..3],
        [
            (Step::UpdateRefs, 1, Some(1), State::Candidate),
            (Step::SubtractRefs, 1, Some(0), State::Candidate),
            (Step::MoveUnreachable, 1, Some(1), State::Reachable),
        ]
    );
    assert_eq!(
        of("4"),
        [
            (Step::UpdateRefs, 1, Some(1), State::Candidate),
            (Step::SubtractRefs, 1, Some(0), State::Candidate),
            (Step::MoveUnreachable, 1, Some(0), State::Unreachable),
            (Step::HandleWeakrefs, 1, None, State::Unreachable),
            (Step::FinalizeGarbage, 1, None, State::Unreachable),
            (Step::HandleResurrected, 1, None, State::Unreachable),
        ]
    );
}

#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn collections_happen_by_themselves_at_the_threshold() {
    let program = "
class Pair: pass
for _ in range(5000):
    a, b = Pair(), Pair()
    a.other, b.other = b, a
";
    let runs = report(RECORDED, program).collections;
    assert_eq!(runs.iter().map(|run| run.generation).collect::<Vec<_>>(), [0, 0, 0, 0]);
    assert!(runs.iter().all(|run| (1996..=2004).contains(&run.unreachable)), "{runs:?}");
    assert!(report(Settings { enabled: false, ..RECORDED }, program).collections.is_empty());
}

#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn a_full_collection_waits_until_a_quarter_is_pending() {
    let program = "
import gc
gc.set_threshold(100, 1, 1)
keep = [[i] for i in range(20000)]
keep += [[0] for i in range(20000)]
";
    let full = |settings| report(settings, program).collections.iter().filter(|run| run.generation == 2).count();
    let (with, without) = (full(RECORDED), full(Settings { quarter_rule: false, ..RECORDED }));
    assert!(0 < with && 2 * with < without, "{with} with the rule, {without} without");
}

#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn a_million_cycles_take_no_stack_and_little_time() {
    let program = "
import gc
gc.disable()
class Node: pass
first = last = Node()
for _ in range(1000000):
    node = Node()
    node.before = last
    last.after = node
    last = node
first = last = node = None
found = gc.collect()
def answer(): return found
";
    for builder in builds() {
        let mut interpreter = builder.build();
        interpreter.load_source("test.py", program).expect("the program runs");
        assert_eq!(interpreter.call("answer", &[]), Ok(Answer::Int(1_000_001)));
        let pause = interpreter.collector().totals.longest_pause;
        assert!(pause < Duration::from_secs(20), "{pause:?}");
    }
}

#[test]
#[cfg_attr(miri, ignore = "takes too long there")]
fn the_world_stops_for_one_and_goes_on() {
    let world = Arc::new(World::default());
    let main = Arc::new(ThreadState::default());
    let counter = Arc::new(AtomicU32::new(0));
    world.enter(&main);
    let threads: Vec<_> = (0..3)
        .map(|_| {
            let (world, counter) = (Arc::clone(&world), Arc::clone(&counter));
            std::thread::spawn(move || {
                let state = Arc::new(ThreadState::default());
                world.enter(&state);
                for _ in 0..2000 {
                    counter.fetch_add(1, SeqCst);
                    if state.breaker.swap(0, SeqCst) != 0 {
                        world.pause_if_asked();
                    }
                }
                world.allow_threads(|| std::thread::sleep(Duration::from_millis(2)));
                world.leave(&state);
            })
        })
        .collect();
    let start = Instant::now();
    while counter.load(SeqCst) < 3000 && start.elapsed() < Duration::from_secs(5) {
        world.stop(|| {
            let before = counter.load(SeqCst);
            std::thread::sleep(Duration::from_micros(200));
            assert_eq!(counter.load(SeqCst), before, "somebody ran while the world was stopped");
        });
    }
    world.leave(&main);
    threads.into_iter().for_each(|thread| thread.join().expect("no panic"));
    assert_eq!(counter.load(SeqCst), 6000);
}
