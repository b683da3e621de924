//! Names that stand for an engine: `cpython` is the newest CPython with a GIL that a machine has asked, `cpython-free`
//! the newest without.
//!
//! A declaration speaks of every machine it meets, so it cannot know their versions.

use std::borrow::Cow;

use crate::results::Measurement;

/// Whether `name` can stand for `engine`.
pub(super) fn stands_for(name: &str, engine: &str) -> bool {
    is_free(name).is_some_and(|free| version(engine).is_some_and(|v| v.is_free == free))
}

/// The engine that `name` stands for in a measurement: the newest that was asked, whether or not its series were kept.
/// A name that stands for nothing there, or is that of an engine, stays.
pub(super) fn resolve<'n>(measurement: &Measurement, name: &'n str) -> Cow<'n, str> {
    let Some(free) = is_free(name) else { return name.into() };
    let rejected = measurement.rejected.iter().filter_map(|r| r.series.split_once('/')).map(|(engine, _)| engine);
    let asked = measurement.series.iter().map(|s| s.engine.as_str()).chain(rejected);
    let fitting = asked.filter_map(version).filter(|v| v.is_free == free);
    fitting.max_by_key(|v| v.number).map_or(name.into(), |newest| newest.engine.to_owned().into())
}

/// For one of the names: whether it means an engine without a GIL.
fn is_free(name: &str) -> Option<bool> {
    match name {
        "cpython" => Some(false),
        "cpython-free" => Some(true),
        _ => None,
    }
}

struct Version<'e> {
    engine: &'e str,
    number: (u32, u32),
    is_free: bool,
}

/// Of `cpython-3.14` and `cpython-3.14t`.
fn version(engine: &str) -> Option<Version<'_>> {
    let text = engine.strip_prefix("cpython-")?;
    let number = text.strip_suffix('t').unwrap_or(text);
    let (major, minor) = number.split_once('.')?;
    Some(Version { engine, number: (major.parse().ok()?, minor.parse().ok()?), is_free: number.len() < text.len() })
}
