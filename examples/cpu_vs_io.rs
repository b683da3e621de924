//! What kind of work do you have? Waiting, computing, both, and native code; one after the other, in threads, in
//! processes.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
    time::Duration,
};

use roommates::{
    harness::{self, Clock, Failure, Model, Outcome, Plan, Stopwatch, Twin, Variant},
    interp::{Answer, Builder, Gil, Interpreter},
    process::{self, Worker},
    results::{
        Declaration,
        declaration::{Bar, Claim, Draw, Formula, Test, Verdict},
    },
};
use serde::{Deserialize, Serialize};

const SLUG: &str = "cpu_vs_io";
const TWIN: (&str, &str) = ("examples/cpu_vs_io.py", include_str!("cpu_vs_io.py"));
/// Bytes of which native code takes a digest.
const PAGES: usize = 3 << 18;
/// Kinds of work: functions of the workload.
const KINDS: [&str; 4] = ["compute", "wait", "both", "native"];
/// A short task has so many times fewer turns.
const SHORTER: i64 = 100;
/// Turns of a task in a real Python, which needs longer for each.
const PYTHON_TURNS: i64 = 500_000;
/// Functions of the workload.
const ONE_AFTER_THE_OTHER: &str = "one_after_the_other";
const IN_THREADS: &str = "in_threads";
/// The role of a worker process, and the file that tells workers to begin.
const ROLE: &str = "task";
const GO: &str = "go";
/// How long workers may take to be ready, ns, and how often that is looked at.
const PATIENCE: u64 = 20_000_000_000;
const LOOK: Duration = Duration::from_micros(200);

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Tasks of each kind.
    #[arg(long, default_value_t = 4, value_name = "N", value_parser = clap::value_parser!(i64).range(1..=64))]
    tasks: i64,
    /// Turns of a task that computes.
    #[arg(long, default_value_t = 4_000_000, value_name = "N",
          value_parser = clap::value_parser!(i64).range(5_000..=1_000_000_000))]
    turns: i64,
}

/// What a worker process is told: to do one task, once it may.
#[derive(Serialize, Deserialize)]
struct Question {
    kind: String,
    turns: i64,
    /// The worker makes `ready`, and waits for `go`; without these it begins at once.
    ready: Option<PathBuf>,
    go: PathBuf,
}

fn main() -> ExitCode {
    let worker = process::enter(ROLE, |question: Question| in_worker(&question).map_err(|failure| failure.0));
    worker.unwrap_or_else(|| harness::main(&declare(), plan))
}

/// The workload of the twin, in an interpreter of this kind, with the native code that Python has from elsewhere.
fn model(clock: Clock, builder: Builder) -> Result<Model, Failure> {
    Model::load_with(builder, TWIN.0, TWIN.1, clock, |model| {
        model.bind_detached("digest", |_| Ok(Answer::Int(digest())))
    })
}

/// Native code: a digest of some pages, byte by byte.
fn digest() -> i64 {
    let pages = std::hint::black_box([1_u8; 1 << 12]);
    let byte = |sum: u32, byte: &u8| sum.wrapping_mul(31).wrapping_add(u32::from(*byte));
    (0..PAGES / pages.len()).fold(1, |sum, _| std::hint::black_box(&pages).iter().fold(sum, byte)).into()
}

/// Puts the chapter's question to the model, and to the Pythons of this machine.
fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    for kind in KINDS {
        let work = Work { kind, turns: knobs.turns, tasks: knobs.tasks };
        plan.add(work.one_after_the_other(kind));
        plan.add(work.in_threads(kind));
        plan.add(work.without_gil(&format!("{kind}_free_sequential"), ONE_AFTER_THE_OTHER).not_deciding());
        plan.add(work.without_gil(&format!("{kind}_free_threads"), IN_THREADS));
        plan.add(work.in_processes(kind));
    }
    let waiting = Work { kind: "wait", turns: knobs.turns, tasks: knobs.tasks };
    plan.add(waiting.one_after_the_other("wait").again());
    let short = Work { kind: "compute", turns: knobs.turns / SHORTER, tasks: knobs.tasks };
    plan.add(short.one_after_the_other("short").not_deciding());
    plan.add(short.in_threads("short").not_deciding());
    plan.add(short.in_new_processes("short").not_deciding());
    ask_pythons(knobs, plan);
}

