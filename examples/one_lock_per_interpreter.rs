//! Can one process hold several Pythons? Interpreters with a lock each, in one process: how they count side by side, what
//! one more of them takes, and what it costs to hand something from one to another.

use std::{
    process::ExitCode,
    sync::{Arc, Barrier, Mutex, PoisonError, mpsc},
    thread,
};

use roommates::{
    harness::{self, Clock, Failure, Model, Outcome, Plan, Stopwatch, Twin, Variant},
    interp::{Answer, Interpreter, PythonError},
    process::{self, Worker, memory},
    results::{
        Declaration, Unit,
        declaration::{Bar, Draw, Formula},
    },
};

const SLUG: &str = "one_lock_per_interpreter";
const TWIN: (&str, &str) = ("examples/one_lock_per_interpreter.py", include_str!("one_lock_per_interpreter.py"));
/// Real Pythons take longer for a turn.
const PYTHONS_TURNS: usize = 1_000_000;
/// Bytes of what is large.
const LARGE: usize = 1 << 20;
/// What is handed over, and how often in each sample.
const THINGS: [(&str, i64); 4] = [("number", 200), ("text", 200), ("numbers", 50), ("bytes", 20)];
/// Questions and answers in each sample.
const TRIPS: i64 = 50;
/// Starts in each round.
const STARTS: usize = 5;
/// Interpreters whose memory is looked at.
const HELD: usize = 32;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Numbers of interpreters (or threads, or processes) that count at once.
    #[arg(long, value_delimiter = ',', default_value = "1,2,4", value_name = "N,N,…",
          value_parser = at_once)]
    at_once: Vec<usize>,
    /// Turns to count down, all together.
    #[arg(long, default_value_t = 8_000_000, value_name = "N")]
    turns: usize,
}

/// A number of interpreters that a machine can bear.
fn at_once(text: &str) -> Result<usize, String> {
    let in_range = text.parse().ok().filter(|n| (1..=256).contains(n));
    in_range.ok_or_else(|| "a number from 1 to 256".into())
}

fn main() -> ExitCode {
    let roles = [
        process::enter("count", |turns: usize| count_in_worker(turns).map_err(|failure| failure.0)),
        process::enter("nothing", |()| ()),
        process::enter("hold", |()| hold().map_err(|failure| failure.0)),
    ];
    roles.into_iter().flatten().next().unwrap_or_else(|| harness::main(&declare(), plan))
}

/// An interpreter with the workload of the twin in it.
fn python(clock: Clock) -> Result<Model, Failure> {
    Model::load(Interpreter::builder(), TWIN.0, TWIN.1, clock)
}

/// Calls a function of the workload that says how many turns it made.
fn counted(python: &mut Model, function: &str, arguments: &[usize]) -> Result<u64, Failure> {
    let arguments: Vec<Answer> = arguments.iter().map(|n| Answer::Int(*n as i64)).collect();
    Ok(u64::try_from(python.number(function, &arguments)?)?)
}

// ANCHOR: interpreters
/// `n` interpreters of this process, each entered by a thread of its own; they are there before the clock starts.
/// `timed` is given what is to be timed.
fn in_interpreters(clock: Clock, turns: usize, n: usize, timed: impl FnOnce(&dyn Fn())) -> Result<u64, Failure> {
    let (ready, done) = (Barrier::new(n + 1), Barrier::new(n + 1));
    let part = || {
        let python = python(clock);
        ready.wait();
        let turns = python.and_then(|mut python| counted(&mut python, "count_down", &[turns / n]));
        done.wait();
        turns
    };
    thread::scope(|scope| {
        let parts: Vec<_> = (0..n).map(|_| scope.spawn(part)).collect();
        timed(&|| {
            ready.wait();
            done.wait();
        });
        let parts = parts.into_iter().map(|part| part.join().unwrap_or_else(|_| Err(panicked())));
        parts.sum()
    })
}
// ANCHOR_END: interpreters

fn panicked() -> Failure {
    Failure("an interpreter panicked".into())
}

