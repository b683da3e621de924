//! What changes when the lock is gone? The same steps by one thread and by several, that share nothing, and then more and
//! more, in the model with a GIL and without one and in the Pythons of this machine.

use std::{process::ExitCode, time::Duration};

use roommates::{
    harness::{self, Clock, Failure, Model, Outcome, Plan, Stopwatch, Twin, Variant},
    interp::{Answer, Builder, Gil, Interpreter},
    object::{FreeBiased, GilPlain, Header},
    process::{self, Worker, memory},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Ideal, Line, Test, Verdict},
    },
};
use serde::{Deserialize, Serialize};

const SLUG: &str = "without_the_gil";
const TWIN: (&str, &str) = ("examples/without_the_gil.py", include_str!("without_the_gil.py"));
/// The rungs above `private`, which shares nothing.
const SHARED: [&str; 5] = ["one_function", "read_only", "one_list", "one_counter", "one_lock"];
/// What one thread does for its price.
const ALONE: [&str; 5] = ["counting", "calling", "reading", "making", "looking_up"];
/// A step with a lock takes so much longer that there are this many times fewer of them.
const LOCK_STEPS: i64 = 10;
/// Turns that are soon done, as a part of the others, and turns that take long, as a multiple.
const SHORT: i64 = 20;
const LONG: i64 = 5;
/// Threads that wait for answers, and how they do it: the answers that each waits for, and turns of work on an answer.
/// Those that only wait do so for long against the start of a thread.
const WAITERS: i64 = 4;
const WAITS: [(&str, i64, i64); 2] = [("waiting", 20, 0), ("waiting_and_computing", 5, 300_000)];
/// Objects of a kind that are made to see what they take.
const OBJECTS: i64 = 100_000;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Numbers of threads to share the steps among; the first must be 1.
    #[arg(long, value_delimiter = ',', value_name = "N,N,…", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<Vec<u16>>,
    /// Steps to share, in thousands; the Pythons take fewer.
    #[arg(long, default_value_t = 1_000, value_name = "THOUSANDS", value_parser = clap::value_parser!(i64).range(100..=100_000))]
    turns: i64,
}

/// What a worker process is asked.
#[derive(Serialize, Deserialize)]
enum Question {
    /// To read points of its own, so many times.
    Read { turns: i64 },
    /// Bytes that an object of a kind takes.
    Size { kind: String, free: bool },
    /// Whether it has a GIL.
    Gil,
}

fn main() -> ExitCode {
    let worker = process::enter("answer", |question: Question| answer(&question).map_err(|failure| failure.0));
    worker.unwrap_or_else(|| harness::main(&declare(), plan))
}

// ANCHOR: builds
/// The workload of the twin, in an interpreter that has a GIL or does without: the only difference between two series.
fn model(clock: Clock, free: bool) -> Result<Model, Failure> {
    Model::load(if free { without_gil() } else { Interpreter::builder() }, TWIN.0, TWIN.1, clock)
}

/// Biased counts, a lock in each object that changes, a collector that stops the world.
fn without_gil() -> Builder {
    Interpreter::builder().gil(Gil::Free)
}
// ANCHOR_END: builds

fn numbers(numbers: &[i64]) -> Vec<Answer> {
    numbers.iter().map(|number| Answer::Int(*number)).collect()
}

/// A series of the model with a GIL or without, which it must be found to have.
fn of_model<'a>(name: &str, free: bool) -> Variant<'a> {
    let gil = if free { "off" } else { "on" };
    Variant::new("model", name).at("gil", usize::from(!free)).requests("gil", gil)
}

/// The time that a function of the workload takes.
fn timed<'a>(variant: Variant<'a>, free: bool, function: &'a str, arguments: Vec<Answer>) -> Variant<'a> {
    variant.sampled(move |watch| {
        let mut model = model(watch.clock(), free)?;
        let answer = watch.time(|| model.number(function, &arguments))?;
        Ok(model.outcome(u64::try_from(answer)?))
    })
}

// ANCHOR: rung
/// A rung of the ladder: `turns` steps, all in this thread, or an equal part of them in each of `n` threads.
fn rung<'a>(name: &'a str, free: bool, n: i64, turns: i64) -> Variant<'a> {
    let variant = of_model(name, free).at("threads", n as usize).expects((turns / n * n) as u64);
    let variant = timed(variant, free, name, numbers(&[n, turns]));
    if n == 1 { variant.on_each_processor() } else { variant }
}
// ANCHOR_END: rung

