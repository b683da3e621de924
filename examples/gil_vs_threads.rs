//! Do threads make Python faster? The same prime numbers, counted by the same Python functions in the model with a GIL and
//! without one, in threads, in processes, and in the Pythons of this machine; beside them plain Rust.

use std::{process::ExitCode, sync::Barrier, thread, time::Duration};

use crossbeam::queue::SegQueue;
use rayon::prelude::*;
use roommates::{
    gil::{self, Hold, Safepoint as _},
    harness::{self, Clock, Failure, Model, Outcome, Plan, Twin, Variant, model::lanes},
    interp::{Answer, Builder, Gil, Interpreter},
    process::{self, Worker},
    results::{
        Declaration, Lane, Span,
        declaration::{Bar, Claim, Draw, Formula, Ideal, Line, Test},
    },
};
use serde::{Deserialize, Serialize};

const SLUG: &str = "gil_vs_threads";
const TWIN: (&str, &str) = ("examples/gil_vs_threads.py", include_str!("gil_vs_threads.py"));
/// Numbers that threads of plain Rust take together; small enough that the parts come out even.
const BLOCK: u64 = 500;
/// Plain Rust is done with a number so many times as large in less time.
const FURTHER: u64 = 2;
/// Pythons count the primes below this number: what takes them about as long as the model takes.
const PYTHONS_BELOW: u64 = 80_000;

/// How many times as many numbers are long work, against which the start of a process is short; the twin has the same.
const LONG: u64 = 3;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Numbers of threads (or processes) to split the work over.
    #[arg(long, value_delimiter = ',', value_name = "N,N,…")]
    threads: Option<Vec<usize>>,
    /// Count the primes below this number.
    #[arg(long, default_value_t = 150_000, value_name = "N")]
    below: u64,
    /// Switch interval of the GIL, in microseconds.
    #[arg(long, default_value_t = 5_000, value_name = "MICROSECONDS",
          value_parser = clap::value_parser!(u64).range(1..))]
    switch_interval: u64,
}

/// What a worker process is asked: a function of the workload, and the numbers that it is called with.
#[derive(Serialize, Deserialize)]
struct Question {
    function: String,
    arguments: Vec<usize>,
    interval: Duration,
}

/// A worker's answer.
#[derive(Serialize, Deserialize)]
struct Counted {
    primes: u64,
    pid: u32,
}

fn main() -> ExitCode {
    let worker = process::enter("count", |question: Question| count_in_worker(&question).map_err(|failure| failure.0));
    worker.unwrap_or_else(|| harness::main(&declare(), plan))
}

/// The workload of the twin, in an interpreter of this kind.
fn model(clock: Clock, builder: Builder) -> Result<Model, Failure> {
    Model::load(builder, TWIN.0, TWIN.1, clock)
}

/// An interpreter that has a GIL with this switch interval.
fn with_gil(interval: Duration) -> Builder {
    Interpreter::builder().switch_interval(interval)
}

/// An interpreter that has none.
fn without_gil() -> Builder {
    Interpreter::builder().gil(Gil::Free)
}

/// Primes that a function of the workload counts.
fn count(model: &mut Model, function: &str, arguments: &[usize]) -> Result<u64, Failure> {
    let arguments: Vec<Answer> = arguments.iter().map(|n| Answer::Int(*n as i64)).collect();
    Ok(u64::try_from(model.number(function, &arguments)?)?)
}

// ANCHOR: threads
/// `n` threads of one interpreter with a GIL: the twin's `in_threads`.
fn gil_variant<'a>(below: usize, n: usize, interval: Duration) -> Variant<'a> {
    let variant = Variant::new("model", "gil").at("threads", n).requests("gil", "on");
    let variant = if n == 1 { variant.on_each_processor() } else { variant };
    variant.requests("threads running at once", "one").sampled(move |watch| {
        let mut model = model(watch.clock(), with_gil(interval))?;
        let primes = watch.time(|| count(&mut model, "in_threads", &[below, n]))?;
        let at_once = if watch.busy_cpus() < 1.2 { "one" } else { "several" };
        Ok(model.outcome(primes).saw("threads running at once", at_once))
    })
}

