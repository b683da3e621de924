//! Whether records still speak of the code at hand, and if not, why.

use std::collections::BTreeMap;

use roommates::results::{Digests, Record, SCHEMA_VERSION};

use crate::{
    chapters::Tree,
    digest::{SourceDigests, Sources},
    library::Library,
};

#[cfg(test)]
mod tests;

/// Why a record no longer speaks of the code at hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The example or a module that it reaches.
    Code,
    /// The way of measuring.
    Harness,
    /// What it is linked with.
    Dependencies,
    /// Compiler, profile or flags.
    Compiler,
    /// Layout of the record.
    Schema,
    /// The example was removed or does not parse.
    Unknown,
}

impl Reason {
    /// The reason in words that end a sentence beginning with "stale:".
    pub fn words(self) -> &'static str {
        match self {
            Self::Code => "the experiment's code changed since",
            Self::Harness => "the harness changed since",
            Self::Dependencies => "a dependency changed since",
            Self::Compiler => "the compiler, its profile or its flags changed since",
            Self::Schema => "the layout of records changed since",
            Self::Unknown => "the experiment's code cannot be read here",
        }
    }
}

/// Several reasons as one sentence part.
pub fn in_words(reasons: &[Reason]) -> String {
    reasons.iter().map(|r| r.words()).collect::<Vec<_>>().join("; ")
}

/// For every record, by machine and slug, why it is stale; empty where it is fresh. Asks no compiler, so that pages are
/// built at once: a changed compiler is seen by `regen`.
pub fn freshness(tree: &Tree, library: &Library) -> BTreeMap<(String, String), Vec<Reason>> {
    let sources = Sources::read(tree);
    let digests: BTreeMap<&str, Option<SourceDigests>> = library
        .machines
        .values()
        .flat_map(|m| m.records.keys())
        .map(|slug| (slug.as_str(), sources.as_ref().ok().and_then(|s| s.of(slug).ok())))
        .collect();
    let mut freshness = BTreeMap::new();
    for (machine, records) in &library.machines {
        for (slug, record) in &records.records {
            let now = digests.get(slug.as_str()).and_then(Option::as_ref);
            let reasons = now.map_or_else(|| vec![Reason::Unknown], |now| of_sources(record, now));
            freshness.insert((machine.clone(), slug.clone()), reasons);
        }
    }
    freshness
}

/// Why `record` is stale by the sources alone.
pub fn of_sources(record: &Record, now: &SourceDigests) -> Vec<Reason> {
    let then = &record.provenance.digests;
    let differs = [
        (then.code != now.code, Reason::Code),
        (then.harness != now.harness, Reason::Harness),
        (then.dependencies != now.dependencies, Reason::Dependencies),
        (record.schema_version != SCHEMA_VERSION, Reason::Schema),
    ];
    differs.into_iter().filter_map(|(differs, reason)| differs.then_some(reason)).collect()
}

/// Why `record` is stale, the compiler included.
pub fn of_all(record: &Record, now: &Digests) -> Vec<Reason> {
    let Digests { code, harness, dependencies, compiler } = now.clone();
    let mut reasons = of_sources(record, &SourceDigests { code, harness, dependencies });
    if record.provenance.digests.compiler != compiler {
        reasons.push(Reason::Compiler);
        reasons.sort_unstable();
    }
    reasons
}