/// The same steps as those of `private`, in `n` processes.
fn processes<'a>(name: &str, n: i64, turns: i64) -> Variant<'a> {
    let variant = Variant::new("model", name).at("threads", n as usize).expects((turns / n * n) as u64);
    variant.timed(move || {
        let question = Question::Read { turns: turns / n };
        let workers = (0..n).map(|_| Worker::start("answer", &question)).collect::<Result<Vec<_>, _>>()?;
        let told = workers.into_iter().map(told).collect::<Result<Vec<i64>, _>>()?;
        Ok(Outcome::answer(u64::try_from(told.iter().sum::<i64>())?))
    })
}

/// What a worker process says.
fn told(worker: Worker) -> Result<i64, Failure> {
    worker.join::<Result<i64, String>>()?.map_err(Failure)
}

/// A worker process answers.
fn answer(question: &Question) -> Result<i64, Failure> {
    let load = |free| model(Clock::start(), free);
    match question {
        Question::Read { turns } => load(true)?.number("reading", &numbers(&[*turns])),
        Question::Gil => Ok(load(true)?.numbers("gil_seen", &[])?[0]),
        Question::Size { kind, free } => {
            let (mut model, keep) = (load(*free)?, [kind.as_str().into(), OBJECTS.into()]);
            model.number("keep", &keep)?; // What is needed once is there now.
            let before = memory::of_this_process()?.resident;
            model.number("keep", &keep)?;
            Ok(memory::of_this_process()?.resident.saturating_sub(before) as i64 / OBJECTS)
        }
    }
}

/// One sample that is not a time.
fn said<'a>(variant: Variant<'a>, mut ask: impl FnMut(&Stopwatch) -> Result<i64, Failure> + 'a) -> Variant<'a> {
    variant.not_deciding().sampled(move |watch| {
        let number = ask(watch)?;
        watch.report(number);
        Ok(Outcome::default())
    })
}

/// Puts the chapter's question to the model, and to the Pythons of this machine.
fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.budget(Duration::from_secs(45));
    let turns = knobs.turns * 1000;
    let cores = i64::from(harness::noise::allowed_cpus());
    let shared_by = axis(&[1, 2, cores]);
    let chosen = knobs.threads.as_ref().map(|n| n.iter().map(|n| i64::from(*n)).collect::<Vec<_>>());
    let most = *chosen.as_ref().unwrap_or(&shared_by).last().unwrap_or(&1);
    let powers: Vec<i64> = (0..).map(|power| 1 << power).take_while(|n| *n <= (2 * cores).max(4)).collect();
    for free in [false, true] {
        for &n in chosen.as_ref().unwrap_or(&axis(&[&powers[..], &[cores]].concat())) {
            plan.add(rung("private", free, n, turns));
        }
        for &n in chosen.as_ref().unwrap_or(&shared_by) {
            SHARED.into_iter().for_each(|name| plan.add(rung(name, free, n, steps(name, turns))));
        }
        for work in ALONE {
            let variant = of_model(&format!("alone_{work}"), free).expects(turns as u64);
            plan.add(timed(variant, free, work, numbers(&[turns])).on_each_processor());
        }
        waits(free, plan);
        plan.add(lost(free, most, turns));
        sizes(free, plan);
        plan.add(rung("private", free, 1, turns).again());
    }
    gap(most, turns, plan);
    states(plan);
    let list = |numbers: &[i64]| numbers.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let threads = list(chosen.as_ref().unwrap_or(&shared_by));
    let thousands = (knobs.turns * 8 / 25).max(1).to_string();
    let arguments = ["--threads", &threads, "--turns", &thousands];
    plan.ask_pythons(
        &Twin::new(SLUG, TWIN.1, include_str!("twin.py"))
            .history(&["alone_counting", "alone_calling", "alone_making"])
            .with(&arguments)
            .given(Duration::from_secs(20)), // Two rounds a sitting.
    );
}

/// In order, each once.
fn axis(numbers: &[i64]) -> Vec<i64> {
    let mut axis = numbers.to_vec();
    axis.sort_unstable();
    axis.dedup();
    axis
}

/// So many steps of this rung.
fn steps(rung: &str, turns: i64) -> i64 {
    if rung == "one_lock" { turns / LOCK_STEPS } else { turns }
}