fn interpreters_variant<'a>(turns: usize, n: usize) -> Variant<'a> {
    let variant = Variant::new("model", "interpreters").at("n", n).expects((turns / n * n) as u64);
    variant.sampled(move |watch| {
        let clock = watch.clock();
        Ok(Outcome::answer(in_interpreters(clock, turns, n, |work| watch.time(work))?))
    })
}

/// The same, by the processors: CPU time.
fn interpreters_cpu<'a>(turns: usize) -> Variant<'a> {
    let variant = Variant::new("model", "interpreters_cpu").at("n", 2).expects((turns / 2 * 2) as u64);
    variant.not_deciding().sampled(move |watch| {
        let clock = watch.clock();
        Ok(Outcome::answer(in_interpreters(clock, turns, 2, |work| watch.time_cpu(work))?))
    })
}

/// `n` threads of one interpreter.
fn threads_variant<'a>(turns: usize, n: usize) -> Variant<'a> {
    let variant = Variant::new("model", "threads").at("n", n).requests("gil", "on").expects((turns / n * n) as u64);
    variant.sampled(move |watch| {
        let mut python = python(watch.clock())?;
        let turns = watch.time(|| counted(&mut python, "in_threads", &[turns, n]))?;
        Ok(python.outcome(turns))
    })
}

/// The same, by the processors: CPU time.
fn threads_cpu<'a>(turns: usize) -> Variant<'a> {
    let variant = Variant::new("model", "threads_cpu").at("n", 2).requests("gil", "on");
    variant.not_deciding().expects((turns / 2 * 2) as u64).sampled(move |watch| {
        let mut python = python(watch.clock())?;
        let turns = watch.time_cpu(|| counted(&mut python, "in_threads", &[turns, 2]))?;
        Ok(python.outcome(turns))
    })
}

/// `n` worker processes, each of which counts its part; their start is timed with it.
fn processes_variant<'a>(turns: usize, n: usize) -> Variant<'a> {
    let variant = Variant::new("model", "processes").at("n", n).expects((turns / n * n) as u64);
    variant.timed(move || {
        let workers = (0..n).map(|_| Worker::start("count", &(turns / n))).collect::<Result<Vec<_>, _>>()?;
        let parts = workers.into_iter().map(Worker::join).collect::<Result<Vec<Result<u64, String>>, _>>()?;
        let parts = parts.into_iter().sum::<Result<u64, String>>();
        Ok(Outcome::answer(parts.map_err(Failure)?))
    })
}

fn count_in_worker(turns: usize) -> Result<u64, Failure> {
    counted(&mut python(Clock::start())?, "count_down", &[turns])
}

// ANCHOR: ends
/// One end of a way between two interpreters. What travels is no Python object: it is taken apart when it is given, and
/// made anew, by the other interpreter, when it is taken.
#[derive(Clone)]
struct End {
    out: mpsc::Sender<Answer>,
    into: Arc<Mutex<mpsc::Receiver<Answer>>>,
}

impl End {
    fn give(&self, things: &[Answer]) -> Result<Answer, String> {
        let [thing] = things else { return Err("give one thing".into()) };
        self.out.send(thing.clone()).map_err(|_| "nobody is at the other end")?;
        Ok(Answer::None)
    }

    fn take(&self) -> Result<Answer, String> {
        let into = self.into.lock().unwrap_or_else(PoisonError::into_inner);
        into.recv().map_err(|_| "nobody is at the other end".into())
    }

    /// Makes `give` and `take` known to an interpreter. Who waits to take something has dropped the lock.
    fn bind(&self, interpreter: &mut Interpreter, give: &str, take: &str) -> Result<(), PythonError> {
        let (giver, taker) = (self.clone(), self.clone());
        interpreter.bind(give, move |things| giver.give(things))?;
        interpreter.bind_detached(take, move |_| taker.take())
    }
}
// ANCHOR_END: ends