fn ask_pythons(knobs: &Knobs, plan: &mut Plan<'_>) {
    let (tasks, turns) = (knobs.tasks.to_string(), knobs.turns.min(PYTHON_TURNS).to_string());
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py")).since(3, 6);
    let twin = twin.history(&["compute_sequential", "compute_threads", "wait_sequential", "wait_threads"]);
    let twin = twin.given(Duration::from_secs(20)); // Processes differ more from sample to sample than threads.
    plan.ask_pythons(&twin.with(&["--tasks", &tasks, "--turns", &turns]));
}

// ANCHOR: ways
/// Tasks of one kind.
#[derive(Clone, Copy)]
struct Work {
    kind: &'static str,
    turns: i64,
    tasks: i64,
}

impl Work {
    /// All tasks in one thread of the model.
    fn one_after_the_other<'a>(self, name: &str) -> Variant<'a> {
        let variant = self.in_model(&format!("{name}_sequential"), ONE_AFTER_THE_OTHER, Interpreter::builder);
        if self.kind == "wait" { variant } else { variant.on_each_processor() }
    }

    /// A thread of the model for each.
    fn in_threads<'a>(self, name: &str) -> Variant<'a> {
        self.in_model(&format!("{name}_threads"), IN_THREADS, Interpreter::builder)
    }

    /// A worker process for each, which is there before the clock starts.
    fn in_processes<'a>(self, name: &str) -> Variant<'a> {
        self.of(&format!("{name}_processes")).sampled(move |watch| {
            let folder = tempfile::tempdir()?;
            let workers = self.ready(watch, folder.path())?;
            let done = watch.time(|| {
                fs::write(folder.path().join(GO), "")?;
                answers(workers)
            })?;
            Ok(Outcome::answer(done))
        })
    }
}
// ANCHOR_END: ways

impl Work {
    /// A series of the model.
    fn of<'a>(self, name: &str) -> Variant<'a> {
        Variant::new("model", name).expects(self.tasks.unsigned_abs())
    }

    fn in_model<'a>(self, name: &str, function: &'a str, builder: fn() -> Builder) -> Variant<'a> {
        self.of(name).requests("gil", "on").sampled(move |watch| self.ask(watch, builder(), function))
    }

    fn without_gil<'a>(self, name: &str, function: &'a str) -> Variant<'a> {
        let builder = || Interpreter::builder().gil(Gil::Free);
        self.of(name).requests("gil", "off").sampled(move |watch| self.ask(watch, builder(), function))
    }

    fn ask(self, watch: &mut Stopwatch, builder: Builder, function: &str) -> Result<Outcome, Failure> {
        let mut model = model(watch.clock(), builder)?;
        let arguments = [self.kind.into(), self.turns.into(), self.tasks.into()];
        let done = watch.time(|| model.number(function, &arguments))?;
        Ok(model.outcome(u64::try_from(done)?))
    }

    /// A worker process for each, started for it: the start is part of the time.
    fn in_new_processes<'a>(self, name: &str) -> Variant<'a> {
        self.of(&format!("{name}_processes")).timed(move || {
            let question = self.question(None, PathBuf::new());
            let workers = (0..self.tasks).map(|_| Worker::start(ROLE, &question)).collect::<Result<Vec<_>, _>>()?;
            Ok(Outcome::answer(answers(workers)?))
        })
    }

    fn question(self, ready: Option<PathBuf>, go: PathBuf) -> Question {
        Question { kind: self.kind.to_owned(), turns: self.turns, ready, go }
    }

    /// Starts the workers and waits until all of them wait for their task.
    fn ready(self, watch: &Stopwatch, folder: &Path) -> Result<Vec<Worker>, Failure> {
        let signs: Vec<PathBuf> = (0..self.tasks).map(|i| folder.join(format!("ready-{i}"))).collect();
        let question = |sign: &PathBuf| self.question(Some(sign.clone()), folder.join(GO));
        let workers = signs.iter().map(|sign| Worker::start(ROLE, &question(sign))).collect::<Result<Vec<_>, _>>()?;
        let clock = watch.clock();
        while !signs.iter().all(|sign| sign.exists()) {
            if clock.now() > PATIENCE {
                return Err(Failure("a worker process did not begin".into()));
            }
            thread::sleep(LOOK);
        }
        Ok(workers)
    }
}

