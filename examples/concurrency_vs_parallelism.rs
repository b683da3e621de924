//! When do two things really happen at once? Two threads that wait, that are in native code, that compute: when each of
//! them ran, on which core, and how much of it together.

use std::{cell::RefCell, collections::BTreeSet, process::ExitCode, rc::Rc, sync::Barrier, thread, time::Duration};

use roommates::{
    harness::{self, Clock, Failure, Model, Outcome, Plan, Twin, Variant},
    interp::{Answer, Argument, Builder, Gil, Interpreter},
    results::{
        Declaration, Lane, Span, Unit,
        declaration::{Bar, Claim, Draw, Formula, Test},
    },
};

const SLUG: &str = "concurrency_vs_parallelism";
const TWIN: (&str, &str) = ("examples/concurrency_vs_parallelism.py", include_str!("concurrency_vs_parallelism.py"));
/// CPython's switch interval, µs.
const DEFAULT_INTERVAL: u64 = 5_000;
/// Bytes of which native code takes a digest.
const PAGES: usize = 1 << 18;
/// Kinds of work, and the steps of each thread: about 40 ms of each.
const WAIT: (&str, i64) = ("wait", 15);
const NATIVE: (&str, i64) = ("native", 120);
const INTERPRET: (&str, i64) = ("interpret", 1_500);
/// What the workload tells of a run, in its order: names of series.
const NUMBERS: [&str; 9] = ["steps", "wall", "progress", "parallel", "cpu", "least", "cores", "changed", "moved"];
/// What is asked of each run, of one by threads that take turns, and of cores; positions in [`NUMBERS`].
const TIMES: [usize; 4] = [1, 2, 3, 4];
const LEAST: usize = 5;
const CORES: [usize; 3] = [6, 7, 8];
/// Those that are counts, if only of nanoseconds: they may be 0, and no clock was read for that.
const COUNTS: [usize; 5] = [2, 3, 6, 7, 8];

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Switch interval of the GIL, in microseconds.
    #[arg(long, default_value_t = DEFAULT_INTERVAL, value_name = "US",
          value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    interval: u64,
}

fn main() -> ExitCode {
    harness::main(&declare(), plan)
}

/// The workload of the twin, in an interpreter of this kind, with the two functions that Python has from elsewhere.
fn model(clock: Clock, builder: Builder) -> Result<Model, Failure> {
    Model::load_with(builder, TWIN.0, TWIN.1, clock, |model| {
        model.bind("core", |_| Ok(Answer::Int(core())))?;
        model.bind_detached("digest", |_| Ok(Answer::Int(digest())))
    })
}

/// The core on which the caller runs; 0 where the system does not tell.
fn core() -> i64 {
    #[cfg(target_os = "linux")]
    let core = rustix::thread::sched_getcpu() as i64;
    #[cfg(not(target_os = "linux"))]
    let core = 0;
    core
}

/// Native code: a digest of some pages, byte by byte.
fn digest() -> i64 {
    let pages = std::hint::black_box([1_u8; 1 << 12]);
    let byte = |sum: u32, byte: &u8| sum.wrapping_mul(31).wrapping_add(u32::from(*byte));
    (0..PAGES / pages.len()).fold(1, |sum, _| std::hint::black_box(&pages).iter().fold(sum, byte)).into()
}

fn every(interval: u64) -> Builder {
    Interpreter::builder().switch_interval(Duration::from_micros(interval))
}

/// Puts the chapter's question to the model, and to the Pythons of this machine.
fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    let with_gil = || every(knobs.interval);
    for kind in [WAIT, NATIVE, INTERPRET] {
        let mut numbers = TIMES.to_vec();
        if kind == INTERPRET {
            numbers.push(LEAST);
            numbers.extend(CORES.iter().filter(|_| cfg!(target_os = "linux")));
        }
        let run = Run::new(move |clock| side_by_side(clock, with_gil(), kind));
        ask(plan, kind.0, "on", kind.1, run, &numbers);
    }
    let again = Run::new(move |clock| side_by_side(clock, with_gil(), WAIT));
    plan.add(number(WAIT.0, "on", WAIT.1, &again, TIMES[0]).again());
    let free = Run::new(|clock| side_by_side(clock, Interpreter::builder().gil(Gil::Free), INTERPRET));
    ask(plan, "free", "off", INTERPRET.1, free, &TIMES);
    ask(plan, "two_gils", "on", INTERPRET.1, Run::new(move |clock| in_two_interpreters(clock, with_gil)), &TIMES);
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py")).since(3, 7);
    let twin = twin.history(&["interpret_wall", "interpret_cpu", "native_wall", "native_cpu"]);
    plan.ask_pythons(&twin.with(&["--interval", &knobs.interval.to_string()]));
}