/// The two ends of a new way.
fn way() -> (End, End) {
    let ((to_there, there), (to_here, here)) = (mpsc::channel(), mpsc::channel());
    let end = |out, into| End { out, into: Arc::new(Mutex::new(into)) };
    (end(to_there, here), end(to_here, there))
}

/// What the workload is told about the functions that are bound: their names, as functions that it can call.
const BY_NAME: &str = "
def crossed_there(what, large, times): return first_half(give, what, large, times)
def passed_back(times): return pass_back(give, take, times)
def crossed_back(what, large, times): return last_half(take, what, large, times)
def asked(times): return ask(give, take, times)
def asked_thread(times): return ask_thread(give, take, their_give, their_take, times)
";

/// An interpreter with the workload, at this end of a way; `theirs` is the other end, if it has a thread there, too.
fn at_end(clock: Clock, end: &End, theirs: Option<&End>) -> Result<Model, Failure> {
    let workload = TWIN.1.to_owned() + "\n# ANCHOR: workload\n" + BY_NAME + "# ANCHOR_END: workload\n";
    Model::load_with(Interpreter::builder(), TWIN.0, &workload, clock, |interpreter| {
        end.bind(interpreter, "give", "take")?;
        theirs.unwrap_or(end).bind(interpreter, "their_give", "their_take")
    })
}

// ANCHOR: crossing
/// The nanoseconds of each trip of a thing to another interpreter and back. Nobody has to wait: all of it is there before
/// the other one is entered.
fn crossed(clock: Clock, what: &str, times: i64) -> Result<(i64, bool), Failure> {
    let (here, there) = way();
    let (mut one, mut other) = (at_end(clock, &here, None)?, at_end(clock, &there, None)?);
    let thing = [what.into(), (LARGE as i64).into(), times.into()];
    let mut spent = one.number("crossed_there", &thing)?;
    spent += other.number("passed_back", &[times.into()])?;
    let back = one.numbers("crossed_back", &thing)?;
    let [took, same] = back[..] else { return Err(Failure(format!("{back:?} came back"))) };
    Ok(((spent + took) / times, same == 1))
}
// ANCHOR_END: crossing

fn crossed_variant<'a>(what: &'static str, times: i64) -> Variant<'a> {
    let variant = Variant::new("model", &format!("crossed_{what}")).expects(1).not_deciding();
    variant.sampled(move |watch| {
        let (each, same) = crossed(watch.clock(), what, times)?;
        watch.report(each);
        Ok(Outcome::answer(same.into()))
    })
}

/// The same trip inside one interpreter, where a reference is all that travels.
fn within_variant<'a>(what: &'static str, times: i64) -> Variant<'a> {
    let variant = Variant::new("model", &format!("within_{what}")).expects(1).not_deciding();
    variant.sampled(move |watch| {
        let thing = [what.into(), (LARGE as i64).into(), times.into()];
        let (each, same) = python(watch.clock())?.samples("within", &thing)?;
        each.into_iter().for_each(|each| watch.report(each));
        Ok(Outcome::answer((same == Answer::Bool(true)).into()))
    })
}

/// A question, and its answer by another thread of the same interpreter.
fn ask_thread(watch: &mut Stopwatch) -> Result<Outcome, Failure> {
    let (here, there) = way();
    let mut one = at_end(watch.clock(), &here, Some(&there))?;
    watch.report(one.number("asked_thread", &[TRIPS.into()])?);
    Ok(Outcome::default())
}

/// A question, and its answer by another interpreter, in a thread of its own.
fn ask_interpreter(watch: &mut Stopwatch) -> Result<Outcome, Failure> {
    let (clock, (here, there)) = (watch.clock(), way());
    let mut one = at_end(clock, &here, None)?;
    let each = thread::scope(|scope| {
        let other = scope.spawn(|| at_end(clock, &there, None)?.number("passed_back", &[TRIPS.into()]));
        let each = one.number("asked", &[TRIPS.into()]);
        other.join().unwrap_or_else(|_| Err(panicked()))?;
        each
    })?;
    watch.report(each);
    Ok(Outcome::default())
}

