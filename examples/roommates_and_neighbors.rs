//! What do threads share that processes do not? One list, four writers; chores for one to eight roommates; one
//! telephone in the hall.

use std::{
    fs::{self, File},
    path::PathBuf,
    process::ExitCode,
    sync::Mutex,
    thread,
    time::Duration,
};

use roommates::{
    gil::{Gil, GilCell, Safepoint as _},
    harness::{self, Clock, Failure, Outcome, Plan, Twin, Variant},
    process::{self, Worker},
    results::{
        Declaration, Lane, Span, Unit,
        declaration::{Bar, Claim, Draw, Formula, Ideal, Line, Test},
    },
};
use serde::{Deserialize, Serialize};

const SLUG: &str = "roommates_and_neighbors";
/// Writers of the list: threads or processes.
const WRITERS: usize = 4;
/// Runs of the four writers in each round.
const ARRIVALS: usize = 200;
/// The order in which they were started.
const IN_ORDER: i64 = 1234;
/// What each writer may do before it writes, in steps of arithmetic: some tens of microseconds.
const STEPS: u64 = 30_000;
/// The chores, in minutes: two halves of the house to clean, lunch to cook, the trash to take out.
const CHORES: [(&str, u64); 4] =
    [("clean half the house", 90), ("clean the other half", 90), ("lunch", 20), ("trash", 5)];
/// Calls that each roommate makes, and how long a call rings and talks.
const CALLS: usize = 5;
const RINGING: Duration = Duration::from_millis(4);
const TALKING: Duration = Duration::from_millis(1);

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Numbers of roommates that share the chores.
    #[arg(long, value_delimiter = ',', default_value = "1,2,3,4,8", value_name = "N,N,…")]
    roommates: Vec<usize>,
    /// Microseconds that stand for a minute of chores.
    #[arg(long, default_value_t = 1_000, value_name = "MICROSECONDS")]
    minute: u64,
    /// Appends by each of four threads to one list.
    #[arg(long, default_value_t = 25_000, value_name = "N")]
    appends: usize,
}

/// What a worker process reports about its list.
#[derive(Serialize, Deserialize)]
struct Written {
    pid: u32,
    list: Vec<usize>,
}

fn main() -> ExitCode {
    let roles =
        [process::enter("write", write_in_worker), process::enter("call", |(file, calls)| call_in_turn(&file, calls))];
    roles.into_iter().flatten().next().unwrap_or_else(|| harness::main(&declare(), plan))
}

// ANCHOR: threads
/// Four threads, one list. Rust demands a lock before threads may share it: two pushes at once would break it.
fn write_in_threads(work: u64) -> (Vec<usize>, Vec<u32>) {
    let list = Mutex::new(Vec::new());
    let pids = thread::scope(|scope| {
        let write = |number| {
            std::hint::black_box(steps(work));
            list.lock().expect("no writer panics").push(number);
            std::process::id()
        };
        let threads: Vec<_> = (1..=WRITERS).map(|number| scope.spawn(move || write(number))).collect();
        threads.into_iter().map(|t| t.join().expect("no writer panics")).collect()
    });
    (list.into_inner().expect("no writer panics"), pids)
}
// ANCHOR_END: threads

// ANCHOR: processes
/// Four processes, each with the list that it was started with: an empty one. Returns the parent's list after all have
/// written, and what each of them has.
fn write_in_processes() -> Result<(Vec<usize>, Vec<Written>), Failure> {
    let list: Vec<usize> = Vec::new();
    let workers =
        (1..=WRITERS).map(|number| Worker::start("write", &(number, &list))).collect::<Result<Vec<_>, _>>()?;
    let written = workers.into_iter().map(Worker::join).collect::<Result<Vec<Written>, _>>()?;
    Ok((list, written))
}

/// A worker process: appends to its list, which nobody else can see.
fn write_in_worker((number, mut list): (usize, Vec<usize>)) -> Written {
    list.push(number);
    Written { pid: std::process::id(), list }
}
// ANCHOR_END: processes

