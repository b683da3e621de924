//! How does the GIL change hands? Two threads that compute, one that waits for answers, and the lock between them.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
    process::ExitCode,
    thread,
    time::Duration,
};

use roommates::{
    gil::Hold,
    harness::{self, Failure, Model, Outcome, Plan, Stopwatch, Twin, Variant, model::lanes},
    interp::{self, Answer, Builder, Gil, Interpreter},
    process::{self, Worker},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Test, Verdict},
    },
};

const SLUG: &str = "the_gil";
const TWIN: (&str, &str) = ("examples/the_gil.py", include_str!("the_gil.py"));
/// Of what two threads note, the first entries are of their start and not of a turn.
const START: usize = 4;
/// CPython's switch interval, µs, and the check interval of Python 2, in instructions.
const DEFAULT_INTERVAL: u64 = 5_000;
const DEFAULT_TICKS: u32 = 100;
/// An interval at which there are many turns, µs.
const SHORT_INTERVAL: u64 = 500;
/// Questions in each round.
const ASKED: usize = 20;
/// How long another process may take to begin, ns.
const START_OF_A_PROCESS: u64 = 20_000_000_000;
/// Additions of each of two threads.
const ADDITIONS: i64 = 300_000;
/// Turns of each count-down, and of one that many turns fit into.
const COUNTED: i64 = 4_000_000;
const COUNTED_LONG: i64 = 20_000_000;
/// How often what must happen in a round is tried.
const TRIES: usize = 10;
/// Drops on request that are looked at in each round.
const DROPS: usize = 100;
/// Holds in a timeline: two of them make a figure in which each can be stepped to.
const SHOWN: usize = 20;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Switch intervals to try, in microseconds.
    #[arg(long, value_delimiter = ',', default_value = "500,5000,50000", value_name = "US,US,…",
          value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    interval: Vec<u64>,
    /// Check intervals of the GIL before Python 3.2 to try, in instructions.
    #[arg(long, value_delimiter = ',', default_value = "1,100,10000", value_name = "N,N,…",
          value_parser = clap::value_parser!(u32).range(1..))]
    ticks: Vec<u32>,
    /// Print the bytecode of the workload with its safepoints, and measure nothing.
    #[arg(long)]
    dis: bool,
}

fn main() -> ExitCode {
    let worker = process::enter("compute", |begun: PathBuf| compute_in_worker(&begun).map_err(|failure| failure.0));
    if let Some(ended) = worker {
        return ended;
    }
    // Whatever else is on the command line: this measures nothing.
    if std::env::args().any(|argument| argument == "--dis") {
        return disassemble();
    }
    harness::main(&declare(), plan)
}

