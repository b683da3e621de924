//! Measures one chapter: runs its example, checks what it printed, writes the record.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use jiff::Timestamp;
use roommates::results::{Digests, Machine, Measurement, Mode, to_text};

use super::{
    build::Program,
    child::{self, End, Finished, Limits, allowance},
    interrupt::Interrupt,
    origin::Origin,
    screen::Screen,
    wrap,
};
use crate::{digest, write};

/// Seconds after which an example is ended, whatever it announces. For tests.
pub const TIME_LIMIT: &str = "ROOMMATES_TIME_LIMIT";
/// Time that a chapter needs if it does not say.
const USUAL_BUDGET: Duration = Duration::from_secs(30);
/// A record of a million samples has about 10 MB.
const LARGEST_ANSWER: usize = 64 << 20;

/// One chapter to be measured.
#[derive(Clone, Copy, Debug)]
pub struct Task<'a> {
    /// The chapter.
    pub slug: &'a str,
    /// Its example.
    pub program: &'a Program,
    /// Full or quick.
    pub mode: Mode,
    /// Seconds it may take, if not its own choice.
    pub time: Option<u64>,
    /// Sittings that the measurement is spread over.
    pub sittings: usize,
    /// Whether the record is written after this one, even if sittings were lost.
    pub is_last: bool,
    /// The machine at hand.
    pub machine: &'a Machine,
    /// What was compiled.
    pub digests: &'a Digests,
    /// How.
    pub origin: &'a Origin,
    /// What is read and written.
    pub places: &'a Places,
}

/// Files of one chapter on one machine.
#[derive(Clone, Debug)]
pub struct Places {
    /// The record.
    pub record: PathBuf,
    /// The description of the machine.
    pub machine: PathBuf,
    /// Finished rounds of a measurement that is not finished.
    pub journal: PathBuf,
}

/// When a measurement was made.
#[derive(Clone, Debug, Default)]
pub struct When {
    /// Begin of the first sitting, RFC 3339; empty before it.
    pub started: String,
    /// Milliseconds that the sittings took.
    pub duration_ms: u64,
}

impl When {
    fn add(&mut self, started: Timestamp, took: Duration) {
        if self.started.is_empty() {
            self.started = format!("{started:.0}");
        }
        self.duration_ms += u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    }
}

/// How measuring one chapter ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The record is written; what is worth knowing about it.
    Measured(String),
    /// A sitting was taken, and there are more to come.
    GoesOn,
    /// No record was written: why.
    Failed(String),
    /// This program was asked to end.
    Interrupted,
}

/// Takes one sitting of a chapter. The record that stood there before stays unless a new one is complete and right.
pub fn measure(
    task: &Task<'_>,
    when: &mut When,
    interrupt: &Interrupt,
    screen: &Screen,
    position: (usize, usize),
) -> Outcome {
    let (started, clock) = (Timestamp::now(), Instant::now());
    let row = screen.row(task.slug, position);
    let ran = child::run(&mut command(task), &limits(task.time), interrupt, &mut |p| row.show(p));
    row.done();
    let finished = match ran {
        Ok(finished) => finished,
        Err(e) => return Outcome::Failed(format!("could not be started: {e}")),
    };
    if matches!(finished.end, End::Interrupted(_)) {
        return Outcome::Interrupted;
    }
    // A wall clock may jump; the duration comes from the steady one.
    when.add(started, clock.elapsed());
    let kept = accepted(task, &finished).and_then(|measurement| {
        let goes_on = !task.is_last && measurement.stop.sittings.len() < task.sittings;
        if goes_on { Ok(Outcome::GoesOn) } else { keep(task, measurement, when.clone()).map(Outcome::Measured) }
    });
    kept.unwrap_or_else(|why| Outcome::Failed(with_told(&why, &finished.told)))
}

/// What the program measured, if it ended well.
fn accepted(task: &Task<'_>, finished: &Finished) -> Result<Measurement, String> {
    match finished.end.trouble() {
        Some(trouble) => Err(trouble),
        None => wrap::accept(&finished.answer, task.slug, task.mode),
    }
}

/// Writes the record; the error says why not.
fn keep(task: &Task<'_>, measurement: Measurement, when: When) -> Result<String, String> {
    if task.program.was_replaced() {
        return Err("was built anew while it was measured; run this again".into());
    }
    let seconds = when.duration_ms.div_ceil(1000);
    let mut note =
        format!("{} rounds in {seconds} s, {} warnings", measurement.stop.rounds, measurement.warnings.len());
    if let Some((engine, ms)) = measurement.given.iter().max_by_key(|(_, ms)| **ms) {
        note += &format!(", {} Pythons, at most {} s each ({engine})", measurement.given.len(), ms.div_ceil(1000));
    }
    let record = wrap::wrap(measurement, task.machine, task.digests.clone(), task.origin, when);
    let texts = to_text(task.machine).and_then(|machine| Ok((machine, to_text(&record)?)));
    let (machine, record) = texts.map_err(|e| format!("has no text form: {e}"))?;
    // The machine first: a record without its machine would not be readable.
    write::write_whole(&task.places.machine, &machine)
        .and_then(|_| write::write_whole(&task.places.record, &record))
        .map_err(|e| format!("was measured, but {e:#}; its rounds are kept, the next run goes on from them"))?;
    // The rounds are in the record now. A journal that stays would only be set aside by the next run.
    let _ = fs::remove_file(&task.places.journal);
    Ok(note)
}

fn command(task: &Task<'_>) -> Command {
    let mut command = Command::new(&task.program.path);
    command.args(["--json", "--progress", "json", "--journal"]).arg(&task.places.journal);
    if task.mode == Mode::Quick {
        command.arg("--quick");
    }
    if task.sittings > 1 {
        command.args(["--sittings", &task.sittings.to_string()]);
    }
    if let Some(seconds) = task.time {
        command.args(["--time", &seconds.to_string()]);
    }
    let Digests { code, harness, dependencies, compiler } = task.digests;
    command.env("ROOMMATES_DIGEST", digest::hash([code.as_str(), harness, dependencies, compiler]));
    command
}

fn limits(time: Option<u64>) -> Limits {
    let fixed = env::var(TIME_LIMIT).ok().and_then(|s| s.parse().ok()).map(Duration::from_secs);
    let budget = time.map_or(USUAL_BUDGET, Duration::from_secs);
    Limits { time: fixed.unwrap_or_else(|| allowance(budget)), extend: fixed.is_none(), answer: LARGEST_ANSWER }
}

/// The reason, and the last lines that the example told.
fn with_told(why: &str, told: &str) -> String {
    let lines: Vec<&str> = told.lines().filter(|l| !l.trim().is_empty()).collect();
    let last = lines[lines.len().saturating_sub(5)..].iter().map(|l| format!("\n      {}", l.escape_debug()));
    format!("{why}{}", last.collect::<String>())
}

/// Rounds in a journal: its lines that are arrays and whole.
pub fn rounds_kept(journal: &Path) -> usize {
    let text = fs::read_to_string(journal).unwrap_or_default();
    text.split_inclusive('\n').filter(|l| l.starts_with('[') && l.ends_with('\n')).count()
}