// ANCHOR: seen
/// What two threads of a run noted: the numbers of [`NUMBERS`], and who ran when.
struct Seen {
    numbers: Vec<i64>,
    outcome: Outcome,
}

/// Two threads of one interpreter, with the same kind of work.
fn side_by_side(clock: Clock, builder: Builder, (kind, steps): (&str, i64)) -> Result<Seen, Failure> {
    let mut model = model(clock, builder)?;
    let told = model.ask("seen", &[kind.into(), steps.into()])?;
    Seen::of(&model, &told)
}

/// Two interpreters in one process, each with a GIL of its own and one thread: they have no lock in common.
fn in_two_interpreters(clock: Clock, builder: impl Fn() -> Builder + Sync) -> Result<Seen, Failure> {
    let together = Barrier::new(2);
    let work = || {
        let model = model(clock, builder());
        together.wait();
        Ok(model?.ask("alone", &[INTERPRET.0.into(), INTERPRET.1.into()])?)
    };
    let noted: [Result<Answer, Failure>; 2] = thread::scope(|scope| {
        let threads = [(); 2].map(|()| scope.spawn(work));
        threads.map(|thread| thread.join().unwrap_or_else(|_| Err(Failure("an interpreter panicked".into()))))
    });
    let noted = noted.into_iter().collect::<Result<Vec<_>, _>>()?;
    let mut model = model(clock, builder())?;
    let told = model.ask("told", &[Answer::List(noted)])?;
    Seen::of(&model, &told)
}
// ANCHOR_END: seen

impl Seen {
    /// Reads what the workload told: numbers, and the stretches of each thread.
    fn of(model: &Model, told: &Argument) -> Result<Self, Failure> {
        let unexpected = || Failure(format!("the workload told {told:?}"));
        let Answer::Tuple(parts) = told else { return Err(unexpected()) };
        let [numbers, Answer::List(lanes)] = &parts[..] else { return Err(unexpected()) };
        let numbers = integers(numbers).filter(|n| n.len() == NUMBERS.len()).ok_or_else(unexpected)?;
        let lanes: Option<Vec<Vec<[i64; 3]>>> = lanes.iter().map(stretches).collect();
        let steps = u64::try_from(numbers[0])?;
        let outcome = model.outcome(steps).lanes(named(&lanes.ok_or_else(unexpected)?));
        Ok(Self { numbers, outcome })
    }
}

fn integers(answer: &Answer) -> Option<Vec<i64>> {
    let (Answer::List(items) | Answer::Tuple(items)) = answer else { return None };
    items.iter().map(|item| if let Answer::Int(n) = item { Some(*n) } else { None }).collect()
}

/// Start, end and core of each stretch of a thread.
fn stretches(lane: &Answer) -> Option<Vec<[i64; 3]>> {
    let Answer::List(stretches) = lane else { return None };
    stretches.iter().map(|stretch| integers(stretch)?.try_into().ok()).collect()
}

/// A lane for each thread; time begins with the first.
fn named(lanes: &[Vec<[i64; 3]>]) -> Vec<Lane> {
    let begun = lanes.iter().flatten().map(|[start, ..]| *start).min().unwrap_or(0);
    let time = |when: i64| u64::try_from(when - begun).unwrap_or(0);
    let label = |core: i64| if core < 0 { "waits".to_owned() } else { format!("runs on core {core}") };
    let span = |[start, end, core]: &[i64; 3]| Span { start: time(*start), end: time(*end), label: Some(label(*core)) };
    let lane = |(i, lane): (usize, &Vec<_>)| Lane {
        name: format!("Thread {}", i + 1),
        spans: lane.iter().map(span).collect(),
    };
    lanes.iter().enumerate().map(lane).collect()
}

/// A run answers several questions in each round; the first that is put twice begins a new one.
struct Run<'a> {
    take: Box<dyn FnMut(Clock) -> Result<Seen, Failure> + 'a>,
    answered: BTreeSet<usize>,
    last: Option<Seen>,
}

