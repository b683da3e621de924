//! The command line that all examples share.

use std::{
    collections::BTreeMap,
    io::{self, Write as _},
    path::PathBuf,
    process::ExitCode,
    time::Duration,
};

use clap::{Args, Command, FromArgMatches as _};

use super::{
    evaluate::View,
    experiment::Plan,
    journal::{End, Header, Journal},
    noise::{self, Before},
    operation, order,
    progress::Progress,
    python::{self, Asking, Bounds, Whom},
    report,
    sampler::{self, SampleError},
};
use crate::{
    process,
    results::{Declaration, Measurement, Mode, to_text},
};

/// Exit status of an example that got a wrong answer.
pub const EXIT_WRONG_ANSWER: u8 = 3;

/// How long the machine is looked at before the first round.
const LOOK: Duration = Duration::from_millis(250);

/// What every example understands, besides its own knobs.
#[derive(Debug, Args)]
struct Options {
    /// A few rounds, to see the shape.
    #[arg(long, conflicts_with = "verify")]
    quick: bool,
    /// One round: check every answer, keep no sample.
    #[arg(long)]
    verify: bool,
    /// Print the measurement as JSON instead of a table.
    #[arg(long)]
    json: bool,
    /// Print what the experiment asks (quantities, claims, figures) as JSON, measure nothing.
    #[arg(long, conflicts_with_all = ["quick", "verify", "json"])]
    declare: bool,
    /// Keep every finished round in this file, and go on from it if it is there.
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Measure for at most about this long, all sittings together.
    #[arg(long, value_name = "SECONDS")]
    time: Option<u64>,
    /// Take one of this many sittings, in its part of the time; the journal has the earlier ones.
    #[arg(long, value_name = "N", default_value_t = 1, requires = "journal",
          value_parser = clap::value_parser!(u16).range(1..=100))]
    sittings: u16,
    /// How progress is told on standard error: a bar (on a terminal only), JSON lines, or not at all.
    #[arg(long, value_name = "HOW", default_value = "bar", value_parser = ["bar", "json", "quiet"])]
    progress: String,
    /// Ask this Python, too: a path or a name; may be given several times. [default: of those on PATH and of pyenv, uv,
    /// conda and virtual environments the newest with a GIL, the newest without, and 2.7 where the question goes back so
    /// far]
    #[arg(long, value_name = "PYTHON")]
    python: Vec<PathBuf>,
    /// Ask no Python.
    #[arg(long, conflicts_with = "python")]
    no_python: bool,
    /// Give up a Python that takes longer than this for one variant.
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    python_limit: Duration,
    /// Give up a Python that holds more main memory than this, together with what it started (on Linux).
    #[arg(long, value_name = "GIB", default_value = "2", value_parser = gibibytes)]
    python_memory: u64,
}

/// Runs an experiment as the command line says: the whole `main` of an example.
///
/// `plan` fills the [`Plan`] from the example's own knobs; everything it borrows from them lives until the end.
pub fn main<K: Args>(declaration: &Declaration, plan: impl for<'a> FnOnce(&'a K, &mut Plan<'a>)) -> ExitCode {
    let command = Command::new(declaration.slug.clone()).about(declaration.question.clone());
    let matches = K::augment_args(Options::augment_args(command)).get_matches();
    let parsed = Options::from_arg_matches(&matches).and_then(|o| Ok((o, K::from_arg_matches(&matches)?)));
    let (options, knobs) = match parsed {
        Ok(parsed) => parsed,
        Err(error) => error.exit(),
    };
    process::leash_if_asked();
    if options.declare {
        return print(to_text(declaration));
    }
    let mut todo = Plan::new(mode(&options));
    todo.asking = asking(&options);
    plan(&knobs, &mut todo);
    if let Some(seconds) = options.time {
        todo.budget(Duration::from_secs(seconds));
    }
    todo.sittings = usize::from(options.sittings);
    match measure(declaration, &mut todo, &options) {
        Ok(measurement) => show(declaration, &measurement, &options),
        Err(error) => {
            eprintln!("{}: {error}", declaration.slug);
            ExitCode::from(if matches!(error, SampleError::WrongAnswer { .. }) { EXIT_WRONG_ANSWER } else { 1 })
        }
    }
}

fn mode(options: &Options) -> Mode {
    match options {
        Options { verify: true, .. } => Mode::Verify,
        Options { quick: true, .. } => Mode::Quick,
        _ => Mode::Full,
    }
}

fn asking(options: &Options) -> Asking {
    let whom = match options {
        Options { no_python: true, .. } => Whom::Nobody,
        Options { python, .. } if python.is_empty() => Whom::Newest,
        Options { python, .. } => Whom::These(python.clone()),
    };
    let bounds = Bounds { time: options.python_limit, memory: options.python_memory };
    Asking { whom, bounds, ..Asking::default() }
}

/// A time above 0, such as `0.5`.
fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.parse().ok().filter(|n| *n > 0.0);
    let time = number.and_then(|n| Duration::try_from_secs_f64(n).ok());
    time.ok_or_else(|| "write a number of seconds above 0, such as 0.5".to_owned())
}