/// The same function in an interpreter without a GIL.
fn free_variant<'a>(below: usize, n: usize) -> Variant<'a> {
    let variant = Variant::new("model", "free").at("threads", n).requests("gil", "off");
    let variant = if n == 1 { variant.on_each_processor() } else { variant };
    variant.sampled(move |watch| {
        let mut model = model(watch.clock(), without_gil())?;
        let primes = watch.time(|| count(&mut model, "in_threads", &[below, n]))?;
        Ok(model.outcome(primes))
    })
}
// ANCHOR_END: threads

/// Long work or short work, in the thread that calls.
fn sequential<'a>(name: &str, below: usize, interval: Duration) -> Variant<'a> {
    Variant::new("model", name).requests("gil", "on").on_each_processor().sampled(move |watch| {
        let mut model = model(watch.clock(), with_gil(interval))?;
        let primes = watch.time(|| count(&mut model, "count_part", &[below, 0, 1]))?;
        Ok(model.outcome(primes))
    })
}

// ANCHOR: processes
/// A worker process is asked each of these: it has an interpreter of its own, with a GIL that nobody outside wants.
fn in_processes(questions: &[Question]) -> Result<Outcome, Failure> {
    let workers = questions.iter().map(|question| Worker::start("count", question)).collect::<Result<Vec<_>, _>>()?;
    let answers = workers.into_iter().map(Worker::join).collect::<Result<Vec<Result<Counted, String>>, _>>()?;
    let answers = answers.into_iter().collect::<Result<Vec<_>, _>>().map_err(Failure)?;
    let mut pids: Vec<u32> = answers.iter().map(|a| a.pid).collect();
    pids.sort_unstable();
    pids.dedup();
    Ok(Outcome::answer(answers.iter().map(|a| a.primes).sum()).saw("processes", pids.len()))
}

fn count_in_worker(question: &Question) -> Result<Counted, Failure> {
    let mut model = model(Clock::start(), with_gil(question.interval))?;
    let primes = count(&mut model, &question.function, &question.arguments)?;
    Ok(Counted { primes, pid: std::process::id() })
}
// ANCHOR_END: processes

/// `n` worker processes, each of which counts its part with one thread.
fn processes_variant<'a>(name: &str, below: usize, n: usize, interval: Duration) -> Variant<'a> {
    let question = |part| Question { function: "count_part".into(), arguments: vec![below, part, n], interval };
    let questions: Vec<Question> = (0..n).map(question).collect();
    let variant = Variant::new("model", name).at("threads", n).requests("processes", n);
    variant.timed(move || in_processes(&questions))
}

/// One worker process that counts with `n` threads.
fn child_variant<'a>(below: usize, n: usize, interval: Duration) -> Variant<'a> {
    let questions = [Question { function: "in_threads".into(), arguments: vec![below, n], interval }];
    let variant = Variant::new("model", "child_threads").at("threads", n).requests("processes", 1);
    variant.timed(move || in_processes(&questions))
}

/// A part of the work in an interpreter of its own, which is there before the clock starts: primes, start, end.
fn part_alone(clock: Clock, question: &Question, together: &Barrier) -> Result<(u64, u64, u64), Failure> {
    let model = model(clock, with_gil(question.interval));
    together.wait();
    let (mut model, start) = (model?, clock.now());
    Ok((count(&mut model, &question.function, &question.arguments)?, start, clock.now()))
}

/// Two interpreters in one process, each with a GIL of its own (PEP 684).
fn two_gils<'a>(below: usize, interval: Duration) -> Variant<'a> {
    let question = move |part| Question { function: "count_part".into(), arguments: vec![below, part, 2], interval };
    let questions = [question(0), question(1)];
    Variant::new("model", "two_gils").at("threads", 2).sampled(move |watch| {
        let (clock, together) = (watch.clock(), Barrier::new(2));
        let parts = thread::scope(|scope| {
            let threads = questions.each_ref().map(|question| scope.spawn(|| part_alone(clock, question, &together)));
            threads.map(|thread| thread.join().unwrap_or_else(|_| Err(Failure("an interpreter panicked".into()))))
        });
        let parts = parts.into_iter().collect::<Result<Vec<_>, _>>()?;
        let start = parts.iter().map(|(_, start, _)| *start).min().unwrap_or(0);
        let end = parts.iter().map(|(.., end)| *end).max().unwrap_or(start);
        watch.report(i64::try_from(end - start)?);
        Ok(Outcome::answer(parts.iter().map(|(primes, ..)| primes).sum()))
    })
}