/// Two copies of the large thing, by Rust: the least that a trip can cost which copies it each way.
fn copied(watch: &mut Stopwatch) -> Result<Outcome, Failure> {
    let bytes = std::hint::black_box(vec![b'.'; LARGE]);
    let back = watch.time(|| std::hint::black_box(bytes.clone()).clone());
    Ok(Outcome::answer(back.len() as u64))
}

// ANCHOR: start
/// One more interpreter, made and ended.
fn start_interpreter(watch: &mut Stopwatch) -> Result<(), Failure> {
    let clock = watch.clock();
    watch.time(|| python(clock).map(drop))
}
// ANCHOR_END: start

/// A thread that does nothing, started and joined.
fn start_thread(watch: &mut Stopwatch) -> Result<(), Failure> {
    watch.time(|| thread::spawn(|| ()).join()).map_err(|_| Failure("an empty thread panicked".into()))
}

/// A process that does nothing, started and waited for.
fn start_process(watch: &mut Stopwatch) -> Result<(), Failure> {
    Ok(watch.time(|| Worker::start("nothing", &()).and_then(Worker::join::<()>))?)
}

fn started<'a>(name: &str, one: fn(&mut Stopwatch) -> Result<(), Failure>) -> Variant<'a> {
    Variant::new("model", name).not_deciding().sampled(move |watch| {
        (0..STARTS).try_for_each(|_| one(watch))?;
        Ok(Outcome::default())
    })
}

/// Bytes that each of several interpreters adds to a process, and those of the process before it has any.
fn hold() -> Result<(u64, u64), Failure> {
    let before = memory::of_this_process()?.resident;
    let held = (0..HELD).map(|_| python(Clock::start())).collect::<Result<Vec<_>, _>>()?;
    let added = memory::of_this_process()?.resident.saturating_sub(before);
    Ok((added / held.len() as u64, before))
}

/// One of the two, in a process that does nothing else.
fn memory_variant<'a>(name: &str, which: fn((u64, u64)) -> u64) -> Variant<'a> {
    Variant::new("model", name).unit(Unit::Bytes).not_deciding().sampled(move |watch| {
        let told: Result<(u64, u64), String> = Worker::start("hold", &())?.join()?;
        watch.report(i64::try_from(which(told.map_err(Failure)?))?);
        Ok(Outcome::default())
    })
}

fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    let turns = knobs.turns;
    for &n in &knobs.at_once {
        plan.add(threads_variant(turns, n));
        plan.add(interpreters_variant(turns, n));
        plan.add(processes_variant(turns, n));
    }
    plan.add(threads_variant(turns, knobs.at_once[0]).again());
    plan.add(threads_cpu(turns));
    plan.add(interpreters_cpu(turns));
    for (what, times) in THINGS {
        plan.add(within_variant(what, times));
        plan.add(crossed_variant(what, times));
    }
    plan.add(Variant::new("rust", "copied").expects(LARGE as u64).not_deciding().sampled(copied));
    plan.add(Variant::new("model", "ask_thread").not_deciding().sampled(ask_thread));
    plan.add(Variant::new("model", "ask_interpreter").not_deciding().sampled(ask_interpreter));
    plan.add(started("start_thread", start_thread));
    plan.add(started("start_interpreter", start_interpreter));
    plan.add(started("start_process", start_process));
    if memory::of_this_process().is_ok() {
        plan.add(memory_variant("memory_interpreter", |(each, _)| each));
        plan.add(memory_variant("memory_process", |(_, before)| before));
    }
    plan.ask_pythons(&twin(turns.min(PYTHONS_TURNS)));
}

