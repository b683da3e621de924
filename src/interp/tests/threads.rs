//! Real threads, on every build.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use super::{Output, prints};
use crate::interp::{Answer, Builder, Gil, Interpreter, PythonError};

const RUN: &str = "
import threading
def run(target, n, *args):
    threads = [threading.Thread(target=target, args=(k,) + args) for k in range(n)]
    for t in threads: t.start()
    for t in threads: t.join()
";

fn program(rest: &str) -> String {
    format!("{RUN}{rest}")
}

fn loaded(builder: Builder, rest: &str) -> Interpreter {
    let mut interpreter = builder.deadline(Duration::from_secs(60)).build();
    interpreter.load_source("test.py", &program(rest)).expect("it runs");
    interpreter
}

fn number(interpreter: &mut Interpreter, function: &str) -> i64 {
    match interpreter.call(function, &[]) {
        Ok(Answer::Int(number)) => number,
        other => panic!("{function}: {other:?}"),
    }
}

const COUNTERS: &str = "
N = 1_000_000
c = 0
def f(): pass
def whole(k):
    global c
    for _ in range(N):
        c += 1
def torn(k):
    global c
    for _ in range(N):
        x = c
        f()
        c = x + 1
def lost(target):
    global c
    c = 0
    run(target, 2)
    return 2 * N - c
def lost_whole(): return lost(whole)
def lost_torn(): return lost(torn)
";

#[test]
fn an_addition_is_whole_with_a_gil_and_a_call_inside_tears_it() {
    for gil in [Gil::Interval(Duration::from_micros(50)), Gil::Instructions(100)] {
        let mut interpreter = loaded(Interpreter::builder().gil(gil), COUNTERS);
        assert_eq!(number(&mut interpreter, "lost_whole"), 0);
        assert!(number(&mut interpreter, "lost_torn") > 0, "{gil:?}");
        assert!(interpreter.counters().gil.hand_overs > 4);
    }
}

#[test]
fn an_addition_is_torn_where_each_instruction_is_a_safepoint() {
    let gil = Gil::Interval(Duration::from_micros(50));
    let mut interpreter = loaded(Interpreter::builder().gil(gil).every_instruction(true), COUNTERS);
    assert!(number(&mut interpreter, "lost_whole") > 0);
}

#[test]
fn containers_keep_what_threads_put_in() {
    prints(
        &program(
            "
items, table, numbers = [], {}, set()
def put(k):
    for i in range(2000):
        items.append(k * 2000 + i)
        table[k * 2000 + i] = [i]
        numbers.add(i)
run(put, 4)
print(len(items), sorted(items) == list(range(8000)), len(table), len(numbers), sum(table[i][0] for i in table))
",
        ),
        "8000 True 8000 2000 7996000",
    );
}

/// As in CPython: biased counts wait for their owner, and an owner that waits in turn is not woken for them.
#[test]
fn a_waiting_owner_merges_when_it_runs_again() {
    let program = "
import time
log = []
class Thing:
    def __del__(self): log.append('freed')
def drop(box):
    time.sleep(0.05)
    box.clear()
    time.sleep(0.05)
    log.append('next line')
def owner_waits():
    log.clear()
    box = [Thing()]
    t = threading.Thread(target=drop, args=(box,))
    t.start()
    t.join()
    for _ in range(10): pass
    return log[0] == 'next line' and len(log) == 2
def late(): return int(owner_waits())
";
    let mut with_gil = loaded(Interpreter::builder(), program);
    assert_eq!(number(&mut with_gil, "late"), 0);
    let mut without = loaded(Interpreter::builder().gil(Gil::Free), program);
    assert_eq!(number(&mut without, "late"), 1);
}

#[test]
fn counts_come_out_even() {
    prints(
        &program(
            "
import sys
class Thing:
    def __init__(self): self.next = None
def share(k, thing, box):
    for i in range(2000):
        mine = [thing, thing]
        other = Thing()
        other.next = thing
        box.append(other)
        try:
            box.pop().next
        except IndexError:
            pass
def measure():
    thing, box = Thing(), []
    before = sys.getrefcount(thing)
    run(share, 4, thing, box)
    box = None
    for _ in range(2): pass  # A safepoint: without a GIL, what others have dropped is counted there.
    return sys.getrefcount(thing) - before
print(measure())
",
        ),
        "0",
    );
}

#[test]
fn a_generator_runs_in_one_thread_at_a_time() {
    prints(
        &program(
            "
def numbers():
    for i in range(20000):
        yield i
source, got = numbers(), [0, 0, 0]
def pull(k):
    while True:
        try:
            next(source)
            got[k] += 1
        except ValueError as e:
            assert str(e) == 'generator already executing'
        except StopIteration:
            return
run(pull, 3)
print(sum(got))
",
        ),
        "20000",
    );
}

#[test]
fn a_thousand_threads() {
    prints(
        &program(
            "
import time
seen = []
def nap(k):
    time.sleep(0.01)
    seen.append(k)
run(nap, 1000)
print(len(seen), threading.active_count())
",
        ),
        "1000 1",
    );
}