/// The tasks that these workers have done.
fn answers(workers: Vec<Worker>) -> Result<u64, Failure> {
    let answers = workers.into_iter().map(Worker::join).collect::<Result<Vec<Result<u64, String>>, _>>()?;
    answers.into_iter().sum::<Result<u64, String>>().map_err(Failure)
}

/// A worker process: an interpreter of its own, and one task.
fn in_worker(question: &Question) -> Result<u64, Failure> {
    let clock = Clock::start();
    let mut model = model(clock, Interpreter::builder())?;
    if let Some(ready) = &question.ready {
        fs::write(ready, "")?;
        while !question.go.exists() {
            if clock.now() > PATIENCE {
                return Err(Failure("nobody said go".into()));
            }
            thread::sleep(LOOK);
        }
    }
    Ok(u64::try_from(model.number("task", &[question.kind.as_str().into(), question.turns.into()])?)?)
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let speed_up = |engine: &str, kind: &str, way: &str| Formula::ratio(&format!("{engine}/{kind}_sequential"), &format!("{engine}/{kind}_{way}"));
    let free = |kind: &str| Formula::ratio(&format!("model/{kind}_free_sequential"), &format!("model/{kind}_free_threads"));
    let to_processes = |engine: &str, kind: &str| Formula::ratio(&format!("{engine}/{kind}_threads"), &format!("{engine}/{kind}_processes"));
    let residual = |kind: &str, way: &str| {
        let [base, of] = [format!("{kind}_sequential"), format!("{kind}_{way}")];
        let [a, b, c, d] = [format!("cpython/{base}"), format!("cpython/{of}"), format!("model/{base}"), format!("model/{of}")];
        Formula::residual((&a, &b), (&c, &d))
    };
    let mut declaration = Declaration::new(SLUG, "What kind of work do you have?");
    for (kind, what) in [("compute", "tasks that compute"), ("wait", "tasks that wait"), ("both", "tasks that wait and compute"), ("native", "tasks in native code that drops the GIL")] {
        declaration = declaration
            .quantity(&format!("{kind}_threads"), &format!("speed-up of {what} in threads"), speed_up("model", kind, "threads"))
            .quantity(&format!("{kind}_processes"), &format!("speed-up of {what} in processes"), speed_up("model", kind, "processes"))
            .quantity(&format!("{kind}_free"), &format!("speed-up of {what} in threads, without the GIL"), free(kind))
            .quantity(&format!("{kind}_against"), &format!("time of {what} in threads over that in processes"), to_processes("model", kind))
            .quantity(&format!("cpython_{kind}_threads"), &format!("speed-up of {what} in threads, in CPython"), speed_up("cpython", kind, "threads"))
            .quantity(&format!("cpython_{kind}_processes"), &format!("speed-up of {what} in processes, in CPython"), speed_up("cpython", kind, "processes"))
            .quantity(&format!("cpython_{kind}_free"), &format!("speed-up of {what} in threads, in CPython without the GIL"), speed_up("cpython-free", kind, "threads"))
            .quantity(&format!("cpython_{kind}_against"), &format!("time of {what} in threads over that in processes, in CPython"), to_processes("cpython", kind));
        // A mixed task has other parts of either where an interpreter computes faster: there the model predicts nothing.
        if kind != "both" {
            let short = if kind == "native" { "tasks in native code" } else { what };
            declaration = declaration
                .prediction(&format!("residual_{kind}_threads"), &format!("{short}, in threads"), residual(kind, "threads"))
                .prediction(&format!("residual_{kind}_processes"), &format!("{short}, in processes"), residual(kind, "processes"));
        }
        if kind == "compute" {
            declaration = declaration.misses("who has woken the first worker is often queued behind it before the second has its task, while another core is idle; CPython's tasks are the shorter ones, so that this is a larger part of them");
        }
    }
    declaration = declaration
        .quantity("wait_sequential", "four waits, one after the other", Formula::median("model/wait_sequential"))
        .quantity("wait_in_threads", "four waits, in threads", Formula::median("model/wait_threads"))
        .quantity("compute_sequential", "four tasks that compute, one after the other", Formula::median("model/compute_sequential"))
        .quantity("free_against", "time of tasks that compute in threads without the GIL over that in processes", Formula::ratio("model/compute_free_threads", "model/compute_processes"))
        .quantity("long_against", "time of tasks that compute in processes over that in one thread, long tasks", Formula::ratio("model/compute_processes", "model/compute_sequential"))
        .quantity("short_against", "time of tasks that compute in new processes over that in one thread, short tasks", Formula::ratio("model/short_processes", "model/short_sequential"))
        .quantity("cpython_long_against", "time of tasks that compute in processes over that in one thread, long tasks, in CPython", Formula::ratio("cpython/compute_processes", "cpython/compute_sequential"))
        .quantity("cpython_short_against", "time of tasks that compute in new processes over that in one thread, short tasks, in CPython", Formula::ratio("cpython/short_processes", "cpython/short_sequential"))
        .quantity("short_sequential", "four short tasks, in one thread", Formula::median("model/short_sequential"))
        .quantity("short_threads", "four short tasks, in threads", Formula::median("model/short_threads"))
        .quantity("short_processes", "four short tasks, in processes started for them", Formula::median("model/short_processes"))
        .quantity("cpython_short_sequential", "four short tasks in one thread of CPython", Formula::median("cpython/short_sequential"))
        .quantity("cpython_short_processes", "four short tasks in processes of CPython that are started for them", Formula::median("cpython/short_processes"));
    charts(claims(declaration))
}