/// Prints what the eval loop sees of the workload.
fn disassemble() -> ExitCode {
    let text = interp::disassemble_workload(TWIN.0, TWIN.1).map_err(|error| error.to_string());
    match text.and_then(|text| io::stdout().write_all(text.as_bytes()).map_err(|error| error.to_string())) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{SLUG}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The workload of the twin, in an interpreter of this kind.
fn model(watch: &Stopwatch, builder: Builder) -> Result<Model, Failure> {
    Model::load(builder, TWIN.0, TWIN.1, watch.clock())
}

/// An interpreter with this switch interval, µs.
fn every(interval: u64) -> Builder {
    Interpreter::builder().switch_interval(Duration::from_micros(interval))
}

/// An interpreter that counts instructions, as before 3.2.
fn counting(ticks: u32) -> Builder {
    Interpreter::builder().gil(Gil::Instructions(ticks))
}

/// A series of the model with this switch interval, µs, which it must be found to have.
fn with_interval(variant: Variant<'_>, interval: u64) -> Variant<'_> {
    variant.requests("gil", "on").requests("switch interval", format!("{interval} µs"))
}

/// The same, as a point of the axis.
fn at_interval<'a>(name: &str, interval: u64) -> Variant<'a> {
    with_interval(Variant::new("model", name).at("interval_us", interval as usize), interval)
}

/// A series of the model as it is if nothing is said.
fn by_default<'a>(name: &str) -> Variant<'a> {
    with_interval(Variant::new("model", name), DEFAULT_INTERVAL)
}

/// A series of the model as it was before 3.2: nobody may ask for the GIL.
fn at_ticks<'a>(name: &str, ticks: u32) -> Variant<'a> {
    Variant::new("model", name).at("ticks", ticks as usize).requests("gil", "on").requests("drop requests", "none")
}

/// Puts the chapter's question to the model, and to the Pythons of this machine.
fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.budget(Duration::from_secs(60));
    for &interval in &knobs.interval {
        plan.add(turns("gap", interval, |turns| turns.gaps()));
        plan.add(turns("hand_over", interval, |turns| turns.hand_overs()).not_deciding());
    }
    plan.add(turns("turns", DEFAULT_INTERVAL, |turns| turns.lengths()).unit(Unit::Count).not_deciding());
    plan.add(switches_alone());
    for forced in [true, false] {
        plan.add(handed_over(forced));
    }
    plan.add(holders("holders", DEFAULT_INTERVAL, true));
    plan.add(holders("holders", SHORT_INTERVAL, true));
    plan.add(holders("holders_unforced", SHORT_INTERVAL, false));
    plan.add(holders_asking());
    waits(plan);
    for call in ["sleep", "read", "sum"] {
        plan.add(silence("silence", call, 0));
        plan.add(silence("call", call, 1));
    }
    plan.add(lost("plain"));
    plan.add(lost("call"));
    for &ticks in &knobs.ticks {
        plan.add(counted(at_ticks("split", ticks), move || counting(ticks), "in_two_threads"));
    }
    let by_interval = at_interval("split", DEFAULT_INTERVAL);
    plan.add(counted(by_interval, || every(DEFAULT_INTERVAL), "in_two_threads"));
    let sequential = || counted(by_default("sequential"), || every(DEFAULT_INTERVAL), "one_after_the_other");
    plan.add(sequential());
    plan.add(sequential().again());
    let list = |numbers: Vec<String>| numbers.join(",");
    let intervals = list(knobs.interval.iter().map(u64::to_string).collect());
    let ticks = list(knobs.ticks.iter().map(u32::to_string).collect());
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py")).history(&["gap[interval_us=5000]"]).since(2, 7);
    let twin = twin.given(Duration::from_secs(15)); // A round takes nearly a second.
    plan.ask_pythons(&twin.with(&["--interval", &intervals, "--ticks", &ticks]));
    plan.needs_python("cpython-2.7");
}

// ANCHOR: turns
/// What two threads of the model that took turns have noted down, and what the trace of the GIL says about it.
struct Turns {
    /// Who it was, when it noticed that another thread had run, and the turns of its loop before that.
    noticed: Vec<(i64, i64, i64)>,
    holds: Vec<Hold>,
}

/// Lets them note down `n` turns, besides those of their start.
fn take_turns(model: &mut Model, n: usize) -> Result<Turns, Failure> {
    let rows = model.rows("two_take_turns", &[Answer::Int((n + START + 1) as i64)])?;
    let noticed = rows.iter().filter_map(|row| Some((*row.first()?, *row.get(1)?, *row.get(2)?)));
    Ok(Turns { noticed: noticed.skip(START).take(n + 1).collect(), holds: model.holds() })
}

impl Turns {
    /// Time between two hand-overs, ns.
    fn gaps(&self) -> Vec<i64> {
        let mut times: Vec<i64> = self.noticed.iter().map(|(_, when, _)| *when).collect();
        times.sort_unstable();
        times.windows(2).map(|pair| pair[1] - pair[0]).collect()
    }
    // ANCHOR_END: turns

    /// Turns of the loop between two hand-overs.
    fn lengths(&self) -> Vec<i64> {
        self.noticed.iter().skip(1).map(|(_, _, turns)| *turns).collect()
    }

    /// Time from the drop of the GIL by one of the two to its being taken by the other, ns: half as many as turns, for
    /// some of these may be of the start.
    fn hand_overs(&self) -> Vec<i64> {
        let handed = drops(&self.holds).filter(|(before, after)| before.thread != after.thread);
        handed.take(self.noticed.len() / 2).map(|(before, after)| (after.start - before.end) as i64).collect()
    }

    fn threads(&self) -> u64 {
        let [first, second] = [0, 1].map(|me| self.noticed.iter().any(|entry| entry.0 == me));
        u64::from(first) + u64::from(second)
    }
}

/// Holds of the two threads that were started, each with the one after it, without those of their start.
fn drops(holds: &[Hold]) -> impl Iterator<Item = (Hold, Hold)> {
    let pairs = holds.windows(2).map(|pair| (pair[0], pair[1]));
    pairs.filter(|(before, after)| before.thread > 0 && after.thread > 0).skip(START)
}

/// What two threads that take turns say in one round; as many samples as the twin takes.
fn turns<'a>(name: &str, interval: u64, samples: fn(&Turns) -> Vec<i64>) -> Variant<'a> {
    let n = match interval {
        SHORT_INTERVAL => 100,
        DEFAULT_INTERVAL => 30,
        50_000 => 6,
        _ => 20,
    };
    let is_traced = name == "hand_over";
    at_interval(name, interval).expects(2).sampled(move |watch| {
        let mut model = model(watch, every(interval).trace(is_traced))?;
        let turns = take_turns(&mut model, n)?;
        samples(&turns).into_iter().for_each(|sample| watch.report(sample));
        Ok(model.outcome(turns.threads()))
    })
}

/// Hand-overs while one thread computes and nobody waits.
fn switches_alone<'a>() -> Variant<'a> {
    let variant = by_default("switches_alone").unit(Unit::Count).expects(0).not_deciding();
    variant.sampled(|watch| {
        let mut model = model(watch, every(DEFAULT_INTERVAL))?;
        let before = model.counters().gil.hand_overs;
        let answer = model.number("one_after_the_other", &[COUNTED_LONG.into()])?;
        watch.report((model.counters().gil.hand_overs - before) as i64);
        Ok(model.outcome(answer as u64))
    })
}

/// Of drops on request: 1 if the other thread held the GIL next, 0 if it was the same one. The end of a thread is a drop,
/// too, but nobody asked for it.
fn handed_over<'a>(forced: bool) -> Variant<'a> {
    let variant = Variant::new("model", "handed_over").at("forced", usize::from(forced)).unit(Unit::Count);
    let variant = variant.requests("gil", "on").requests("forced switching", on_or_off(forced)).not_deciding();
    variant.expects(0).sampled(move |watch| {
        let mut model = model(watch, every(SHORT_INTERVAL).forced_switching(forced).trace(true))?;
        let (mut next, mut answer): (Vec<bool>, _) = (Vec::new(), 0);
        // Once is enough, unless others keep the processors busy: then there are few drops. What came of them does not
        // matter.
        for _ in 0..TRIES {
            answer += model.number("in_two_threads", &[COUNTED_LONG.into()])?;
            next = drops(&model.holds()).map(|(before, after)| before.thread != after.thread).collect();
            if next.len() >= DROPS {
                break;
            }
        }
        next.iter().take(DROPS).for_each(|other| watch.report(i64::from(*other)));
        Ok(model.outcome(answer as u64))
    })
}

fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// Who held the GIL when, while two threads counted down.
fn holders<'a>(name: &str, interval: u64, forced: bool) -> Variant<'a> {
    at_interval(name, interval).not_deciding().expects(0).sampled(move |watch| {
        let mut model = model(watch, every(interval).forced_switching(forced).trace(true))?;
        let answer = watch.time(|| model.number("in_two_threads", &[COUNTED_LONG.into()]))?;
        let holds: Vec<Hold> = drops(&model.holds()).map(|(hold, _)| hold).take(SHOWN).collect();
        Ok(model.outcome(answer as u64).lanes(lanes(&holds, &[(1, "Thread 1"), (2, "Thread 2")])))
    })
}

/// Who held the GIL when, while one thread computed and the main thread waited a millisecond at a time.
fn holders_asking<'a>() -> Variant<'a> {
    at_interval("holders_asking", DEFAULT_INTERVAL).not_deciding().expects(SHOWN as u64).sampled(|watch| {
        let mut model = model(watch, every(DEFAULT_INTERVAL).trace(true))?;
        let asked = watch.time(|| model.numbers("ask_beside_a_thread", &[Answer::Int(SHOWN as i64)]))?;
        let holds = model.holds();
        let begun = holds.iter().position(|hold| hold.thread == 1).unwrap_or(0);
        let shown = &holds[begun.min(holds.len())..holds.len().min(begun + SHOWN)];
        Ok(model
            .outcome(asked.len() as u64)
            .lanes(lanes(shown, &[(1, "Thread that computes"), (0, "Thread that waits")])))
    })
}

/// A thread that waits for answers, beside nothing, a process, a thread.
fn waits(plan: &mut Plan<'_>) {
    plan.add(asked(by_default("latency_alone"), || every(DEFAULT_INTERVAL), "ask"));
    plan.add(beside_a_process());
    for interval in [DEFAULT_INTERVAL, SHORT_INTERVAL] {
        plan.add(asked(at_interval("latency_thread", interval), move || every(interval), "ask_beside_a_thread"));
    }
    let ticks = at_ticks("latency_thread", DEFAULT_TICKS);
    plan.add(asked(ticks, || counting(DEFAULT_TICKS), "ask_beside_a_thread"));
    let free = Variant::new("model", "latency_free").requests("gil", "off");
    plan.add(asked(free, || Interpreter::builder().gil(Gil::Free), "ask_beside_a_thread"));
}

/// How long it was until the thread that asked could go on.
fn asked<'a>(variant: Variant<'a>, builder: impl Fn() -> Builder + 'a, function: &'a str) -> Variant<'a> {
    variant.expects(ASKED as u64).sampled(move |watch| {
        let mut model = model(watch, builder())?;
        ask(watch, &mut model, function)
    })
}

