//! What does one busy thread do to everyone's latency? A thread that asks, one that answers, and others beside them.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
    time::Duration,
};

use roommates::{
    harness::{self, Failure, Model, Outcome, Plan, Stopwatch, Twin, Variant, model::lanes},
    interp::{Answer, Argument, Builder, Gil, Interpreter},
    process::{self, Worker},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Line, Test},
    },
};

const SLUG: &str = "the_convoy";
const TWIN: (&str, &str) = ("examples/the_convoy.py", include_str!("the_convoy.py"));
/// CPython's switch interval, µs, a tenth of it, and the check interval of Python 2, in instructions.
const DEFAULT_INTERVAL: u64 = 5_000;
const SHORT_INTERVAL: u64 = 500;
const DEFAULT_TICKS: u32 = 100;
/// Round trips a round, where one takes about as long as the answer: enough to see the slowest in a hundred.
const TRIPS: usize = 80;
/// Round trips a round where there are only a few: beside several threads, and where each waits long.
const SOME: usize = 20;
const FEW: usize = 6;
const LEAST: usize = 2;
/// Round trips while turns are counted.
const PACED: usize = 10;
/// Writes a round.
const WRITES: usize = 100;
/// Threads that wait, too.
const WAITING: usize = 4;
/// How long another process may take to begin, ns.
const START_OF_A_PROCESS: u64 = 20_000_000_000;
/// Questions in a timeline, and holds at most.
const SHOWN_TRIPS: usize = 8;
const SHOWN: usize = 24;
/// A page of memory to add up, bytes.
const ROOM: usize = 1 << 20;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Numbers of threads that compute beside the one that asks.
    #[arg(long, value_delimiter = ',', default_value = "1,2,4", value_name = "N,N,…",
          value_parser = clap::value_parser!(u64).range(1..=64))]
    threads: Vec<u64>,
    /// Switch intervals to try, in microseconds.
    #[arg(long, value_delimiter = ',', default_value = "500,5000,50000", value_name = "US,US,…",
          value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    interval: Vec<u64>,
}

fn main() -> ExitCode {
    let worker = process::enter("compute", |begun: PathBuf| compute_in_worker(&begun).map_err(|failure| failure.0));
    worker.unwrap_or_else(|| harness::main(&declare(), plan))
}

/// The workload of the twin, in an interpreter of this kind. It has a native call that drops the GIL.
fn model(watch: &Stopwatch, builder: Builder) -> Result<Model, Failure> {
    let checksum = |arguments: &[Argument]| match arguments {
        [Answer::Int(mebibytes)] => Ok(Answer::Int(i64::from(checksum(*mebibytes)))),
        other => Err(format!("checksum takes a number, not {other:?}")),
    };
    Model::load_with(builder, TWIN.0, TWIN.1, watch.clock(), |model| model.bind_detached("checksum", checksum))
}

/// A checksum of so many MiB, a byte at a time.
fn checksum(mebibytes: i64) -> u32 {
    let room = vec![1_u8; ROOM];
    let add = |sum: u32, byte: &u8| sum.wrapping_mul(31).wrapping_add(u32::from(*byte));
    (0..mebibytes).fold(1, |sum, _| std::hint::black_box(&room).iter().fold(sum, add))
}

/// An interpreter with this switch interval, µs.
fn every(interval: u64) -> Builder {
    Interpreter::builder().switch_interval(Duration::from_micros(interval))
}

