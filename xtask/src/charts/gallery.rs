//! A made-up chapter with every kind of chart, answered by two made-up machines: what the figures are tested with.

use roommates::results::{
    Declaration, Digests, Interpreter, Lane, Machine, Measurement, Missing, Mode, Observed, Profile, Provenance,
    Record, Role, SCHEMA_VERSION, Selector, Series, Span, Stop, StopReason, Timeline, Unit,
    declaration::{
        Bar, BarGroup, Chart, Claim, Condition, Draw, Formula, Ideal, Line, Quantity, Row, Settled, Test, Title,
        Verdict,
    },
};

/// The slug of the fixture.
pub const SLUG: &str = "gallery";

fn selector(text: &str) -> Selector {
    text.parse().expect("selectors of the fixture are well-formed")
}

fn ratio(of: &str, over: &str) -> Formula {
    Formula::Ratio { of: selector(of), over: selector(over) }
}

fn row(label: &str, of: &str) -> Row {
    Row { label: label.into(), of: selector(of) }
}

fn chart(name: &str, say: &str, draw: Draw) -> Chart {
    Chart { name: name.into(), title: vec![Title { when: None, say: say.into() }], draw }
}

/// What the made-up chapter asks.
pub fn declaration() -> Declaration {
    let two = ratio("model/gil[threads=1]", "model/gil[threads=2]");
    Declaration {
        schema_version: SCHEMA_VERSION,
        slug: SLUG.into(),
        question: "Do threads make Python faster?".into(),
        quantities: vec![
            Quantity { name: "two_threads".into(), says: "speed-up of two threads".into(), of: two, predicts: None },
            Quantity {
                name: "in_order".into(),
                says: "share of runs in order".into(),
                of: Formula::Share { of: selector("rust/arrival"), value: 1234 },
                predicts: None,
            },
            Quantity {
                name: "elsewhere".into(),
                says: "what nobody measured".into(),
                of: Formula::Median { of: selector("cpython-3.14t/threads") },
                predicts: None,
            },
        ],
        claims: vec![Claim {
            id: "threads-help".into(),
            sentence: "Threads make Python faster.".into(),
            sources: vec!["1".into()],
            settled: Settled::By(vec![Condition {
                engine: "model".into(),
                quantity: "two_threads".into(),
                is: Test::Above(1.5),
                cores: 1,
                otherwise: Verdict::DoesNotHold,
            }]),
            correction: String::new(),
            reference: String::new(),
        }],
        charts: charts(),
    }
}

fn charts() -> Vec<Chart> {
    let titled = |name: &str, draw| Chart {
        name: name.into(),
        title: vec![
            Title { when: Some("threads-help.holds".into()), say: "Two threads are {two_threads} as fast.".into() },
            Title { when: None, say: "It took {elsewhere}.".into() },
            Title { when: None, say: "With the GIL, two threads are {two_threads} as fast as one.".into() },
        ],
        draw,
    };
    vec![
        titled("speed_up", speed_up()),
        titled("scaling", scaling()),
        chart("by_version", "Threads help where there is no GIL.", by_version()),
        chart("starting", "In {in_order} of the runs the four arrive in order.", starting(true)),
        chart("starting_linear", "Most threads start in microseconds.", starting(false)),
        chart("payload", "A pipe costs more per byte than shared memory.", payload()),
        chart("who_ran", "Under the GIL only one thread runs at a time.", who_ran()),
        chart("arrival", "Threads rarely arrive in another order than they were started.", arrival()),
        chart("lost", "Most runs lose some increments.", lost()),
    ]
}

fn speed_up() -> Draw {
    let group = |n: i64| BarGroup {
        label: format!("{n} threads"),
        bars: [
            ("with the GIL", "model/gil"),
            ("without the GIL", "model/nogil"),
            ("processes", "model/processes"),
            ("CPython 3.14, free-threaded", "cpython-3.14t/threads"),
        ]
        .map(|(label, of)| Bar {
            label: label.into(),
            of: ratio(&format!("{of}[threads=1]"), &format!("{of}[threads={n}]")),
        })
        .into(),
    };
    Draw::Bars { y_label: "Speed-up over one thread".into(), groups: vec![group(2), group(4)], baseline: Some(1.0) }
}

fn by_version() -> Draw {
    let bar = |label: &str, n: i64| Bar {
        label: label.into(),
        of: ratio("python/threads[threads=1]", &format!("python/threads[threads={n}]")),
    };
    Draw::by_python("Speed-up over one thread", Some(1.0), vec![bar("two threads", 2), bar("four threads", 4)])
}

fn scaling() -> Draw {
    let line = |label: &str, of: &str| Line {
        label: label.into(),
        of: selector(of),
        speed_up_from: Some(selector(&format!("{of}[threads=1]"))),
    };
    Draw::Lines {
        x: "threads".into(),
        x_label: "Threads".into(),
        y_label: "Speed-up".into(),
        lines: vec![
            line("model, with the GIL", "model/gil"),
            line("model, without the GIL", "model/nogil"),
            line("model, processes", "model/processes"),
            line("plain Rust on rayon", "rust/rayon"),
            line("CPython 3.14", "cpython-3.14/threads"),
            line("CPython 3.14, free-threaded", "cpython-3.14t/threads"),
        ],
        ideal: Some(Ideal::CoresBound),
    }
}

