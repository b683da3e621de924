//! How the time to build grows with the book: generated chapters with directives, against stock mdBook on the same
//! pages without them.

use std::{
    fmt, fs,
    path::{Path, PathBuf},
    time::Duration,
};

use anyhow::{Context, ensure};
use mdbook_driver::MDBook;
use roommates::results::{
    Declaration, Digests, Machine, Measurement, Mode, Observed, Profile, Provenance, Record, Role, SCHEMA_VERSION,
    Selector, Series, Stop, StopReason, Unit,
    declaration::{Bar, BarGroup, Chart, Claim, Condition, Draw, Formula, Quantity, Settled, Test, Title, Verdict},
    to_text,
};
use rustix::time::{ClockId, clock_gettime};

use super::book::{Options, build};
use crate::chapters::Tree;

/// Sizes that are built.
pub const CHAPTERS: [usize; 3] = [250, 500, 1000];
/// Rounds of every generated record.
const ROUNDS: i64 = 30;
const MACHINE: &str = "generated-machine";

/// Time to build books of several sizes.
#[derive(Clone, Debug)]
pub struct Growth {
    /// From the smallest to the largest.
    pub rows: Vec<Row>,
}

/// Time to build one book: processor time of the building thread, which other programs do not lengthen.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Number of chapters.
    pub chapters: usize,
    /// With directives, records read and all.
    pub ours: Duration,
    /// Stock mdBook on the same pages without directives.
    pub stock: Duration,
}

impl Growth {
    /// Time a chapter that we add to stock mdBook, of the largest book over that of the smallest; 1 is linear growth.
    ///
    /// Stock mdBook itself does not grow linearly: every page gets a copy of the list of all chapters.
    #[must_use]
    pub fn bend(&self) -> f64 {
        self.bend_of(|row| row.ours.saturating_sub(row.stock))
    }

    fn bend_of(&self, time: impl Fn(&Row) -> Duration) -> f64 {
        let each = |row: &Row| time(row).as_secs_f64() / row.chapters as f64;
        match self.rows.as_slice() {
            [first, .., last] if each(first) > 0.0 => each(last) / each(first),
            _ => 1.0,
        }
    }

    /// Our time over stock mdBook's, for the largest book.
    #[must_use]
    pub fn over_stock(&self) -> f64 {
        self.rows.last().map_or(1.0, |row| row.ours.as_secs_f64() / row.stock.as_secs_f64())
    }
}

impl fmt::Display for Growth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:>9} {:>14} {:>14} {:>7}", "chapters", "directives", "stock mdBook", "ratio")?;
        for Row { chapters, ours, stock } in &self.rows {
            let ratio = ours.as_secs_f64() / stock.as_secs_f64();
            let (ours, stock) = (ours.as_secs_f64() * 1e3, stock.as_secs_f64() * 1e3);
            writeln!(f, "{chapters:>9} {ours:>11.0} ms {stock:>11.0} ms {ratio:>7.2}")?;
        }
        let (ours, stock) = (self.bend(), self.bend_of(|row| row.stock));
        write!(
            f,
            "time a chapter, largest over smallest book: {ours:.2} for what directives add, {stock:.2} for stock mdBook"
        )
    }
}

/// Generates books of `sizes` chapters, builds each `times` times both ways and keeps the fastest of each.
///
/// # Errors
/// If a book cannot be written or built.
pub fn growth(sizes: &[usize], times: usize) -> anyhow::Result<Growth> {
    ensure!(times > 0, "build each book at least once");
    let mut rows = Vec::new();
    for &chapters in sizes {
        let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
        let (with, without) = (Tree::at(folder.path().join("with")), Tree::at(folder.path().join("without")));
        generate(&with, chapters, true)?;
        generate(&without, chapters, false)?;
        let mut row = Row { chapters, ours: Duration::MAX, stock: Duration::MAX };
        // Interleaved, so that a slow minute of the machine hits both.
        for _ in 0..times {
            row.ours = row.ours.min(timed(|| build(&with, &Options::default()).map(drop))?);
            row.stock = row.stock.min(timed(|| MDBook::load(without.root())?.build())?);
        }
        rows.push(row);
    }
    Ok(Growth { rows })
}

