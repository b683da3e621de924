//! Estimates: a point with its 95 % interval.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::rounds::Rounds;

/// Resamples of the bootstrap.
const RESAMPLES: usize = 1_000;
/// Resamples of whole rounds, each of which passes over all samples.
const ROUND_RESAMPLES: usize = 400;
/// Fixed, so that the same samples always give the same interval.
const SEED: u128 = 0xcafe_f00d_d15e_a5e5;
/// Above this many values the order statistics of the sample give the interval of a quantile; a bootstrap would say
/// the same, slower.
const BOOTSTRAP_UP_TO: usize = 200;

/// A number and how well it is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The number.
    pub point: f64,
    /// Lower end of the 95 % interval.
    pub low: f64,
    /// Upper end of the 95 % interval.
    pub high: f64,
    /// Values it rests on.
    pub n: usize,
}

impl Estimate {
    /// A number that is known exactly.
    #[must_use]
    pub fn exact(point: f64, n: usize) -> Self {
        Self { point, low: point, high: point, n }
    }

    /// Width of the interval relative to the point; 0 for an exact number.
    #[must_use]
    pub fn relative_width(&self) -> f64 {
        if self.point == 0.0 { 0.0 } else { (self.high - self.low).abs() / self.point.abs() }
    }
}

/// Value at quantile `q` of ascending `sorted`, interpolated (the definition of R's type 7).
///
/// # Panics
/// If `sorted` is empty.
#[must_use]
pub fn quantile_of(sorted: &[f64], q: f64) -> f64 {
    let rank = q.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let below = rank.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (rank - below as f64)
}

/// Quantile `q` of `values` with its 95 % interval; `None` if there is no value.
#[must_use]
pub fn quantile(values: &[f64], q: f64) -> Option<Estimate> {
    if values.is_empty() || values.iter().any(|v| !v.is_finite()) {
        return None;
    }
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    let (low, high) =
        if sorted.len() <= BOOTSTRAP_UP_TO { bootstrap(&sorted, q) } else { order_statistics(&sorted, q) };
    let point = quantile_of(&sorted, q);
    // Near 0 and 1 the ranks of the interval are whole and the point lies between two of them.
    Some(Estimate { point, low: low.min(point), high: high.max(point), n: values.len() })
}

/// Median of `values` with its 95 % interval; `None` if there is no value.
#[must_use]
pub fn median(values: &[f64]) -> Option<Estimate> {
    quantile(values, 0.5)
}

/// Quantile `q` of the samples of a series, with its 95 % interval; `None` if there is no sample.
///
/// Samples of one round resemble each other, so the bootstrap draws whole rounds: hundreds of samples from ten rounds
/// are known as well as ten rounds, not as hundreds of samples. Rounds of one sitting resemble each other, too: the
/// interval is at least as wide as the sittings say (see [`Rounds::widen`]).
#[must_use]
pub fn quantile_over_rounds(samples: &[f64], rounds: &Rounds, q: f64) -> Option<Estimate> {
    let within =
        if rounds.per_round() <= 1 { quantile(samples, q) } else { resampled(samples, rounds.per_round(), q) }?;
    let sittings = rounds.sittings_of(samples).into_iter().filter_map(|sitting| {
        let mut sorted = sitting.to_vec();
        sorted.sort_unstable_by(f64::total_cmp);
        (!sorted.is_empty()).then(|| quantile_of(&sorted, q))
    });
    Some(rounds.widen(within, &sittings.collect::<Vec<_>>()))
}

/// Quantile `q` and the middle 95 % of it over draws of whole rounds.
fn resampled(values: &[f64], per_round: usize, q: f64) -> Option<Estimate> {
    let mut by_value: Vec<(f64, usize)> = values.iter().enumerate().map(|(i, v)| (*v, i / per_round)).collect();
    by_value.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let last = by_value.last()?.0;
    let sorted: Vec<f64> = by_value.iter().map(|(v, _)| *v).collect();
    let rounds = values.len().div_ceil(per_round);
    let rank = (q.clamp(0.0, 1.0) * (values.len() - 1) as f64).round() as usize;
    let mut random = Pcg64Mcg::new(SEED);
    let mut drawn = vec![0_usize; rounds];
    let mut points: Vec<f64> = (0..ROUND_RESAMPLES)
        .map(|_| {
            drawn.fill(0);
            (0..rounds).for_each(|_| drawn[random.random_range(0..rounds)] += 1);
            let mut below = 0;
            let found = by_value.iter().find(|(_, round)| {
                below += drawn[*round];
                below > rank
            });
            found.map_or(last, |(value, _)| *value)
        })
        .collect();
    points.sort_unstable_by(f64::total_cmp);
    let point = quantile_of(&sorted, q);
    let (low, high) = (quantile_of(&points, 0.025).min(point), quantile_of(&points, 0.975).max(point));
    Some(Estimate { point, low, high, n: values.len() })
}