// ANCHOR: twin
/// The same functions in real Pythons, which take longer for a turn and make fewer.
fn twin(turns: usize) -> Twin {
    Twin::new(SLUG, TWIN.1, include_str!("twin.py")).with(&["--turns", &turns.to_string()]).history(&["interpreters"])
}
// ANCHOR_END: twin

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let (one, python) = ("model/threads[n=1]", "cpython/threads[n=1]");
    let declaration = Declaration::new(SLUG, "Can one process hold several Pythons?")
        .quantity("threads_speed_up", "speed-up of two threads of one interpreter", Formula::ratio(one, "model/threads[n=2]"))
        .quantity("interpreters_speed_up", "speed-up of two interpreters of one process", Formula::ratio(one, "model/interpreters[n=2]"))
        .quantity("processes_speed_up", "speed-up of two processes", Formula::ratio(one, "model/processes[n=2]"))
        .quantity("beyond", "speed-up from two interpreters to the most", Formula::ratio("model/interpreters[n=2]", "model/interpreters[n=max]"))
        .quantity("threads_busy", "processors that two threads of one interpreter keep busy", Formula::ratio("model/threads_cpu[n=2]", "model/threads[n=2]"))
        .quantity("interpreters_busy", "processors that two interpreters keep busy", Formula::ratio("model/interpreters_cpu[n=2]", "model/interpreters[n=2]"))
        .quantity("cpython_threads_speed_up", "speed-up of two threads of one CPython", Formula::ratio(python, "cpython/threads[n=2]"))
        .quantity("cpython_interpreters_speed_up", "speed-up of two interpreters in CPython", Formula::ratio("cpython/interpreters[n=1]", "cpython/interpreters[n=2]"))
        .quantity("cpython_processes_speed_up", "speed-up of two processes of CPython", Formula::ratio("cpython/processes[n=1]", "cpython/processes[n=2]"))
        .quantity("cpython_threads_busy", "processors that two threads of one CPython keep busy", Formula::ratio("cpython/threads_cpu[n=2]", "cpython/threads[n=2]"))
        .quantity("cpython_interpreters_busy", "processors that two interpreters of CPython keep busy", Formula::ratio("cpython/interpreters_cpu[n=2]", "cpython/interpreters[n=2]"))
        .quantity("old_interpreters_speed_up", "speed-up of two interpreters in CPython 3.11", Formula::ratio("cpython-3.11/interpreters[n=1]", "cpython-3.11/interpreters[n=2]"))
        .quantity("free_interpreters_speed_up", "speed-up of two interpreters in CPython without the GIL", Formula::ratio("cpython-free/interpreters[n=1]", "cpython-free/interpreters[n=2]"))
        .quantity("free_threads_speed_up", "speed-up of two threads in CPython without the GIL", Formula::ratio("cpython-free/threads[n=1]", "cpython-free/threads[n=2]"))
        .prediction("residual_interpreters", "speed-up of two interpreters", Formula::residual(("cpython/interpreters[n=1]", "cpython/interpreters[n=2]"), ("model/interpreters[n=1]", "model/interpreters[n=2]")))
        .quantity("start_interpreter", "one more interpreter of the model, made and ended", Formula::median("model/start_interpreter"))
        .quantity("cpython_start_interpreter", "one more interpreter of CPython, made and ended", Formula::median("cpython/start_interpreter"))
        .quantity("cpython_start_thread", "a thread of CPython, started and joined", Formula::median("cpython/start_thread"))
        .quantity("cpython_start_process", "a process of CPython, started and joined", Formula::median("cpython/start_process"))
        .quantity("start_to_thread", "time to start an interpreter over that of a thread, in CPython", Formula::ratio("cpython/start_interpreter", "cpython/start_thread"))
        .quantity("memory_interpreter", "memory that one more interpreter of the model adds", Formula::median("model/memory_interpreter"))
        .quantity("cpython_memory_interpreter", "memory that one more interpreter of CPython adds", Formula::median("cpython/memory_interpreter"))
        .quantity("cpython_memory_process", "memory of a process with one CPython", Formula::median("cpython/memory_process"))
        .quantity("crossed_number", "a number handed to another interpreter of the model and back", Formula::median("model/crossed_number"))
        .quantity("crossed_bytes", "1 MiB of bytes handed to another interpreter of the model and back", Formula::median("model/crossed_bytes"))
        .quantity("within_bytes", "the same inside one interpreter", Formula::median("model/within_bytes"))
        .quantity("copied", "1 MiB copied twice by Rust", Formula::median("rust/copied"))
        .quantity("across_to_within", "a trip of 1 MiB to another interpreter over one inside the same, in the model", Formula::ratio("model/crossed_bytes", "model/within_bytes"))
        .quantity("cpython_within_bytes", "1 MiB of bytes handed over inside one CPython", Formula::median("cpython/within_bytes"))
        .quantity("cpython_crossed_number", "a number handed to another interpreter of CPython and back", Formula::median("cpython/crossed_number"))
        .quantity("cpython_crossed_numbers", "a list of 1,000 numbers handed to another interpreter of CPython and back", Formula::median("cpython/crossed_numbers"))
        .quantity("cpython_crossed_bytes", "1 MiB of bytes handed to another interpreter of CPython and back", Formula::median("cpython/crossed_bytes"))
        .quantity("cpython_crossed_view", "a view of the same bytes", Formula::median("cpython/crossed_view"))
        .quantity("cpython_process_number", "a number handed to another process and back", Formula::median("cpython/process_number"))
        .quantity("cpython_process_bytes", "1 MiB of bytes handed to another process and back", Formula::median("cpython/process_bytes"))
        .quantity("process_to_crossed", "1 MiB to a process and back over the same to an interpreter, in CPython", Formula::ratio("cpython/process_bytes", "cpython/crossed_bytes"))
        .quantity("numbers_to_process", "a list of 1,000 numbers to an interpreter and back over the same to a process, in CPython", Formula::ratio("cpython/crossed_numbers", "cpython/process_numbers"))
        .quantity("ask_interpreter", "a question to another interpreter of the model, and its answer", Formula::median("model/ask_interpreter"))
        .quantity("ask_thread", "a question to another thread of the model, and its answer", Formula::median("model/ask_thread"))
        .quantity("cpython_ask_thread", "a question to another thread of CPython, and its answer", Formula::median("cpython/ask_thread"))
        .quantity("cpython_ask_interpreter", "a question to another interpreter of CPython over a pipe, and its answer", Formula::median("cpython/ask_interpreter"))
        .quantity("cpython_ask_by_queue", "the same over the queue of the standard library", Formula::median("cpython/ask_by_queue"))
        .quantity("queue_to_pipe", "time of an answer over the queue over that over a pipe", Formula::ratio("cpython/ask_by_queue", "cpython/ask_interpreter"))
        .quantity("same_pid", "runs in which another interpreter has the same process id", Formula::share("cpython/same_pid", 1))
        .quantity("same_none", "runs in which None is at the same address in another interpreter", Formula::share("cpython/same_none", 1))
        .quantity("same_module", "runs in which the module sys is at the same address in another interpreter", Formula::share("cpython/same_module", 1))
        .quantity("copy_survives", "runs in which a forked copy of a process with several interpreters ended as it should", Formula::share("cpython/copy_survives", 1));
    by_version(charts(declaration))
}