impl<'a> Run<'a> {
    fn new(take: impl FnMut(Clock) -> Result<Seen, Failure> + 'a) -> Rc<RefCell<Self>> {
        Rc::new(RefCell::new(Self { take: Box::new(take), answered: BTreeSet::new(), last: None }))
    }

    fn number(&mut self, which: usize, clock: Clock) -> Result<(i64, Outcome), Failure> {
        let is_new = self.answered.insert(which);
        let seen = match self.last.take() {
            Some(seen) if is_new => seen,
            _ => {
                self.answered = BTreeSet::from([which]);
                (self.take)(clock)?
            }
        };
        let seen = self.last.insert(seen);
        Ok((seen.numbers[which], seen.outcome.clone()))
    }
}

/// A series for each of these numbers of a run.
fn ask<'a>(plan: &mut Plan<'a>, name: &str, gil: &str, steps: i64, run: Rc<RefCell<Run<'a>>>, numbers: &[usize]) {
    for which in numbers {
        plan.add(number(name, gil, steps, &run, *which));
    }
}

fn number<'a>(name: &str, gil: &str, steps: i64, run: &Rc<RefCell<Run<'a>>>, which: usize) -> Variant<'a> {
    let run = Rc::clone(run);
    let variant = Variant::new("model", &format!("{name}_{}", NUMBERS[which]));
    let variant = variant.unit(if COUNTS.contains(&which) { Unit::Count } else { Unit::Nanoseconds });
    let is_wall = NUMBERS[which] == "wall";
    let variant = if is_wall { variant } else { variant.not_deciding() };
    variant.requests("gil", gil).expects(2 * steps.unsigned_abs()).sampled(move |watch| {
        let (sample, outcome) = run.borrow_mut().number(which, watch.clock())?;
        watch.report(sample);
        // One timeline a run.
        Ok(if is_wall { outcome } else { outcome.lanes(Vec::new()) })
    })
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let share = |of: &str, what: &str| Formula::ratio(&format!("{of}_{what}"), &format!("{of}_wall"));
    let busy = |cpython: &str, model: &str| {
        let [cpu, wall, model_cpu, model_wall] = [format!("{cpython}_cpu"), format!("{cpython}_wall"), format!("{model}_cpu"), format!("{model}_wall")];
        Formula::residual((&cpu, &wall), (&model_cpu, &model_wall))
    };
    let declaration = Declaration::new(SLUG, "When do two things really happen at once?")
        // In progress together.
        .quantity("progress_wait", "share of the time during which two threads that wait were both in progress", share("model/wait", "progress"))
        .quantity("progress_native", "the same for two threads in native code that drops the GIL", share("model/native", "progress"))
        .quantity("progress_interpret", "the same for two threads of interpreted code", share("model/interpret", "progress"))
        .quantity("cpython_progress_wait", "share of the time during which two threads that wait were both in progress, in CPython", share("cpython/wait", "progress"))
        .quantity("cpython_progress_interpret", "the same for two threads of interpreted code, in CPython", share("cpython/interpret", "progress"))
        // On a CPU together.
        .quantity("parallel_wait", "share of the time during which two threads that wait were both on a CPU", share("model/wait", "parallel"))
        .quantity("parallel_native", "share of the time during which two threads in native code were both on a CPU", share("model/native", "parallel"))
        .quantity("parallel_interpret", "share of the time during which two threads of interpreted code were both on a CPU", share("model/interpret", "parallel"))
        .quantity("parallel_free", "share of the time during which two threads of interpreted code were both on a CPU, without the GIL", share("model/free", "parallel"))
        .quantity("parallel_two_gils", "share of the time during which both were on a CPU, of two interpreters in one process, each with a GIL of its own", share("model/two_gils", "parallel"))
        .quantity("cpython_parallel_native", "share of the time during which two threads in native code were both on a CPU, in CPython", share("cpython/native", "parallel"))
        .quantity("cpython_parallel_interpret", "share of the time during which two threads of interpreted code were both on a CPU, in CPython", share("cpython/interpret", "parallel"))
        .quantity("cpython_parallel_free", "share of the time during which two threads of interpreted code were both on a CPU, in CPython without the GIL", share("cpython-free/interpret", "parallel"))
        // CPUs kept busy.
        .quantity("busy_wait", "CPUs that two threads kept busy while they waited", share("model/wait", "cpu"))
        .quantity("busy_native", "CPUs that two threads kept busy in native code that drops the GIL", share("model/native", "cpu"))
        .quantity("busy_interpret", "CPUs that two threads kept busy in interpreted code", share("model/interpret", "cpu"))
        .quantity("busy_free", "CPUs that two threads kept busy in interpreted code, without the GIL", share("model/free", "cpu"))
        .quantity("busy_two_gils", "CPUs that two interpreters in one process kept busy", share("model/two_gils", "cpu"))
        .quantity("cpython_busy_wait", "CPUs that two threads of CPython kept busy while they waited", share("cpython/wait", "cpu"))
        .quantity("cpython_busy_native", "CPUs that two threads of CPython kept busy in native code that drops the GIL", share("cpython/native", "cpu"))
        .quantity("cpython_busy_interpret", "CPUs that two threads of CPython kept busy in interpreted code", share("cpython/interpret", "cpu"))
        .quantity("cpython_busy_free", "CPUs that two threads of CPython kept busy in interpreted code, without the GIL", share("cpython-free/interpret", "cpu"))
        .quantity("cpython_busy_two_gils", "CPUs that two interpreters in one process of CPython kept busy", share("cpython/two_gils", "cpu"))
        .prediction("residual_native", "CPUs busy with native code", busy("cpython/native", "model/native"))
        .prediction("residual_interpret", "CPUs busy with interpreted code", busy("cpython/interpret", "model/interpret"))
        .prediction("residual_free", "CPUs busy with interpreted code, no GIL", busy("cpython-free/interpret", "model/free"))
        .prediction("residual_two_gils", "CPUs busy with two interpreters in one process", busy("cpython/two_gils", "model/two_gils"))
        // Threads and cores.
        .quantity("least", "CPU time of the thread that ran less, over that of both", Formula::ratio("model/interpret_least", "model/interpret_cpu"))
        .quantity("cpython_least", "CPU time of the thread that ran less, over that of both, in CPython", Formula::ratio("cpython/interpret_least", "cpython/interpret_cpu"))
        .quantity("cores", "most cores on which two threads were seen that take turns", Formula::max("model/interpret_cores"))
        .quantity("cpython_cores", "most cores on which two threads of CPython were seen that take turns", Formula::max("cpython/interpret_cores"))
        .quantity("moved", "share of the hand-overs after which the next thread ran on another core", Formula::ratio("model/interpret_moved", "model/interpret_changed"))
        .quantity("cpython_moved", "share of the hand-overs after which the next thread ran on another core, in CPython", Formula::ratio("cpython/interpret_moved", "cpython/interpret_changed"))
        .quantity("changed", "hand-overs of two threads of interpreted code", Formula::median("model/interpret_changed"));
    charts(claims(declaration))
}

