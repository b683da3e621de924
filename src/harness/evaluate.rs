//! Answers the questions of a [`Declaration`] from a [`Record`]: quantities, verdicts, conditions.
//!
//! A pure function of both. A quantity that the record cannot give is [`Absent`], with a reason to show; a name that
//! the declaration does not have is an [`EvaluateError`], which is the author's to mend.

use super::{
    estimate::{self, Estimate},
    lookup,
    rounds::Rounds,
};
use crate::results::{
    Declaration, Measurement, Role, Selector, Series, Stop, Unit,
    declaration::{Claim, Condition, Formula, Quantity, Settled, Test, Verdict},
};

/// A quantity as a machine knows it.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// The number, with its unit; `None` for ratios and shares.
    Known(Estimate, Option<Unit>),
    /// Not measured here.
    Absent(Absent),
}

/// Why a number is not there: not an error, a fact about the machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// A sentence for the reader.
    pub reason: String,
}

/// A name or condition that the declaration cannot answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EvaluateError {
    /// No quantity of that name.
    #[error("there is no quantity `{name}` in {slug}; declared are: {known}")]
    NoQuantity {
        /// What was asked for.
        name: String,
        /// In which chapter.
        slug: String,
        /// What there is.
        known: String,
    },
    /// No claim of that id.
    #[error("there is no claim `{id}` in {slug}; declared are: {known}")]
    NoClaim {
        /// What was asked for.
        id: String,
        /// In which chapter.
        slug: String,
        /// What there is.
        known: String,
    },
    /// A condition that cannot be read.
    #[error(
        "`{text}` is not a condition: write `[not] CLAIM.VERDICT`, `[not] measured QUANTITY`, or `[not] QUANTITY above NUMBER` (or below); verdicts are holds, depends, does-not-hold, outdated, inconclusive, not-measured-here"
    )]
    BadCondition {
        /// The condition.
        text: String,
    },
}

/// The verdict on a claim on one machine.
#[derive(Clone, Debug, PartialEq)]
pub struct ClaimVerdict {
    /// All engines together.
    pub overall: Verdict,
    /// Each engine that was judged: engine, verdict, the quantity that decided, its value.
    pub engines: Vec<EngineVerdict>,
}

/// The verdict on a claim for one engine.
#[derive(Clone, Debug, PartialEq)]
pub struct EngineVerdict {
    /// Engine, as the condition names it.
    pub engine: String,
    /// Who answered: the same, with the real version where the condition means the newest CPython.
    pub asked: String,
    /// Its verdict.
    pub verdict: Verdict,
    /// Name of the quantity that decided.
    pub quantity: String,
    /// Its value.
    pub answer: Answer,
}

/// A declaration and one machine's measurement, if there is one.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// What is asked.
    pub declaration: &'a Declaration,
    /// What was answered; `None` if this machine never ran the chapter.
    pub measurement: Option<&'a Measurement>,
}

impl<'a> View<'a> {
    /// The value of the declared quantity `name`.
    ///
    /// # Errors
    /// If no such quantity is declared.
    pub fn quantity(&self, name: &str) -> Result<Answer, EvaluateError> {
        Ok(self.formula(&self.declared(name)?.of))
    }