fn starting(log: bool) -> Draw {
    Draw::Distribution {
        x_label: "Time from spawn to the first instruction".into(),
        rows: vec![
            row("std::thread", "rust/start"),
            row("a thread of a pool that is already warm", "rust/pool"),
            row("a process", "rust/process"),
        ],
        log,
    }
}

fn payload() -> Draw {
    let line = |label: &str, of: &str| Line { label: label.into(), of: selector(of), speed_up_from: None };
    Draw::Lines {
        x: "payload_bytes".into(),
        x_label: "Payload".into(),
        y_label: "Round trip".into(),
        lines: vec![line("pipe", "rust/pipe"), line("shared memory", "rust/shared")],
        ideal: None,
    }
}

fn who_ran() -> Draw {
    Draw::Timeline {
        x_label: "Time since the start".into(),
        rows: vec![
            row(
                "Four threads under the GIL, handing it over every five milliseconds because each asks for it",
                "model/gil[threads=4]",
            ),
            row("One telephone for three roommates", "rust/kitchen"),
        ],
    }
}

fn arrival() -> Draw {
    Draw::Tally {
        x_label: "Order of arrival".into(),
        y_label: "Runs".into(),
        rows: vec![row("threads", "rust/arrival"), row("processes", "rust/arrival_processes")],
    }
}

fn lost() -> Draw {
    Draw::Tally {
        x_label: "Increments lost".into(),
        y_label: "Runs".into(),
        rows: vec![row("two threads, one counter", "rust/lost")],
    }
}

/// A machine of the fixture.
pub fn machine(name: &str, cores: u32) -> Machine {
    Machine {
        schema_version: SCHEMA_VERSION,
        name: name.into(),
        cpu: "Made-up CPU".into(),
        architecture: "x86_64".into(),
        physical_cores: Some(cores / 2),
        logical_cpus: cores,
        caches: Vec::new(),
        memory_bytes: 16 << 30,
        cpu_quota_milli: None,
        allowed_cpus: cores,
        governor: None,
        virtualization: None,
        os: "Made-up OS".into(),
        kernel: "1.0".into(),
    }
}

/// Numbers between 0 and 1 that look random and are the same everywhere.
struct Noise(u64);

impl Noise {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 40) as f64 / (1u64 << 24) as f64
    }
}

fn series(path: &str, unit: Unit, samples: Vec<i64>) -> Series {
    let of = selector(path);
    let exact = |value| match value {
        roommates::results::ParamValue::Exact(n) => n,
        _ => 0,
    };
    let params = of.params.iter().map(|(name, value)| (name.clone(), exact(*value))).collect();
    Series {
        engine: of.engine,
        variant: of.variant,
        params,
        role: Role::Measured,
        unit,
        per_round: 1,
        sittings: Vec::new(),
        samples,
    }
}

/// What a made-up machine answered: `cores` wide, `factor` times slower than the reference.
pub fn record(name: &str, cores: u32, factor: f64) -> Record {
    let mut noise = Noise(u64::from(cores));
    let mut all = Vec::new();
    timed(&mut all, cores, factor, &mut noise);
    scattered(&mut all, factor, &mut noise);
    counted(&mut all, &mut noise);
    older(&mut all, &mut noise);
    Record {
        schema_version: SCHEMA_VERSION,
        machine: name.into(),
        provenance: provenance(),
        measurement: measurement(cores, all),
    }
}

fn timed(all: &mut Vec<Series>, cores: u32, factor: f64, noise: &mut Noise) {
    let mut rounds = |ns: f64| (0..25).map(|_| (ns * factor * (0.98 + 0.04 * noise.next())) as i64).collect::<Vec<_>>();
    for n in [1, 2, 4, 8, 16] {
        let share = f64::from(n).min(f64::from(cores));
        for (of, ns) in [
            ("model/gil", 1.0e9 * (1.0 + 0.004 * f64::from(n))),
            ("model/nogil", 1.2e9 / share.powf(0.93)),
            ("model/processes", 1.02e9 / share.powf(0.9)),
            ("rust/rayon", 2.0e8 / share),
            ("cpython-3.14/threads", 0.9e9 * (1.0 + 0.02 * f64::from(n))),
        ] {
            all.push(series(&format!("{of}[threads={n}]"), Unit::Nanoseconds, rounds(ns)));
        }
    }
    let again = series("model/gil[threads=1]", Unit::Nanoseconds, rounds(1.004e9));
    all.push(Series { role: Role::Again, ..again });
    for payload in [64, 1024, 16_384, 65_536, 1_048_576] {
        let size = f64::from(payload);
        all.push(series(&format!("rust/pipe[payload_bytes={payload}]"), Unit::Nanoseconds, rounds(6e4 + size * 1.5)));
        all.push(series(
            &format!("rust/shared[payload_bytes={payload}]"),
            Unit::Nanoseconds,
            rounds(3e3 + size * 0.05),
        ));
    }
}

