//! Does the GIL make my code safe? Updates that threads lose by the shape of a statement, and two locks in opposite order.

use std::{process::ExitCode, time::Duration};

use roommates::{
    harness::{self, Failure, Model, Outcome, Plan, Stopwatch, Twin, Variant},
    interp::{Answer, Builder, Gil, Interpreter},
    results::{
        Declaration, Lane, Span, Unit,
        declaration::{Bar, Claim, Draw, Formula, Test},
    },
};

const SLUG: &str = "the_lock_is_not_yours";
const TWIN: (&str, &str) = ("examples/the_lock_is_not_yours.py", include_str!("the_lock_is_not_yours.py"));
/// The shapes, by the names of the twin's functions, and in words.
const SHAPES: [(&str, &str); 8] = [
    ("statement", "c += 1"),
    ("item", "c[0] += 1"),
    ("attribute", "o.n += 1"),
    ("key", "d[k] = d[k] + 1"),
    ("between", "call in between"),
    ("added", "c += f()"),
    ("checked", "check, then act"),
    ("appended", "list.append"),
];
/// Threads that update together.
const THREADS: i64 = 4;
/// Updates of each with a lock, and where the GIL changes hands at each safepoint: both cost more than an update.
const LOCKED: i64 = 2_000;
const FORCED: i64 = 300;
/// Updates of one thread that are timed.
const TIMED: i64 = 20_000;
/// How often what must happen in a round is tried.
const TRIES: usize = 10;
/// Drop requests that a round in which threads took turns has at least.
const TURNS: u64 = 8;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Updates of each of four threads, in thousands.
    #[arg(long, default_value_t = 50, value_name = "THOUSANDS", value_parser = clap::value_parser!(i64).range(1..=10_000))]
    updates: i64,
}

fn main() -> ExitCode {
    harness::main(&declare(), plan)
}

/// Where the model may change threads.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Points {
    /// As since 3.10: at jumps backward and entries.
    Safepoints,
    /// As up to 3.9: before each instruction.
    Instructions,
}

/// How often it does.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turns {
    /// When somebody has waited for a microsecond.
    Short,
    /// At every point where it may.
    All,
    /// There is no GIL, and so there are no turns.
    None,
}

/// What the name of a series begins with.
fn prefix(points: Points, turns: Turns) -> &'static str {
    match (points, turns) {
        (Points::Safepoints, Turns::Short) => "",
        (Points::Instructions, Turns::Short) => "anywhere_",
        (Points::Safepoints, Turns::All) => "forced_",
        (Points::Instructions, Turns::All) => "forced_anywhere_",
        (_, Turns::None) => "free_",
    }
}

/// Puts the chapter's question to the model, and to the Pythons of this machine.
fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    let updates = knobs.updates * 1_000;
    for (shape, _) in SHAPES {
        plan.add(lost(shape, updates, Points::Safepoints, Turns::Short));
        plan.add(lost(shape, updates, Points::Instructions, Turns::Short));
        plan.add(lost(shape, updates, Points::Safepoints, Turns::None));
        plan.add(lost(shape, FORCED, Points::Safepoints, Turns::All));
        plan.add(lost(shape, FORCED, Points::Instructions, Turns::All));
        plan.add(kept(shape));
    }
    for (name, each) in [("updates_made", updates), ("updates_locked", LOCKED), ("updates_forced", FORCED)] {
        plan.add(said(name, THREADS * each));
    }
    plan.add(updating("plain_alone", false, 1));
    plan.add(updating("locked_alone", true, 1));
    plan.add(updating("locked_alone", true, 1).again());
    plan.add(updating("locked_together", true, THREADS));
    plan.add(priced("own_together", THREADS, |model| model.number("own_sums", &[THREADS.into(), TIMED.into()])));
    for which in [Opposite::Wait, Opposite::GaveUp, Opposite::Beside] {
        plan.add(opposite(false, which));
    }
    for which in [Opposite::Wait, Opposite::GaveUp] {
        plan.add(opposite(true, which));
    }
    let updates = knobs.updates.to_string();
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py"))
        .history(&["lost_statement", "lost_between", "lost_attribute", "lost_item", "updates_made"])
        .since(2, 7);
    plan.ask_pythons(&twin.with(&["--updates", &updates]));
    plan.needs_python("cpython-2.7");
}