    /// The declared quantity `name`.
    ///
    /// # Errors
    /// If no such quantity is declared.
    pub fn declared(&self, name: &str) -> Result<&'a Quantity, EvaluateError> {
        self.declaration.quantities.iter().find(|q| q.name == name).ok_or_else(|| {
            let known = self.declaration.quantities.iter().map(|q| q.name.as_str()).collect::<Vec<_>>().join(", ");
            EvaluateError::NoQuantity { name: name.into(), slug: self.declaration.slug.clone(), known }
        })
    }

    /// The value of any formula.
    #[must_use]
    pub fn formula(&self, formula: &Formula) -> Answer {
        self.try_formula(formula).unwrap_or_else(Answer::Absent)
    }

    fn try_formula(&self, formula: &Formula) -> Result<Answer, Absent> {
        let (estimate, unit) = match formula {
            Formula::Median { of } => {
                let series = self.series(of)?;
                (self.over_rounds(series, 0.5), Some(series.unit))
            }
            Formula::Quantile { of, q } => {
                let series = self.series(of)?;
                (self.over_rounds(series, *q), Some(series.unit))
            }
            Formula::Ratio { of, over } => (self.ratio(self.series(of)?, self.series(over)?), None),
            Formula::Residual { of, over, predicted, predicted_over } => {
                let measured = [self.series(of)?, self.series(over)?];
                (self.residual(measured, [self.series(predicted)?, self.series(predicted_over)?]), None)
            }
            Formula::Share { of, value } => (self.share(self.series(of)?, |sample| sample == *value), None),
            Formula::Sum { of } => {
                let series = self.series(of)?;
                let sum = series.samples.iter().map(|s| *s as f64).sum();
                (Some(Estimate::exact(sum, series.samples.len())), Some(series.unit))
            }
            Formula::Max { of } => {
                let series = self.series(of)?;
                let max = series.samples.iter().max().map(|m| Estimate::exact(*m as f64, series.samples.len()));
                (max, Some(series.unit))
            }
            Formula::Distinct { of } => {
                let series = self.series(of)?;
                let distinct: std::collections::BTreeSet<_> = series.samples.iter().collect();
                (Some(Estimate::exact(distinct.len() as f64, series.samples.len())), Some(Unit::Count))
            }
        };
        let absent = || Absent { reason: "The record holds no usable sample of it.".into() };
        estimate.map(|e| Answer::Known(e, unit)).ok_or_else(absent)
    }

    /// The one measured series that `selector` names.
    ///
    /// # Errors
    /// If the machine did not measure it; the reason says why (no record, engine missing, row rejected).
    pub fn series(&self, selector: &Selector) -> Result<&'a Series, Absent> {
        let m = self.measurement.ok_or_else(|| Absent { reason: "This machine has not run the experiment.".into() })?;
        lookup::find(m, &lookup::resolve(m, selector)).ok_or_else(|| lookup::absent(m, selector))
    }

    /// The selector with the engine that really answered: `cpython` becomes the newest CPython with a GIL that this
    /// machine has asked, `cpython-free` the newest without. Others stay.
    #[must_use]
    pub fn resolve(&self, selector: &Selector) -> Selector {
        self.measurement.map_or_else(|| selector.clone(), |m| lookup::resolve(m, selector))
    }

    /// The engines that answered for `formula` where it names them by what they are: `cpython-3.14` for `cpython`.
    #[must_use]
    pub fn real_engines(&self, formula: &Formula) -> Vec<String> {
        let real = |named: &Selector| Some(self.resolve(named).engine).filter(|engine| *engine != named.engine);
        let mut engines: Vec<String> = formula.selectors().into_iter().filter_map(real).collect();
        engines.dedup();
        engines
    }

    /// The Pythons that this machine has asked: the newest with a GIL, the newest without, then the others from new to
    /// old.
    #[must_use]
    pub fn pythons(&self) -> Vec<&'a str> {
        self.measurement.map_or_else(Vec::new, lookup::pythons)
    }

    /// Noise floor of the chapter: the largest distance of an A/A pair's ratio from 1, as a fraction; `None` without
    /// such a pair.
    #[must_use]
    pub fn noise_floor(&self) -> Option<f64> {
        self.floors().into_iter().map(|(_, floor)| floor).reduce(f64::max)
    }

    /// Noise floor of a ratio: that of the A/A pairs of its own variants, else of its engines, else of the chapter. A
    /// variant that cannot keep still says nothing about the others, and a pair of many threads says nothing about few.
    fn noise_floor_of(&self, formula: &Formula) -> Option<f64> {
        if !matches!(formula, Formula::Ratio { .. } | Formula::Residual { .. }) {
            return None;
        }
        let sides: Vec<Selector> = formula.selectors().into_iter().map(|side| self.resolve(side)).collect();
        let busiest = sides.iter().filter_map(|side| self.series(side).ok()).map(threads).max();
        let is_time = |unit: Unit| matches!(unit, Unit::Nanoseconds | Unit::Picoseconds);
        let timed = sides.iter().filter_map(|side| self.series(side).ok()).any(|series| is_time(series.unit));
        let mut floors = self.floors();
        // How much a clock wavers says nothing about bytes and counts.
        floors.retain(|(pair, _)| is_time(pair.unit) == timed);
        if floors.iter().any(|(pair, _)| Some(threads(pair)) <= busiest) {
            floors.retain(|(pair, _)| Some(threads(pair)) <= busiest);
        }
        let largest = |is_akin: &dyn Fn(&Series) -> bool| {
            floors.iter().filter(|(series, _)| is_akin(series)).map(|(_, floor)| *floor).reduce(f64::max)
        };
        largest(&|s| sides.iter().any(|side| side.engine == s.engine && side.variant == s.variant))
            .or_else(|| largest(&|s| sides.iter().any(|side| side.engine == s.engine)))
            .or_else(|| largest(&|_| true))
    }

    /// Each A/A pair with its floor.
    fn floors(&self) -> Vec<(&'a Series, f64)> {
        let Some(measurement) = self.measurement else { return Vec::new() };
        let floor = |again: &'a Series| {
            let is_pair = |s: &&Series| {
                s.role == Role::Measured
                    && (&s.engine, &s.variant, &s.params) == (&again.engine, &again.variant, &again.params)
            };
            let e = self.ratio(again, measurement.series.iter().find(is_pair)?)?;
            Some((again, (e.low - 1.0).abs().max((e.high - 1.0).abs())))
        };
        measurement.series.iter().filter(|s| s.role == Role::Again).filter_map(floor).collect()
    }

    fn rounds(&self, series: &Series) -> Option<Rounds> {
        Some(Rounds::of(series, &self.measurement?.stop))
    }

    /// Share of the samples of `series` that count.
    #[must_use]
    pub fn share(&self, series: &Series, counts: impl Fn(i64) -> bool) -> Option<Estimate> {
        let hits: Vec<bool> = series.samples.iter().map(|sample| counts(*sample)).collect();
        estimate::share_over_rounds(&hits, &self.rounds(series)?)
    }

    fn over_rounds(&self, series: &Series, q: f64) -> Option<Estimate> {
        let values: Vec<f64> = series.samples.iter().map(|s| *s as f64).collect();
        estimate::quantile_over_rounds(&values, &self.rounds(series)?, q).map(|e| possible(e, &values))
    }

    /// One value a round of each series, those of one place from the same round, as far as all were measured in it: a
    /// Python that has had its time is in the first rounds of a sitting. What is measured after the rounds (a single
    /// operation) has the median of each sitting, and so have the others.
    fn side_by_side<const N: usize>(&self, series: [&Series; N]) -> Option<([Vec<f64>; N], Rounds)> {
        let stop = &self.measurement?.stop;
        let first = series.first()?;
        if series.iter().all(|other| other.sittings == first.sittings) {
            return Some((series.map(round_medians), Rounds::of(first, stop).one_value_each()));
        }
        let by_sitting = series.map(|series| rounds_of_sittings(series, stop));
        if series.iter().all(|series| series.unit != Unit::Picoseconds) {
            return Some(rounds_in_common(&by_sitting));
        }
        let medians = sittings_in_common(&by_sitting);
        let sittings = medians.iter().map(Vec::len).min()?;
        Some((medians, Rounds::new(1, &[u32::try_from(sittings).ok()?])))
    }

    /// Median over rounds of the ratio of the rounds' medians.
    fn ratio(&self, of: &Series, over: &Series) -> Option<Estimate> {
        let ([of, over], rounds) = self.side_by_side([of, over])?;
        let ratios: Vec<f64> = of.into_iter().zip(over).map(|(a, b)| a / b).collect();
        estimate::quantile_over_rounds(&ratios, &rounds, 0.5).map(|e| possible(e, &ratios))
    }

    /// Median over rounds of the measured ratio of the rounds' medians over the predicted one.
    fn residual(&self, measured: [&Series; 2], predicted: [&Series; 2]) -> Option<Estimate> {
        let series = [measured[0], measured[1], predicted[0], predicted[1]];
        let ([of, over, predicted, predicted_over], rounds) = self.side_by_side(series)?;
        let ratios = of.iter().zip(over).map(|(a, b)| a / b);
        let expected = predicted.iter().zip(predicted_over).map(|(a, b)| a / b);
        let residuals: Vec<f64> = ratios.zip(expected).map(|(r, e)| r / e).collect();
        let found = estimate::quantile_over_rounds(&residuals, &rounds, 0.5);
        found.map(|e| possible(e, &residuals))
    }

    /// The verdict on the declared claim `id`.
    ///
    /// # Errors
    /// If no such claim is declared, or its condition names a quantity that is not.
    pub fn verdict(&self, id: &str) -> Result<ClaimVerdict, EvaluateError> {
        let claim = self.claim(id)?;
        match &claim.settled {
            Settled::Cited { verdict } => Ok(ClaimVerdict { overall: *verdict, engines: Vec::new() }),
            Settled::By(conditions) => {
                let engines = conditions.iter().map(|c| self.judge(c)).collect::<Result<Vec<_>, _>>()?;
                Ok(ClaimVerdict { overall: overall(&engines), engines })
            }
        }
    }

    /// The declared claim `id`.
    ///
    /// # Errors
    /// If no such claim is declared.
    pub fn claim(&self, id: &str) -> Result<&'a Claim, EvaluateError> {
        self.declaration.claims.iter().find(|c| c.id == id).ok_or_else(|| {
            let known = self.declaration.claims.iter().map(|c| c.id.as_str()).collect::<Vec<_>>().join(", ");
            EvaluateError::NoClaim { id: id.into(), slug: self.declaration.slug.clone(), known }
        })
    }

    fn judge(&self, condition: &Condition) -> Result<EngineVerdict, EvaluateError> {
        let quantity = self.declared(&condition.quantity)?;
        let mut answer = self.formula(&quantity.of);
        if self.measurement.is_some_and(|m| m.observed.cores < condition.cores) {
            let reason = format!("The question needs {} CPUs.", condition.cores);
            answer = Answer::Absent(Absent { reason });
        }
        let verdict = match &answer {
            Answer::Absent(_) => Verdict::NotMeasuredHere,
            Answer::Known(estimate, _) => decide(estimate, condition, self.noise_floor_of(&quantity.of).unwrap_or(0.0)),
        };
        let (engine, quantity) = (condition.engine.clone(), condition.quantity.clone());
        Ok(EngineVerdict { asked: self.asked(&engine), engine, verdict, quantity, answer })
    }

    /// The engine of a condition with its real version; after a comma, its case stays.
    fn asked(&self, engine: &str) -> String {
        let (name, case) = engine.split_at(engine.find(',').unwrap_or(engine.len()));
        self.measurement.map_or_else(|| engine.to_owned(), |m| format!("{}{case}", lookup::engine(m, name)))
    }

    /// Whether a condition of a page or title is true: `[not] CLAIM.VERDICT`, `[not] measured QUANTITY`,
    /// `[not] QUANTITY above NUMBER`, `[not] QUANTITY below NUMBER`.
    ///
    /// `above` and `below` are true only where the whole interval is; a quantity that is absent is neither.
    ///
    /// # Errors
    /// If it cannot be read, or names what is not declared.
    pub fn condition(&self, text: &str) -> Result<bool, EvaluateError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let bad = || EvaluateError::BadCondition { text: text.into() };
        match words.as_slice() {
            ["not", rest @ ..] if !rest.is_empty() && rest[0] != "not" => Ok(!self.condition(&rest.join(" "))?),
            ["measured", name] => Ok(matches!(self.quantity(name)?, Answer::Known(..))),
            [name, side @ ("above" | "below"), number] => {
                let number: f64 = number.parse().map_err(|_| bad())?;
                Ok(match self.quantity(name)? {
                    Answer::Known(e, _) if *side == "above" => e.low > number,
                    Answer::Known(e, _) => e.high < number,
                    Answer::Absent(_) => false,
                })
            }
            [one] => {
                let (id, word) = one.rsplit_once('.').ok_or_else(bad)?;
                let verdict = Verdict::ALL.into_iter().find(|v| v.keyword() == word).ok_or_else(bad)?;
                Ok(self.verdict(id)?.overall == verdict)
            }
            _ => Err(bad()),
        }
    }
}

