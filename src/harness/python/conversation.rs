//! One twin under way: requests, answers, a new start where one was lost.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    process::Command,
    sync::Arc,
    time::{Duration, Instant},
};

use serde::{Deserialize, de::DeserializeOwned};

use super::{
    find::Python,
    pace::{Cost, Pace, Turn},
    process::{Bounds, Process, quoted},
};
use crate::results::{Selector, Unit};

/// Longest that a twin may take to say what it can be asked.
const INTRODUCTION: Duration = Duration::from_secs(10);
/// A twin that is lost so often is given up.
const LOSSES: usize = 3;

/// A twin as it lies on disk.
#[derive(Debug)]
pub(super) struct Script {
    pub(super) path: PathBuf,
    pub(super) arguments: Vec<String>,
    /// What each Python may cost that runs it, all sittings together.
    pub(super) given: Duration,
    /// Removed with the last conversation.
    pub(super) _folder: tempfile::TempDir,
}

/// The first line of a twin.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
struct Introduction {
    engine: String,
    version: String,
    build: String,
    gil: bool,
    variants: Vec<Listed>,
}

/// A variant that a twin can be asked for.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) name: String,
    pub(super) params: BTreeMap<String, i64>,
    pub(super) unit: Unit,
    /// Samples in a round, where the twin can tell before it runs.
    samples: Option<usize>,
    pub(super) again: bool,
    /// Whether every process of this Python says the same: then the first that is asked tells it for all.
    #[serde(default)]
    fact: bool,
}

impl Listed {
    /// Its name in a record, if `engine` is who answers.
    pub(super) fn selector(&self, engine: &str) -> Selector {
        self.params.iter().fold(Selector::new(engine, &self.name), |s, (name, value)| s.at(name, *value))
    }
}

/// The answer to a request.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Answer {
    run: usize,
    #[serde(default)]
    pub(super) samples: Vec<i64>,
    /// Whether the interpreter has a GIL now.
    pub(super) gil: bool,
    /// What went wrong; then there are no samples.
    error: Option<String>,
}

/// One Python that is asked, shared by its variants.
#[derive(Debug)]
pub(in crate::harness) struct Conversation {
    python: Python,
    script: Arc<Script>,
    bounds: Bounds,
    introduction: Introduction,
    process: Option<Process>,
    /// Time that it was given so far.
    spent: Duration,
    pace: Pace,
    /// Why each process before was lost.
    losses: Vec<String>,
}

impl Conversation {
    /// Starts the twin and hears what it can be asked. The error is a sentence.
    pub(super) fn begin(python: Python, script: Arc<Script>, bounds: Bounds) -> Result<Self, String> {
        let start = Instant::now();
        let (process, introduction) = introduce(&python, &script, bounds)?;
        if introduction.engine != python.engine() {
            return Err(format!("It called itself {} first, then {}.", python.engine(), introduction.engine));
        }
        let (_, number) = introduction.engine.rsplit_once('-').unwrap_or_default();
        if !introduction.version.starts_with(number.trim_end_matches('t')) {
            return Err(format!(
                "It called itself {}, of version {}.",
                introduction.engine,
                quoted(&introduction.version)
            ));
        }
        let spent = start.elapsed();
        let pace = Pace::new(script.given, spent);
        Ok(Self { python, script, bounds, introduction, process: Some(process), spent, pace, losses: Vec::new() })
    }

    /// What can be asked; requests name it by its place.
    pub(super) fn listed(&self) -> &[Listed] {
        &self.introduction.variants
    }

    /// Version in full, and how it was built.
    pub(super) fn version_and_build(&self) -> (String, String) {
        (self.introduction.version.clone(), self.introduction.build.clone())
    }

    /// What it cost so far, its start included.
    pub(super) fn cost(&self) -> Cost {
        self.pace.cost(self.spent)
    }

    /// Gives it its share of the time for this sitting, after those `earlier`; `left` are to come, with this one.
    pub(super) fn share(&mut self, earlier: &[Cost], left: u32) {
        self.pace.share(earlier, left);
    }

    /// Whether its share is enough to be asked everything once.
    pub(super) fn affords_a_sitting(&self) -> bool {
        self.pace.affords_a_sitting()
    }

    /// It was asked everything once.
    pub(super) fn was_asked(&mut self) {
        self.pace.was_asked(self.spent);
    }

    /// Whether an earlier sitting has told what this variant asks for.
    pub(super) fn is_told(&self, index: usize) -> bool {
        self.pace.was_asked_before() && self.introduction.variants.get(index).is_some_and(|listed| listed.fact)
    }

    /// Whether it is asked in the round of that number; 0 is the warm-up.
    pub(super) fn turn(&mut self, round: usize) -> Turn {
        self.pace.turn(round, self.spent)
    }

    /// Runs one round of a variant. The error is a sentence: the variant gave a wrong answer, failed, or cost the
    /// process, in which case the next request gets a new one.
    pub(super) fn run(&mut self, index: usize) -> Result<Answer, String> {
        let start = Instant::now();
        let answer = self.answer(index);
        self.spent += start.elapsed();
        answer
    }

    fn answer(&mut self, index: usize) -> Result<Answer, String> {
        let mut process = match self.process.take() {
            Some(process) => process,
            None => self.start_anew()?,
        };
        let heard = process.ask(&format!("{{\"run\": {index}}}")).and_then(|line| parse::<Answer>(&line));
        match heard {
            Ok(answer) if answer.run == index => {
                self.process = Some(process);
                self.checked(index, answer)
            }
            Ok(answer) => Err(self.lost(format!("It answered request {} instead of {index}.", answer.run))),
            Err(why) => Err(self.lost(why)),
        }
    }

    /// An answer that has what was announced.
    fn checked(&self, index: usize, answer: Answer) -> Result<Answer, String> {
        if let Some(error) = &answer.error {
            return Err(format!("It said {}.", quoted(error)));
        }
        match self.introduction.variants.get(index).and_then(|listed| listed.samples) {
            Some(expected) if expected != answer.samples.len() => {
                Err(format!("It announced {expected} samples a round and gave {}.", answer.samples.len()))
            }
            _ if answer.samples.is_empty() => Err("It gave no sample.".into()),
            _ => Ok(answer),
        }
    }

    fn lost(&mut self, why: String) -> String {
        self.losses.push(why.clone());
        why
    }

    fn start_anew(&mut self) -> Result<Process, String> {
        if self.losses.len() >= LOSSES {
            let why = self.losses.last().map_or("", String::as_str);
            return Err(format!("It was given up after {LOSSES} failures; the last: {why}"));
        }
        match introduce(&self.python, &self.script, self.bounds) {
            Ok((process, introduction)) if introduction == self.introduction => Ok(process),
            Ok(_) => Err(self.lost("Started anew, it introduced itself in another way.".into())),
            Err(why) => Err(self.lost(why)),
        }
    }
}

fn introduce(python: &Python, script: &Script, bounds: Bounds) -> Result<(Process, Introduction), String> {
    let mut command = Command::new(&python.program);
    command.arg(&script.path).arg("--serve").args(&script.arguments);
    // A free-threaded build is asked as it comes: without its GIL.
    command.env_remove("PYTHON_GIL");
    let mut process =
        Process::start(&mut command, bounds).map_err(|error| format!("It could not be started: {error}."))?;
    let introduction = process.line(bounds.time.min(INTRODUCTION)).and_then(|line| parse(&line))?;
    Ok((process, introduction))
}

fn parse<T: DeserializeOwned>(line: &str) -> Result<T, String> {
    serde_json::from_str(line).map_err(|_| format!("It printed {}, which is no answer.", quoted(line)))
}
