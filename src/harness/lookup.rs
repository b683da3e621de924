//! Which series of a measurement a selector names, or why there is none.
//!
//! A declaration speaks of every machine it meets and cannot know their versions, so two names stand for an engine:
//! `cpython` is the newest CPython with a GIL that a machine has asked, `cpython-free` the newest without.

use std::borrow::Cow;

use super::evaluate::Absent;
use crate::results::{Measurement, ParamValue, Role, Selector, Series};

/// The one measured series that matches; `None` if there is none or several.
pub(super) fn find<'a>(m: &'a Measurement, selector: &Selector) -> Option<&'a Series> {
    find_in(&m.series, m.observed.cores, selector).filter(|series| !series.samples.is_empty())
}

/// The one of these series that matches on a machine of so many cores.
pub(super) fn find_in<'a>(series: &'a [Series], cores: u32, selector: &Selector) -> Option<&'a Series> {
    let same = |s: &&Series| s.role == Role::Measured && s.engine == selector.engine && s.variant == selector.variant;
    let wanted = |name: &str, value: ParamValue| match value {
        ParamValue::Exact(n) => Some(n),
        ParamValue::Cores => Some(i64::from(cores)),
        ParamValue::Min => series.iter().filter(same).filter_map(|s| s.params.get(name).copied()).min(),
        ParamValue::Max => series.iter().filter(same).filter_map(|s| s.params.get(name).copied()).max(),
    };
    let at = |s: &&Series| selector.params.iter().all(|(k, v)| s.params.get(k).copied() == wanted(k, *v));
    let mut found = series.iter().filter(same).filter(at);
    match (found.next(), found.next()) {
        (Some(one), None) => Some(one),
        _ => None,
    }
}

/// The selector with the engine that its name stands for.
pub(super) fn resolve(m: &Measurement, selector: &Selector) -> Selector {
    Selector { engine: engine(m, &selector.engine).into_owned(), ..selector.clone() }
}

/// Why there is no such series: it was thrown out, the engine is missing, or nobody knows of it.
pub(super) fn absent(m: &Measurement, selector: &Selector) -> Absent {
    let real = resolve(m, selector);
    let rejected = m.rejected.iter().find(|r| r.series == real.to_string()).map(|r| &r.reason);
    let of_engine = |name: &str| m.missing.iter().find(|x| x.engine == name).map(|x| &x.reason);
    let of_alias = || m.missing.iter().find(|x| stands_for(&selector.engine, &x.engine)).map(|x| &x.reason);
    // An engine that was asked is not missing, whatever is said of another that its name could stand for.
    let missing = of_engine(&real.engine).or_else(|| (real == *selector).then(of_alias).flatten());
    let reason = rejected.or(missing).cloned();
    Absent { reason: reason.unwrap_or_else(|| format!("The record has no series {real}.")) }
}

/// The engine that `name` stands for in a measurement: the newest that was asked, whether or not its series were kept.
/// A name that stands for nothing there, or is that of an engine, stays.
pub(super) fn engine<'n>(measurement: &Measurement, name: &'n str) -> Cow<'n, str> {
    let rejected = measurement.rejected.iter().filter_map(|r| r.series.split_once('/')).map(|(engine, _)| engine);
    engine_of(measurement.series.iter().map(|s| s.engine.as_str()).chain(rejected), name)
}

/// The engine that `name` stands for among those `asked`.
pub(super) fn engine_of<'n, 'e>(asked: impl Iterator<Item = &'e str>, name: &'n str) -> Cow<'n, str> {
    let Some(free) = is_free(name) else { return name.into() };
    let fitting = asked.filter_map(version).filter(|v| v.is_free == free);
    fitting.max_by_key(|v| v.number).map_or(name.into(), |newest| newest.engine.to_owned().into())
}

/// The Pythons that were asked: the newest with a GIL, the newest without, then the others from new to old.
pub(super) fn pythons(measurement: &Measurement) -> Vec<&str> {
    let rejected = measurement.rejected.iter().filter_map(|r| r.series.split_once('/')).map(|(engine, _)| engine);
    let asked = measurement.series.iter().map(|s| s.engine.as_str()).chain(rejected);
    let mut pythons: Vec<(Version<'_>, &str)> = asked.filter_map(|engine| Some((numbered(engine)?, engine))).collect();
    pythons.sort_by(|(a, x), (b, y)| (b.number, a.is_free, x).cmp(&(a.number, b.is_free, y)));
    let mut pythons: Vec<&str> = pythons.into_iter().map(|(_, engine)| engine).collect();
    pythons.dedup();
    for name in ["cpython-free", "cpython"] {
        let newest = engine(measurement, name).into_owned();
        if let Some(at) = pythons.iter().position(|python| *python == newest) {
            pythons[..=at].rotate_right(1);
        }
    }
    pythons
}

/// Whether `name` can stand for `engine`.
fn stands_for(name: &str, engine: &str) -> bool {
    is_free(name).is_some_and(|free| version(engine).is_some_and(|v| v.is_free == free))
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
    engine.starts_with("cpython-").then(|| numbered(engine))?
}

/// Of an engine of any implementation, `pypy-3.10` too.
fn numbered(engine: &str) -> Option<Version<'_>> {
    let (_, text) = engine.rsplit_once('-')?;
    let number = text.strip_suffix('t').unwrap_or(text);
    let (major, minor) = number.split_once('.')?;
    Some(Version { engine, number: (major.parse().ok()?, minor.parse().ok()?), is_free: number.len() < text.len() })
}