/// Verdict of one condition on an interval that is known no better than the noise floor (a fraction of the point).
fn decide(estimate: &Estimate, condition: &Condition, floor: f64) -> Verdict {
    let low = estimate.low.min(estimate.point * (1.0 - floor));
    let high = estimate.high.max(estimate.point * (1.0 + floor));
    let (yes, no) = match condition.is {
        Test::Above(t) => (low > t, high <= t),
        Test::Below(t) => (high < t, low >= t),
        Test::Between(a, b) => (low >= a && high <= b, high < a || low > b),
    };
    match (yes, no) {
        (true, _) => Verdict::Holds,
        (_, true) => condition.otherwise,
        _ => Verdict::Inconclusive,
    }
}

/// All engines that could be judged, together.
fn overall(engines: &[EngineVerdict]) -> Verdict {
    let mut seen: Vec<Verdict> = engines.iter().map(|e| e.verdict).filter(|v| *v != Verdict::NotMeasuredHere).collect();
    seen.sort_unstable();
    seen.dedup();
    match seen.as_slice() {
        [] => Verdict::NotMeasuredHere,
        [one] => *one,
        many if many.contains(&Verdict::Holds)
            && many.iter().any(|v| *v != Verdict::Inconclusive && *v != Verdict::Holds) =>
        {
            Verdict::Depends
        }
        many if many.contains(&Verdict::Inconclusive) => Verdict::Inconclusive,
        _ => Verdict::Outdated,
    }
}