#[rustfmt::skip]
fn claims(declaration: Declaration) -> Declaration {
    /// Threads need at most a little longer than processes.
    const AS_GOOD: Test = Test::Below(1.25);
    /// Threads need clearly longer than processes.
    const WORSE: Test = Test::Above(1.25);
    const SAME: Test = Test::Between(0.8, 1.25);
    declaration
        .claim(
            Claim::new("asyncio-cpu-parallel", &["000"], "For work that computes, use processes or asyncio.")
                .cited(Verdict::DoesNotHold)
                .correction(
                    "Coroutines of one loop run in one thread and take turns where they say `await`. One that computes keeps all others waiting. Processes are the half of this advice that is right.",
                    "Doc/library/asyncio-dev.rst, “Running Blocking Code”",
                ),
        )
        .claim(
            Claim::new("rule-io-threads-cpu-processes", &["000", "001", "002", "003", "004"], "Waiting is for threads, computing is for processes.")
                .holds_if("model, waiting", "wait_against", AS_GOOD)
                .holds_if("cpython, waiting", "cpython_wait_against", AS_GOOD)
                .holds_if("model, computing", "compute_against", WORSE).with_cores(2)
                .holds_if("cpython, computing", "cpython_compute_against", WORSE).with_cores(2)
                .holds_if("model, waiting for answers that need work", "both_against", AS_GOOD).with_cores(2)
                .holds_if("cpython, waiting for answers that need work", "cpython_both_against", AS_GOOD).with_cores(2)
                .holds_if("model, computing in native code", "native_against", WORSE).with_cores(2)
                .holds_if("cpython, computing in native code", "cpython_native_against", WORSE).with_cores(2)
                .holds_if("model, computing without the GIL", "free_against", WORSE).with_cores(2)
                .correction("True of Python code under the GIL whose tasks are long and either wait or compute. Native code that drops the GIL computes as well in threads, and so does all code of a free-threaded build. Answers that have to be worked on are computing, however long one waits for them. Very many waits are cheapest as coroutines.", "Doc/library/threading.rst, “GIL and performance considerations”, CPython 3.14; PEP 703; CPython issue 7946"),
        )
        .claim(
            Claim::new("threads-faster-gil-io", &["000", "001", "002", "004"], "Waits in threads overlap: four answers take the time of one.")
                .holds_if("model", "wait_threads", Test::Above(3.0))
                .holds_if("cpython", "cpython_wait_threads", Test::Above(3.0))
                .correction("True of the waiting, since a thread that waits has dropped the GIL. What follows the answer, decoding and parsing it, is computing, and that is done by one thread at a time.", "`Py_BEGIN_ALLOW_THREADS` in Include/ceval.h; PEP 371, the table of URL fetches"),
        )
        .claim(
            Claim::new("io-procs-same-as-threads", &["002"], "For tasks that wait, threads and processes perform the same.")
                .holds_if("model, only waiting", "wait_against", SAME)
                .holds_if("cpython, only waiting", "cpython_wait_against", SAME)
                .holds_if("model, working on the answers", "both_against", SAME).with_cores(2)
                .holds_if("cpython, working on the answers", "cpython_both_against", SAME).with_cores(2)
                .correction("Of pure waits, once the processes are there. Where each answer needs work, threads do it one at a time, and where the tasks are many and short, what it takes to start processes and to talk to them counts for more than the waiting.", "PEP 371, Rationale and the tables of its benchmarks; CPython issue 7946"),
        )
        .claim(
            Claim::new("mp-vs-single-both-fastest", &["002"], "For computing, one thread is the fastest, and processes are the fastest.")
                .holds_if("model, one thread, long tasks", "long_against", Test::Above(1.0)).with_cores(2)
                .holds_if("cpython, one thread, long tasks", "cpython_long_against", Test::Above(1.0)).with_cores(2)
                .holds_if("model, processes, short tasks", "short_against", Test::Below(1.0))
                .holds_if("cpython, processes, short tasks", "cpython_short_against", Test::Below(1.0))
                .correction("Both cannot be, and each is so for some tasks. For tasks that are long against the start of a process, processes are the fastest, up to the number of cores. For shorter ones nothing beats doing them where you are.", "PEP 371; G. M. Amdahl, AFIPS 1967"),
        )
}