/// Two threads under a traced GIL: who held it when.
fn turns_with_gil<'a>(below: usize, interval: Duration) -> Variant<'a> {
    let variant = Variant::new("model", "turns_gil").at("threads", 2).requests("gil", "on").not_deciding();
    variant.sampled(move |watch| {
        let mut model = model(watch.clock(), with_gil(interval).trace(true))?;
        let primes = watch.time(|| count(&mut model, "in_threads", &[below, 2]))?;
        let holds: Vec<Hold> = model.holds().into_iter().filter(|hold| hold.thread > 0).collect();
        Ok(model.outcome(primes).lanes(lanes(&holds, &[(1, "Thread 1"), (2, "Thread 2")])))
    })
}

/// Two threads without a GIL: when each ran.
fn turns_without_gil<'a>(below: usize) -> Variant<'a> {
    let variant = Variant::new("model", "turns_free").at("threads", 2).requests("gil", "off").not_deciding();
    variant.sampled(move |watch| {
        let mut model = model(watch.clock(), without_gil())?;
        let arguments = [below, 2].map(|n| Answer::Int(n as i64));
        let rows = watch.time(|| model.rows("when_in_threads", &arguments))?;
        let parts: Vec<[u64; 3]> = rows.iter().map(|row| part_of_row(row)).collect::<Result<_, _>>()?;
        let first = parts.iter().map(|[_, start, _]| *start).min().unwrap_or(0);
        let lane = |(i, [_, start, end]): (usize, &[u64; 3])| Lane {
            name: format!("Thread {}", i + 1),
            spans: vec![Span { start: start - first, end: end - first, label: None }],
        };
        let lanes = parts.iter().enumerate().map(lane).collect();
        Ok(model.outcome(parts.iter().map(|part| part[0]).sum()).lanes(lanes))
    })
}

/// Primes, start and end.
fn part_of_row(row: &[i64]) -> Result<[u64; 3], Failure> {
    let numbers = row.iter().map(|n| u64::try_from(*n)).collect::<Result<Vec<_>, _>>()?;
    numbers.try_into().map_err(|row| Failure(format!("a thread told {row:?}")))
}

/// Plain Rust: the primes of one block. Nothing is checked at a back-edge.
fn primes_in_block(block: u64, below: u64) -> u64 {
    let is_prime = |n: &u64| {
        let mut divisor = 2;
        while divisor * divisor <= *n {
            if n.is_multiple_of(divisor) {
                return false;
            }
            divisor += 1;
        }
        *n >= 2
    };
    (block * BLOCK..((block + 1) * BLOCK).min(below)).filter(is_prime).count() as u64
}

/// Plain Rust on rayon's work-stealing pool.
fn on_rayon(pool: &rayon::ThreadPool, below: u64) -> u64 {
    let blocks = below.div_ceil(BLOCK);
    pool.install(|| (0..blocks).into_par_iter().map(|block| primes_in_block(block, below)).sum())
}

/// Plain Rust on scoped threads that take blocks from a crossbeam queue.
fn on_crossbeam(below: u64, n: usize) -> u64 {
    let queue = SegQueue::new();
    (0..below.div_ceil(BLOCK)).for_each(|block| queue.push(block));
    let work = || std::iter::from_fn(|| queue.pop()).map(|block| primes_in_block(block, below)).sum::<u64>();
    thread::scope(|scope| {
        let threads: Vec<_> = (0..n).map(|_| scope.spawn(work)).collect();
        threads.into_iter().map(|t| t.join().expect("counting does not panic")).sum()
    })
}

fn rayon_variant<'a>(below: u64, n: usize) -> Variant<'a> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(n).build();
    let variant = Variant::new("rust", "rayon").at("threads", n).requests("threads", n);
    variant.sampled(move |watch| {
        let pool = pool.as_ref().map_err(|e| Failure(e.to_string()))?;
        let primes = watch.time(|| on_rayon(pool, below));
        Ok(Outcome::answer(primes).saw("threads", pool.current_num_threads()))
    })
}