/// How many threads (or processes) a series keeps busy; a single operation is one thread's.
fn threads(series: &Series) -> i64 {
    series.params.get("threads").copied().unwrap_or(1)
}

/// The interval without what cannot be: where no value (a time, a count, a ratio of a round) is negative, that of all
/// rounds is not, however much sittings differ.
fn possible(e: Estimate, values: &[f64]) -> Estimate {
    if values.iter().all(|value| *value >= 0.0) { Estimate { low: e.low.max(0.0), ..e } } else { e }
}

fn round_medians(series: &Series) -> Vec<f64> {
    let values: Vec<f64> = series.samples.iter().map(|s| *s as f64).collect();
    values.chunks(series.per_round.max(1) as usize).map(median_of).collect()
}

/// The rounds of each sitting: one value a round.
fn rounds_of_sittings(series: &Series, stop: &Stop) -> Vec<Vec<f64>> {
    let values = round_medians(series);
    let mut rest = &values[..];
    let sitting = |rounds: &u32| {
        let (sitting, later) = rest.split_at((*rounds as usize).min(rest.len()));
        rest = later;
        sitting.to_vec()
    };
    let sittings = if series.sittings.is_empty() { &stop.sittings } else { &series.sittings };
    sittings.iter().map(sitting).collect()
}