/// Kinds of work: the label of a figure, and the series.
const LABELS: [(&str, &str); 4] =
    [("computing", "compute"), ("waiting", "wait"), ("waiting, then working", "both"), ("native code", "native")];

fn charts(declaration: Declaration) -> Declaration {
    let speed_up = |engine: &str, kind: &str, way: &str| {
        Formula::ratio(&format!("{engine}/{kind}_sequential"), &format!("{engine}/{kind}_{way}"))
    };
    let free =
        |kind: &str| Formula::ratio(&format!("model/{kind}_free_sequential"), &format!("model/{kind}_free_threads"));
    let bars = |engine: &str, free: &dyn Fn(&str) -> Formula| {
        LABELS.map(|(label, kind)| {
            let bars = vec![
                Bar::new("threads", speed_up(engine, kind, "threads")),
                Bar::new("processes", speed_up(engine, kind, "processes")),
                Bar::new("threads, no GIL", free(kind)),
            ];
            (label, bars)
        })
    };
    let short = |engine: &str| {
        ["sequential", "threads", "processes"].map(|way| Formula::median(&format!("{engine}/short_{way}")))
    };
    let [alone, threads, processes] = short("model");
    let [python_alone, python_threads, python_processes] = short("cpython");
    let both = |model, cpython| vec![Bar::new("model", model), Bar::new("CPython", cpython)];
    declaration
        .chart(
            "speed_ups",
            &[
                (
                    "wait_threads above 3",
                    "Four threads make waiting {wait_threads} as fast, and computing {compute_threads}",
                ),
                ("", "Speed-up of four tasks, by kind of work and by who does them"),
            ],
            Draw::bars("speed-up", Some(1.0), &bars("model", &free)),
        )
        .chart(
            "in_cpython",
            &[
                (
                    "measured cpython_both_threads",
                    "In CPython, threads make waiting {cpython_wait_threads} as fast, waiting and working {cpython_both_threads}",
                ),
                ("", "Speed-up of four tasks in CPython, which was not asked here"),
            ],
            Draw::bars(
                "speed-up",
                Some(1.0),
                &bars("cpython", &|kind| speed_up("cpython-free", kind, "threads")),
            ),
        )
        .chart(
            "short",
            &[
                (
                    "short_against above 1.25",
                    "Four short tasks take {short_sequential} in one thread, and {short_processes} in processes of their own",
                ),
                ("", "Four short tasks that compute, the start of threads and processes included"),
            ],
            Draw::bars(
                "wall-clock time",
                None,
                &[
                    ("one after the other", both(alone, python_alone)),
                    ("threads", both(threads, python_threads)),
                    ("processes", both(processes, python_processes)),
                ],
            ),
        )
        .chart(
            "by_version",
            &[
                (
                    "cpython_compute_threads below 1.2",
                    "Threads have helped with waiting, and not with computing, in every version with the GIL",
                ),
                ("", "Speed-up of four tasks in threads, by version of Python"),
            ],
            Draw::by_python(
                "speed-up of four threads",
                Some(1.0),
                vec![
                    Bar::new("computing", speed_up("python", "compute", "threads")),
                    Bar::new("waiting", speed_up("python", "wait", "threads")),
                ],
            ),
        )
}