/// The answer by another road: a sieve.
fn primes_by_sieve(below: u64) -> u64 {
    let below = usize::try_from(below).unwrap_or(usize::MAX);
    let mut composite = vec![false; below];
    let mut primes = 0;
    for n in 2..below {
        if !composite[n] {
            primes += 1;
            (n * n..below).step_by(n).for_each(|multiple| composite[multiple] = true);
        }
    }
    primes
}

fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.budget(Duration::from_secs(75));
    let (below, interval) = (knobs.below as usize, Duration::from_micros(knobs.switch_interval));
    let (further, pythons_below) = (knobs.below * FURTHER, knobs.below.min(PYTHONS_BELOW));
    let (primes, further_primes) = (primes_by_sieve(knobs.below), primes_by_sieve(further));
    let axis = knobs.threads.clone().unwrap_or_else(default_axis);
    for &n in &axis {
        plan.add(gil_variant(below, n, interval).expects(primes));
        plan.add(free_variant(below, n).expects(primes));
        plan.add(processes_variant("processes", below, n, interval).expects(primes));
        plan.add(rayon_variant(further, n).expects(further_primes));
        let crossbeam = Variant::new("rust", "crossbeam").at("threads", n);
        plan.add(crossbeam.timed(move || Ok(Outcome::answer(on_crossbeam(further, n)))).expects(further_primes));
    }
    for n in [1, 2] {
        plan.add(child_variant(below, n, interval).expects(primes));
    }
    plan.add(two_gils(below, interval).expects(primes));
    plan.add(turns_with_gil(below, interval).expects(primes));
    plan.add(turns_without_gil(below).expects(primes));
    plan.add(gil_variant(below, axis[0], interval).expects(primes).again());
    let cores = harness::noise::allowed_cpus() as usize;
    let filled = axis.iter().copied().find(|n| *n == cores).unwrap_or(axis[0]);
    plan.add(free_variant(below, filled).expects(primes).again());
    single_operations(plan, interval);
    let cores = filled.max(2);
    for (length, below, n) in [("", pythons_below, 2), ("_long", knobs.below * LONG, cores)] {
        let (primes, below) = (primes_by_sieve(below), below as usize);
        plan.add(sequential(&format!("sequential{length}"), below, interval).expects(primes));
        let name = if length.is_empty() { "processes_short" } else { "processes_long" };
        plan.add(processes_variant(name, below, n, interval).expects(primes));
    }
    plan.ask_pythons(&twin(pythons_below));
}

// ANCHOR: twin
/// The same functions in real Pythons, in which they take longer: so they count fewer numbers, in about the same time.
fn twin(below: u64) -> Twin {
    let arguments = ["--threads", "1,2", "--below", &below.to_string()];
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py")).history(&["gil", "free"]).with(&arguments);
    twin.since(2, 7).given(Duration::from_secs(25)) // A round takes nearly two seconds.
}
// ANCHOR_END: twin

/// 1, 2, 4, … up to twice the cores of the machine (at least 8), and the number of cores itself.
fn default_axis() -> Vec<usize> {
    let cores = harness::noise::allowed_cpus() as usize;
    let mut axis: Vec<usize> = (0..).map(|power| 1 << power).take_while(|n| *n <= (2 * cores).max(8)).collect();
    axis.push(cores);
    axis.sort_unstable();
    axis.dedup();
    axis
}

