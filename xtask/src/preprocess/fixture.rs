//! A small book in code: one chapter, a careful machine and a hostile one.

use std::collections::BTreeMap;

use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use roommates::results::{
    Declaration, Digests, Load, Machine, Measurement, Missing, Mode, Observed, Profile, Provenance, Record, Rejected,
    Role, SCHEMA_VERSION, Selector, Series, StateCheck, Stop, StopReason, Unit, Warning,
    declaration::{Chart, Claim, Condition, Draw, Formula, Quantity, Row, Settled, Test, Title, Verdict},
};

use super::{Inputs, Source, draw_nothing};
use crate::library::{Library, MachineRecords};

/// The chapter of the fixture.
pub(crate) const SLUG: &str = "two_clocks";
/// A string that must never act in a page.
pub(crate) const HOSTILE: &str =
    "\"><script>alert(1)</script>\n\n# heading `code` [link](javascript:alert(1)) | {{#value x}} <!-- ' *";

const RUST: &str = "//! A program.\n\nfn main() {\n    // ANCHOR: work\n    let a = 1;\n    // ANCHOR: inner\n    if a > 0 {\n        print();\n    }\n    // ANCHOR_END: inner\n    // ANCHOR_END: work\n}\n\n// ANCHOR: open\n";
const PYTHON: &str = "# ANCHOR: work\na = 1\n\nif a > 0:\n    print(a)\n# ANCHOR_END: work\n";

fn one_thread() -> Selector {
    Selector::new("model", "gil").at("threads", 1)
}

fn two_threads() -> Selector {
    Selector::new("model", "gil").at("threads", 2)
}

fn quantity(name: &str, says: &str, of: Formula) -> Quantity {
    Quantity { name: name.into(), says: says.into(), of, predicts: None }
}

fn condition(engine: &str, quantity: &str, is: Test) -> Condition {
    Condition { engine: engine.into(), quantity: quantity.into(), is, cores: 1, otherwise: Verdict::DoesNotHold }
}

fn claim(id: &str, sentence: &str, settled: Settled) -> Claim {
    Claim {
        id: id.into(),
        sentence: sentence.into(),
        sources: vec!["1".into(), "4".into()],
        settled,
        correction: "It takes *turns*; see [PEP 703](https://peps.python.org/pep-0703/) and `ceval_gil.c`.".into(),
        reference: "Python/ceval_gil.c".into(),
    }
}

/// What the chapter asks.
pub(crate) fn declaration() -> Declaration {
    let rust = Selector::new("rust", "threads").at("threads", 2);
    let code = Selector::new("rust", "exit");
    Declaration {
        schema_version: SCHEMA_VERSION,
        slug: SLUG.into(),
        question: "Do two clocks agree?".into(),
        quantities: vec![
            quantity("two_threads", "time of two threads", Formula::Median { of: two_threads() }),
            quantity("gain", "speed-up of two threads", Formula::Ratio { of: one_thread(), over: two_threads() }),
            quantity("rust_gain", "speed-up of two Rust threads", Formula::Ratio { of: one_thread(), over: rust }),
            quantity("clean", "share of clean exits", Formula::Share { of: code.clone(), value: 0 }),
            quantity("kinds", "kinds of exit", Formula::Distinct { of: code }),
            quantity("absent", "time of a real Python", Formula::Median { of: Selector::new("cpython-3.14", "gil") }),
        ],
        claims: vec![
            claim(
                "threads-help",
                "Two threads are faster than one.",
                Settled::By(vec![
                    condition("model", "gain", Test::Above(1.2)),
                    condition("rust", "rust_gain", Test::Above(1.2)),
                    condition("cpython-3.14", "absent", Test::Above(0.0)),
                ]),
            ),
            claim("said-so", "A PEP says so.", Settled::Cited { verdict: Verdict::Outdated }),
        ],
        charts: vec![Chart {
            name: "overview".into(),
            title: vec![Title { when: None, say: "Two threads take turns.".into() }],
            draw: Draw::Tally {
                x_label: "exit".into(),
                y_label: "count".into(),
                rows: vec![Row { label: "exits".into(), of: Selector::new("rust", "exit") }],
            },
        }],
    }
}

fn series(selector: &Selector, unit: Unit, samples: &[i64]) -> Series {
    let params = selector.params.iter().filter_map(|(name, value)| match value {
        roommates::results::ParamValue::Exact(n) => Some((name.clone(), *n)),
        _ => None,
    });
    Series {
        engine: selector.engine.clone(),
        variant: selector.variant.clone(),
        params: params.collect(),
        role: Role::Measured,
        unit,
        per_round: 1,
        sittings: Vec::new(),
        samples: samples.to_vec(),
    }
}