/// Four threads whose lists are local: the document's sample for processes, with threads put in.
fn write_in_threads_locally() -> usize {
    let shared: Vec<usize> = Vec::new();
    thread::scope(|scope| {
        for number in 1..=WRITERS {
            scope.spawn(move || std::hint::black_box(vec![number]));
        }
    });
    shared.len()
}

/// Four threads of the model, which take turns under its GIL: the order in which they wrote.
fn write_under_gil(work: u64) -> Vec<usize> {
    let gil = Gil::default();
    let list = GilCell::new(&gil, Vec::new());
    thread::scope(|scope| {
        for number in 1..=WRITERS {
            let (gil, list) = (&gil, &list);
            scope.spawn(move || {
                let mut attached = gil.attach(number);
                std::hint::black_box(steps(work));
                list.with(&mut attached, |l| l.push(number));
            });
        }
    });
    list.into_inner()
}

/// Appends from four threads: how many of them are in the list.
fn append_under_gil(each: usize) -> usize {
    let gil = Gil::new(Duration::from_micros(100));
    let list = GilCell::new(&gil, Vec::new());
    thread::scope(|scope| {
        for number in 0..WRITERS {
            let (gil, list) = (&gil, &list);
            scope.spawn(move || {
                let mut attached = gil.attach(number);
                for i in 0..each {
                    list.with(&mut attached, |l| l.push(i));
                    attached.back_edge();
                }
            });
        }
    });
    list.into_inner().len()
}

/// A little arithmetic that cannot be skipped.
fn steps(n: u64) -> u64 {
    (0..n).fold(1, |x: u64, i| std::hint::black_box(x.wrapping_mul(31).wrapping_add(i)))
}

/// An order of arrival as one number: 1243.
fn as_order(list: &[usize]) -> i64 {
    list.iter().fold(0, |order, number| order * 10 + *number as i64)
}

// ANCHOR: chores
/// Roommates take the longest chore that is left, until none is. Doing a chore is to wait for it.
fn do_chores(roommates: usize, minute: Duration, clock: Clock) -> Vec<Lane> {
    let todo = Mutex::new(CHORES.iter().rev().collect::<Vec<_>>());
    let live = |number| {
        let next = || todo.lock().expect("no roommate panics").pop();
        let spans = std::iter::from_fn(next).map(|(chore, minutes)| {
            let start = clock.now();
            thread::sleep(minute * u32::try_from(*minutes).unwrap_or(u32::MAX));
            Span { start, end: clock.now(), label: Some((*chore).to_owned()) }
        });
        Lane { name: format!("Roommate {number}"), spans: spans.collect() }
    };
    thread::scope(|scope| {
        let threads: Vec<_> = (1..=roommates).map(|number| scope.spawn(move || live(number))).collect();
        threads.into_iter().map(|t| t.join().expect("no roommate panics")).collect()
    })
}
// ANCHOR_END: chores

/// Four roommates call, `CALLS` times each. There is one telephone; while it rings, the landlord's rule decides whether
/// others may use the line.
fn telephone(rule: impl Fn(&Gil, usize) + Sync) {
    let line = Gil::default();
    thread::scope(|scope| {
        for roommate in 0..WRITERS {
            let (line, rule) = (&line, &rule);
            scope.spawn(move || (0..CALLS).for_each(|_| rule(line, roommate)));
        }
    });
}

// ANCHOR: telephone
/// Who calls keeps the line while it rings and while they talk.
fn keep_the_line(line: &Gil, roommate: usize) {
    let _held = line.attach(roommate);
    thread::sleep(RINGING + TALKING);
}

/// Who calls holds the line only to talk: waiting needs no telephone.
fn ring_without_the_line(line: &Gil, roommate: usize) {
    let held = line.attach(roommate);
    held.allow_threads(|| thread::sleep(RINGING));
    thread::sleep(TALKING);
}
// ANCHOR_END: telephone

