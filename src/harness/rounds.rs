//! How samples were gathered: so many in a round, so many rounds in a sitting.
//!
//! A sitting is one start of the example's program. The system places memory and threads anew for each, so the rounds of
//! one sitting agree better with each other than with those of the next, and much better than the next measurement
//! will. A full measurement therefore takes several sittings, with those of other chapters in between.

use super::estimate::Estimate;
use crate::results::{Series, Stop};

/// Sittings below this say nothing about how sittings differ.
const FEWEST_SITTINGS: usize = 3;
/// A sitting that was interrupted after fewer rounds counts with its neighbor.
const FEWEST_ROUNDS: usize = 2;
/// Student's t, 97.5 %, for 1, 2, … degrees of freedom.
const T: [f64; 15] =
    [12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.160, 2.145, 2.131];
/// The same for more.
const T_MANY: f64 = 2.1;

/// Student's t, 97.5 %, of `n` values, at least two: few values know little about how much they differ.
#[must_use]
pub fn student(n: usize) -> f64 {
    T.get(n.saturating_sub(2)).copied().unwrap_or(T_MANY)
}

/// The rounds of a series.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rounds {
    per_round: usize,
    /// Rounds in each sitting.
    sittings: Vec<usize>,
}

impl Rounds {
    /// Rounds of `per_round` samples in sittings of so many rounds each.
    #[must_use]
    pub fn new(per_round: usize, sittings: &[u32]) -> Self {
        let mut ascending = sittings.to_vec();
        ascending.sort_unstable();
        // Where most are of one round, that is the plan, and nothing was interrupted.
        let usual = ascending.get(ascending.len() / 2).map_or(0, |rounds| *rounds as usize);
        let fewest = FEWEST_ROUNDS.min(usual);
        let mut joined: Vec<usize> = Vec::new();
        for rounds in sittings.iter().map(|r| *r as usize) {
            match joined.last_mut() {
                Some(last) if rounds < fewest || *last < fewest => *last += rounds,
                _ => joined.push(rounds),
            }
        }
        Self { per_round: per_round.max(1), sittings: joined }
    }

    /// The rounds of `series`: those of `stop`, if it was measured in all of them, or its own. Of a sitting that is one
    /// round by plan nothing was lost, so it counts for itself.
    #[must_use]
    pub fn of(series: &Series, stop: &Stop) -> Self {
        let per_round = series.per_round.max(1) as usize;
        if series.sittings.is_empty() {
            return Self::new(per_round, &stop.sittings);
        }
        Self { per_round, sittings: series.sittings.iter().map(|rounds| *rounds as usize).collect() }
    }

    /// One value a round, in sittings of so many rounds each: few by plan, so that each counts for itself.
    #[must_use]
    pub fn by_plan(sittings: &[usize]) -> Self {
        Self { per_round: 1, sittings: sittings.iter().copied().filter(|rounds| *rounds > 0).collect() }
    }

    /// The same rounds, seen through one value a round.
    #[must_use]
    pub fn one_value_each(&self) -> Self {
        Self { per_round: 1, sittings: self.sittings.clone() }
    }

    /// Samples in each round.
    #[must_use]
    pub fn per_round(&self) -> usize {
        self.per_round
    }

    /// The values of each sitting, in order.
    #[must_use]
    pub fn sittings_of<'v, T>(&self, mut values: &'v [T]) -> Vec<&'v [T]> {
        let cut = |rounds: &usize| {
            let (sitting, rest) = values.split_at((rounds * self.per_round).min(values.len()));
            values = rest;
            sitting
        };
        self.sittings.iter().map(cut).collect()
    }

    /// Values of each sitting, where there are enough sittings to say how they differ.
    #[must_use]
    pub fn lengths_of_sittings(&self) -> Option<Vec<usize>> {
        let lengths: Vec<usize> = self.sittings.iter().map(|rounds| rounds * self.per_round).collect();
        (lengths.len() >= FEWEST_SITTINGS).then_some(lengths)
    }

    /// Makes the interval of a mean at least as wide as its scatter over sittings asks for.
    #[must_use]
    pub fn widen(&self, within: Estimate, by_sitting: &[f64]) -> Estimate {
        let k = by_sitting.len();
        if k < FEWEST_SITTINGS {
            return within;
        }
        let mean = by_sitting.iter().sum::<f64>() / k as f64;
        let variance = by_sitting.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / (k - 1) as f64;
        let half = student(k) * (variance / k as f64).sqrt();
        Estimate { low: within.low.min(within.point - half), high: within.high.max(within.point + half), ..within }
    }
}