/// Older Pythons have a sample a sitting.
fn older(all: &mut Vec<Series>, noise: &mut Noise) {
    for (of, each) in [("cpython-3.9/threads", 0.01), ("cpython-2.7/threads", 0.3)] {
        for n in [1, 2, 4] {
            let ns = 1.6e9 * (1.0 + each * f64::from(n));
            let samples = (0..5).map(|_| (ns * (0.98 + 0.04 * noise.next())) as i64);
            all.push(series(&format!("{of}[threads={n}]"), Unit::Nanoseconds, samples.collect()));
        }
    }
}

fn scattered(all: &mut Vec<Series>, factor: f64, noise: &mut Noise) {
    for (of, ns, n) in [("rust/start", 14e3, 900), ("rust/pool", 2.1e3, 300), ("rust/process", 680e3, 250)] {
        let samples = (0..n).map(|_| {
            let tail = if noise.next() > 0.97 { 4.0 * noise.next() } else { 0.0 };
            (ns * factor * (0.8 + 0.3 * noise.next() * noise.next() + 0.1 * noise.next() + tail)) as i64
        });
        all.push(series(of, Unit::Nanoseconds, samples.collect()));
    }
}

fn counted(all: &mut Vec<Series>, noise: &mut Noise) {
    let mut order = |often: f64| {
        let other = [1243, 1324, 2134, 4123];
        let one = |x: f64, y: f64| if x < often { 1234 } else { other[((y * y) * 4.0) as usize] };
        (0..500).map(|_| one(noise.next(), noise.next())).collect::<Vec<i64>>()
    };
    all.push(series("rust/arrival", Unit::Order, order(0.9)));
    all.push(series("rust/arrival_processes", Unit::Order, order(0.6)));
    let lost = (0..200).map(|i| if i % 3 == 0 { 0 } else { (noise.next() * noise.next() * 40.0) as i64 * 1000 });
    all.push(series("rust/lost", Unit::Count, lost.collect()));
}

fn measurement(cores: u32, series: Vec<Series>) -> Measurement {
    Measurement {
        slug: SLUG.into(),
        mode: Mode::Full,
        stop: Stop { reason: StopReason::Precision, rounds: 25, sittings: vec![25] },
        observed: Observed { cores, cpu_quota_milli: None, governor: None, load: None },
        warnings: Vec::new(),
        checks: Vec::new(),
        rejected: Vec::new(),
        missing: vec![Missing {
            engine: "cpython-3.14t".into(),
            reason: "There is no free-threaded CPython 3.14 on this machine.".into(),
        }],
        series,
        timelines: timelines(),
        interpreters: Vec::new(),
        given: std::collections::BTreeMap::new(),
    }
}

fn timelines() -> Vec<Timeline> {
    let turn = |k: u64, lane: u64| Span {
        start: (k * 4 + lane) * 5_000_000,
        end: (k * 4 + lane + 1) * 5_000_000,
        label: None,
    };
    let lane = |i: u64| Lane { name: format!("thread {}", i + 1), spans: (0..12).map(|k| turn(k, i)).collect() };
    let call = |start: u64, end: u64, label: &str| Span {
        start: start * 1_000_000,
        end: end * 1_000_000,
        label: Some(label.into()),
    };
    let kitchen = [
        ("Ann", vec![call(0, 60, "talking"), call(60, 80, "cooking"), call(140, 190, "talking")]),
        ("Ben", vec![call(0, 60, "waiting"), call(60, 140, "talking"), call(145, 170, "cooking")]),
        ("Caro", vec![call(0, 140, "waiting"), call(190, 236, "talking")]),
    ];
    let of = |variant: &str, lanes| Timeline {
        engine: "rust".into(),
        variant: variant.into(),
        params: Default::default(),
        lanes,
    };
    let gil = of("gil", (0..4).map(lane).collect());
    let lanes = kitchen.into_iter().map(|(name, spans)| Lane { name: name.into(), spans }).collect();
    vec![Timeline { engine: "model".into(), params: [("threads".to_owned(), 4)].into(), ..gil }, of("kitchen", lanes)]
}

fn provenance() -> Provenance {
    let digest = || "0".repeat(16);
    Provenance {
        revision: None,
        dirty: false,
        digests: Digests { code: digest(), harness: digest(), dependencies: digest(), compiler: digest() },
        rustc: "rustc 1.95.0".into(),
        profile: Profile { name: "dev".into(), opt_level: "3".into(), debug_assertions: false, flags: String::new() },
        interpreters: vec![Interpreter {
            engine: "cpython-3.14".into(),
            version: "3.14.2".into(),
            build: String::new(),
        }],
        started: "2026-01-31T12:00:00Z".into(),
        duration_ms: 60_000,
    }
}