fn ask(watch: &mut Stopwatch, model: &mut Model, function: &str) -> Result<Outcome, Failure> {
    let latencies = model.numbers(function, &[Answer::Int(ASKED as i64)])?;
    latencies.iter().for_each(|latency| watch.report(*latency));
    Ok(model.outcome(latencies.len() as u64))
}

/// The same beside another process, in which the model computes until it is ended.
fn beside_a_process<'a>() -> Variant<'a> {
    let variant = by_default("latency_process").requests("the other process", "computes");
    variant.expects(ASKED as u64).sampled(|watch| {
        let folder = tempfile::tempdir()?;
        let begun = folder.path().join("begun");
        let busy = Worker::start("compute", &begun)?;
        let clock = watch.clock();
        while !begun.exists() && clock.now() < START_OF_A_PROCESS {
            thread::sleep(Duration::from_millis(1));
        }
        let mut model = model(watch, every(DEFAULT_INTERVAL))?;
        let outcome = ask(watch, &mut model, "ask")?;
        drop(busy);
        Ok(outcome.saw("the other process", if begun.exists() { "computes" } else { "did not begin" }))
    })
}

/// The other process: says that it begins, and computes until it is ended.
fn compute_in_worker(begun: &Path) -> Result<(), Failure> {
    let mut model = Model::load(every(DEFAULT_INTERVAL), TWIN.0, TWIN.1, harness::Clock::start())?;
    fs::write(begun, "")?;
    model.ask("compute", &[Answer::List(Vec::new())])?;
    Ok(())
}