/// A series of the model with this switch interval, µs, which it must be found to have.
fn with_interval(variant: Variant<'_>, interval: u64) -> Variant<'_> {
    variant.requests("gil", "on").requests("switch interval", format!("{interval} µs"))
}

/// A series of the model as it is if nothing is said.
fn by_default<'a>(name: &str) -> Variant<'a> {
    with_interval(Variant::new("model", name), DEFAULT_INTERVAL)
}

/// Puts the chapter's question to the model, and to the Pythons of this machine.
fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.budget(Duration::from_secs(85));
    let alone = || alone(by_default("alone"), || every(DEFAULT_INTERVAL));
    plan.add(alone());
    plan.add(alone().again());
    plan.add(beside_process());
    let waiting = Beside { work: "wait", threads: WAITING, times: TRIPS };
    plan.add(waiting.of(by_default("waiting"), || every(DEFAULT_INTERVAL)));
    for &threads in &knobs.threads {
        beside_threads(threads as usize, plan);
    }
    for &interval in knobs.interval.iter().filter(|interval| **interval != DEFAULT_INTERVAL) {
        plan.add(at_interval(interval, 1));
    }
    for work in ["yield", "outside"] {
        let beside = Beside { work, threads: 1, times: SOME };
        plan.add(beside.of(by_default(work), || every(DEFAULT_INTERVAL)));
    }
    for interval in [SHORT_INTERVAL, DEFAULT_INTERVAL] {
        let variant = Variant::new("model", "pace").at("interval_us", interval as usize);
        plan.add(pace(with_interval(variant, interval), interval, "compute"));
    }
    plan.add(pace(by_default("pace_yield"), DEFAULT_INTERVAL, "yield"));
    plan.add(letting_go("let_go"));
    plan.add(letting_go("let_go_beside"));
    for call in ["sum", "sort", "chunks", "checksum"] {
        plan.add(gap("gap", call, 0));
        plan.add(gap("call", call, 1));
    }
    plan.add(holders("holders_alone", 0));
    plan.add(holders("holders", 1));
    ask_pythons(knobs, plan);
}

/// Asks the Pythons, of which 2.7 is one: nobody may ask for its GIL.
fn ask_pythons(knobs: &Knobs, plan: &mut Plan<'_>) {
    let list = |numbers: &[u64]| numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    // Who waits for so many threads waits long: of the Pythons only the fewest and the most are asked for.
    let ends = [knobs.threads.first(), knobs.threads.last()].into_iter().flatten().copied().collect::<BTreeSet<_>>();
    let (threads, intervals) = (list(&ends.into_iter().collect::<Vec<_>>()), list(&knobs.interval));
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py"))
        .history(&["alone", "beside[interval_us=5000,threads=1]", "beside[threads=1,ticks=100]"])
        .since(2, 7)
        .given(Duration::from_secs(20)); // A round takes two seconds.
    plan.ask_pythons(&twin.with(&["--threads", &threads, "--interval", &intervals]));
    plan.needs_python("cpython-2.7");
}

/// Beside so many threads: as it is, without the GIL, and counting instructions.
fn beside_threads(threads: usize, plan: &mut Plan<'_>) {
    plan.add(at_interval(DEFAULT_INTERVAL, threads));
    let free = Variant::new("model", "free").at("threads", threads).requests("gil", "off");
    let beside = Beside { work: "compute", threads, times: if threads == 1 { TRIPS } else { SOME } };
    plan.add(beside.of(free, || Interpreter::builder().gil(Gil::Free)));
    let ticks = Variant::new("model", "beside").at("threads", threads).at("ticks", DEFAULT_TICKS as usize);
    let ticks = ticks.requests("gil", "on").requests("drop requests", "none");
    let beside = Beside { times: if threads == 1 { SOME } else { FEW }, ..beside };
    plan.add(beside.of(ticks, || Interpreter::builder().gil(Gil::Instructions(DEFAULT_TICKS))));
}

/// Beside so many threads, at this interval.
fn at_interval<'a>(interval: u64, threads: usize) -> Variant<'a> {
    let times = match (threads, interval) {
        (1, ..=DEFAULT_INTERVAL) => TRIPS,
        (1..=2, ..=DEFAULT_INTERVAL) => SOME,
        (_, ..=DEFAULT_INTERVAL) => FEW,
        _ => LEAST,
    };
    let variant = Variant::new("model", "beside").at("interval_us", interval as usize).at("threads", threads);
    Beside { work: "compute", threads, times }.of(with_interval(variant, interval), move || every(interval))
}

// ANCHOR: ask
/// Round trips of a thread that asks and one that answers, while other threads of the model do something else.
#[derive(Clone, Copy)]
struct Beside {
    work: &'static str,
    threads: usize,
    times: usize,
}

impl Beside {
    /// Asks in this interpreter: round trips, ns, and turns of the busy threads per millisecond.
    fn ask(self, model: &mut Model) -> Result<(Vec<i64>, i64), Failure> {
        let arguments = [self.work.into(), (self.threads as i64).into(), (self.times as i64).into()];
        match model.samples("trips_beside", &arguments)? {
            (trips, Answer::Int(turns)) => Ok((trips, turns)),
            (_, other) => Err(Failure(format!("{other:?} turns"))),
        }
    }