/// The workload of the twin, in an interpreter of this kind.
fn model(watch: &Stopwatch, builder: Builder) -> Result<Model, Failure> {
    Model::load(builder, TWIN.0, TWIN.1, watch.clock())
}

// ANCHOR: lost
/// An interpreter that changes threads at these points, so often.
fn switching(points: Points, turns: Turns) -> Builder {
    let builder = Interpreter::builder().every_instruction(points == Points::Instructions);
    match turns {
        Turns::Short => builder.switch_interval(Duration::from_micros(1)),
        Turns::All => builder.gil(Gil::Instructions(1)).forced_switching(true),
        Turns::None => builder.gil(Gil::Free),
    }
}

/// Updates that four threads of the model lose in this shape.
fn lost<'a>(shape: &'a str, each: i64, points: Points, turns: Turns) -> Variant<'a> {
    let name = format!("{}lost_{shape}", prefix(points, turns));
    let variant = Variant::new("model", &name).unit(Unit::Count).not_deciding().requests("threads", "took turns");
    variant.sampled(move |watch| {
        let (mut lost, mut took_turns) = (0, false);
        // On a busy machine each thread may have finished before the next begins: then nothing was tried.
        for _ in 0..TRIES {
            let mut model = model(watch, switching(points, turns))?;
            lost = model.number("lost_by", &[shape.into(), Answer::Bool(false), THREADS.into(), each.into()])?;
            took_turns = turns != Turns::Short || model.counters().gil.requests > TURNS;
            if took_turns {
                break;
            }
        }
        watch.report(lost);
        Ok(Outcome::default().saw("threads", if took_turns { "took turns" } else { "took none" }))
    })
}
// ANCHOR_END: lost

/// The same with a lock around each update: any loss is a wrong answer.
fn kept<'a>(shape: &'a str) -> Variant<'a> {
    let variant = Variant::new("model", &format!("kept_{shape}")).unit(Unit::Count).not_deciding().expects(0);
    variant.sampled(move |watch| {
        let mut model = model(watch, switching(Points::Safepoints, Turns::Short))?;
        let lost = model.number("lost_by", &[shape.into(), Answer::Bool(true), THREADS.into(), LOCKED.into()])?;
        watch.report(lost);
        Ok(Outcome::answer(lost.unsigned_abs()))
    })
}

/// A number that is known without measuring.
fn said<'a>(name: &str, number: i64) -> Variant<'a> {
    let variant = Variant::new("model", name).unit(Unit::Count).not_deciding().expects(number as u64);
    variant.sampled(move |watch| {
        watch.report(number);
        Ok(Outcome::answer(number as u64))
    })
}

/// An update of a global.
fn updating<'a>(name: &str, locked: bool, threads: i64) -> Variant<'a> {
    let arguments = [Answer::Bool(locked), threads.into(), TIMED.into()];
    priced(name, threads, move |model| model.number("updates", &arguments))
}

/// Nanoseconds of one update by that many threads, with the usual switch interval; all updates must be there.
fn priced<'a>(name: &str, threads: i64, work: impl Fn(&mut Model) -> Result<i64, Failure> + 'a) -> Variant<'a> {
    let wanted = threads * TIMED;
    Variant::new("model", name).expects(wanted as u64).sampled(move |watch| {
        let mut model = model(watch, Interpreter::builder())?;
        let start = watch.clock().now();
        let there = work(&mut model)?;
        watch.report((watch.clock().now() - start) as i64 / wanted);
        Ok(Outcome::answer(there.unsigned_abs()))
    })
}