/// Threads that wait for answers, and threads that work on them as well.
fn waits(free: bool, plan: &mut Plan<'_>) {
    let variant = |(name, answers, turns): (&str, i64, i64)| {
        let variant = of_model(name, free).expects((WAITERS * answers * turns) as u64);
        timed(variant, free, "waiting", numbers(&[WAITERS, answers, turns]))
    };
    WAITS.into_iter().for_each(|wait| plan.add(variant(wait)));
    plan.add(variant(WAITS[0]).again());
}

/// Additions that are missing from the one counter.
fn lost<'a>(free: bool, n: i64, turns: i64) -> Variant<'a> {
    let variant = Variant::new("model", "counter_lost").at("gil", usize::from(!free)).at("threads", n as usize);
    said(variant.unit(Unit::Count), move |watch| {
        model(watch.clock(), free)?.number("counter_lost", &numbers(&[n, turns]))
    })
}

/// What an object takes.
fn sizes(free: bool, plan: &mut Plan<'_>) {
    let gil = usize::from(!free);
    let bytes = |name: &str| Variant::new("model", name).at("gil", gil).unit(Unit::Bytes);
    let header = if free { size_of::<Header<FreeBiased>>() } else { size_of::<Header<GilPlain>>() };
    plan.add(said(bytes("header"), move |_| Ok(header as i64)));
    for kind in ["list", "instance"] {
        let variant = bytes(&format!("resident_{kind}")).may_fail(); // The kernel may not tell.
        plan.add(said(variant, move |_| told(Worker::start("answer", &Question::Size { kind: kind.into(), free })?)));
    }
}

/// Threads beside processes, for a short task and a long one, and threads that read the same objects.
fn gap(n: i64, turns: i64, plan: &mut Plan<'_>) {
    for (length, turns) in [("short", turns / SHORT), ("long", turns * LONG)] {
        let threads = |name: &str| {
            let variant = of_model(&format!("{name}_{length}"), true).at("threads", n as usize);
            variant.expects((turns / n * n) as u64)
        };
        plan.add(timed(threads("private"), true, "private", numbers(&[n, turns])));
        if length == "long" {
            plan.add(timed(threads("read_only"), true, "read_only", numbers(&[n, turns])));
        }
        plan.add(processes(&format!("processes_{length}"), n, turns));
    }
}

/// Whether there is a GIL, as the model says.
fn states(plan: &mut Plan<'_>) {
    for (place, name) in ["gil_here", "gil_in_thread"].into_iter().enumerate() {
        for free in [false, true] {
            let variant = Variant::new("model", name).at("gil", usize::from(!free)).unit(Unit::Count);
            plan.add(said(variant, move |watch| Ok(model(watch.clock(), free)?.numbers("gil_seen", &[])?[place])));
        }
    }
    let variant = Variant::new("model", "gil_in_process").at("gil", 0).unit(Unit::Count);
    plan.add(said(variant, |_| told(Worker::start("answer", &Question::Gil)?)));
}

/// A selector of a rung with one thread a core, or with one thread.
fn at(engine: &str, rung: &str, threads: &str) -> String {
    match engine.strip_prefix("model") {
        Some(gil) => format!("model/{rung}[gil={},threads={threads}]", u8::from(gil.is_empty())),
        None => format!("{engine}/{rung}[threads={threads}]"),
    }
}

/// Threads over one thread, in `model`, `model-free`, `cpython`, `cpython-free`.
fn over_one(engine: &str, rung: &str) -> Formula {
    Formula::ratio(&at(engine, rung, "cores"), &at(engine, rung, "1"))
}

/// The same of CPython over the same of the model.
fn residual(rung: &str) -> Formula {
    let [(a, b), (c, d)] = ["cpython-free", "model-free"].map(|e| (at(e, rung, "cores"), at(e, rung, "1")));
    Formula::residual((&a, &b), (&c, &d))
}