/// One telephone for four processes: a lock on a file.
fn call_in_turn(file: &PathBuf, calls: usize) -> bool {
    let Ok(line) = File::open(file) else { return false };
    (0..calls).all(|_| {
        let held = line.lock().is_ok();
        thread::sleep(RINGING + TALKING);
        held && line.unlock().is_ok()
    })
}

/// Four neighbors with one telephone between them.
fn telephone_for_processes() -> Result<Outcome, Failure> {
    let file = std::env::temp_dir().join(format!("roommates-telephone-{}", std::process::id()));
    fs::write(&file, [])?;
    let workers = (0..WRITERS).map(|_| Worker::start("call", &(&file, CALLS))).collect::<Result<Vec<_>, _>>()?;
    let called = workers.into_iter().map(Worker::join).collect::<Result<Vec<bool>, _>>();
    fs::remove_file(&file)?;
    Ok(Outcome::answer(called?.into_iter().filter(|c| *c).count() as u64))
}

fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.precision(0.01);
    lists(plan);
    appends(knobs.appends, plan);
    for (name, work) in [("order", 0), ("order_after_work", STEPS)] {
        plan.add(arrivals("rust", name, move || write_in_threads(work).0));
        plan.add(arrivals("model", name, move || write_under_gil(work)));
    }
    let minute = Duration::from_micros(knobs.minute);
    knobs.roommates.iter().for_each(|&n| plan.add(chores(n, minute)));
    plan.add(chores(knobs.roommates[0], minute).again());
    telephones(plan);
    plan.ask_pythons(&twin(knobs));
}

/// The same questions for Pythons, which have less time for them: alone and with four, and a minute passes in half the
/// time.
fn twin(knobs: &Knobs) -> Twin {
    let minute = (knobs.minute / 2).max(1).to_string();
    Twin::new(SLUG, include_str!("roommates_and_neighbors.py"), include_str!("twin.py"))
        .with(&["--roommates", "1,4", "--minute", &minute, "--appends", "5000"])
        .history(&["order", "order_after_work"])
}

/// What is in the parent's list after four writers, and how many processes wrote.
fn lists(plan: &mut Plan<'_>) {
    let count = |engine, name| Variant::new(engine, name).unit(Unit::Count).not_deciding();
    plan.add(count("rust", "list_threads").expects(WRITERS as u64).sampled(|watch| {
        let (list, _) = write_in_threads(0);
        watch.report(list.len() as i64);
        Ok(Outcome::answer(list.len() as u64))
    }));
    plan.add(count("rust", "pids_threads").requests("processes", 1).sampled(|watch| {
        let pids = distinct(write_in_threads(0).1);
        watch.report(pids as i64);
        Ok(Outcome::default().saw("processes", pids))
    }));
    plan.add(count("rust", "list_processes").expects(WRITERS as u64).sampled(|watch| {
        let (list, written) = write_in_processes()?;
        watch.report(list.len() as i64);
        Ok(Outcome::answer(written.iter().map(|w| w.list.len() as u64).sum()))
    }));
    plan.add(count("rust", "pids_processes").requests("processes", WRITERS).sampled(|watch| {
        let pids = distinct(write_in_processes()?.1.iter().map(|w| w.pid).collect());
        watch.report(pids as i64);
        Ok(Outcome::default().saw("processes", pids))
    }));
    plan.add(count("rust", "list_local_threads").sampled(|watch| {
        watch.report(write_in_threads_locally() as i64);
        Ok(Outcome::default())
    }));
}

fn distinct(mut pids: Vec<u32>) -> usize {
    pids.sort_unstable();
    pids.dedup();
    pids.len()
}