/// What is asked about the first of two threads that want the same two locks.
#[derive(Clone, Copy)]
enum Opposite {
    /// How long it waited for its second lock.
    Wait,
    /// Whether it gave up.
    GaveUp,
    /// What a third thread did in the meantime.
    Beside,
}

impl Opposite {
    fn name(self) -> &'static str {
        match self {
            Self::Wait => "wait",
            Self::GaveUp => "gave_up",
            Self::Beside => "beside",
        }
    }
}

// ANCHOR: opposite
/// What a thread with two locks has noted: who it was, then when it began, had its first lock, asked for the second, was
/// answered and had ended; whether it got it; what a third thread did while it waited.
#[derive(Clone, Copy)]
struct Note([i64; 8]);

impl Note {
    fn wait(self) -> i64 {
        self.0[4] - self.0[3]
    }

    fn gave_up(self) -> bool {
        self.0[6] == 0
    }

    /// What it did when.
    fn spans(self, start: i64) -> Vec<Span> {
        let Self([_, began, had, asked, answered, ended, got, _]) = self;
        let second = if got == 1 { "has both" } else { "has given up" };
        let all = [
            (began, had, "waits for the first"),
            (had, asked, "has the first"),
            (asked, answered, "waits for the second"),
            (answered, ended, second),
        ];
        let span = |(from, to, label): (i64, i64, &str)| {
            let [start, end] = [from - start, to - start].map(i64::unsigned_abs);
            Span { start, end, label: Some(label.to_owned()) }
        };
        all.into_iter().filter(|(from, to, _)| to - from > 100_000).map(span).collect()
    }
}

/// Two threads that want the same two locks, in one order or in opposite order.
fn opposite<'a>(ordered: bool, which: Opposite) -> Variant<'a> {
    let name = format!("{}_{}", if ordered { "ordered" } else { "opposite" }, which.name());
    let unit = if matches!(which, Opposite::Wait) { Unit::Nanoseconds } else { Unit::Count };
    Variant::new("model", &name).unit(unit).not_deciding().expects(1).sampled(move |watch| {
        let mut model = model(watch, Interpreter::builder())?;
        let rows = model.rows("two_take_both", &[Answer::Bool(ordered)])?;
        let notes: Vec<Note> = rows.into_iter().filter_map(|row| row.try_into().ok().map(Note)).collect();
        let [first, second] = notes[..] else { return Err(Failure("two threads should have made notes".into())) };
        watch.report(match which {
            Opposite::Wait => first.wait(),
            Opposite::GaveUp => i64::from(first.gave_up()),
            Opposite::Beside => first.0[7],
        });
        let is_right = !(second.gave_up() || ordered && first.gave_up());
        let outcome = Outcome::answer(is_right.into());
        Ok(if matches!(which, Opposite::Wait) { outcome.lanes(lanes(first, second)) } else { outcome })
    })
}
// ANCHOR_END: opposite

/// A lane for each of the two threads.
fn lanes(first: Note, second: Note) -> Vec<Lane> {
    let start = first.0[1].min(second.0[1]);
    let lane = |name: &str, note: Note| Lane { name: name.to_owned(), spans: note.spans(start) };
    vec![lane("Thread 1", first), lane("Thread 2", second)]
}

fn declare() -> Declaration {
    charts(claims(quantities(Declaration::new(SLUG, "Does the GIL make my code safe?"))))
}