/// Quantities of a rung: `RUNG_gil`, `RUNG_free`, `cpython_RUNG_gil`, `cpython_RUNG_free`, `RUNG_residual`.
fn quantities_of(declaration: Declaration, rung: &str, what: &str) -> Declaration {
    let says = |engine: &str, gil: &str| {
        format!("time of one thread a core over that of one thread, {what}, {engine} {gil} the GIL")
    };
    let declared = declaration
        .quantity(&format!("{rung}_gil"), &says("model", "with"), over_one("model", rung))
        .quantity(&format!("{rung}_free"), &says("model", "without"), over_one("model-free", rung))
        .quantity(&format!("cpython_{rung}_gil"), &says("CPython", "with"), over_one("cpython", rung))
        .quantity(&format!("cpython_{rung}_free"), &says("CPython", "without"), over_one("cpython-free", rung))
        .prediction(&format!("{rung}_residual"), &format!("{what}, without the GIL"), residual(rung));
    match rung {
        // Where nothing is shared, or nothing that is counted, there is no queue to be wrong about.
        "private" => declared.misses("`Thread.start` waits until the new thread runs, and who waits is often queued behind it on the same core while another is idle: the second thread begins late"),
        "one_function" => declared,
        _ => declared.misses("where threads meet, the model says that they queue and not how long: it has less to do than CPython between two meetings"),
    }
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let mut declaration = Declaration::new(SLUG, "What changes when the lock is gone?");
    for (rung, what) in RUNGS_IN_WORDS {
        declaration = quantities_of(declaration, rung, what);
    }
    for work in ALONE {
        let what = work.replace('_', " ");
        let model = Formula::ratio(&format!("model/alone_{work}[gil=0]"), &format!("model/alone_{work}[gil=1]"));
        let cpython = Formula::ratio(&format!("cpython-free/alone_{work}"), &format!("cpython/alone_{work}"));
        declaration = declaration
            .quantity(&format!("price_{work}"), &format!("time of one thread without the GIL over that with it, {what}, in the model"), model)
            .quantity(&format!("cpython_price_{work}"), &format!("time of one thread without the GIL over that with it, {what}, in CPython"), cpython);
    }
    let residual = Formula::residual;
    let declaration = declaration
        .quantity("free_speed_up", "speed-up of one thread a core that shares nothing, in the model without the GIL", Formula::ratio("model/private[gil=0,threads=1]", "model/private[gil=0,threads=cores]"))
        .quantity("cpython_free_speed_up", "speed-up of one thread a core that shares nothing, in CPython without the GIL", Formula::ratio("cpython-free/private[threads=1]", "cpython-free/private[threads=cores]"))
        .quantity("counter_lost", "additions that are missing from one counter, all rounds together, model without the GIL", Formula::sum("model/counter_lost[gil=0,threads=cores]"))
        .quantity("counter_lost_gil", "the same with the GIL", Formula::sum("model/counter_lost[gil=1,threads=cores]"))
        .quantity("counter_lost_round", "additions that are missing from one counter in the median round, model without the GIL", Formula::median("model/counter_lost[gil=0,threads=cores]"))
        .quantity("cpython_counter_lost_round", "the same, CPython without the GIL", Formula::median("cpython-free/counter_lost[threads=cores]"))
        .quantity("cpython_counter_lost", "additions that are missing from one counter, all rounds together, CPython without the GIL", Formula::sum("cpython-free/counter_lost[threads=cores]"))
        // Processes.
        .quantity("gap_short", "time of processes over that of threads without the GIL, a short task", Formula::ratio("model/processes_short[threads=cores]", "model/private_short[gil=0,threads=cores]"))
        .quantity("gap_long", "the same, a long task", Formula::ratio("model/processes_long[threads=cores]", "model/private_long[gil=0,threads=cores]"))
        .quantity("gap_narrows", "the gap of the short task over that of the long one", residual(("model/processes_short[threads=cores]", "model/private_short[gil=0,threads=cores]"), ("model/processes_long[threads=cores]", "model/private_long[gil=0,threads=cores]")))
        .quantity("gap_shared", "time of processes over that of threads without the GIL that read the same objects, a long task", Formula::ratio("model/processes_long[threads=cores]", "model/read_only_long[gil=0,threads=cores]"))
        .quantity("cpython_gap_short", "time of processes over that of threads, a short task, CPython without the GIL", Formula::ratio("cpython-free/processes_short[threads=cores]", "cpython-free/private_short[threads=cores]"))
        .quantity("cpython_gap_long", "the same, a long task", Formula::ratio("cpython-free/processes_long[threads=cores]", "cpython-free/private_long[threads=cores]"))
        .quantity("cpython_gap_narrows", "the gap of the short task over that of the long one, CPython without the GIL", residual(("cpython-free/processes_short[threads=cores]", "cpython-free/private_short[threads=cores]"), ("cpython-free/processes_long[threads=cores]", "cpython-free/private_long[threads=cores]")))
        .quantity("cpython_gap_shared", "time of processes over that of threads that read the same objects, a long task, CPython without the GIL", Formula::ratio("cpython-free/processes_long[threads=cores]", "cpython-free/read_only_long[threads=cores]"))
        // Waiting.
        .quantity("io_waiting", "time of threads that wait with the GIL over that without it", Formula::ratio("model/waiting[gil=1]", "model/waiting[gil=0]"))
        .quantity("io_computing", "the same where they work on what they waited for", Formula::ratio("model/waiting_and_computing[gil=1]", "model/waiting_and_computing[gil=0]"))
        .quantity("cpython_io_waiting", "time of threads that wait with the GIL over that without it, in CPython", Formula::ratio("cpython/waiting", "cpython-free/waiting"))
        .quantity("cpython_io_computing", "the same where they work on what they waited for", Formula::ratio("cpython/waiting_and_computing", "cpython-free/waiting_and_computing"))
        // Memory.
        .quantity("header", "header of an object of the model, with the GIL", Formula::median("model/header[gil=1]"))
        .quantity("header_free", "header of an object of the model, without the GIL", Formula::median("model/header[gil=0]"))
        .quantity("float", "sys.getsizeof of a float, with the GIL", Formula::median("cpython/sizeof_float"))
        .quantity("float_free", "sys.getsizeof of a float, without the GIL", Formula::median("cpython-free/sizeof_float"))
        .quantity("list", "sys.getsizeof of an empty list, with the GIL", Formula::median("cpython/sizeof_list"))
        .quantity("list_free", "sys.getsizeof of an empty list, without the GIL", Formula::median("cpython-free/sizeof_list"))
        .quantity("float_growth", "main memory of a float without the GIL over that with it, in CPython", Formula::ratio("cpython-free/resident_float", "cpython/resident_float"))
        .quantity("list_growth", "main memory of an empty list without the GIL over that with it, in CPython", Formula::ratio("cpython-free/resident_list", "cpython/resident_list"))
        .quantity("instance_growth", "main memory of an instance without the GIL over that with it, in CPython", Formula::ratio("cpython-free/resident_instance", "cpython/resident_instance"))
        .quantity("model_list_growth", "main memory of an empty list without the GIL over that with it, in the model", Formula::ratio("model/resident_list[gil=0]", "model/resident_list[gil=1]"))
        .quantity("model_instance_growth", "main memory of an instance without the GIL over that with it, in the model", Formula::ratio("model/resident_instance[gil=0]", "model/resident_instance[gil=1]"))
        // Is it off?
        .quantity("free_can", "Py_GIL_DISABLED of the free-threaded CPython", Formula::max("cpython-free/can_do_without"))
        .quantity("free_gil_here", "what sys._is_gil_enabled says in it", Formula::max("cpython-free/gil_here"))
        .quantity("free_gil_in_thread", "the same in a thread", Formula::max("cpython-free/gil_in_thread"))
        .quantity("free_gil_in_process", "the same in a worker process", Formula::max("cpython-free/gil_in_process"))
        .quantity("free_gil_by_option", "the same with -X gil=1", Formula::max("cpython-free/gil_by_option"))
        .quantity("free_gil_by_variable", "the same with PYTHON_GIL=1", Formula::max("cpython-free/gil_by_variable"))
        .quantity("default_can", "Py_GIL_DISABLED of the default CPython", Formula::max("cpython/can_do_without"))
        .quantity("default_gil_here", "what sys._is_gil_enabled says in it", Formula::max("cpython/gil_here"))
        .quantity("default_gil_taken_off", "the same with -X gil=0; -1 if it does not start", Formula::max("cpython/gil_taken_off"))
        .quantity("model_gil_here", "what sys._is_gil_enabled says in the model without the GIL", Formula::max("model/gil_here[gil=0]"))
        .quantity("model_gil_in_thread", "the same in a thread", Formula::max("model/gil_in_thread[gil=0]"))
        .quantity("model_gil_in_process", "the same in a worker process", Formula::max("model/gil_in_process[gil=0]"));
    charts(claims(declaration))
}