    /// As a series.
    fn of<'a>(self, variant: Variant<'a>, builder: impl Fn() -> Builder + 'a) -> Variant<'a> {
        variant.not_deciding().expects(self.times as u64).sampled(move |watch| {
            let mut model = model(watch, builder())?;
            let (trips, _) = self.ask(&mut model)?;
            Ok(report(watch, &model, &trips))
        })
    }
}
// ANCHOR_END: ask

/// The samples of one round; the answer is how many there are.
fn report(watch: &mut Stopwatch, model: &Model, samples: &[i64]) -> Outcome {
    samples.iter().for_each(|sample| watch.report(*sample));
    model.outcome(samples.len() as u64)
}

/// Round trips beside nobody.
fn alone<'a>(variant: Variant<'a>, builder: impl Fn() -> Builder + 'a) -> Variant<'a> {
    variant.expects(TRIPS as u64).sampled(move |watch| {
        let mut model = model(watch, builder())?;
        let trips = model.numbers("ask", &[Answer::Int(TRIPS as i64)])?;
        Ok(report(watch, &model, &trips))
    })
}

/// The same beside another process, in which the model computes until it is ended.
fn beside_process<'a>() -> Variant<'a> {
    let variant = by_default("process").requests("the other process", "computes");
    variant.expects(TRIPS as u64).sampled(|watch| {
        let folder = tempfile::tempdir()?;
        let begun = folder.path().join("begun");
        let busy = Worker::start("compute", &begun)?;
        let clock = watch.clock();
        while !begun.exists() && clock.now() < START_OF_A_PROCESS {
            thread::sleep(Duration::from_millis(1));
        }
        let mut model = model(watch, every(DEFAULT_INTERVAL))?;
        let trips = model.numbers("ask", &[Answer::Int(TRIPS as i64)])?;
        drop(busy);
        let outcome = report(watch, &model, &trips);
        Ok(outcome.saw("the other process", if begun.exists() { "computes" } else { "did not begin" }))
    })
}

/// The other process: says that it begins, and computes until it is ended.
fn compute_in_worker(begun: &Path) -> Result<(), Failure> {
    let mut model = Model::load(every(DEFAULT_INTERVAL), TWIN.0, TWIN.1, harness::Clock::start())?;
    fs::write(begun, "")?;
    model.ask("compute", &[Answer::List(Vec::new()), Answer::List(Vec::new())])?;
    Ok(())
}

/// Turns that a busy thread makes in a millisecond, while another asks.
fn pace<'a>(variant: Variant<'a>, interval: u64, work: &'static str) -> Variant<'a> {
    variant.unit(Unit::Count).not_deciding().expects(PACED as u64).sampled(move |watch| {
        let mut model = model(watch, every(interval))?;
        let (trips, turns) = Beside { work, threads: 1, times: PACED }.ask(&mut model)?;
        watch.report(turns);
        Ok(model.outcome(trips.len() as u64))
    })
}

/// How long a write takes that drops the GIL and waits for nothing.
fn letting_go<'a>(function: &'static str) -> Variant<'a> {
    by_default(function).not_deciding().expects(WRITES as u64).sampled(move |watch| {
        let mut model = model(watch, every(DEFAULT_INTERVAL))?;
        let writes = model.numbers(function, &[Answer::Int(WRITES as i64)])?;
        Ok(report(watch, &model, &writes))
    })
}

/// The longest gap of a thread that ticks beside a call, or the length of that call.
fn gap<'a>(name: &str, call: &'static str, which: usize) -> Variant<'a> {
    by_default(&format!("{name}_{call}")).not_deciding().expects(2).sampled(move |watch| {
        let mut model = model(watch, every(DEFAULT_INTERVAL))?;
        let both = model.numbers("gap_during", &[call.into()])?;
        both.get(which).into_iter().for_each(|sample| watch.report(*sample));
        Ok(model.outcome(both.len() as u64))
    })
}