/// A number of GiB above 0, such as `0.5`, in bytes.
fn gibibytes(text: &str) -> Result<u64, String> {
    let number = text.parse::<f64>().ok().filter(|n| *n > 0.0 && n.is_finite());
    let bytes = number.map(|gib| (gib * f64::from(1 << 30)) as u64);
    bytes.ok_or_else(|| "write a number of GiB above 0, such as 0.5".to_owned())
}

fn measure(declaration: &Declaration, plan: &mut Plan<'_>, options: &Options) -> Result<Measurement, SampleError> {
    let progress = match options.progress.as_str() {
        "json" => Progress::Json,
        "quiet" => Progress::Quiet,
        _ => Progress::for_people(&declaration.slug),
    };
    let before = Before::watch(if plan.mode == Mode::Verify { Duration::ZERO } else { LOOK });
    let mut journal = open_journal(&declaration.slug, plan, options)?;
    let (rounds, mut ends): (Vec<_>, Vec<_>) = journal.take_earlier().into_iter().map(|s| (s.rounds, s.end)).unzip();
    let costs: Vec<_> = ends.iter().flatten().map(|end| &end.costs).collect();
    python::share(plan, &costs, u32::try_from(plan.sittings.saturating_sub(ends.len())).unwrap_or(1));
    plan.compared = order::compared(declaration, &plan.variants, noise::allowed_cpus());
    let mut sampled = sampler::sample(plan, rounds, &mut journal, &progress)?;
    let operations = operation::measure(plan)?;
    progress.finish();
    let mut observed = before.observed();
    let end = End { operations, history: python::hear(plan), costs: python::costs(plan), load: observed.load };
    journal.end(&end)?;
    ends.push(Some(end));
    observed.load = noise::worst(ends.iter().flatten().filter_map(|end| end.load));
    let given = given(&ends);
    let (mut operations, mut told) = (Vec::new(), Vec::new());
    for end in ends.into_iter().flatten() {
        operations.push(end.operations);
        told.push(end.history);
    }
    sampled.series.extend(operation::series(plan, &operations));
    let history = python::history(&told);
    sampled.series.extend(history.series);
    sampled.checks.extend(history.checks);
    sampled.rejected.extend(history.rejected);
    let mut measurement = Measurement {
        slug: declaration.slug.clone(),
        mode: plan.mode,
        stop: sampled.stop,
        observed,
        warnings: Vec::new(),
        checks: sampled.checks,
        rejected: sampled.rejected,
        missing: plan.missing.clone(),
        series: sampled.series,
        timelines: sampled.timelines,
        interpreters: plan.interpreters.clone(),
        given,
    };
    let floor = View { declaration, measurement: Some(&measurement) }.noise_floor();
    measurement.warnings = noise::warnings_of(&measurement, floor);
    Ok(measurement)
}

/// Milliseconds that each Python was given in these sittings.
fn given(ends: &[Option<End>]) -> BTreeMap<String, u64> {
    let mut given = BTreeMap::new();
    for (engine, cost) in ends.iter().flatten().flat_map(|end| &end.costs) {
        *given.entry(engine.clone()).or_insert(0) += cost.all;
    }
    given
}

fn open_journal(slug: &str, plan: &Plan<'_>, options: &Options) -> io::Result<Journal> {
    let Some(path) = &options.journal else { return Ok(Journal::nowhere()) };
    let header = Header {
        journal: 6,
        slug: slug.to_owned(),
        mode: plan.mode,
        digest: std::env::var("ROOMMATES_DIGEST").unwrap_or_default(),
        series: plan.variants.iter().map(|v| format!("{} {:?}", v.selector(), v.role)).collect(),
        interpreters: plan.interpreters.clone(),
    };
    Journal::open(path, &header)
}

fn show(declaration: &Declaration, measurement: &Measurement, options: &Options) -> ExitCode {
    if options.json {
        return print(to_text(measurement));
    }
    if options.verify {
        return print(Ok::<_, serde_json::Error>(verified(measurement)));
    }
    print(Ok::<_, serde_json::Error>(report::render(declaration, measurement)))
}

/// What is said after one round: wrong answers of the model have ended it before, those of a Python are told here.
fn verified(measurement: &Measurement) -> String {
    let is_checked = |series: &str| measurement.checks.iter().any(|check| check.series == series);
    let failed = measurement.rejected.iter().filter(|rejected| !is_checked(&rejected.series));
    let told: String = failed.map(|rejected| format!("{}: {}\n", rejected.series, rejected.reason)).collect();
    let every = if told.is_empty() { "every answer" } else { "every other answer" };
    format!("{told}{}: {every} is right\n", measurement.slug)
}

fn print(text: serde_json::Result<String>) -> ExitCode {
    let written = text.map_err(io::Error::other).and_then(|t| {
        let mut out = io::stdout().lock();
        out.write_all(t.as_bytes())?;
        out.flush()
    });
    match written {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("the result cannot be printed: {error}");
            ExitCode::FAILURE
        }
    }
}