/// The rungs, as quantities name them.
const RUNGS_IN_WORDS: [(&str, &str); 6] = [
    ("private", "nothing shared"),
    ("one_function", "one function called"),
    ("read_only", "the same objects read"),
    ("one_list", "one list appended to"),
    ("one_counter", "one counter written"),
    ("one_lock", "one lock taken"),
];

fn claims(declaration: Declaration) -> Declaration {
    const SAME: Test = Test::Between(0.9, 1.1);
    const SLOWER: Test = Test::Above(1.05);
    declaration
        .claim(
            Claim::new("ft-threads-faster-cpu", &["002"], "Without the GIL, threads compute faster than processes.")
                .holds_if("model, a short task, nothing shared", "gap_short", SLOWER).with_cores(2)
                .holds_if("model, a long task, the same objects read", "gap_shared", SLOWER).with_cores(2)
                .holds_if("cpython-free, a short task, nothing shared", "cpython_gap_short", SLOWER).with_cores(2)
                .holds_if("cpython-free, a long task, the same objects read", "cpython_gap_shared", SLOWER).with_cores(2)
                .correction("They start sooner, and that decides where the task is short. Where it is long, it depends on what they share: processes have no choice but to share nothing, and threads that touch one object all the time wait for each other at every touch, reading included.", "PEP 703, “Biased Reference Counting” and “Container Thread-Safety”; CPython issues gh-134761 and gh-135454"),
        )
        .claim(
            Claim::new("ft-single-thread-cost", &["001", "002", "004"], "The GIL makes a single thread faster.")
                .holds_if("model, making objects", "price_making", Test::Above(1.0))
                .holds_if("cpython-free, making objects", "cpython_price_making", Test::Above(1.0))
                .holds_if("cpython-free, counting numbers", "cpython_price_counting", Test::Above(1.0))
                .correction("It spares the interpreter the means that replace it. How much that is depends on what the thread does, on the version and on the compiler: CPython's own suite of programs gives 1 % to 8 % for 3.14, and gave about 40 % for 3.13, which had its specializing interpreter turned off.", "Doc/howto/free-threading-python.rst, “Single-threaded performance”, in CPython 3.13 and 3.14"),
        )
        .claim(
            Claim::new("ft-io-same", &["002"], "Threads that wait take the same time with the GIL and without it.")
                .holds_if("model, only waiting", "io_waiting", SAME)
                .holds_if("model, working on each answer", "io_computing", SAME).with_cores(2)
                .holds_if("cpython, only waiting", "cpython_io_waiting", SAME)
                .holds_if("cpython, working on each answer", "cpython_io_computing", SAME).with_cores(2)
                .correction("For the waiting itself: who waits has dropped the GIL. As soon as the answer has to be decoded, parsed or looked at, the threads compute, and with the GIL they do so one at a time.", "`Py_BEGIN_ALLOW_THREADS` in Include/ceval.h; CPython issue 7946"),
        )
        .claim(
            Claim::new("ft-gap-narrows", &["002"], "The gap between threads and processes narrows as the task gets longer.")
                .holds_if("model", "gap_narrows", Test::Above(1.1))
                .holds_if("cpython-free", "cpython_gap_narrows", Test::Above(1.1))
                .correction("True while neither shares anything: what it takes to start is paid once, and its part of a longer task is smaller. What it takes to share is paid at each touch, and that gap does not narrow.", "G. M. Amdahl, AFIPS 1967, on costs that do not grow with the work"),
        )
        .claim(
            Claim::new("ft-314t-no-gil", &["002"], "Python 3.14t has no GIL.")
                .holds_if("cpython-free, as it comes", "free_gil_here", Test::Below(0.5))
                .holds_if("cpython-free, told to have one", "free_gil_by_option", Test::Below(0.5))
                .correction("It can do without one, and does unless told otherwise. `-X gil=1`, `PYTHON_GIL=1`, or the import of a compiled module that does not say that it needs no GIL turns it on for the whole process. `Py_GIL_DISABLED` tells how Python was built; only `sys._is_gil_enabled()` tells what is so now.", "Doc/howto/free-threading-python.rst, “The global interpreter lock in free-threaded Python”; `Py_mod_gil` in Doc/c-api/module.rst"),
        )
        .claim(
            Claim::new("ft-versions", &["001", "002"], "Whether Python will do without the GIL is still being discussed.")
                .cited(Verdict::Outdated)
                .correction("PEP 703 was accepted in 2023. 3.13 can be built with `--disable-gil`, as an experiment; in 3.14 that build, often called 3.14t, is supported and optional. What is still open is whether it becomes the default.", "PEP 703; PEP 779; What's New In Python 3.14, “Free-threaded Python is officially supported”"),
        )
}

