//! Whether two sets of records say the same: `cargo xtask compare A B`.
//!
//! Two measurements of the same code on the same machine must give the same verdicts, and nearly all of their 95 %
//! intervals must overlap; otherwise the intervals promise more than they hold.

mod source;
#[cfg(test)]
mod tests;

use std::{collections::BTreeMap, fmt};

use roommates::{
    harness::{
        estimate::Estimate,
        evaluate::{Answer, View},
        number,
    },
    results::{
        Declaration, Measurement, Role, Unit,
        declaration::{Formula, Verdict},
    },
};

use crate::library::Library;

pub use source::{Records, open};

/// Share of intervals that must overlap.
const ENOUGH: f64 = 0.95;

/// What two sets of records have in common, and where they differ.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Comparison {
    /// Records that both have, as `machine/slug`.
    pub compared: Vec<String>,
    /// Records that only one has.
    pub alone: Vec<String>,
    /// Verdicts that were compared.
    pub verdicts: usize,
    /// Verdicts that differ.
    pub flips: Vec<Flip>,
    /// Intervals that were compared.
    pub intervals: usize,
    /// Intervals that do not overlap, in words.
    pub apart: Vec<String>,
}

/// A verdict that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flip {
    /// Record, claim and engine.
    pub what: String,
    /// Of the first.
    pub was: Verdict,
    /// Of the second.
    pub is: Verdict,
}

impl Flip {
    /// Whether both could decide and contradict each other; else one of them saw less clearly.
    pub fn is_contradiction(&self) -> bool {
        [self.was, self.is].iter().all(|v| !matches!(v, Verdict::Inconclusive | Verdict::NotMeasuredHere))
    }
}

impl fmt::Display for Flip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}, then {}", self.what, self.was.words(), self.is.words())
    }
}

impl Comparison {
    /// Verdicts that both could decide, each in another way.
    pub fn contradictions(&self) -> usize {
        self.flips.iter().filter(|flip| flip.is_contradiction()).count()
    }

    /// Share of intervals that overlap.
    pub fn overlap(&self) -> f64 {
        1.0 - self.apart.len() as f64 / self.intervals.max(1) as f64
    }

    /// Whether something was compared, no verdict flips and enough intervals overlap.
    pub fn is_good(&self) -> bool {
        !self.compared.is_empty() && self.flips.is_empty() && self.overlap() >= ENOUGH
    }
}

impl fmt::Display for Comparison {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for record in &self.alone {
            writeln!(f, "only one side has {record}")?;
        }
        for flip in &self.flips {
            let how = if flip.is_contradiction() { "verdict contradicts" } else { "verdict of only one" };
            writeln!(f, "{how}: {flip}")?;
        }
        for apart in &self.apart {
            writeln!(f, "intervals apart: {apart}")?;
        }
        let overlap = self.overlap() * 100.0;
        let overlapping = self.intervals - self.apart.len();
        writeln!(f, "{} records compared", self.compared.len())?;
        let (flips, verdicts, contradictions) = (self.flips.len(), self.verdicts, self.contradictions());
        writeln!(f, "{flips} of {verdicts} verdicts flip; {contradictions} of them were decided both times")?;
        writeln!(f, "{overlapping} of {} intervals overlap ({overlap:.1} %; at least 95 % must)", self.intervals)?;
        writeln!(f, "{}", if self.is_good() { "the two agree" } else { "the two do not agree" })
    }
}

/// Compares all records that both libraries have, by the declarations of the second.
pub fn compare(first: &Library, second: &Library) -> Comparison {
    let (mut a, b) = (records(first), records(second));
    let mut comparison = Comparison::default();
    for ((machine, slug), after) in b {
        let name = format!("{machine}/{slug}");
        let declaration = second.declarations.get(slug).or_else(|| first.declarations.get(slug));
        match (a.remove(&(machine, slug)), declaration) {
            (Some(before), Some(declaration)) => {
                verdicts(&mut comparison, &name, declaration, before, after);
                intervals(&mut comparison, &name, declaration, before, after);
                comparison.compared.push(name);
            }
            (Some(_), None) => comparison.alone.push(format!("{name}, and nobody its declaration")),
            (None, _) => comparison.alone.push(name),
        }
    }
    comparison.alone.extend(a.into_keys().map(|(machine, slug)| format!("{machine}/{slug}")));
    comparison
}

fn records(library: &Library) -> BTreeMap<(&str, &str), &Measurement> {
    let machines = library.machines.iter();
    let records = machines.flat_map(|(machine, m)| m.records.iter().map(move |(slug, record)| (machine, slug, record)));
    records.map(|(machine, slug, record)| ((machine.as_str(), slug.as_str()), &record.measurement)).collect()
}

fn verdicts(into: &mut Comparison, name: &str, declaration: &Declaration, before: &Measurement, after: &Measurement) {
    let view = |measurement| View { declaration, measurement: Some(measurement) };
    for claim in &declaration.claims {
        let (Ok(was), Ok(is)) = (view(before).verdict(&claim.id), view(after).verdict(&claim.id)) else { continue };
        let overall = std::iter::once(("all engines", was.overall, is.overall));
        let engines = was.engines.iter().zip(&is.engines).map(|(w, i)| (w.engine.as_str(), w.verdict, i.verdict));
        for (engine, was, is) in overall.chain(engines) {
            into.verdicts += 1;
            if was != is {
                into.flips.push(Flip { what: format!("{name}: {} ({engine})", claim.id), was, is });
            }
        }
    }
}

fn intervals(into: &mut Comparison, name: &str, declaration: &Declaration, before: &Measurement, after: &Measurement) {
    let view = |measurement| View { declaration, measurement: Some(measurement) };
    let declared = declaration.quantities.iter().filter(|q| is_interval(&q.of)).map(|q| (q.name.clone(), q.of.clone()));
    let series = after.series.iter().filter(|s| s.role == Role::Measured && is_measured(s.unit)).map(|s| {
        let of = s.selector();
        (of.to_string(), Formula::Median { of })
    });
    for (what, formula) in declared.chain(series) {
        let answers = (view(before).formula(&formula), view(after).formula(&formula));
        if let (Answer::Known(was, unit), Answer::Known(is, _)) = answers {
            into.intervals += 1;
            if !overlap(&was, &is) {
                let (was, is) = (number::with_interval(&was, unit), number::with_interval(&is, unit));
                into.apart.push(format!("{name}: {what}: {was}, then {is}"));
            }
        }
    }
}

/// Sums, maxima and numbers of different values are exact: they have no interval that could overlap.
fn is_interval(formula: &Formula) -> bool {
    match formula {
        Formula::Median { .. }
        | Formula::Quantile { .. }
        | Formula::Ratio { .. }
        | Formula::Residual { .. }
        | Formula::Share { .. } => true,
        Formula::Sum { .. } | Formula::Max { .. } | Formula::Distinct { .. } => false,
    }
}

/// Whether the median of such samples means anything.
fn is_measured(unit: Unit) -> bool {
    !matches!(unit, Unit::Order | Unit::ExitStatus)
}

fn overlap(a: &Estimate, b: &Estimate) -> bool {
    a.low <= b.high && b.low <= a.high
}