/// What the lock costs where nobody else wants it.
fn single_operations(plan: &mut Plan<'_>, interval: Duration) {
    let gil = gil::Gil::new(interval);
    plan.operation(Variant::new("model", "take_and_drop"), move || drop(std::hint::black_box(gil.attach(0))));
    let held: &'static gil::Gil = Box::leak(Box::new(gil::Gil::new(interval)));
    let attached = held.attach(0);
    plan.operation(Variant::new("model", "back_edge"), move || std::hint::black_box(&attached).back_edge());
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let one = "model/gil[threads=1]";
    let declaration = Declaration::new(SLUG, "Do threads make Python faster?")
        .quantity("one_thread", "time of one thread with the GIL", Formula::median(one))
        .quantity("two_threads", "time of two threads with the GIL", Formula::median("model/gil[threads=2]"))
        .quantity("two_free_threads", "time of two threads without the GIL", Formula::median("model/free[threads=2]"))
        .quantity("two_processes", "time of two processes", Formula::median("model/processes[threads=2]"))
        .quantity("two_to_one", "time of two threads with the GIL over that of one", Formula::ratio("model/gil[threads=2]", one))
        .quantity("most_to_one", "time of the most threads with the GIL over that of one", Formula::ratio("model/gil[threads=max]", one))
        .quantity("gil_speed_up", "speed-up with one thread a core, with the GIL", Formula::ratio(one, "model/gil[threads=cores]"))
        .quantity("free_speed_up", "speed-up with one thread a core, without the GIL", Formula::ratio("model/free[threads=1]", "model/free[threads=cores]"))
        .quantity("processes_speed_up", "speed-up with one process a core", Formula::ratio(one, "model/processes[threads=cores]"))
        .quantity("two_processes_speed_up", "speed-up of two processes", Formula::ratio(one, "model/processes[threads=2]"))
        .quantity("processes_beyond", "speed-up from one process a core to the most processes", Formula::ratio("model/processes[threads=cores]", "model/processes[threads=max]"))
        .quantity("rayon_speed_up", "speed-up of rayon with one thread a core", Formula::ratio("rust/rayon[threads=1]", "rust/rayon[threads=cores]"))
        .quantity("crossbeam_speed_up", "speed-up of crossbeam with one thread a core", Formula::ratio("rust/crossbeam[threads=1]", "rust/crossbeam[threads=cores]"))
        .quantity("two_gils_speed_up", "speed-up of two interpreters in one process, each with its own GIL", Formula::ratio(one, "model/two_gils[threads=2]"))
        .quantity("child_speed_up", "speed-up of a second thread inside one worker process", Formula::ratio("model/child_threads[threads=1]", "model/child_threads[threads=2]"))
        .quantity("threads_to_processes", "time of two threads with the GIL over that of two processes", Formula::ratio("model/gil[threads=2]", "model/processes[threads=2]"))
        .quantity("free_to_gil", "time of one thread without the GIL over that with it", Formula::ratio("model/free[threads=1]", one))
        .quantity("model_to_cpython", "time of the model over that of CPython for the same functions and numbers, one thread", Formula::ratio("model/sequential", "cpython/sequential"))
        .quantity("take_and_drop", "one take and drop of a GIL that nobody else wants", Formula::median("model/take_and_drop"))
        .quantity("back_edge", "one look at the eval breaker", Formula::median("model/back_edge"))
        .quantity("kill_time", "10⁸ turns of an empty Python loop", Formula::median("cpython/kill_time"))
        .quantity("cpython_two_to_one", "time of two threads over that of one, in CPython with the GIL", Formula::ratio("cpython/gil[threads=2]", "cpython/gil[threads=1]"))
        .quantity("cpython_threads_speed_up", "speed-up of two threads, in CPython with the GIL", Formula::ratio("cpython/gil[threads=1]", "cpython/gil[threads=2]"))
        .quantity("long_processes_speed_up", "speed-up with one process a core, for three times as many numbers", Formula::ratio("model/sequential_long", "model/processes_long[threads=cores]"))
        .quantity("short_processes_speed_up", "speed-up of two processes, for as few numbers as the Pythons count", Formula::ratio("model/sequential", "model/processes_short[threads=2]"))
        .quantity("cpython_processes_speed_up", "speed-up of two processes for three times as many numbers, in CPython with the GIL", Formula::ratio("cpython/sequential_long", "cpython/processes_long[threads=2]"))
        .quantity("cpython_short_processes_speed_up", "speed-up of two processes, in CPython with the GIL", Formula::ratio("cpython/gil[threads=1]", "cpython/processes[threads=2]"))
        .quantity("cpython_free_speed_up", "speed-up of two threads, in CPython without the GIL", Formula::ratio("cpython-free/free[threads=1]", "cpython-free/free[threads=2]"))
        .prediction("residual_two_to_one", "two threads over one, with the GIL", Formula::residual(("cpython/gil[threads=2]", "cpython/gil[threads=1]"), ("model/gil[threads=2]", one)))
        .prediction("residual_free", "speed-up of two threads, without it", Formula::residual(("cpython-free/free[threads=1]", "cpython-free/free[threads=2]"), ("model/free[threads=1]", "model/free[threads=2]")));
    charts(claims(declaration))
}