/// The bars of one formula in four engines.
fn bars(formula: impl Fn(&str) -> Formula) -> Vec<Bar> {
    [
        ("model, GIL", "model"),
        ("model, no GIL", "model-free"),
        ("CPython, GIL", "cpython"),
        ("CPython, no GIL", "cpython-free"),
    ]
    .map(|(label, engine)| Bar::new(label, formula(engine)))
    .to_vec()
}

fn charts(declaration: Declaration) -> Declaration {
    let labels = ["nothing shared", "objects read", "one list", "one counter", "one lock"];
    let shown = RUNGS_IN_WORDS.into_iter().filter(|(rung, _)| *rung != "one_function");
    let bars_of = |(label, (rung, _))| (label, bars(|engine| over_one(engine, rung)));
    let rungs: Vec<_> = labels.into_iter().zip(shown).map(bars_of).collect();
    let line = |label, engine: &str| {
        let of = at(engine, "private", "1").replace(",threads=1", "").replace("[threads=1]", "");
        Line::speed_up(label, &of, &at(engine, "private", "1"))
    };
    let lines = vec![
        line("model, GIL", "model"),
        line("model, no GIL", "model-free"),
        line("CPython, GIL", "cpython"),
        line("CPython, no GIL", "cpython-free"),
    ];
    declaration
        .chart(
            "by_version",
            &[("", "What one thread takes, by version")],
            Draw::by_python("time of one thread", None, vec![Bar::new("counting", Formula::median("python/alone_counting")), Bar::new("calling", Formula::median("python/alone_calling")), Bar::new("making objects", Formula::median("python/alone_making"))]),
        )
        .chart(
            "ladder",
            &[
                ("one_counter_free above 1.05", "Without the GIL, threads that share nothing take {private_free} the time of one; on one counter {one_counter_free}"),
                ("private_free below 0.95", "Without the GIL, threads that share nothing take {private_free} the time of one"),
                ("", "Time of one thread a core over that of one thread, by what the threads share"),
            ],
            Draw::bars("time of threads over one", Some(1.0), &rungs),
        )
        .chart(
            "scaling",
            &[
                ("free_speed_up above 1.2", "Without the GIL, threads that share nothing are faster, up to the cores: {free_speed_up} with one a core"),
                ("", "Speed-up by number of threads that share nothing"),
            ],
            Draw::lines("threads", "threads", "speed-up", Some(Ideal::CoresBound), lines),
        )
        .chart(
            "price",
            &[
                ("price_making above 1.0", "One thread that makes objects takes {price_making} as long without the GIL, one that changes a dict {price_looking_up}"),
                ("", "Time of one thread without the GIL over that with it, by what it does"),
            ],
            prices(),
        )
        .chart(
            "memory",
            &[
                ("float_growth above 1.05", "Without the GIL a float takes {float_growth} the memory, an empty list {list_growth}"),
                ("", "Bytes of main memory for an object and a place in a list"),
            ],
            memory_bars(),
        )
}