/// Who held the GIL when, while the main thread asked one thread and `busy` others computed.
fn holders<'a>(name: &str, busy: usize) -> Variant<'a> {
    by_default(name).not_deciding().expects(SHOWN_TRIPS as u64).sampled(move |watch| {
        let mut model = model(watch, every(DEFAULT_INTERVAL).trace(true))?;
        let beside = Beside { work: "compute", threads: busy, times: SHOWN_TRIPS };
        let (trips, _) = watch.time(|| beside.ask(&mut model))?;
        // Threads are numbered as they are started, and the one that answers is the last.
        let (holds, answers) = (model.holds(), busy + 1);
        let begun = holds.iter().position(|hold| hold.thread == answers).unwrap_or(0);
        // The first question is of the start.
        let begun = holds.iter().skip(begun).position(|hold| hold.thread == 0).map_or(begun, |at| begun + at);
        let shown = &holds[begun.min(holds.len())..holds.len().min(begun + SHOWN)];
        let mut names = vec![(0, "asks"), (answers, "answers")];
        if busy > 0 {
            names.push((1, "computes"));
        }
        Ok(model.outcome(trips.len() as u64).lanes(lanes(shown, &names)))
    })
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let (alone, thread, process) = ("model/alone", "model/beside[interval_us=5000,threads=1]", "model/process");
    let (two, four) = ("model/beside[interval_us=5000,threads=2]", "model/beside[interval_us=5000,threads=4]");
    let (short, long) = ("model/beside[interval_us=500,threads=1]", "model/beside[interval_us=50000,threads=1]");
    let real = |of: &str| of.replace("model/", "cpython/");
    let free = "cpython-free/beside[interval_us=5000,threads=1]";
    let residual = |of: &str| Formula::ratio(&real(of), of);
    let declaration = Declaration::new(SLUG, "What does one busy thread do to everyone's latency?")
        // Round trips, and who is beside.
        .quantity("alone", "round trip to a thread that answers after 1 ms, beside nobody", Formula::median(alone))
        .quantity("alone_slowest", "the slowest of all of them", Formula::max(alone))
        .quantity("process", "the same round trip beside a process that computes", Formula::median(process))
        .quantity("thread", "the same round trip beside a thread that computes", Formula::median(thread))
        .quantity("thread_p90", "the slowest in ten of them", Formula::quantile(thread, 0.9))
        .quantity("thread_p99", "the slowest in a hundred of them", Formula::quantile(thread, 0.99))
        .quantity("thread_slowest", "the slowest of all of them", Formula::max(thread))
        .quantity("two", "the same beside two threads that compute", Formula::median(two))
        .quantity("four", "the same beside four threads that compute", Formula::median(four))
        .quantity("four_p99", "the slowest in a hundred of them", Formula::quantile(four, 0.99))
        .quantity("waiting_ratio", "a round trip beside four threads that wait over one alone", Formula::ratio("model/waiting", alone))
        .quantity("process_ratio", "a round trip beside a process that computes over one alone", Formula::ratio(process, alone))
        .quantity("thread_ratio", "a round trip beside a thread that computes over one alone", Formula::ratio(thread, alone))
        .quantity("four_ratio", "a round trip beside four threads that compute over one beside one", Formula::ratio(four, thread))
        .quantity("free", "the same beside a thread that computes, without the GIL", Formula::median("model/free[threads=1]"))
        .quantity("free_ratio", "that over a round trip alone", Formula::ratio("model/free[threads=1]", alone))
        // Beside CPython.
        .quantity("cpython_thread", "the same beside a thread that computes, in CPython", Formula::median(&real(thread)))
        .quantity("cpython_thread_p99", "the slowest in a hundred of them", Formula::quantile(&real(thread), 0.99))
        .quantity("cpython_waiting_ratio", "a round trip beside four threads that wait over one alone, in CPython", Formula::ratio("cpython/waiting", &real(alone)))
        .quantity("cpython_thread_ratio", "a round trip beside a thread that computes over one alone, in CPython", Formula::ratio(&real(thread), &real(alone)))
        .quantity("cpython_free", "the same beside a thread that computes, in CPython without the GIL", Formula::median(free))
        .quantity("cpython_free_ratio", "that over a round trip alone", Formula::ratio(free, "cpython-free/alone"))
        .prediction("residual_alone", "round trip to a thread, alone", residual(alone))
        .prediction("residual", "round trip beside a busy thread, at 5 ms", residual(thread))
        .misses("a trip takes one, two or three intervals in both, and CPython takes fewer of them than the model in some measurements and as many in others; why was not found out")
        .prediction("residual_short", "round trip beside a busy thread, at 0.5 ms", residual(short))
        .misses("in some measurements a trip takes CPython longer than the model, in others as long; why was not found out")
        .prediction("residual_long", "round trip beside a busy thread, at 50 ms", residual(long))
        .prediction("residual_four", "round trip beside four busy threads", residual(four))
        .prediction("residual_free", "round trip beside a busy thread, no GIL", Formula::ratio(free, "model/free[threads=1]"))
        .prediction("residual_yield", "round trip beside a thread in sleep(0)", residual("model/yield"))
        .misses("the model's sleep(0) makes no system call, so that who lets go for so short a time mostly has the lock back before the other is awake")
        .prediction("residual_chunks", "longest gap beside a sum in pieces", residual("model/gap_chunks"))
        .misses("the model's sleep(0) makes no system call, so that who lets go for so short a time mostly has the lock back before the other is awake")
        // By the interval, and by the counter.
        .quantity("short", "a round trip beside a thread, at a switch interval of 0.5 ms", Formula::median(short))
        .quantity("short_p99", "the slowest in a hundred of them", Formula::quantile(short, 0.99))
        .quantity("long", "a round trip beside a thread, at a switch interval of 50 ms", Formula::median(long))
        .quantity("knob", "a round trip beside a thread at 50 ms over one at 0.5 ms", Formula::ratio(long, short))
        .quantity("ticks", "a round trip beside a thread where the model counts instructions", Formula::median("model/beside[threads=1,ticks=100]"))
        .quantity("old", "a round trip beside a thread, in Python 2.7", Formula::median("cpython-2.7/beside[threads=1,ticks=100]"))
        .quantity("old_p99", "the slowest in a hundred of them", Formula::quantile("cpython-2.7/beside[threads=1,ticks=100]", 0.99))
        .quantity("old_four", "a round trip beside four threads, in Python 2.7", Formula::median("cpython-2.7/beside[threads=4,ticks=100]"))
        // Letting go.
        .quantity("let_go", "a write of one byte that waits for nothing", Formula::median("model/let_go"))
        .quantity("let_go_beside", "the same beside a thread that computes", Formula::median("model/let_go_beside"))
        .quantity("let_go_beside_p99", "the slowest in a hundred of them", Formula::quantile("model/let_go_beside", 0.99))
        .quantity("cpython_let_go_beside", "a write of one byte beside a thread that computes, in CPython", Formula::median("cpython/let_go_beside"))
        // Calls that keep it.
        .quantity("gap_sum", "longest gap of a ticking thread while another adds up", Formula::median("model/gap_sum"))
        .quantity("gap_sum_share", "that over the length of the call", Formula::ratio("model/gap_sum", "model/call_sum"))
        .quantity("gap_sort", "longest gap of a ticking thread while another sorts", Formula::median("model/gap_sort"))
        .quantity("gap_sort_share", "that over the length of the call", Formula::ratio("model/gap_sort", "model/call_sort"))
        .quantity("gap_chunks", "longest gap while another adds up a piece at a time", Formula::median("model/gap_chunks"))
        .quantity("gap_checksum", "longest gap while another is in a native call that drops the GIL", Formula::median("model/gap_checksum"))
        .quantity("call_checksum", "the length of that call", Formula::median("model/call_checksum"))
        .quantity("chunks_price", "adding up a piece at a time over adding up in one call", Formula::ratio("model/call_chunks", "model/call_sum"))
        .quantity("cpython_gap_sum", "longest gap while another thread adds up, in CPython", Formula::median("cpython/gap_sum"))
        .quantity("cpython_gap_sum_share", "that over the length of the call", Formula::ratio("cpython/gap_sum", "cpython/call_sum"))
        .quantity("cpython_gap_sort", "longest gap while another thread sorts, in CPython", Formula::median("cpython/gap_sort"))
        .quantity("cpython_gap_chunks", "longest gap while another adds up a piece at a time, in CPython", Formula::median("cpython/gap_chunks"))
        // The mends, and their price.
        .quantity("yield", "a round trip beside a thread that computes and calls sleep(0)", Formula::median("model/yield"))
        .quantity("yield_p99", "the slowest in a hundred of them", Formula::quantile("model/yield", 0.99))
        .quantity("outside", "a round trip beside a thread in native calls that drop the GIL", Formula::median("model/outside"))
        .quantity("short_price", "turns of the busy thread per millisecond at 0.5 ms over those at 5 ms", Formula::ratio("model/pace[interval_us=500]", "model/pace[interval_us=5000]"))
        .quantity("yield_price", "turns of the busy thread per millisecond with sleep(0) over those without", Formula::ratio("model/pace_yield", "model/pace[interval_us=5000]"))
        .quantity("cpython_yield", "a round trip beside a thread that calls sleep(0), in CPython", Formula::median("cpython/yield"))
        .quantity("cpython_yield_p99", "the slowest in a hundred of them", Formula::quantile("cpython/yield", 0.99))
        .quantity("cpython_yield_price", "turns per millisecond with sleep(0) over those without, in CPython", Formula::ratio("cpython/pace_yield", "cpython/pace[interval_us=5000]"))
        .quantity("cpython_short_price", "turns per millisecond at 0.5 ms over those at 5 ms, in CPython", Formula::ratio("cpython/pace[interval_us=500]", "cpython/pace[interval_us=5000]"));
    charts_of_calls(charts_of_trips(claims(declaration)))
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("gil-convoy", &["001", "002", "004"], "The GIL hardly affects threads that wait: it is dropped when it is not needed and taken again very efficiently.")
                .holds_if("model, all threads wait", "waiting_ratio", Test::Below(1.1))
                .holds_if("cpython, all threads wait", "cpython_waiting_ratio", Test::Below(1.1))
                .holds_if("model, one thread computes", "thread_ratio", Test::Below(1.1))
                .holds_if("cpython, one thread computes", "cpython_thread_ratio", Test::Below(1.1))
                .correction("True while all threads wait. Dropping it is cheap, but to take it again a thread waits for the holder, and a holder that computes gives it up only after a whole switch interval. That is paid anew after each wait.", "CPython issue 7946 (gh-52194), “Convoy effect with I/O bound threads and New GIL”; `take_gil` in Python/ceval_gil.c"),
        )
        .claim(
            Claim::new("gil-long-c-call-holds", &["002"], "A thread that waits for the GIL has it after its time slice of about 5 ms.")
                .holds_if("model, beside a sum", "gap_sum", Test::Below(1e7))
                .holds_if("model, beside a sort", "gap_sort", Test::Below(1e7))
                .holds_if("cpython, beside a sum", "cpython_gap_sum", Test::Below(1e7))
                .holds_if("cpython, beside a sort", "cpython_gap_sort", Test::Below(1e7))
                .correction("After that time it *asks*. The holder hears it at its next safepoint, and a long call into native code has none until it returns.", "The comment on the switch interval at the head of Python/ceval_gil.c; Doc/library/sys.rst, `setswitchinterval`"),
        )
}

