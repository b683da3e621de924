//! Rounds on disk as soon as they are measured, so that an interrupted measurement goes on where it stopped.
//!
//! A header line names what is measured, a second counts the sittings; each further line is one complete round. A header that differs (other code,
//! other mode) starts the file anew; a torn last line, from a kill or a full disk, is dropped.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write as _},
    path::Path,
};

use serde::{Deserialize, Serialize};

use crate::results::{Lane, Mode};

/// What one variant gave in one round.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Entry {
    pub samples: Vec<i64>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub saw: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Lane>,
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
}

/// Rounds of a measurement in progress; keeps nothing if it has no file.
#[derive(Debug)]
pub(super) struct Journal {
    file: Option<File>,
    sittings: u32,
    rounds: Vec<Vec<Entry>>,
}

impl Journal {
    /// A journal that is kept nowhere.
    pub(super) fn nowhere() -> Self {
        Self { file: None, sittings: 1, rounds: Vec::new() }
    }

    /// Opens `path`, taking over its complete rounds if its header is `header`.
    pub(super) fn open(path: &Path, header: &Header) -> io::Result<Self> {
        let (sittings, rounds) = fs::read_to_string(path).ok().and_then(|t| kept(&t, header)).unwrap_or_default();
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        // Written anew beside it and put in its place, so that a torn line never stands between good ones and a kill
        // at this moment loses nothing.
        let beside = path.with_extension("unfinished");
        let mut journal = Self { file: Some(File::create(&beside)?), sittings: sittings + 1, rounds: Vec::new() };
        journal.line(header)?;
        journal.line(&journal.sittings.clone())?;
        for round in &rounds {
            journal.line(round)?;
        }
        fs::rename(&beside, path)?;
        journal.file = Some(OpenOptions::new().append(true).open(path)?);
        Ok(Self { rounds, ..journal })
    }

    /// Rounds that were taken over.
    pub(super) fn take_rounds(&mut self) -> Vec<Vec<Entry>> {
        std::mem::take(&mut self.rounds)
    }

    /// Sittings so far, this one included; those that left no round do not count.
    pub(super) fn sittings(&self) -> u32 {
        self.sittings
    }

    /// Keeps a complete round.
    pub(super) fn append(&mut self, round: &[Entry]) -> io::Result<()> {
        self.line(&round)
    }

    fn line<T: Serialize>(&mut self, value: &T) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        let mut line = serde_json::to_vec(value)?;
        line.push(b'\n');
        file.write_all(&line)?;
        file.flush()
    }
}

/// Sittings and complete rounds of a journal of the same measurement; `None` if it is another's.
fn kept(text: &str, header: &Header) -> Option<(u32, Vec<Vec<Entry>>)> {
    let mut lines = text.split_inclusive('\n').filter_map(|line| line.strip_suffix('\n'));
    let found: Header = serde_json::from_str(lines.next()?).ok()?;
    let sittings: u32 = serde_json::from_str(lines.next()?).ok()?;
    let rounds: Vec<Vec<Entry>> = lines
        .map_while(|line| serde_json::from_str(line).ok())
        .take_while(|round: &Vec<Entry>| round.len() == header.series.len())
        .collect();
    (found == *header && !rounds.is_empty()).then_some((sittings, rounds))
}