/// What one thread pays.
fn prices() -> Draw {
    let labels = ["numbers", "calls", "items, attributes", "new objects", "dict"];
    let group = |(label, work): (&'static str, &str)| {
        let model = Formula::ratio(&format!("model/alone_{work}[gil=0]"), &format!("model/alone_{work}[gil=1]"));
        let cpython = Formula::ratio(&format!("cpython-free/alone_{work}"), &format!("cpython/alone_{work}"));
        (label, vec![Bar::new("model", model), Bar::new("CPython", cpython)])
    };
    let groups: Vec<_> = labels.into_iter().zip(ALONE).map(group).collect();
    Draw::bars("time without the GIL over that with it", Some(1.0), &groups)
}

fn memory_bars() -> Draw {
    let pair = |with: &str, without: &str| {
        vec![Bar::new("with the GIL", Formula::median(with)), Bar::new("without it", Formula::median(without))]
    };
    let cpython = |kind: &str| pair(&format!("cpython/resident_{kind}"), &format!("cpython-free/resident_{kind}"));
    let model = |name: &str| pair(&format!("model/{name}[gil=1]"), &format!("model/{name}[gil=0]"));
    Draw::bars(
        "main memory",
        None,
        &[
            ("float, CPython", cpython("float")),
            ("empty list, CPython", cpython("list")),
            ("instance, CPython", cpython("instance")),
            ("empty list, model", model("resident_list")),
            ("instance, model", model("resident_instance")),
        ],
    )
}