/// Round trips: who is beside, at which interval, how many.
fn charts_of_trips(declaration: Declaration) -> Declaration {
    let tail = |which: &dyn Fn(&str) -> Formula| {
        let bar = |label, of| Bar::new(label, which(of));
        vec![
            bar("nobody", "model/alone"),
            bar("a process", "model/process"),
            bar("a thread", "model/beside[interval_us=5000,threads=1]"),
            bar("a thread, no GIL", "model/free[threads=1]"),
        ]
    };
    declaration
        .chart(
            "by_version",
            &[("", "An answer beside one busy thread")],
            Draw::by_python(
                "time of an answer",
                None,
                vec![
                    Bar::new("alone", Formula::median("python/alone")),
                    Bar::new("beside a busy thread", Formula::median("python/beside[interval_us=5000,threads=1]")),
                    Bar::new("the same, before 3.2", Formula::median("python/beside[threads=1,ticks=100]")),
                ],
            ),
        )
        .chart(
            "trips",
            &[
                (
                    "thread_ratio above 1.5",
                    "Beside one thread that computes, a round trip takes {thread} and not {alone}",
                ),
                ("", "Round trip to a thread that answers after 1 ms"),
            ],
            Draw::distribution(
                "round trip",
                true,
                &[
                    ("beside nobody", "model/alone"),
                    ("beside a process that computes", "model/process"),
                    ("beside a thread that computes", "model/beside[interval_us=5000,threads=1]"),
                    ("the same in CPython", "cpython/beside[interval_us=5000,threads=1]"),
                    ("beside four such threads", "model/beside[interval_us=5000,threads=4]"),
                    ("beside a thread, without the GIL", "model/free[threads=1]"),
                ],
            ),
        )
        .chart(
            "convoy",
            &[
                ("thread_ratio above 1.5", "Each question stops and waits behind the thread that computes"),
                ("", "Who holds the GIL while one thread asks and another answers"),
            ],
            Draw::timeline(
                "time",
                &[("nobody computes", "model/holders_alone"), ("one thread computes", "model/holders")],
            ),
        )
        .chart(
            "tail",
            &[
                (
                    "thread_p99 above 10000000",
                    "Beside a thread that computes, one round trip in a hundred takes {thread_p99}",
                ),
                ("", "The slow end of the round trips"),
            ],
            Draw::bars(
                "round trip",
                None,
                &[
                    ("p50", tail(&|of| Formula::quantile(of, 0.5))),
                    ("p90", tail(&|of| Formula::quantile(of, 0.9))),
                    ("p99", tail(&|of| Formula::quantile(of, 0.99))),
                    ("slowest", tail(&|of| Formula::max(of))),
                ],
            ),
        )
        .chart(
            "intervals",
            &[
                ("knob above 10", "The round trip follows the switch interval: {short}, {thread}, {long}"),
                ("", "Round trip beside a thread that computes, by switch interval"),
            ],
            Draw::distribution(
                "round trip",
                true,
                &[
                    ("0.5 ms, model", "model/beside[interval_us=500,threads=1]"),
                    ("0.5 ms, CPython", "cpython/beside[interval_us=500,threads=1]"),
                    ("5 ms, model", "model/beside[interval_us=5000,threads=1]"),
                    ("5 ms, CPython", "cpython/beside[interval_us=5000,threads=1]"),
                    ("50 ms, model", "model/beside[interval_us=50000,threads=1]"),
                    ("50 ms, CPython", "cpython/beside[interval_us=50000,threads=1]"),
                ],
            ),
        )
        .chart(
            "crowd",
            &[
                (
                    "four_ratio above 1.5",
                    "Beside four threads that compute a round trip takes {four_ratio} as long as beside one",
                ),
                ("", "Round trip by the number of threads that compute"),
            ],
            Draw::lines(
                "threads",
                "threads that compute",
                "round trip",
                None,
                vec![
                    Line::median("model", "model/beside[interval_us=5000]"),
                    Line::median("CPython", "cpython/beside[interval_us=5000]"),
                    Line::median("model, counter", "model/beside[ticks=100]"),
                    Line::median("Python 2.7", "cpython-2.7/beside[ticks=100]"),
                    Line::median("model, no GIL", "model/free"),
                    Line::median("CPython, no GIL", "cpython-free/beside[interval_us=5000]"),
                ],
            ),
        )
}