#[test]
fn events_conditions_and_reentrant_locks() {
    prints(
        &program(
            "
event, lock, barrier, log = threading.Event(), threading.RLock(), threading.Barrier(3), []
def wait(k):
    event.wait()
    with lock:
        with lock:
            log.append(k)
    barrier.wait()
threads = [threading.Thread(target=wait, args=(k,)) for k in range(2)]
for t in threads: t.start()
print(event.wait(0.01), log)
event.set()
barrier.wait()
print(sorted(log), threading.current_thread().name)
",
        ),
        "False []\n[0, 1] MainThread",
    );
}

#[test]
fn an_uncaught_exception_ends_its_thread_only() {
    let (out, err) = (Output::default(), Output::default());
    let builder = Interpreter::builder().stdout(out.clone()).stderr(err.clone());
    loaded(builder, "def bad(k): raise ValueError('no')\nrun(bad, 1)\nprint('on')");
    let text = |output: Output| String::from_utf8(output.0.lock().expect("no panic").clone()).expect("UTF-8");
    assert_eq!(text(out), "on\n");
    let err = text(err);
    assert!(err.starts_with("Exception in thread Thread-1 (bad):\n"), "{err}");
    assert!(err.contains("in bad\n") && err.ends_with("ValueError: no\n"), "{err}");
}

#[test]
fn the_program_waits_for_threads_but_not_for_daemons() {
    prints(
        &program(
            "
import time
def late():
    time.sleep(0.05)
    print('late')
threading.Thread(target=late).start()
threading.Thread(target=time.sleep, args=(1000,), daemon=True).start()
print('end')
",
        ),
        "end\nlate",
    );
}

#[test]
fn a_deadline_ends_all_threads() {
    let source = program(
        "
import time, os
lock = threading.Lock()
lock.acquire()
r, w = os.pipe()
def spin():
    while True: pass
for target in (spin, lock.acquire, lambda: time.sleep(1000), lambda: os.read(r, 1)):
    threading.Thread(target=target).start()
",
    );
    for gil in [Gil::Interval(Duration::from_millis(5)), Gil::Instructions(100), Gil::Free] {
        let mut interpreter = Interpreter::builder().gil(gil).deadline(Duration::from_millis(200)).build();
        let start = Instant::now();
        assert_eq!(interpreter.load_source("test.py", &source), Err(PythonError::Deadline));
        assert!(start.elapsed() < Duration::from_secs(5));
    }
}

/// Two callers that meet answer 1; one that nobody joins answers 0.
fn meet(inside: &AtomicUsize) -> Result<Answer, String> {
    // Relaxed: only the number.
    inside.fetch_add(1, Ordering::Relaxed);
    let end = Instant::now() + Duration::from_millis(500);
    while inside.load(Ordering::Relaxed) < 2 && Instant::now() < end {
        std::thread::yield_now();
    }
    Ok(Answer::Int((inside.load(Ordering::Relaxed) >= 2).into()))
}

#[test]
fn interpreters_do_not_share_a_gil() {
    let inside = Arc::new(AtomicUsize::new(0));
    let both = [(), ()].map(|()| {
        let inside = Arc::clone(&inside);
        std::thread::spawn(move || {
            let mut interpreter = Interpreter::builder().build();
            interpreter.bind("meet", move |_| meet(&inside)).expect("there is room");
            interpreter.load_source("test.py", "def go(): return meet()").expect("it runs");
            number(&mut interpreter, "go")
        })
    });
    assert_eq!(both.map(|thread| thread.join().expect("no panic")), [1, 1]);
}

#[test]
fn a_function_of_the_host_runs_with_or_without_the_gil() {
    let first_alone = "
answers = []
def one(k): answers.append(meet())
def go():
    run(one, 2)
    return answers[0]
";
    for (detached, expected) in [(false, 0), (true, 1)] {
        let inside = AtomicUsize::new(0);
        let mut interpreter = Interpreter::builder().build();
        let bound = if detached {
            interpreter.bind_detached("meet", move |_| meet(&inside))
        } else {
            interpreter.bind("meet", move |_| meet(&inside))
        };
        bound.expect("there is room");
        interpreter.load_source("test.py", &program(first_alone)).expect("it runs");
        assert_eq!(number(&mut interpreter, "go"), expected);
    }
}

#[test]
fn the_gil_changes_hands_after_an_interval() {
    let interval = Duration::from_millis(5);
    let rest = "
def spin(k):
    for _ in range(10_000_000): pass
def go():
    run(spin, 2)
    return 0
";
    let mut interpreter = loaded(Interpreter::builder().gil(Gil::Interval(interval)).trace(true), rest);
    number(&mut interpreter, "go");
    let holds = interpreter.holds();
    let mut lengths: Vec<_> = holds.iter().filter(|h| h.thread > 0).map(|h| h.end - h.start).collect();
    lengths.sort_unstable();
    let full: Vec<_> = lengths.into_iter().filter(|&length| length > 1_000_000).collect();
    let median = full.get(full.len() / 2).copied().unwrap_or(0);
    // Never sooner; how much later depends on what else the machine does while tests run.
    assert!((4_900_000..1_000_000_000).contains(&median), "{median} ns, of {}", full.len());
}