fn timed(act: impl FnOnce() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let start = clock_gettime(ClockId::ThreadCPUTime);
    act()?;
    let taken = clock_gettime(ClockId::ThreadCPUTime) - start;
    taken.try_into().context("the clock went backward")
}

/// A book of `chapters` chapters; without `directives` it needs no preprocessor.
fn generate(tree: &Tree, chapters: usize, directives: bool) -> anyhow::Result<()> {
    let preprocessor = if directives { "[preprocessor.roommates]\n" } else { "" };
    let settings = format!(
        "[book]\ntitle = \"Growth\"\nsrc = \"book\"\n[build]\nbuild-dir = \"target/site\"\ncreate-missing = false\n\
         use-default-preprocessors = false\n{preprocessor}[output.html.playground]\nrunnable = false\n"
    );
    write(tree.root().join("book.toml"), &settings)?;
    let mut summary = String::from("# Summary\n\n");
    for number in 0..chapters {
        let slug = format!("chapter_{number}");
        summary.push_str(&format!("- [Chapter {number}]({slug}.md)\n"));
        write(tree.page(&slug), &page(number, directives))?;
        if directives {
            write(tree.example(&slug), "fn main() {\n    // ANCHOR: work\n    work();\n    // ANCHOR_END: work\n}\n")?;
            write(tree.declaration(&slug), &to_text(&declaration(&slug))?)?;
            write(tree.record(MACHINE, &slug), &to_text(&record(&slug, number))?)?;
        }
    }
    if directives {
        write(tree.machine(MACHINE), &to_text(&machine())?)?;
    }
    write(tree.summary(), &summary)
}

fn write(path: PathBuf, text: &str) -> anyhow::Result<()> {
    let shown = || format!("cannot write {}", path.display());
    fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).with_context(shown)?;
    fs::write(&path, text).with_context(shown)
}

/// Prose of the length of a chapter, with the directives that a chapter has.
fn page(number: usize, directives: bool) -> String {
    const PARAGRAPH: &str = "Two roommates share one telephone: whoever holds it talks, and the other waits until it is \
                             put down. *Taking turns* is fair, but it does not make two calls shorter than one after \
                             the other; see [the first chapter](chapter_0.md) and `switch_interval`.\n\n";
    let directive = |text: &'static str| if directives { text } else { "" };
    let mut page = format!("# Is question {number} answered?\n\n{PARAGRAPH}");
    page.push_str(directive("{{#chart overview}}\n\n{{#verdict no-gain}}\n\n{{#code work}}\n\n"));
    for part in ["Why", "Corrections", "When it matters", "Try it yourself"] {
        page.push_str(&format!("## {part}\n\n{}", PARAGRAPH.repeat(3)));
        page.push_str(directive(
            "Two threads took {{#value two}}, {{#if gain below 1.1}}no{{#else}}a{{#end}} gain.\n\n",
        ));
    }
    page
}

fn at(threads: i64) -> Selector {
    Selector::new("model", "gil").at("threads", threads)
}

fn declaration(slug: &str) -> Declaration {
    let gain = Formula::Ratio { of: at(1), over: at(2) };
    let bar = |label: &str, threads| Bar { label: label.into(), of: Formula::Median { of: at(threads) } };
    let condition = Condition {
        engine: "model".into(),
        quantity: "gain".into(),
        is: Test::Below(1.1),
        cores: 1,
        otherwise: Verdict::DoesNotHold,
    };
    Declaration {
        schema_version: SCHEMA_VERSION,
        slug: slug.into(),
        question: "Is it answered?".into(),
        quantities: vec![
            Quantity {
                name: "two".into(),
                says: "time of two threads".into(),
                of: Formula::Median { of: at(2) },
                predicts: None,
            },
            Quantity { name: "gain".into(), says: "speed-up".into(), of: gain, predicts: None },
        ],
        claims: vec![Claim {
            id: "no-gain".into(),
            sentence: "Two threads gain nothing.".into(),
            sources: vec!["1".into()],
            settled: Settled::By(vec![condition]),
            correction: "They take turns.".into(),
            reference: "PEP 703".into(),
        }],
        charts: vec![Chart {
            name: "overview".into(),
            title: vec![Title { when: None, say: "Two threads take {two}.".into() }],
            draw: Draw::Bars {
                y_label: "time".into(),
                groups: vec![BarGroup { label: "model".into(), bars: vec![bar("one", 1), bar("two", 2)] }],
                baseline: None,
            },
        }],
    }
}