/// Calls that keep the GIL, and what helps.
fn charts_of_calls(declaration: Declaration) -> Declaration {
    let calls = |call: &str| {
        let bar = |label, of: String| Bar::new(label, Formula::median(&of));
        vec![
            bar("call, model", format!("model/call_{call}")),
            bar("gap, model", format!("model/gap_{call}")),
            bar("call, CPython", format!("cpython/call_{call}")),
            bar("gap, CPython", format!("cpython/gap_{call}")),
        ]
    };
    let mends = |of: &str| {
        let real = of.replace("model/", "cpython/");
        vec![
            Bar::new("p50, model", Formula::median(of)),
            Bar::new("p99, model", Formula::quantile(of, 0.99)),
            Bar::new("p50, CPython", Formula::median(&real)),
        ]
    };
    let free = vec![
        Bar::new("p50, model", Formula::median("model/free[threads=1]")),
        Bar::new("p99, model", Formula::quantile("model/free[threads=1]", 0.99)),
        Bar::new("p50, CPython", Formula::median("cpython-free/beside[interval_us=5000,threads=1]")),
    ];
    declaration
        .chart(
            "gaps",
            &[
                (
                    "gil-long-c-call-holds.does-not-hold",
                    "While one thread is in a native call, the other ticks {gap_sum} late",
                ),
                ("", "Longest gap of a thread that ticks every millisecond, and the call that it waits for"),
            ],
            Draw::bars(
                "time",
                None,
                &[
                    ("sum", calls("sum")),
                    ("sort", calls("sort")),
                    ("sum in pieces", calls("chunks")),
                    ("checksum, drops the GIL", calls("checksum")),
                ],
            ),
        )
        .chart(
            "mends",
            &[
                ("yield below 3000000", "Whatever makes the busy thread let go sooner brings the round trip back"),
                ("", "Round trip beside work that is done in different ways"),
            ],
            Draw::bars(
                "round trip",
                None,
                &[
                    ("as it is", mends("model/beside[interval_us=5000,threads=1]")),
                    ("0.5 ms", mends("model/beside[interval_us=500,threads=1]")),
                    ("sleep(0)", mends("model/yield")),
                    ("native call", mends("model/outside")),
                    ("process", mends("model/process")),
                    ("no GIL", free),
                ],
            ),
        )
}