/// The longest silence of a thread that computes beside a call, or the length of that call.
fn silence<'a>(name: &str, call: &'a str, which: usize) -> Variant<'a> {
    by_default(&format!("{name}_{call}")).not_deciding().expects(2).sampled(move |watch| {
        let mut model = model(watch, every(DEFAULT_INTERVAL))?;
        let both = model.numbers("silence_during", &[call.into()])?;
        both.get(which).into_iter().for_each(|sample| watch.report(*sample));
        Ok(model.outcome(both.len() as u64))
    })
}

/// Lost updates of two threads that add to one number, with the shortest interval that there is.
fn lost<'a>(shape: &'a str) -> Variant<'a> {
    let variant = Variant::new("model", &format!("lost_{shape}")).unit(Unit::Count).not_deciding();
    variant.requests("threads taking turns", "yes").sampled(move |watch| {
        let (mut lost, mut took_turns) = (0, false);
        for _ in 0..TRIES {
            let mut model = model(watch, every(1))?;
            lost = model.number("lost_by", &[shape.into(), ADDITIONS.into()])?;
            took_turns = model.counters().gil.requests > START as u64;
            if took_turns {
                break; // On a busy machine the first thread may have finished before the second begins.
            }
        }
        watch.report(lost);
        Ok(Outcome::default().saw("threads taking turns", if took_turns { "yes" } else { "no" }))
    })
}