#[rustfmt::skip]
fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("concurrency-vs-parallelism", &["000", "001", "004"], "Multithreading in Python is parallel execution.")
                .holds_if("model, native code", "parallel_native", Test::Above(0.5)).with_cores(2)
                .holds_if("cpython, native code", "cpython_parallel_native", Test::Above(0.5)).with_cores(2)
                .holds_if("model, interpreted code", "parallel_interpret", Test::Above(0.5)).with_cores(2)
                .holds_if("cpython, interpreted code", "cpython_parallel_interpret", Test::Above(0.5)).with_cores(2)
                .holds_if("cpython-free, interpreted code", "cpython_parallel_free", Test::Above(0.5)).with_cores(2)
                .correction("It is always concurrent: both threads are in progress. It is parallel, both on a CPU at the same moment, while they are in native code that has dropped the GIL, and in builds without one. While they wait they overlap and use no CPU; while they interpret bytecode under one GIL they take turns.", "Doc/glossary.rst, “global interpreter lock”, and Doc/library/threading.rst, “GIL and performance considerations”, CPython 3.14"),
        )
        .claim(
            Claim::new("gil-one-thread-bytecode", &["000", "001", "002", "003", "004"], "The GIL lets only one thread of a process run Python bytecode at a time.")
                .holds_if("model, one interpreter", "busy_interpret", Test::Below(1.2))
                .holds_if("cpython, one interpreter", "cpython_busy_interpret", Test::Below(1.2))
                .holds_if("model, two interpreters", "busy_two_gils", Test::Below(1.2)).with_cores(2)
                .holds_if("cpython, two interpreters", "cpython_busy_two_gils", Test::Below(1.2)).with_cores(2)
                .correction("One thread of an *interpreter*. Since 3.12 each interpreter of a process can have a GIL of its own, and a free-threaded build has none. And it is not quite a mutex: a flag with a mutex and a condition variable around it, so that a waiter can ask for it.", "PEP 684; PEP 703; `struct _gil_runtime_state` in Include/internal/pycore_gil.h"),
        )
        .claim(
            Claim::new("gil-one-master-thread", &["004"], "The GIL makes all threads run inside one master thread.")
                .holds_if("model", "least", Test::Below(0.05))
                .holds_if("cpython", "cpython_least", Test::Below(0.05))
                .correction("There is no such thread. Each is a thread of the operating system with a clock of its own for the CPU time it has used, and each clock moves. The GIL only says which of them may interpret bytecode now, and remembers who had it last.", "`last_holder` and `switch_number` in Include/internal/pycore_gil.h, CPython 3.13; Doc/library/time.rst, `thread_time`"),
        )
        .claim(
            Claim::new("threads-share-one-core", &["003"], "Because of the GIL, the threads of a program share one CPU core.")
                .holds_if("model", "cores", Test::Below(1.5)).with_cores(2)
                .holds_if("cpython", "cpython_cores", Test::Below(1.5)).with_cores(2)
                .correction("They share the interpreter. Which core a thread runs on is up to the kernel, and it may be another one after each hand-over. What adds up to one core is the *time*: they run on several cores, one at a time.", "`sched_getcpu(3)`; Documentation/scheduler/sched-design-CFS.rst in the Linux kernel"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    let kinds = [("waiting", "wait"), ("native code", "native"), ("interpreted code", "interpret")];
    let share = |of: &str, what: &str| Formula::ratio(&format!("{of}_{what}"), &format!("{of}_wall"));
    let overlap = |of: &str| {
        let of = format!("model/{of}");
        vec![Bar::new("both in progress", share(&of, "progress")), Bar::new("both on a CPU", share(&of, "parallel"))]
    };
    let busy = |model: &str, cpython: &str| {
        vec![Bar::new("model", share(model, "cpu")), Bar::new("CPython", share(cpython, "cpu"))]
    };
    let mut overlaps: Vec<_> = kinds.iter().map(|(label, kind)| (*label, overlap(kind))).collect();
    overlaps.extend([("interpreted, no GIL", overlap("free")), ("interpreted, two GILs", overlap("two_gils"))]);
    let mut all_busy: Vec<_> = kinds
        .iter()
        .map(|(label, kind)| (*label, busy(&format!("model/{kind}"), &format!("cpython/{kind}"))))
        .collect();
    all_busy.push(("interpreted, no GIL", busy("model/free", "cpython-free/interpret")));
    all_busy.push(("interpreted, two GILs", busy("model/two_gils", "cpython/two_gils")));
    declaration
        .chart(
            "when",
            &[
                (
                    "concurrency-vs-parallelism.depends",
                    "Native code runs side by side and waits overlap; interpreted code takes turns",
                ),
                ("", "Which of two threads ran when, and on which core"),
            ],
            Draw::timeline(
                "time",
                &[
                    ("native code that drops the GIL", "model/native_wall"),
                    ("interpreted code", "model/interpret_wall"),
                    ("interpreted code, without the GIL", "model/free_wall"),
                    ("waiting", "model/wait_wall"),
                ],
            ),
        )
        .chart(
            "overlap",
            &[
                (
                    "concurrency-vs-parallelism.depends",
                    "All of them are in progress together; only native code and code without the GIL also run together",
                ),
                ("", "Share of the time during which two threads overlap"),
            ],
            Draw::bars("share of the time", Some(1.0), &overlaps),
        )
        .chart(
            "busy",
            &[
                (
                    "measured busy_interpret",
                    "In native code two threads use {busy_native} the time of one CPU, in interpreted code {busy_interpret}",
                ),
                ("", "CPUs that two threads keep busy"),
            ],
            Draw::bars("CPU over wall-clock time", Some(1.0), &all_busy),
        )
        .chart(
            "by_version",
            &[
                (
                    "cpython_busy_interpret below 1.2",
                    "In every version with the GIL, two threads of interpreted code keep one CPU busy",
                ),
                ("", "CPUs that two threads keep busy, by version of Python"),
            ],
            Draw::by_python(
                "CPU over wall-clock time",
                Some(1.0),
                vec![
                    Bar::new("interpreted code", share("python/interpret", "cpu")),
                    Bar::new("native code", share("python/native", "cpu")),
                ],
            ),
        )
}
