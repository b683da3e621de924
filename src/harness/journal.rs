//! Rounds on disk as soon as they are measured, so that a measurement goes on in its next sitting, whether the last one
//! was ended by plan or by a kill.
//!
//! A header line names what is measured. Each sitting begins with a line `{"sitting": …}`, has a line (an array) for each
//! complete round, and, unless it was interrupted, a last line `{"end": …}`. A header that differs (other code, other
//! mode) starts the file anew; a torn last line, from a kill or a full disk, is dropped.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use serde::{Deserialize, Serialize};

use super::python::{Cost, Told};
use crate::results::{Interpreter, Lane, Load, Mode};

/// What one variant gave in one round.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub samples: Vec<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub saw: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Lane>,
    /// Nothing was run in this round.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_left_out: bool,
    /// Why there are no samples, of a variant that others need not wait for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed: Option<String>,
}

/// What must be the same for rounds to be taken over.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Header {
    pub journal: u32,
    pub slug: String,
    pub mode: Mode,
    /// Digest of code, compiler and dependencies, as the caller computed it.
    pub digest: String,
    /// The series, in the order of the entries of a round.
    pub series: Vec<String>,
    /// Version and build of every Python that is asked.
    #[serde(default)]
    pub interpreters: Vec<Interpreter>,
}

/// One start of the program.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Sitting {
    /// Complete rounds.
    pub rounds: Vec<Vec<Entry>>,
    /// What was measured after the rounds; none if it was interrupted.
    pub end: Option<End>,
}

/// The last line of a sitting.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct End {
    /// Samples of the single operations, in the order of the plan.
    pub operations: Vec<Vec<i64>>,
    /// What older Pythons said.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<Told>,
    /// What each Python cost.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub costs: BTreeMap<String, Cost>,
    /// State of the machine around the sitting.
    pub load: Option<Load>,
}

/// A line after the header.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Line {
    Begin { sitting: usize },
    Round(Vec<Entry>),
    End { end: End },
}

/// A measurement in progress; keeps nothing if it has no file.
#[derive(Debug)]
pub(super) struct Journal {
    file: Option<File>,
    earlier: Vec<Sitting>,
}

impl Journal {
    /// A journal that is kept nowhere.
    pub(super) fn nowhere() -> Self {
        Self { file: None, earlier: Vec::new() }
    }

    /// Opens `path` for a new sitting, taking over the earlier ones if its header is `header`.
    pub(super) fn open(path: &Path, header: &Header) -> io::Result<Self> {
        let earlier = fs::read_to_string(path).ok().and_then(|t| kept(&t, header)).unwrap_or_default();
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        // Written anew beside it and put in its place, so that a torn line never stands between good ones and a kill
        // at this moment loses nothing.
        let beside = path.with_extension("unfinished");
        let mut journal = Self { file: Some(File::create(&beside)?), earlier: Vec::new() };
        journal.write(header)?;
        for (i, sitting) in earlier.iter().enumerate() {
            journal.write(&Line::Begin { sitting: i + 1 })?;
            sitting.rounds.iter().try_for_each(|round| journal.append(round))?;
            sitting.end.iter().try_for_each(|end| journal.end(end))?;
        }
        journal.write(&Line::Begin { sitting: earlier.len() + 1 })?;
        fs::rename(&beside, path)?;
        journal.file = Some(OpenOptions::new().append(true).open(path)?);
        Ok(Self { earlier, ..journal })
    }

    /// Earlier sittings that left a round.
    pub(super) fn take_earlier(&mut self) -> Vec<Sitting> {
        std::mem::take(&mut self.earlier)
    }

    /// Keeps a complete round.
    pub(super) fn append(&mut self, round: &[Entry]) -> io::Result<()> {
        self.write(&round)
    }

    /// Closes this sitting.
    pub(super) fn end(&mut self, end: &End) -> io::Result<()> {
        self.write(&Line::End { end: end.clone() })
    }

    fn write<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        file.write_all(&line)?;
        file.flush()
    }
}

/// The sittings in a journal of the same measurement; `None` if it is another's.
fn kept(text: &str, header: &Header) -> Option<Vec<Sitting>> {
    let mut lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    let found: Header = serde_json::from_str(lines.next()?).ok()?;
    if found != *header {
        return None;
    }
    let mut sittings: Vec<Sitting> = Vec::new();
    for line in lines.map_while(|line| serde_json::from_str(line).ok()) {
        match (line, sittings.last_mut()) {
            (Line::Begin { .. }, _) => sittings.push(Sitting::default()),
            (Line::Round(round), Some(sitting)) if round.len() == header.series.len() => sitting.rounds.push(round),
            (Line::End { end }, Some(sitting)) => sitting.end = Some(end),
            _ => break,
        }
    }
    sittings.retain(|sitting| !sitting.rounds.is_empty());
    Some(sittings)
}
