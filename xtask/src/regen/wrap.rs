//! From what an example printed to a record: everything that must be so before a number is kept.

use roommates::results::{Measurement, Mode, Record, SCHEMA_VERSION, Warning};

use super::origin::Origin;
use roommates::results::{Digests, Machine, Provenance};

#[cfg(test)]
mod tests;

/// The measurement in what the example `slug` printed when it was asked for `mode`.
///
/// # Errors
/// In words that follow the name of the example, if it printed anything else or something that must not be kept.
pub fn accept(printed: &[u8], slug: &str, mode: Mode) -> Result<Measurement, String> {
    if printed.trim_ascii().is_empty() {
        return Err("printed no measurement".into());
    }
    let m: Measurement =
        serde_json::from_slice(printed).map_err(|e| format!("printed something that is no measurement: {e}"))?;
    check(&m, slug)?;
    if m.mode != mode {
        return Err(format!("was asked for a {mode:?} measurement and printed a {:?} one", m.mode).to_lowercase());
    }
    Ok(m)
}

/// Whether a measurement may be kept as one of the chapter `slug`.
///
/// # Errors
/// In words that follow the name of the example, if not.
pub fn check(m: &Measurement, slug: &str) -> Result<(), String> {
    if m.slug != slug {
        return Err(format!("printed a measurement of `{}`", m.slug.escape_default()));
    }
    if m.mode == Mode::Verify {
        return Err("only verified its answers; such a run is never kept".into());
    }
    if m.stop.sittings.iter().map(|rounds| u64::from(*rounds)).sum::<u64>() != u64::from(m.stop.rounds) {
        return Err(format!("printed {} rounds in sittings of {:?}", m.stop.rounds, m.stop.sittings));
    }
    if m.series.is_empty() {
        return Err("printed a measurement without a series".into());
    }
    m.series.iter().try_for_each(|series| check_series(m, series))
}

fn check_series(m: &Measurement, series: &roommates::results::Series) -> Result<(), String> {
    let name = series.selector().to_string();
    let (n, per_round) = (series.samples.len(), series.per_round as usize);
    if n == 0 {
        return Err(format!("printed the series {name} without a sample"));
    }
    if per_round == 0 || n % per_round != 0 {
        return Err(format!("printed {n} samples of {name}, which are no whole rounds of {per_round}"));
    }
    let own: u64 = series.sittings.iter().map(|rounds| u64::from(*rounds)).sum();
    let rounds = if series.sittings.is_empty() { u64::from(m.stop.rounds) } else { own };
    if (n / per_round) as u64 != rounds {
        return Err(format!("printed {n} samples of {name}, which are not {rounds} rounds of {per_round}"));
    }
    match m.checks.iter().find(|c| c.series == name && c.requested != c.observed) {
        Some(c) => Err(format!("kept {name}, which asked for {} = {} and saw {}", c.state, c.requested, c.observed)),
        None => Ok(()),
    }
}

/// Adds where the numbers come from.
pub fn wrap(
    mut measurement: Measurement,
    machine: &Machine,
    digests: Digests,
    origin: &Origin,
    when: super::measure::When,
) -> Record {
    if origin.dirty {
        measurement.warnings.push(dirty(origin));
    }
    let provenance = Provenance {
        revision: origin.revision.clone(),
        dirty: origin.dirty,
        digests,
        rustc: origin.rustc.clone(),
        profile: origin.profile.clone(),
        interpreters: std::mem::take(&mut measurement.interpreters),
        started: when.started,
        duration_ms: when.duration_ms,
    };
    Record { schema_version: SCHEMA_VERSION, machine: machine.name.clone(), provenance, measurement }
}

fn dirty(origin: &Origin) -> Warning {
    let commit =
        origin.revision.as_deref().map_or("the last commit".into(), |r| format!("commit {}", &r[..r.len().min(10)]));
    Warning {
        kind: "dirty".into(),
        saw: format!("The code that was measured differs from {commit}."),
        advice: "Commit the code, then measure again with `cargo xtask regen --force`.".into(),
    }
}