/// Two count-downs: the time they take.
fn counted<'a>(variant: Variant<'a>, builder: impl Fn() -> Builder + 'a, function: &'a str) -> Variant<'a> {
    variant.expects(0).sampled(move |watch| {
        let mut model = model(watch, builder())?;
        let answer = watch.time(|| model.number(function, &[COUNTED.into()]))?;
        Ok(model.outcome(answer as u64))
    })
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let alone = "model/latency_alone";
    let beside = "model/latency_thread[interval_us=5000]";
    let declaration = Declaration::new(SLUG, "How does the GIL change hands?")
        // Turns.
        .quantity("gap", "time between two hand-overs, at a switch interval of 5 ms", Formula::median("model/gap[interval_us=5000]"))
        .quantity("gap_short", "the same, at 0.5 ms", Formula::median("model/gap[interval_us=500]"))
        .quantity("gap_long", "the same, at 50 ms", Formula::median("model/gap[interval_us=50000]"))
        .quantity("cpython_gap", "time between two hand-overs in CPython, at 5 ms", Formula::median("cpython/gap[interval_us=5000]"))
        .quantity("cpython_gap_short", "the same, at 0.5 ms", Formula::median("cpython/gap[interval_us=500]"))
        .quantity("cpython_gap_long", "the same, at 50 ms", Formula::median("cpython/gap[interval_us=50000]"))
        .prediction("gap_residual", "time between hand-overs, at 5 ms", Formula::ratio("cpython/gap[interval_us=5000]", "model/gap[interval_us=5000]"))
        .prediction("gap_short_residual", "time between hand-overs, at 0.5 ms", Formula::ratio("cpython/gap[interval_us=500]", "model/gap[interval_us=500]"))
        .prediction("gap_long_residual", "time between hand-overs, at 50 ms", Formula::ratio("cpython/gap[interval_us=50000]", "model/gap[interval_us=50000]"))
        .misses("a round of a Python has two hand-overs at this interval, and some of them took exactly two intervals, which those of the model seldom do; why was not found out")
        .quantity("knob", "time between two hand-overs at 50 ms over that at 0.5 ms", Formula::ratio("model/gap[interval_us=50000]", "model/gap[interval_us=500]"))
        .quantity("cpython_knob", "time between two hand-overs in CPython at 50 ms over that at 0.5 ms", Formula::ratio("cpython/gap[interval_us=50000]", "cpython/gap[interval_us=500]"))
        .quantity("turns", "turns of the loop between two hand-overs", Formula::median("model/turns[interval_us=5000]"))
        .quantity("cpython_turns", "turns of the loop between two hand-overs in CPython", Formula::median("cpython/turns[interval_us=5000]"))
        .quantity("old_turns", "turns of the loop between two hand-overs in Python 2.7", Formula::median("cpython-2.7/turns[ticks=100]"))
        .quantity("switches_alone", "hand-overs while one thread computes and nobody waits", Formula::max("model/switches_alone"))
        .quantity("hand_over", "time from the drop of the GIL to its being taken by the next thread", Formula::median("model/hand_over[interval_us=5000]"))
        .quantity("hand_over_p99", "the 99th percentile of it", Formula::quantile("model/hand_over[interval_us=5000]", 0.99))
        // Forced switching.
        .quantity("handed_over", "drops on request after which another thread held the GIL, with forced switching", Formula::share("model/handed_over[forced=1]", 1))
        .quantity("handed_over_unforced", "the same without forced switching", Formula::share("model/handed_over[forced=0]", 1))
        // Waiting for an answer.
        .quantity("latency_alone", "an answer that takes 1 ms, alone", Formula::median(alone))
        .quantity("latency_process", "the same beside a process that computes", Formula::median("model/latency_process"))
        .quantity("latency_thread", "the same beside a thread that computes", Formula::median(beside))
        .quantity("latency_thread_p99", "the 99th percentile of it", Formula::quantile(beside, 0.99))
        .quantity("latency_thread_short", "the same beside a thread, at a switch interval of 0.5 ms", Formula::median("model/latency_thread[interval_us=500]"))
        .quantity("latency_free", "the same beside a thread, without the GIL", Formula::median("model/latency_free"))
        .quantity("latency_ratio", "an answer beside a thread that computes over one alone", Formula::ratio(beside, alone))
        .quantity("cpython_latency_thread", "an answer beside a thread that computes, in CPython", Formula::median("cpython/latency_thread[interval_us=5000]"))
        .prediction("latency_residual", "an answer beside a busy thread, at 5 ms", Formula::ratio("cpython/latency_thread[interval_us=5000]", beside))
        .prediction("latency_short_residual", "an answer beside a busy thread, at 0.5 ms", Formula::ratio("cpython/latency_thread[interval_us=500]", "model/latency_thread[interval_us=500]"))
        .prediction("latency_free_residual", "an answer beside a busy thread, no GIL", Formula::ratio("cpython-free/latency_thread[interval_us=5000]", "model/latency_free"))
        .quantity("old_latency_thread", "an answer beside a thread that computes, in Python 2.7", Formula::median("cpython-2.7/latency_thread"))
        .quantity("ticks_latency_thread", "the same in the model that counts instructions", Formula::median("model/latency_thread[ticks=100]"))
        // Dropping it to wait.
        .quantity("silence_sleep", "longest pause of a thread that computes while another sleeps", Formula::median("model/silence_sleep"))
        .quantity("sleep_silence_share", "longest pause of a thread that computes while another sleeps, over the length of the sleep", Formula::ratio("model/silence_sleep", "model/call_sleep"))
        .quantity("read_silence_share", "longest pause of a thread that computes while another waits in a read, over the length of the read", Formula::ratio("model/silence_read", "model/call_read"))
        .quantity("sum_silence_share", "longest pause of a thread that computes while another is in one long native call, over the length of the call", Formula::ratio("model/silence_sum", "model/call_sum"))
        .quantity("silence_sum", "longest pause of a thread that computes while another is in one long native call", Formula::median("model/silence_sum"))
        .quantity("cpython_sleep_silence_share", "longest pause in CPython while another thread sleeps, over the length of the sleep", Formula::ratio("cpython/silence_sleep", "cpython/call_sleep"))
        .quantity("cpython_read_silence_share", "longest pause in CPython while another thread waits in a read, over the length of the read", Formula::ratio("cpython/silence_read", "cpython/call_read"))
        // Where it can change hands.
        .quantity("lost_plain", "lost updates of counter[0] += 1, all rounds together", Formula::sum("model/lost_plain"))
        .quantity("lost_call", "lost updates with a call between reading and writing, in one round", Formula::median("model/lost_call"))
        .quantity("cpython_lost_plain", "lost updates of counter[0] += 1 in CPython, all rounds together", Formula::sum("cpython/lost_plain"))
        .quantity("cpython_lost_call", "lost updates in CPython with a call between reading and writing, in one round", Formula::median("cpython/lost_call"))
        .quantity("old_lost_plain", "lost updates of counter[0] += 1 in Python 2.7, in one round", Formula::median("cpython-2.7/lost_plain"))
        // Counting instructions.
        .quantity("ticks_1", "two threads over one, the GIL offered at every instruction", Formula::ratio("model/split[ticks=1]", "model/sequential"))
        .quantity("ticks_100", "the same at every hundredth", Formula::ratio("model/split[ticks=100]", "model/sequential"))
        .quantity("ticks_10000", "the same at every ten-thousandth", Formula::ratio("model/split[ticks=10000]", "model/sequential"))
        .quantity("by_interval", "two threads over one, with a switch interval of 5 ms", Formula::ratio("model/split[interval_us=5000]", "model/sequential"))
        .quantity("old_ticks_1", "two threads over one in Python 2.7, the GIL offered at every instruction", Formula::ratio("cpython-2.7/split[ticks=1]", "cpython-2.7/sequential"))
        .quantity("old_ticks_100", "the same at every hundredth", Formula::ratio("cpython-2.7/split[ticks=100]", "cpython-2.7/sequential"));
    charts(claims(declaration))
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("gil-switch-5ms", &["002"], "The GIL changes hands about every 5 ms.")
                .holds_if("model, two threads compute", "gap", Test::Between(4.5e6, 6e6))
                .holds_if("cpython, two threads compute", "cpython_gap", Test::Between(4.5e6, 6e6))
                .holds_if("model, nobody waits", "switches_alone", Test::Above(0.5))
                .correction("Five milliseconds is how long a thread *waits* before it asks. Where nobody waits nothing happens; the holder looks at the request only at its next safepoint, which one long native call puts off for as long as it likes; and the number is a setting, `sys.setswitchinterval`.", "`DEFAULT_INTERVAL` and its comment in Python/ceval_gil.c; Doc/library/sys.rst, `setswitchinterval`"),
        )
        .claim(
            Claim::new("gil-switch-100-bytecodes", &["002"], "The GIL also changes hands after about a hundred bytecode instructions.")
                .still_holds_if("model", "turns", Test::Below(1e3))
                .still_holds_if("cpython", "cpython_turns", Test::Below(1e3))
                .correction("It was offered every hundred instructions up to Python 3.1, and in all of Python 2. Nothing has been counted since 3.2: `sys.setcheckinterval` stayed for years without an effect and was removed in 3.9.", "What's New In Python 3.2, “Multi-threading”; What's New In Python 3.9, “Removed”"),
        )
        .claim(
            Claim::new("gil-switch-on-io", &["000", "001", "002", "003", "004"], "A thread drops the GIL when it waits for the kernel.")
                .holds_if("model, in sleep", "sleep_silence_share", Test::Below(0.5))
                .holds_if("model, in read", "read_silence_share", Test::Below(0.5))
                .holds_if("cpython, in sleep", "cpython_sleep_silence_share", Test::Below(0.5))
                .holds_if("cpython, in read", "cpython_read_silence_share", Test::Below(0.5))
                .correction("True of the system call, and of nothing around it. Decoding, parsing and building the objects that `read` or `recv` gives back is done with the GIL held, and to go on after the call the thread must take it again.", "`Py_BEGIN_ALLOW_THREADS` in Include/ceval.h; Doc/glossary.rst, “global interpreter lock”"),
        )
        .claim(
            Claim::new("gil-forced-switching", &["002"], "A thread that drops the GIL on request hands it to another thread.")
                .holds_if("model", "handed_over", Test::Above(0.95))
                .correction("True since 3.2, and not by itself: the thread that dropped the GIL is awake and would win the race for it. So it waits until somebody else has taken it. Who that is among several, the kernel decides.", "`FORCE_SWITCHING` in Python/ceval_gil.c, CPython 3.14"),
        )
        .claim(
            Claim::new("gil-eval-breaker-points", &["002"], "The GIL can change hands between any two instructions.")
                .still_holds_if("model", "lost_plain", Test::Above(0.5))
                .still_holds_if("cpython", "cpython_lost_plain", Test::Above(0.5))
                .correction("Up to Python 3.9 it nearly could. Since 3.10 the eval loop looks at the request when a loop jumps back, when a function is entered, and after some calls, and nowhere else. That is how it is built today and nothing that the language promises.", "bpo-29988, “Only check evalbreaker after calls and on backwards edges” (GH-18334); `_CHECK_PERIODIC` in Python/bytecodes.c, CPython 3.14"),
        )
        .claim(
            Claim::new("gil-hidden", &["004"], "The GIL is hidden from the developer.")
                .holds_if("model", "knob", Test::Below(1.5))
                .holds_if("cpython", "cpython_knob", Test::Below(1.5))
                .correction("No Python statement takes it or drops it. But `sys.setswitchinterval` sets how long turns are, `sys._is_gil_enabled` (3.13) says whether there is one, `-X gil=0` turns it off in a free-threaded build, and C code drops it with a macro.", "Doc/library/sys.rst; Doc/using/cmdline.rst, `-X gil`; Include/ceval.h"),
        )
        .claim(
            Claim::new("gil-historical", &["002"], "The GIL stems from a time when few machines had several cores and one thread had to be fast.")
                .cited(Verdict::Holds)
                .correction("What the FAQ bears out is the second half: when the GIL was first taken out, by a patch for Python 1.5, a single thread became slower by 30 % or more, and the patch was not taken. That few machines had several cores in 1991 is our addition.", "Doc/faq/library.rst, “Can't we get rid of the Global Interpreter Lock?”"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    charts_of_waits(charts_of_turns(declaration))
}

/// Who has it, for how long, and how it gets from one to the next.
fn charts_of_turns(declaration: Declaration) -> Declaration {
    declaration
        .chart(
            "by_version",
            &[("", "Time between two hand-overs at the usual switch interval")],
            Draw::by_python(
                "time between hand-overs",
                None,
                vec![Bar::new("time", Formula::median("python/gap[interval_us=5000]"))],
            ),
        )
        .chart(
            "holders",
            &[
                ("measured gap", "Two threads that compute hand the GIL over every {gap}"),
                ("", "Who holds the GIL when"),
            ],
            Draw::timeline(
                "time",
                &[
                    ("two threads compute", "model/holders[interval_us=5000]"),
                    ("one computes, one waits a millisecond at a time", "model/holders_asking[interval_us=5000]"),
                ],
            ),
        )
        .chart(
            "gaps",
            &[
                (
                    "knob above 10",
                    "The time between two hand-overs follows the switch interval: {gap_short}, {gap}, {gap_long}",
                ),
                ("", "Time between two hand-overs, by switch interval"),
            ],
            Draw::distribution(
                "time between two hand-overs",
                true,
                &[
                    ("0.5 ms, model", "model/gap[interval_us=500]"),
                    ("0.5 ms, CPython", "cpython/gap[interval_us=500]"),
                    ("5 ms, model", "model/gap[interval_us=5000]"),
                    ("5 ms, CPython", "cpython/gap[interval_us=5000]"),
                    ("50 ms, model", "model/gap[interval_us=50000]"),
                    ("50 ms, CPython", "cpython/gap[interval_us=50000]"),
                ],
            ),
        )
        .chart(
            "hand_over",
            &[
                ("measured hand_over", "From the hand that drops the GIL to the hand that takes it: {hand_over}"),
                ("", "Time from the drop of the GIL to its being taken"),
            ],
            Draw::distribution(
                "time from drop to take",
                true,
                &[
                    ("0.5 ms", "model/hand_over[interval_us=500]"),
                    ("5 ms", "model/hand_over[interval_us=5000]"),
                    ("50 ms", "model/hand_over[interval_us=50000]"),
                ],
            ),
        )
        .chart(
            "forced",
            &[
                (
                    "handed_over_unforced below 0.9",
                    "Without forced switching the thread that was asked to let go takes the GIL back",
                ),
                ("", "Who holds the GIL, with forced switching and without it"),
            ],
            Draw::timeline(
                "time",
                &[
                    ("with forced switching", "model/holders[interval_us=500]"),
                    ("without it", "model/holders_unforced[interval_us=500]"),
                ],
            ),
        )
}

/// What it means for who waits.
fn charts_of_waits(declaration: Declaration) -> Declaration {
    let both = |of: &str| {
        ["model", "cpython"]
            .map(|engine| (engine, Formula::median(&format!("{engine}/{of}"))))
            .map(|(engine, of)| Bar::new(if engine == "model" { "model" } else { "CPython" }, of))
            .to_vec()
    };
    let share = |call: &str| {
        ["model", "cpython"]
            .map(|engine| {
                (engine, Formula::ratio(&format!("{engine}/silence_{call}"), &format!("{engine}/call_{call}")))
            })
            .map(|(engine, of)| Bar::new(if engine == "model" { "model" } else { "CPython" }, of))
            .to_vec()
    };
    let mut without = vec![Bar::new("model", Formula::median("model/latency_free"))];
    without.push(Bar::new("CPython", Formula::median("cpython-free/latency_thread[interval_us=5000]")));
    let ticks = |n: u32| {
        let two_over_one =
            |engine| Formula::ratio(&format!("{engine}/split[ticks={n}]"), &format!("{engine}/sequential"));
        vec![Bar::new("model", two_over_one("model")), Bar::new("Python 2.7", two_over_one("cpython-2.7"))]
    };
    declaration
        .chart(
            "latency",
            &[
                (
                    "latency_ratio above 1.5",
                    "Beside a thread that computes, an answer takes {latency_thread} and not {latency_alone}",
                ),
                ("", "How long a thread waits for an answer that takes 1 ms"),
            ],
            Draw::bars(
                "time until the thread goes on",
                None,
                &[
                    ("alone", both("latency_alone")),
                    ("beside a process", both("latency_process")),
                    ("beside a thread", both("latency_thread[interval_us=5000]")),
                    ("beside a thread, 0.5 ms", both("latency_thread[interval_us=500]")),
                    ("beside a thread, no GIL", without),
                ],
            ),
        )
        .chart(
            "silence",
            &[
                (
                    "gil-switch-on-io.holds",
                    "While one thread sleeps or reads the other computes; while one adds up, the other stands still",
                ),
                ("", "How long a thread that computes stands still while another is in a call"),
            ],
            Draw::bars(
                "longest pause over the call",
                Some(1.0),
                &[("sleep", share("sleep")), ("read that waits", share("read")), ("sum of a range", share("sum"))],
            ),
        )
        .chart(
            "ticks",
            &[
                (
                    "ticks_1 above 1.1",
                    "Offered at every instruction, the GIL makes two threads take {ticks_1} as long as one",
                ),
                ("", "Time of two threads over that of one, by the number of instructions between two offers"),
            ],
            Draw::bars(
                "time of two threads over one",
                Some(1.0),
                &[
                    ("every instruction", ticks(1)),
                    ("every 100th", ticks(100)),
                    ("every 10,000th", ticks(10_000)),
                    (
                        "after 5 ms",
                        vec![Bar::new("model", Formula::ratio("model/split[interval_us=5000]", "model/sequential"))],
                    ),
                ],
            ),
        )
}