fn claims(declaration: Declaration) -> Declaration {
    const CEVAL_GIL: &str = "Python/ceval_gil.c, CPython 3.14";
    declaration
        .claim(
            Claim::new("cpu-threads-no-speedup", &["000", "001", "002", "003", "004"], "CPU-bound threads gain nothing under the GIL.")
                .holds_if("model", "gil_speed_up", Test::Below(1.2))
                .with_cores(2)
                .correction("True of the default build, where one thread at a time runs bytecode. A free-threaded build has no GIL, and compiled code may drop it.", "PEP 703, Motivation; Python/ceval_gil.c"),
        )
        .claim(
            Claim::new("cpu-threads-slower", &["002", "004"], "With the GIL, two CPU-bound threads are slower than one thread that does the same work.")
                .still_holds_if("model", "two_to_one", Test::Above(1.05))
                .correction("It was so before Python 3.2, when the lock was offered to the other thread every hundred instructions. Since then a waiting thread sleeps for a whole switch interval, and the hand-overs are too rare to matter.", "What's New In Python 3.2, “Multi-threading”; Python/ceval_gil.c"),
        )
        .claim(
            Claim::new("mp-cpu-speedup", &["000", "001", "002", "003", "004"], "Processes run CPU-bound work in parallel.")
                .holds_if("model", "processes_speed_up", Test::Above(1.5))
                .with_cores(2)
                .holds_if("model, long work", "long_processes_speed_up", Test::Above(1.5))
                .with_cores(2)
                .holds_if("cpython", "cpython_short_processes_speed_up", Test::Above(1.5))
                .with_cores(2)
                .holds_if("cpython, long work", "cpython_processes_speed_up", Test::Above(1.5))
                .with_cores(2)
                .correction("True while the work is long against the start of a process and the cores last.", "PEP 371, Rationale and its measurements"),
        )
        .claim(
            Claim::new("time-proportional-to-processes", &["002", "003"], "The time falls in proportion to the number of processes.")
                .holds_if("model, two processes and little work", "short_processes_speed_up", Test::Between(1.8, 2.1))
                .with_cores(2)
                .holds_if("model, two processes", "two_processes_speed_up", Test::Between(1.8, 2.1))
                .with_cores(2)
                .holds_if("model, beyond the cores", "processes_beyond", Test::Above(1.5))
                .correction("Only up to the number of cores, less what it costs to start a process and what cannot be split (Amdahl's law). Four processes own four GILs, but two cores run two of them at a time.", "G. M. Amdahl, AFIPS 1967; PEP 371"),
        )
        .claim(
            Claim::new("sample-output-4s-both", &["003"], "Two CPU-bound threads and two CPU-bound processes take the same time.")
                .holds_if("model", "threads_to_processes", Test::Between(0.9, 1.1))
                .with_cores(2)
                .correction("They cannot: under the GIL the threads need the time of both parts, one after the other. A printed sample in which both take the same time to a tenth of a millisecond was not measured.", CEVAL_GIL),
        )
        .claim(
            Claim::new("kill-time-1e8-4s", &["003"], "A hundred million turns of an empty loop take about 4 s.")
                .holds_if("cpython", "kill_time", Test::Between(3.5e9, 4.5e9))
                .correction("It depends on the machine and on the version by a factor of two or more; and on Python 2.7 `range(10**8)` first builds a list of several gigabytes.", "Doc/library/stdtypes.rst, “Ranges”"),
        )
        .claim(
            Claim::new("gil-per-process", &["000", "001", "002", "003"], "There is one GIL a process, so only processes run Python in parallel.")
                .still_holds_if("model", "two_gils_speed_up", Test::Below(1.2))
                .with_cores(2)
                .correction("Since 3.12 the GIL belongs to the interpreter, and one process can hold several interpreters. 3.14 opens them to Python code as `concurrent.interpreters`.", "PEP 684; PEP 734"),
        )
        .claim(
            Claim::new("gil-free-interpreter", &["001"], "Each worker process runs an interpreter without a GIL.")
                .holds_if("model", "child_speed_up", Test::Above(1.5))
                .with_cores(2)
                .correction("Each worker runs an ordinary interpreter with a GIL of its own. It is free only because nobody else in that process wants it: a second thread in there waits like anywhere else.", "PEP 684; Lib/multiprocessing/popen_spawn_posix.py"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    let one = "model/gil[threads=1]";
    let bars = |n: &str| {
        vec![
            Bar::new("with the GIL", Formula::median(&format!("model/gil[threads={n}]"))),
            Bar::new("without it", Formula::median(&format!("model/free[threads={n}]"))),
            Bar::new("processes", Formula::median(&format!("model/processes[threads={n}]"))),
        ]
    };
    declaration
        .chart(
            "by_version",
            &[("measured cpython_two_to_one", "Two threads over one: {cpython_two_to_one} in the newest Python with a GIL"), ("", "Two threads over one, by version")],
            Draw::by_python("two threads over one", Some(1.0), vec![Bar::new("with the GIL", Formula::ratio("python/gil[threads=2]", "python/gil[threads=1]")), Bar::new("without the GIL", Formula::ratio("python/free[threads=2]", "python/free[threads=1]"))]),
        )
        .chart(
            "speed_up",
            &[
                (
                    "cpu-threads-no-speedup.holds",
                    "With the GIL, more threads are not faster; without it they are, up to the cores",
                ),
                ("", "Speed-up by number of threads, with the GIL and without it"),
            ],
            Draw::lines(
                "threads",
                "threads or processes",
                "speed-up",
                Some(Ideal::CoresBound),
                vec![
                    Line::speed_up("with the GIL", "model/gil", one),
                    Line::speed_up("without the GIL", "model/free", "model/free[threads=1]"),
                    Line::speed_up("processes", "model/processes", one),
                    Line::speed_up("rayon", "rust/rayon", "rust/rayon[threads=1]"),
                    Line::speed_up("crossbeam", "rust/crossbeam", "rust/crossbeam[threads=1]"),
                ],
            ),
        )
        .chart(
            "times",
            &[
                (
                    "sample-output-4s-both.does-not-hold",
                    "Two threads under one GIL take {threads_to_processes} as long as two processes",
                ),
                ("", "Wall-clock time of the same work, split in one, two and one part a core"),
            ],
            Draw::bars("wall-clock time", None, &[("one", bars("1")), ("two", bars("2")), ("the most", bars("max"))]),
        )
        .chart(
            "turns",
            &[("", "With the GIL two threads take turns; without it they run side by side")],
            Draw::timeline(
                "time",
                &[("with the GIL", "model/turns_gil[threads=2]"), ("without the GIL", "model/turns_free[threads=2]")],
            ),
        )
        .chart(
            "model_beside_cpython",
            &[
                (
                    "measured cpython_two_to_one",
                    "Two threads under the GIL take {cpython_two_to_one} as long as one in CPython, {two_to_one} in the model",
                ),
                ("", "Speed-up of two threads and of two processes in the model; CPython was not asked here"),
            ],
            beside_cpython(one),
        )
}

/// Speed-ups over one thread, the model's beside those of a real Python.
fn beside_cpython(one: &str) -> Draw {
    let bars = |model: (&str, &str), cpython: (&str, &str)| {
        let bar = |label, (of, over)| Bar::new(label, Formula::ratio(of, over));
        vec![bar("model", model), bar("CPython", cpython)]
    };
    let python = "cpython/gil[threads=1]";
    let threads = bars((one, "model/gil[threads=2]"), (python, "cpython/gil[threads=2]"));
    let processes = bars((one, "model/processes[threads=2]"), (python, "cpython/processes[threads=2]"));
    let free = ("cpython-free/free[threads=1]", "cpython-free/free[threads=2]");
    let free = bars(("model/free[threads=1]", "model/free[threads=2]"), free);
    let groups = [("threads with the GIL", threads), ("processes", processes), ("threads without the GIL", free)];
    Draw::bars("speed-up of two over one", Some(1.0), &groups)
}