/// For each shape and engine, `lost_…` is the number of all rounds, and `share_…` the share of one round.
fn quantities(declaration: Declaration) -> Declaration {
    let engines = [("", "model"), ("cpython_", "cpython"), ("free_", "cpython-free"), ("old_", "cpython-2.7")];
    let mut all = declaration;
    for (name, engine) in engines {
        for (shape, words) in SHAPES {
            let (lost, made) = (format!("{engine}/lost_{shape}"), format!("{engine}/updates_made"));
            let says = format!("updates lost in the shape {words}, {engine}, all rounds together");
            all = all.quantity(&format!("{name}lost_{shape}"), &says, Formula::sum(&lost));
            let says = format!("share of updates lost in the shape {words}, {engine}");
            all = all.quantity(&format!("{name}share_{shape}"), &says, Formula::ratio(&lost, &made));
        }
        let says = format!("updates made in each shape, {engine}, all rounds together");
        all = all.quantity(&format!("{name}made"), &says, Formula::sum(&format!("{engine}/updates_made")));
        let says = format!("updates lost with a lock around each, {engine}, the shape with a call in between");
        all = all.quantity(&format!("{name}kept_between"), &says, Formula::sum(&format!("{engine}/kept_between")));
        let says = format!("updates made with a lock in each shape, {engine}, all rounds together");
        all = all.quantity(&format!("{name}made_locked"), &says, Formula::sum(&format!("{engine}/updates_locked")));
    }
    // Of the other shapes neither loses any, which is right and has no ratio.
    for (shape, label) in [("between", "a call in between"), ("added", "c += f()"), ("checked", "check, then act")] {
        let lost = [format!("cpython/lost_{shape}"), format!("model/lost_{shape}")];
        all = all
            .prediction(&format!("residual_{shape}"), &format!("updates lost, {label}"), Formula::ratio(&lost[0], &lost[1]))
            .misses("the rule says which shapes lose; how many depends on how many updates fit into a turn and on who is awake first");
    }
    for (shape, words) in SHAPES {
        let says = format!("share of updates lost in the shape {words}, each instruction a safepoint, model");
        let lost = format!("model/anywhere_lost_{shape}");
        all = all.quantity(&format!("anywhere_share_{shape}"), &says, Formula::ratio(&lost, "model/updates_made"));
        for (prefix, when) in [("forced_", "at each safepoint"), ("forced_anywhere_", "at each instruction")] {
            let lost = format!("model/{prefix}lost_{shape}");
            let says = format!("share of updates lost in the shape {words}, the GIL handed over {when}");
            all = all.quantity(&format!("{prefix}share_{shape}"), &says, Formula::ratio(&lost, "model/updates_forced"));
        }
    }
    let all = all.quantity(
        "made_forced",
        "updates made in each shape with the GIL handed over at every point",
        Formula::sum("model/updates_forced"),
    );
    prices_and_locks(all)
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn prices_and_locks(declaration: Declaration) -> Declaration {
    let mut all = declaration;
    for (name, engine, who) in [("", "model", "the model"), ("cpython_", "cpython", "CPython")] {
        let of = |series: &str| format!("{engine}/{series}");
        all = all
            .quantity(&format!("{name}plain"), &format!("one update without a lock, one thread, {who}"), Formula::median(&of("plain_alone")))
            .quantity(&format!("{name}locked"), &format!("one update with a lock that nobody else wants, {who}"), Formula::median(&of("locked_alone")))
            .quantity(&format!("{name}locked_together"), &format!("one update with a lock that four threads want, {who}"), Formula::median(&of("locked_together")))
            .quantity(&format!("{name}own"), &format!("one update of a variable that each of four threads has for itself, {who}"), Formula::median(&of("own_together")))
            .quantity(&format!("{name}lock_price"), &format!("an update with a lock over one without, one thread, {who}"), Formula::ratio(&of("locked_alone"), &of("plain_alone")))
            .quantity(&format!("{name}own_to_locked"), &format!("an update of a variable of one's own over one with a lock, four threads, {who}"), Formula::ratio(&of("own_together"), &of("locked_together")))
            .quantity(&format!("{name}deadlocks"), &format!("rounds in which two locks in opposite order ended in a deadlock, {who}"), Formula::share(&of("opposite_gave_up"), 1))
            .quantity(&format!("{name}ordered_deadlocks"), &format!("the same in one order, {who}"), Formula::sum(&of("ordered_gave_up")))
            .quantity(&format!("{name}opposite_wait"), &format!("how long a thread waited for its second lock in opposite order, {who}"), Formula::median(&of("opposite_wait")))
            .quantity(&format!("{name}ordered_wait"), &format!("the same in one order, {who}"), Formula::median(&of("ordered_wait")))
            .quantity(&format!("{name}beside"), &format!("turns that a third thread made while the two waited for one another, {who}"), Formula::median(&of("opposite_beside")));
    }
    all
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("gil-prevents-races", &["001", "002", "004"], "The GIL prevents race conditions.")
                .holds_if("model, a call between read and write", "lost_between", Test::Below(0.5))
                .holds_if("model, check then act", "lost_checked", Test::Below(0.5))
                .holds_if("cpython, a call between read and write", "cpython_lost_between", Test::Below(0.5))
                .holds_if("cpython, check then act", "cpython_lost_checked", Test::Below(0.5))
                .correction("It protects the interpreter's own structures: counts, lists, dictionaries. Your read and your write are two steps, and between them another thread may run. Which of your statements have a switch point inside is an accident of the version.", "Doc/faq/library.rst, “What kinds of global value mutation are thread-safe?”; Doc/library/threading.rst, “Lock objects”"),
        )
        .claim(
            Claim::new("gil-no-deadlock", &["004"], "With the GIL there is no deadlock, since in the end there is one lock.")
                .holds_if("model", "deadlocks", Test::Below(0.05))
                .holds_if("cpython", "cpython_deadlocks", Test::Below(0.05))
                .correction("There is one lock of the interpreter's, and any number of yours. A thread that waits for a lock of yours drops the GIL first, so the others run on, right up to the lock that it holds. Two locks in opposite order are enough.", "Doc/library/threading.rst, “Lock objects”; E. G. Coffman, M. Elphick, A. Shoshani, System Deadlocks, 1971"),
        )
        .claim(
            Claim::new("sync-primitives-needed", &["000", "001", "004"], "State that threads share and change needs a lock.")
                .holds_if("model, without a lock", "lost_between", Test::Above(0.5))
                .holds_if("model, with a lock", "kept_between", Test::Below(0.5))
                .holds_if("cpython, without a lock", "cpython_lost_between", Test::Above(0.5))
                .holds_if("cpython, with a lock", "cpython_kept_between", Test::Below(0.5))
                .correction("True, and one lock must cover the read, the decision and the write, in every place that touches the state. A lock around the write alone changes nothing.", "Doc/library/threading.rst, “Lock objects” and “Using locks, conditions, and semaphores in the with statement”"),
        )
        .claim(
            Claim::new("avoid-sharing-state", &["002", "003"], "Rather than share state, give each worker its own and pass on results.")
                .holds_if("model", "own_to_locked", Test::Below(0.9))
                .holds_if("cpython", "cpython_own_to_locked", Test::Below(0.9))
                .correction("True where the parts can be put together in the end, as sums can. What must be seen by all at once has to be shared, and then it needs its lock.", "Doc/library/multiprocessing.rst, “Programming guidelines: Avoid shared state”"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    let bars = |engines: &[(&str, &str)], made: &str, prefix: &str, shape: &str| -> Vec<Bar> {
        let share =
            |engine: &str| Formula::ratio(&format!("{engine}/{prefix}lost_{shape}"), &format!("{engine}/{made}"));
        engines.iter().map(|(label, engine)| Bar::new(label, share(engine))).collect()
    };
    let with_gil: Vec<(&str, Vec<Bar>)> = SHAPES
        .iter()
        .map(|(shape, words)| (*words, bars(&[("model", "model"), ("CPython", "cpython")], "updates_made", "", shape)))
        .collect();
    let old: Vec<(&str, Vec<Bar>)> = SHAPES
        .iter()
        .map(|(shape, words)| {
            let anywhere = Formula::ratio(&format!("model/anywhere_lost_{shape}"), "model/updates_made");
            let mut bars = bars(&[("Python 2.7", "cpython-2.7")], "updates_made", "", shape);
            bars.insert(0, Bar::new("model", anywhere));
            (*words, bars)
        })
        .collect();
    let free: Vec<(&str, Vec<Bar>)> = SHAPES
        .iter()
        .map(|(shape, words)| {
            let model = Formula::ratio(&format!("model/free_lost_{shape}"), "model/updates_made");
            let mut bars = bars(&[("CPython", "cpython-free")], "updates_made", "", shape);
            bars.insert(0, Bar::new("model", model));
            (*words, bars)
        })
        .collect();
    let forced: Vec<(&str, Vec<Bar>)> = SHAPES
        .iter()
        .map(|(shape, words)| {
            let share = |prefix| Formula::ratio(&format!("model/{prefix}lost_{shape}"), "model/updates_forced");
            (
                *words,
                vec![
                    Bar::new("at each safepoint", share("forced_")),
                    Bar::new("at each instruction", share("forced_anywhere_")),
                ],
            )
        })
        .collect();
    let label = "share of updates lost";
    charts_of_locks(declaration)
        .chart(
            "by_version",
            &[("", "Lost updates by version and by shape of the statement")],
            Draw::by_python(
                "share of updates lost",
                None,
                vec![
                    Bar::new("c += 1", Formula::ratio("python/lost_statement", "python/updates_made")),
                    Bar::new("a call in between", Formula::ratio("python/lost_between", "python/updates_made")),
                ],
            ),
        )
        .chart(
            "shapes",
            &[
                (
                    "gil-prevents-races.does-not-hold",
                    "With the GIL, four threads lose updates; the shape of the statement decides which",
                ),
                ("", "Share of updates that four threads lose with the GIL, by the shape of the statement"),
            ],
            Draw::bars(label, None, &with_gil),
        )
        .chart(
            "forced",
            &[
                (
                    "forced_share_between above 0.1",
                    "With the worst luck there is, what has a switch point inside is lost, and nothing else",
                ),
                ("", "Share of updates lost where the GIL changes hands at every point at which it can"),
            ],
            Draw::bars(label, None, &forced),
        )
        .chart(
            "old",
            &[
                (
                    "anywhere_share_statement above 0",
                    "Where each instruction is a switch point, as up to Python 3.9, c += 1 loses updates, too",
                ),
                ("", "Share of updates lost where each instruction is a switch point"),
            ],
            Draw::bars(label, None, &old),
        )
        .chart(
            "free",
            &[
                (
                    "free_share_statement above 0",
                    "Without the GIL c += 1 loses updates; an append to a list is kept by a lock of its own",
                ),
                ("", "Share of updates that four threads lose without the GIL"),
            ],
            Draw::bars(label, None, &free),
        )
}

fn charts_of_locks(declaration: Declaration) -> Declaration {
    let both = |of: &str| {
        [("model", "model"), ("CPython", "cpython")]
            .map(|(label, engine)| Bar::new(label, Formula::median(&format!("{engine}/{of}"))))
            .to_vec()
    };
    declaration
        .chart(
            "deadlock",
            &[
                ("deadlocks above 0.5", "In opposite order each thread waits for the lock that the other one has"),
                ("", "Two threads that want the same two locks"),
            ],
            Draw::timeline(
                "time",
                &[
                    ("opposite: A then B, B then A", "model/opposite_wait"),
                    ("in one order: A then B, twice", "model/ordered_wait"),
                ],
            ),
        )
        .chart(
            "price",
            &[
                (
                    "avoid-sharing-state.holds",
                    "A lock around each update costs more than counting alone and adding up in the end",
                ),
                ("", "Time of one update, with and without a lock"),
            ],
            Draw::bars(
                "time of one update",
                None,
                &[
                    ("one thread, no lock", both("plain_alone")),
                    ("one thread, a lock", both("locked_alone")),
                    ("four threads, one lock", both("locked_together")),
                    ("four threads, sums of their own", both("own_together")),
                ],
            ),
        )
}
