//! What a run did, in words.

use std::fmt;

use super::interrupt::signal_name;

/// What happened to every chapter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Measured and written, each with a note.
    pub measured: Vec<(String, String)>,
    /// Left as they were, each with the reason.
    pub kept: Vec<(String, String)>,
    /// Failed, each with the reason in words that follow its name.
    pub failed: Vec<(String, String)>,
    /// Not measured because the run was interrupted, each with the number of rounds that wait in its journal.
    pub not_measured: Vec<(String, usize)>,
    /// The signal that interrupted the run.
    pub signal: Option<i32>,
}

impl Summary {
    /// Exit status: 0 if all is well, 1 if a chapter failed, 128 and the signal's number if the run was interrupted.
    pub fn status(&self) -> u8 {
        match self.signal {
            Some(signal) => u8::try_from(128 + signal).unwrap_or(u8::MAX),
            None => u8::from(!self.failed.is_empty()),
        }
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (slug, note) in &self.measured {
            writeln!(f, "measured      {slug}: {note}")?;
        }
        for (slug, why) in &self.kept {
            writeln!(f, "kept          {slug}: {why}")?;
        }
        for (slug, why) in &self.failed {
            writeln!(f, "failed        {slug} {why}")?;
        }
        for (slug, rounds) in &self.not_measured {
            let journal = match rounds {
                0 => "no round was finished".to_owned(),
                n => format!("{n} finished rounds are kept, the next run goes on from them"),
            };
            writeln!(f, "not measured  {slug}: {journal}")?;
        }
        match self.signal {
            Some(signal) => writeln!(f, "interrupted by {}; run the same command to go on", signal_name(signal)),
            None => Ok(()),
        }
    }
}