fn record(slug: &str, number: usize) -> Record {
    let series = |threads, role, shift: i64| Series {
        engine: "model".into(),
        variant: "gil".into(),
        params: [("threads".to_owned(), threads)].into(),
        role,
        unit: Unit::Nanoseconds,
        per_round: 1,
        sittings: Vec::new(),
        samples: (0..ROUNDS).map(|round| 100_000_000 + (round * 7919 + shift + number as i64) % 1_000_003).collect(),
    };
    Record {
        schema_version: SCHEMA_VERSION,
        machine: MACHINE.into(),
        provenance: provenance(),
        measurement: Measurement {
            slug: slug.into(),
            mode: Mode::Full,
            stop: Stop { reason: StopReason::Rounds, rounds: ROUNDS as u32, sittings: vec![ROUNDS as u32] },
            observed: Observed { cores: 2, cpu_quota_milli: None, governor: None, load: None },
            warnings: Vec::new(),
            checks: Vec::new(),
            rejected: Vec::new(),
            missing: Vec::new(),
            series: vec![series(1, Role::Measured, 0), series(2, Role::Measured, 77), series(1, Role::Again, 5)],
            timelines: Vec::new(),
            interpreters: Vec::new(),
            given: std::collections::BTreeMap::new(),
        },
    }
}

fn provenance() -> Provenance {
    let digests = Digests { code: "0".into(), harness: "0".into(), dependencies: "0".into(), compiler: "0".into() };
    Provenance {
        revision: None,
        dirty: false,
        digests,
        rustc: "rustc".into(),
        profile: Profile { name: "dev".into(), opt_level: "3".into(), debug_assertions: false, flags: String::new() },
        interpreters: Vec::new(),
        started: "2026-01-01T00:00:00Z".into(),
        duration_ms: 1,
    }
}

fn machine() -> Machine {
    Machine {
        schema_version: SCHEMA_VERSION,
        name: MACHINE.into(),
        cpu: "generated".into(),
        architecture: "none".into(),
        physical_cores: None,
        logical_cpus: 2,
        caches: Vec::new(),
        memory_bytes: 1 << 30,
        cpu_quota_milli: None,
        allowed_cpus: 2,
        governor: None,
        virtualization: None,
        os: "none".into(),
        kernel: "none".into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn generated_books_build_both_ways_and_hold_the_same_prose() {
        let growth = growth(&[2, 4], 1).unwrap();
        assert_eq!(growth.rows.iter().map(|row| row.chapters).collect::<Vec<_>>(), [2, 4]);
        assert!(growth.to_string().contains("largest over smallest book"), "{growth}");
    }

    #[test]
    fn directives_of_a_generated_book_are_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let tree = Tree::at(folder.path());
        generate(&tree, 2, true).unwrap();
        build(&tree, &Options::default()).unwrap();
        let text = fs::read_to_string(tree.site().join("chapter_1.html")).unwrap();
        assert!(text.contains("Two threads took <span class=\"rn-value\"") && !text.contains("{{#"), "{text}");
    }

    #[test]
    #[ignore = "takes a minute: cargo test -p xtask --lib growth -- --ignored --nocapture"]
    fn a_thousand_chapters_grow_linearly() {
        let growth = growth(&CHAPTERS, 3).unwrap();
        eprintln!("{growth}");
        assert!(growth.bend() < 1.5 && growth.over_stock() < 1.5, "{growth}");
    }
}