/// Appends that are missing from the list at the end.
fn appends<'a>(each: usize, plan: &mut Plan<'a>) {
    let lost = Variant::new("model", "appends_lost").unit(Unit::Count).not_deciding();
    plan.add(lost.sampled(move |watch| {
        let kept = append_under_gil(each);
        watch.report((WRITERS * each) as i64 - kept as i64);
        Ok(Outcome::answer(kept as u64))
    }));
    let made = Variant::new("model", "appends_made").unit(Unit::Count).not_deciding();
    plan.add(made.sampled(move |watch| {
        watch.report((WRITERS * each) as i64);
        Ok(Outcome::default())
    }));
}

/// In which order the four arrive, `ARRIVALS` times a round.
fn arrivals<'a>(engine: &str, name: &str, write: impl Fn() -> Vec<usize> + 'a) -> Variant<'a> {
    let variant = Variant::new(engine, name).unit(Unit::Order).not_deciding().expects((ARRIVALS * WRITERS) as u64);
    variant.sampled(move |watch| {
        let mut written = 0;
        for _ in 0..ARRIVALS {
            let list = write();
            written += list.len() as u64;
            watch.report(as_order(&list));
        }
        Ok(Outcome::answer(written))
    })
}

fn chores<'a>(roommates: usize, minute: Duration) -> Variant<'a> {
    let variant = Variant::new("rust", "chores").at("roommates", roommates).expects(CHORES.len() as u64);
    variant.sampled(move |watch| {
        let clock = watch.clock();
        let lanes = watch.time(|| do_chores(roommates, minute, clock));
        let done = lanes.iter().map(|lane| lane.spans.len() as u64).sum();
        Ok(Outcome::answer(done).lanes(lanes))
    })
}