/// Percentile bootstrap: 2.5 % and 97.5 % of the quantile over resamples with replacement.
///
/// A resample is kept as how often each value of `sorted` was drawn, which is its sorted form without sorting: a page
/// asks for many intervals.
fn bootstrap(sorted: &[f64], q: f64) -> (f64, f64) {
    let mut random = Pcg64Mcg::new(SEED);
    let rank = q.clamp(0.0, 1.0) * (sorted.len() - 1) as f64;
    let below = rank.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    let mut drawn = vec![0_usize; sorted.len()];
    let mut points: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            drawn.fill(0);
            (0..sorted.len()).for_each(|_| drawn[random.random_range(0..sorted.len())] += 1);
            let (low, high) = (sorted[at_rank(&drawn, below)], sorted[at_rank(&drawn, above)]);
            low + (high - low) * (rank - below as f64)
        })
        .collect();
    points.sort_unstable_by(f64::total_cmp);
    (quantile_of(&points, 0.025), quantile_of(&points, 0.975))
}

/// Index of the value at `rank` of a resample in which value `i` was drawn `drawn[i]` times.
fn at_rank(drawn: &[usize], rank: usize) -> usize {
    let mut below = 0;
    let found = drawn.iter().position(|times| {
        below += times;
        below > rank
    });
    found.unwrap_or(drawn.len() - 1)
}

/// Distribution-free interval: the ranks between which the quantile lies with 95 % (normal approximation to the
/// binomial).
fn order_statistics(sorted: &[f64], q: f64) -> (f64, f64) {
    let n = sorted.len() as f64;
    let half = 1.96 * (n * q * (1.0 - q)).sqrt();
    let rank = |r: f64| sorted[(r.max(0.0) as usize).min(sorted.len() - 1)];
    (rank((n * q - half).floor()), rank((n * q + half).ceil()))
}

/// Fraction of `hits` that are true, with its 95 % interval; `None` if there are none.
///
/// The interval is Wilson's, which stays honest at 0 and 1, for as many independent looks as the scatter of the rounds
/// and of the sittings leaves of `hits`.
#[must_use]
pub fn share_over_rounds(hits: &[bool], rounds: &Rounds) -> Option<Estimate> {
    let part = |hits: &[bool]| hits.iter().filter(|h| **h).count() as f64 / hits.len() as f64;
    let by_round: Vec<f64> = hits.chunks(rounds.per_round()).map(part).collect();
    let by_sitting: Vec<f64> = rounds.sittings_of(hits).into_iter().filter(|s| !s.is_empty()).map(part).collect();
    let n = hits.len();
    let p = part(hits);
    let variance = variance_of_mean(&by_round).unwrap_or(0.0);
    let looks = if variance > 0.0 { (p * (1.0 - p) / variance).clamp(1.0, n as f64) } else { n as f64 };
    let within = wilson(p, if by_round.len() > 1 { looks } else { n as f64 }, n)?;
    let widened = rounds.widen(within, &by_sitting);
    Some(Estimate { low: widened.low.max(0.0), high: widened.high.min(1.0), ..widened })
}

/// Variance of the mean of `values`, from their scatter; `None` for less than two.
fn variance_of_mean(values: &[f64]) -> Option<f64> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    (values.len() > 1).then(|| values.iter().map(|v| (v - mean).powi(2)).sum::<f64>() / (n - 1.0) / n)
}

/// Fraction `hits / n` of independent looks, with its interval; `None` if `n` is 0.
#[must_use]
pub fn share(hits: usize, n: usize) -> Option<Estimate> {
    wilson(hits as f64 / n as f64, n as f64, n)
}

/// Wilson's score interval of the fraction `p` seen in `looks` independent looks.
fn wilson(p: f64, looks: f64, n: usize) -> Option<Estimate> {
    if n == 0 {
        return None;
    }
    let z = 1.96_f64;
    let center = (p + z * z / (2.0 * looks)) / (1.0 + z * z / looks);
    let half = z / (1.0 + z * z / looks) * (p * (1.0 - p) / looks + z * z / (4.0 * looks * looks)).sqrt();
    Some(Estimate { point: p, low: (center - half).clamp(0.0, p), high: (center + half).clamp(p, 1.0), n })
}