fn charts(declaration: Declaration) -> Declaration {
    declaration
        .chart(
            "speed_up",
            &[
                (
                    "interpreters_speed_up above 1.2",
                    "Two interpreters of one process count side by side; two threads of one take turns",
                ),
                ("", "Speed-up of two over one: threads, interpreters, processes"),
            ],
            speed_ups(),
        )
        .chart(
            "busy",
            &[
                (
                    "interpreters_busy above 1.2",
                    "Two locks in one process keep {interpreters_busy} processors busy, one lock {threads_busy}",
                ),
                ("", "Processors that two keep busy: CPU time over wall-clock time"),
            ],
            Draw::bars(
                "processors busy",
                Some(1.0),
                &[("threads of one interpreter", busy("threads")), ("interpreters", busy("interpreters"))],
            ),
        )
        .chart(
            "start",
            &[
                (
                    "start_to_thread above 3",
                    "One more interpreter takes {start_to_thread} as long to start as a thread",
                ),
                ("", "Time to start and end one more: thread, interpreter, process"),
            ],
            Draw::distribution(
                "time to start and end",
                true,
                &[
                    ("thread, CPython", "cpython/start_thread"),
                    ("interpreter, CPython", "cpython/start_interpreter"),
                    ("process, CPython", "cpython/start_process"),
                    ("thread, Rust", "model/start_thread"),
                    ("interpreter, model", "model/start_interpreter"),
                    ("process, model", "model/start_process"),
                ],
            ),
        )
        .chart(
            "crossing",
            &[
                ("across_to_within above 3", "Inside an interpreter a reference travels; to another one, a copy"),
                ("", "Time of a trip there and back: inside an interpreter, to another, to a process"),
            ],
            Draw::distribution(
                "time there and back",
                true,
                &[
                    ("number: within, model", "model/within_number"),
                    ("number: across, model", "model/crossed_number"),
                    ("number: within, CPython", "cpython/within_number"),
                    ("number: across, CPython", "cpython/crossed_number"),
                    ("number: process, CPython", "cpython/process_number"),
                    ("1 MiB: within, model", "model/within_bytes"),
                    ("1 MiB: across, model", "model/crossed_bytes"),
                    ("1 MiB: within, CPython", "cpython/within_bytes"),
                    ("1 MiB: across, CPython", "cpython/crossed_bytes"),
                    ("1 MiB: process, CPython", "cpython/process_bytes"),
                    ("1 MiB: a view, CPython", "cpython/crossed_view"),
                ],
            ),
        )
        .chart(
            "asking",
            &[
                (
                    "queue_to_pipe above 10",
                    "Over the standard library's queue an answer takes {queue_to_pipe} as long as over a pipe",
                ),
                ("", "Time until an answer is there: from a thread, from another interpreter"),
            ],
            Draw::distribution(
                "time until the answer",
                true,
                &[
                    ("thread, model", "model/ask_thread"),
                    ("interpreter, model", "model/ask_interpreter"),
                    ("thread, CPython, pipe", "cpython/ask_thread"),
                    ("interpreter, CPython, pipe", "cpython/ask_interpreter"),
                    ("interpreter, CPython, queue", "cpython/ask_by_queue"),
                ],
            ),
        )
}