fn telephones(plan: &mut Plan<'_>) {
    let rule = |name, rule: fn(&Gil, usize)| {
        Variant::new("model", name).timed(move || {
            telephone(rule);
            Ok(Outcome::default())
        })
    };
    plan.add(rule("keep_the_line", keep_the_line));
    plan.add(rule("ring_without_the_line", ring_without_the_line));
    let neighbors = Variant::new("rust", "telephone_processes").expects(WRITERS as u64);
    plan.add(neighbors.timed(telephone_for_processes));
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let declaration = Declaration::new(SLUG, "What do threads share that processes do not?")
        .quantity("list_threads", "items in the list after four threads wrote to it", Formula::median("rust/list_threads"))
        .quantity("list_processes", "items in the parent's list after four processes wrote to theirs", Formula::median("rust/list_processes"))
        .quantity("list_local_threads", "items in the parent's list after four threads wrote to local lists", Formula::median("rust/list_local_threads"))
        .quantity("pids_threads", "processes that four threads ran in", Formula::max("rust/pids_threads"))
        .quantity("pids_processes", "processes that four workers ran in", Formula::max("rust/pids_processes"))
        .quantity("in_order", "runs in which four threads arrived in the order of their start", Formula::share("rust/order", IN_ORDER))
        .quantity("in_order_after_work", "the same, with some work before the append", Formula::share("rust/order_after_work", IN_ORDER))
        .quantity("in_order_gil", "runs in which four threads arrived in order under the GIL", Formula::share("model/order", IN_ORDER))
        .quantity("in_order_gil_after_work", "the same, with some work before the append", Formula::share("model/order_after_work", IN_ORDER))
        .quantity("orders", "different orders of arrival", Formula::distinct("rust/order_after_work"))
        .quantity("appends_lost", "appends that are missing", Formula::sum("model/appends_lost"))
        .quantity("appends_made", "appends by four threads under the GIL", Formula::sum("model/appends_made"))
        .quantity("alone", "the chores alone", Formula::median("rust/chores[roommates=1]"))
        .quantity("two_roommates", "the chores with two roommates", Formula::median("rust/chores[roommates=2]"))
        .quantity("four_roommates", "the chores with four roommates", Formula::median("rust/chores[roommates=4]"))
        .quantity("chores_speed_up", "speed-up of four roommates over one", Formula::ratio("rust/chores[roommates=1]", "rust/chores[roommates=4]"))
        .quantity("chores_beyond", "speed-up of eight roommates over four", Formula::ratio("rust/chores[roommates=4]", "rust/chores[roommates=8]"))
        .quantity("keep_the_line", "calls of four roommates who keep the line while it rings", Formula::median("model/keep_the_line"))
        .quantity("ring_without_the_line", "calls of four roommates who hold the line only to talk", Formula::median("model/ring_without_the_line"))
        .quantity("ringing_speed_up", "speed-up from not holding the line while it rings", Formula::ratio("model/keep_the_line", "model/ring_without_the_line"))
        .quantity("telephone_processes", "calls of four neighbors with one telephone between them", Formula::median("rust/telephone_processes"))
        .quantity("neighbors_speed_up", "speed-up of four neighbors over four roommates, one telephone each time", Formula::ratio("model/keep_the_line", "rust/telephone_processes"))
        .quantity("cpython_pids_threads", "processes that four threads of CPython ran in", Formula::max("cpython/pids_threads"))
        .quantity("cpython_pids_processes", "processes that four workers of CPython ran in", Formula::max("cpython/pids_processes"))
        .quantity("cpython_list_processes", "items in the parent's list after four processes of CPython wrote to theirs", Formula::median("cpython/list_processes"))
        .quantity("cpython_list_local_threads", "items in the parent's list after four threads of CPython wrote to local lists", Formula::median("cpython/list_local_threads"))
        .quantity("cpython_in_order", "runs of CPython in which four threads arrived in the order of their start", Formula::share("cpython/order", IN_ORDER))
        .quantity("cpython_in_order_after_work", "the same, with some work before the append", Formula::share("cpython/order_after_work", IN_ORDER))
        .quantity("free_in_order_after_work", "the same without the GIL", Formula::share("cpython-free/order_after_work", IN_ORDER))
        .quantity("cpython_appends_lost", "appends that are missing in CPython", Formula::sum("cpython/appends_lost"))
        .quantity("cpython_appends_made", "appends by four threads of CPython", Formula::sum("cpython/appends_made"))
        .quantity("free_appends_made", "appends by four threads of CPython without the GIL", Formula::sum("cpython-free/appends_made"))
        .quantity("free_appends_lost", "appends that are missing in CPython without the GIL", Formula::sum("cpython-free/appends_lost"))
        .quantity("cpython_chores_speed_up", "speed-up of four roommates over one in CPython", Formula::ratio("cpython/chores[roommates=1]", "cpython/chores[roommates=4]"))
        .quantity("cpython_ringing_speed_up", "speed-up in CPython from not holding the line while it rings", Formula::ratio("cpython/keep_the_line", "cpython/ring_without_the_line"))
        .quantity("cpython_neighbors_speed_up", "speed-up in CPython of four neighbors over four roommates, one telephone each time", Formula::ratio("cpython/keep_the_line", "cpython/telephone_processes"))
        .prediction("residual_ringing", "letting go of the line while it rings", Formula::residual(("cpython/keep_the_line", "cpython/ring_without_the_line"), ("model/keep_the_line", "model/ring_without_the_line")));
    charts(claims(declaration))
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("thread-is-path-in-process", &["000", "001", "002", "003", "004"], "A thread is a path of execution inside one process; several processes are several programs.")
                .holds_if("rust, threads", "pids_threads", Test::Between(1.0, 1.0))
                .holds_if("rust, processes", "pids_processes", Test::Between(4.0, 4.0))
                .holds_if("cpython, threads", "cpython_pids_threads", Test::Between(1.0, 1.0))
                .holds_if("cpython, processes", "cpython_pids_processes", Test::Between(4.0, 4.0))
                .correction("True as said here. It is the thread that runs inside the process, not the other way round, and several processes do not need several processors.", "PEP 734, “Threads and Thread States”; pthreads(7)"),
        )
        .claim(
            Claim::new("processes-own-memory", &["000", "001", "002", "003"], "Each process has its own memory: what a child appends, its parent does not see.")
                .holds_if("rust", "list_processes", Test::Between(0.0, 0.0))
                .holds_if("cpython", "cpython_list_processes", Test::Between(0.0, 0.0))
                .correction("True of what is written. A forked child begins with its parent's pages and copies them only when one of the two writes, and memory that was asked to be shared (`shared_memory`, `Value`, `Array`, `mmap`) is shared.", "fork(2); Doc/library/multiprocessing.shared_memory.rst"),
        )
        .claim(
            Claim::new("house-arithmetic", &["002"], "Chores of 3 h 25 min take four roommates 1 h 30 min.")
                .holds_if("rust", "chores_speed_up", Test::Between(2.2, 2.35))
                .holds_if("cpython", "cpython_chores_speed_up", Test::Between(2.2, 2.35))
                .correction("The longest chore that cannot be split decides, however many help; the work done is the same.", "R. L. Graham, Bounds on Multiprocessing Timing Anomalies, 1969"),
        )
        .claim(
            Claim::new("analogies", &["002"], "Waiting on the telephone does not occupy it: whoever waits lets the others call.")
                .holds_if("model", "ringing_speed_up", Test::Above(1.5))
                .holds_if("cpython", "cpython_ringing_speed_up", Test::Above(1.5))
                .correction("The story needs this line to be true of Python: a thread that waits for the kernel has dropped the GIL; only talking holds it.", "Python/ceval_gil.c; Py_BEGIN_ALLOW_THREADS in Include/ceval.h"),
        )
        .claim(
            Claim::new("sample-thread-order", &["002"], "Four threads append in the order in which they were started.")
                .holds_if("rust", "in_order", Test::Above(0.9999))
                .holds_if("rust, after some work", "in_order_after_work", Test::Above(0.9999))
                .holds_if("model", "in_order_gil", Test::Above(0.9999))
                .holds_if("model, after some work", "in_order_gil_after_work", Test::Above(0.9999))
                .holds_if("cpython", "cpython_in_order", Test::Above(0.9999))
                .holds_if("cpython, after some work", "cpython_in_order_after_work", Test::Above(0.9999))
                .holds_if("cpython-free, after some work", "free_in_order_after_work", Test::Above(0.9999))
                .correction("Nothing promises it. In CPython `start()` waits until the new thread has begun, which makes short threads look sorted; native threads arrive in many orders, and so does whatever a thread does later, after some waiting.", "Doc/library/threading.rst; sched(7)"),
        )
        .claim(
            Claim::new("sample-process-isolation", &["002"], "A sample in which each process fills a local list shows that processes have their own memory.")
                .holds_if("rust", "list_local_threads", Test::Above(0.5))
                .holds_if("cpython", "cpython_list_local_threads", Test::Above(0.5))
                .correction("A local list is local to threads as well: with threads the sample prints the same. It also lacks the `__main__` guard, without which its children fail under spawn and forkserver.", "Doc/library/multiprocessing.rst, “Safe importing of main module”"),
        )
        .claim(
            Claim::new("shared-resources-exhausted", &["002"], "Where a shared resource is not enough for all threads, processes help.")
                .holds_if("rust", "neighbors_speed_up", Test::Above(1.1))
                .holds_if("cpython", "cpython_neighbors_speed_up", Test::Above(1.1))
                .correction("One telephone is one telephone, whoever queues for it. Processes help against a lock that is inside the process, such as the GIL.", "J. D. C. Little, A Proof for the Queuing Formula L = λW, 1961"),
        )
        .claim(
            Claim::new("list-append-safe", &["002"], "Appending to one list from several threads loses nothing.")
                .holds_if("model", "appends_lost", Test::Below(0.5))
                .holds_if("cpython", "cpython_appends_lost", Test::Below(0.5))
                .holds_if("cpython-free", "free_appends_lost", Test::Below(0.5))
                .correction("None was lost in the appends that the page counts, which bounds the odds and proves nothing. Under the GIL an append runs between two safepoints; in a free-threaded build a lock on each list does the same. Both describe today's implementation.", "Doc/faq/library.rst, “What kinds of global value mutation are thread-safe?”; Doc/howto/free-threading-python.rst"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    declaration
        .chart(
            "by_version",
            &[("", "How often four threads arrive in the order of their start, by version")],
            Draw::by_python(
                "share of the runs",
                None,
                vec![
                    Bar::new("at once", Formula::share("python/order", IN_ORDER)),
                    Bar::new("after some work", Formula::share("python/order_after_work", IN_ORDER)),
                ],
            ),
        )
        .chart(
            "lists",
            &[
                (
                    "processes-own-memory.holds",
                    "Four threads fill one list; four processes leave their parent's list empty",
                ),
                ("", "What is in the parent's list after four writers"),
            ],
            Draw::bars(
                "items in the parent's list",
                None,
                &[
                    ("threads", vec![Bar::new("in the parent's list", Formula::median("rust/list_threads"))]),
                    ("processes", vec![Bar::new("in the parent's list", Formula::median("rust/list_processes"))]),
                    (
                        "threads, local lists",
                        vec![Bar::new("in the parent's list", Formula::median("rust/list_local_threads"))],
                    ),
                ],
            ),
        )
        .chart(
            "arrivals",
            &[
                ("sample-thread-order.does-not-hold", "Four threads started in order arrive in many orders"),
                (
                    "cpython_in_order above 0.99",
                    "Four threads of Rust arrive in many orders, those of CPython mostly in that of their start",
                ),
                ("", "In which order four threads arrive"),
            ],
            Draw::tally(
                "order of arrival",
                "runs",
                &[
                    ("append at once", "rust/order"),
                    ("work first", "rust/order_after_work"),
                    ("append at once, GIL", "model/order"),
                    ("work first, GIL", "model/order_after_work"),
                ],
            ),
        )
        .chart(
            "chores",
            &[
                (
                    "house-arithmetic.holds",
                    "Four roommates need {four_roommates} for what takes one {alone}: the longest chore decides",
                ),
                ("", "How long the chores take, by number of roommates"),
            ],
            Draw::lines(
                "roommates",
                "roommates",
                "speed-up",
                Some(Ideal::One),
                vec![Line::speed_up("chores", "rust/chores", "rust/chores[roommates=1]")],
            ),
        )
        .chart(
            "house",
            &[
                (
                    "house-arithmetic.holds",
                    "Four roommates need {four_roommates} for what takes one {alone}: the longest chore decides",
                ),
                ("", "Who does which chore when"),
            ],
            Draw::timeline(
                "time (1 ms stands for a minute)",
                &[
                    ("alone", "rust/chores[roommates=1]"),
                    ("two roommates", "rust/chores[roommates=2]"),
                    ("four roommates", "rust/chores[roommates=4]"),
                ],
            ),
        )
        .chart(
            "telephone",
            &[
                (
                    "shared-resources-exhausted.does-not-hold",
                    "One telephone: letting go while it rings helps, moving out does not",
                ),
                ("", "Four callers, one telephone"),
            ],
            Draw::bars(
                "time of all calls",
                None,
                &[
                    (
                        "roommates, keeping the line",
                        vec![Bar::new("all calls", Formula::median("model/keep_the_line"))],
                    ),
                    (
                        "neighbors, one telephone",
                        vec![Bar::new("all calls", Formula::median("rust/telephone_processes"))],
                    ),
                    (
                        "roommates, letting go",
                        vec![Bar::new("all calls", Formula::median("model/ring_without_the_line"))],
                    ),
                ],
            ),
        )
}
