//! Decides whether a chapter is measured, and says why.

use std::path::Path;

use roommates::results::{Digests, Mode, Record};

use super::Options;
use crate::{library, stale};

#[cfg(test)]
mod tests;

/// What happens to a chapter, with the reason in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Its record stands.
    Keep(String),
    /// It is measured.
    Measure(String),
}

/// Looks at the record in `path`, which may not be there.
///
/// # Errors
/// If there is a record that cannot be read: it is not ours to throw away, except with `--force`.
pub fn decide(path: &Path, now: &Digests, options: &Options) -> Result<Decision, String> {
    if options.force {
        return Ok(Decision::Measure("as --force asks".into()));
    }
    if !path.exists() {
        return Ok(Decision::Measure("not measured yet".into()));
    }
    let record: Record = library::read(path).map_err(|e| format!("has a record that cannot be read: {e:#}"))?;
    let stale = stale::of_all(&record, now);
    let is_full = record.measurement.mode == Mode::Full;
    Ok(match (stale.is_empty(), is_full, options.quick) {
        (false, true, true) => {
            Decision::Measure(format!("stale: {}; the full record is replaced by a quick one", stale::in_words(&stale)))
        }
        (false, ..) => Decision::Measure(format!("stale: {}", stale::in_words(&stale))),
        (true, false, false) => Decision::Measure("only a quick look so far".into()),
        (true, true, true) => Decision::Keep("fresh, and full: only --force replaces it by a quick one".into()),
        (true, ..) => Decision::Keep("fresh".into()),
    })
}