/// Two interpreters over one, in each Python.
fn by_version(declaration: Declaration) -> Declaration {
    let speed_up = Formula::ratio("python/interpreters[n=1]", "python/interpreters[n=2]");
    declaration.chart(
        "by_version",
        &[
            (
                "old_interpreters_speed_up below 1.2",
                "Until 3.11 interpreters of one process take turns; since 3.12 they run side by side",
            ),
            ("", "Speed-up of two interpreters over one, in each Python"),
        ],
        Draw::by_python("speed-up of two over one", Some(1.0), vec![Bar::new("interpreters", speed_up)]),
    )
}

/// Two over one, of each kind.
fn speed_ups() -> Draw {
    let bars = |what: &str, base: (&str, &str)| {
        let bar = |label, engine: &str, base: &str| {
            Bar::new(label, Formula::ratio(&format!("{engine}/{base}[n=1]"), &format!("{engine}/{what}[n=2]")))
        };
        vec![bar("model", "model", base.0), bar("CPython", "cpython", base.1)]
    };
    let groups = [
        ("threads of one interpreter", bars("threads", ("threads", "threads"))),
        ("interpreters", bars("interpreters", ("threads", "interpreters"))),
        ("processes", bars("processes", ("threads", "processes"))),
    ];
    Draw::bars("speed-up of two over one", Some(1.0), &groups)
}

/// CPU time over wall-clock time of two.
fn busy(what: &str) -> Vec<Bar> {
    let bar = |label, engine: &str| {
        Bar::new(label, Formula::ratio(&format!("{engine}/{what}_cpu[n=2]"), &format!("{engine}/{what}[n=2]")))
    };
    vec![bar("model", "model"), bar("CPython", "cpython")]
}