/// The first rounds of each sitting, as many as all series have.
fn rounds_in_common<const N: usize>(series: &[Vec<Vec<f64>>; N]) -> ([Vec<f64>; N], Rounds) {
    let sittings = series.iter().map(Vec::len).min().unwrap_or(0);
    let in_all = |sitting: usize| series.iter().map(|rounds| rounds[sitting].len()).min().unwrap_or(0);
    let common: Vec<usize> = (0..sittings).map(in_all).collect();
    let first_of = |rounds: &Vec<Vec<f64>>| rounds.iter().zip(&common).flat_map(|(r, n)| &r[..*n]).copied().collect();
    (series.each_ref().map(first_of), Rounds::by_plan(&common))
}

/// The medians of the sittings in which all series have a round.
fn sittings_in_common<const N: usize>(series: &[Vec<Vec<f64>>; N]) -> [Vec<f64>; N] {
    let sittings = series.iter().map(Vec::len).min().unwrap_or(0);
    let of_all = |sitting: &usize| series.iter().all(|rounds| !rounds[*sitting].is_empty());
    let common: Vec<usize> = (0..sittings).filter(of_all).collect();
    series.each_ref().map(|rounds| common.iter().map(|sitting| median_of(&rounds[*sitting])).collect())
}

fn median_of(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    estimate::quantile_of(&sorted, 0.5)
}