/// What a machine answered; all words in it are `say`.
pub(crate) fn record(machine: &str, say: impl Fn(&str) -> String) -> Record {
    let ms = |n: i64| n * 1_000_000;
    let around = |center: i64| [-2, -1, 0, 1, 2].map(|d| ms(center) + d * 100_000);
    Record {
        schema_version: SCHEMA_VERSION,
        machine: machine.into(),
        provenance: Provenance {
            revision: Some(say("0123456789abcdef")),
            dirty: false,
            digests: Digests {
                code: say("c0de"),
                harness: say("4a12"),
                dependencies: say("de95"),
                compiler: say("1234"),
            },
            rustc: say("rustc 1.95.0"),
            profile: Profile { name: say("dev"), opt_level: say("3"), debug_assertions: false, flags: String::new() },
            interpreters: Vec::new(),
            started: say("2026-03-01T12:00:00Z"),
            duration_ms: 1_000,
        },
        measurement: Measurement {
            slug: SLUG.into(),
            mode: Mode::Full,
            stop: Stop { reason: StopReason::Precision, rounds: 5, sittings: vec![5] },
            observed: Observed {
                cores: 2,
                cpu_quota_milli: None,
                governor: Some(say("performance")),
                load: Some(Load { before_milli: 10, steal_milli: 0, others_milli: 3 }),
            },
            warnings: Vec::new(),
            checks: vec![StateCheck {
                series: say("model/gil[threads=2]"),
                state: say("threads"),
                requested: say("2"),
                observed: say("2"),
            }],
            rejected: Vec::new(),
            missing: vec![Missing { engine: "cpython-3.14".into(), reason: say("There is no CPython 3.14 here.") }],
            series: vec![
                series(&one_thread(), Unit::Nanoseconds, &around(100)),
                series(&two_threads(), Unit::Nanoseconds, &around(102)),
                series(&Selector::new("rust", "threads").at("threads", 2), Unit::Nanoseconds, &around(51)),
                series(&Selector::new("rust", "exit"), Unit::ExitStatus, &[0, 0, 0, -11]),
            ],
            timelines: Vec::new(),
            interpreters: Vec::new(),
            given: std::collections::BTreeMap::new(),
        },
    }
}

/// A machine; all words in it are `say`.
pub(crate) fn machine(name: &str, say: impl Fn(&str) -> String) -> Machine {
    Machine {
        schema_version: SCHEMA_VERSION,
        name: name.into(),
        cpu: say("Example CPU 3 GHz"),
        architecture: say("x86_64"),
        physical_cores: Some(1),
        logical_cpus: 2,
        caches: Vec::new(),
        memory_bytes: 8 << 30,
        cpu_quota_milli: None,
        allowed_cpus: 2,
        governor: None,
        virtualization: Some(say("kvm")),
        os: say("Debian GNU/Linux 12"),
        kernel: say("6.1.0"),
    }
}

/// The careful machine `careful-2-cores`, which has a clean record.
pub(crate) fn careful() -> MachineRecords {
    let records = BTreeMap::from([(SLUG.to_owned(), record("careful-2-cores", str::to_owned))]);
    MachineRecords { machine: machine("careful-2-cores", str::to_owned), records }
}

/// The hostile machine, which says [`HOSTILE`] wherever it can.
pub(crate) fn hostile() -> MachineRecords {
    let say = |_: &str| HOSTILE.to_owned();
    let mut record = record(HOSTILE, say);
    record.provenance.dirty = true;
    record.measurement.mode = Mode::Quick;
    record.measurement.warnings = vec![Warning { kind: HOSTILE.into(), saw: HOSTILE.into(), advice: HOSTILE.into() }];
    record.measurement.rejected = vec![Rejected { series: HOSTILE.into(), reason: HOSTILE.into() }];
    MachineRecords { machine: machine(HOSTILE, say), records: BTreeMap::from([(SLUG.to_owned(), record)]) }
}

/// The declaration with [`HOSTILE`] in all its words.
pub(crate) fn hostile_declaration() -> Declaration {
    let mut declared = declaration();
    declared.question = HOSTILE.into();
    declared.quantities.iter_mut().for_each(|q| q.says = HOSTILE.into());
    for claim in &mut declared.claims {
        claim.sentence = HOSTILE.into();
        claim.sources = vec![HOSTILE.into()];
        claim.correction = format!("{HOSTILE}\n\n<img src=x onerror=alert(1)>\n\n![a](b)\n\n- <b>list</b>");
        claim.reference = HOSTILE.into();
    }
    declared
}

/// The chapter with `machines`, the first of which speaks.
pub(crate) fn inputs(declared: Declaration, machines: Vec<MachineRecords>) -> Inputs {
    let speaking = machines.first().map(|m| m.machine.name.clone());
    let source = Source { rust: Some(RUST.into()), python: Some(PYTHON.into()) };
    Inputs {
        library: Library {
            declarations: BTreeMap::from([(SLUG.to_owned(), declared)]),
            machines: machines.into_iter().map(|m| (m.machine.name.clone(), m)).collect(),
        },
        sources: BTreeMap::from([(SLUG.to_owned(), source)]),
        speaking,
        freshness: BTreeMap::new(),
        repository: Some("https://example.org/book".into()),
        draw: draw_nothing,
    }
}

/// A book of pages: file name and text.
pub(crate) fn book(pages: &[(&str, &str)]) -> Book {
    let chapter = |(file, text): &(&str, &str)| BookItem::from(Chapter::new(file, (*text).into(), *file, Vec::new()));
    Book::new_with_items(pages.iter().map(chapter).collect())
}
