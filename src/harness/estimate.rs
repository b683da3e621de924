//! Estimates: a point with its 95 % interval.

use rand::RngExt;
use rand_pcg::Pcg64Mcg;

use super::rounds::{Rounds, student};

/// Resamples of the bootstrap.
const RESAMPLES: usize = 1_000;
/// Resamples of whole rounds, each of which passes over all samples.
const ROUND_RESAMPLES: usize = 400;
/// The 97.5 % point of the normal distribution.
const NORMAL: f64 = 1.96;
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
/// interval is at least as wide as that from draws of whole sittings. A mean of the sittings would not do, nor
/// Student's t of it: one processor in another state moves a mean, and a median hardly.
#[must_use]
pub fn quantile_over_rounds(samples: &[f64], rounds: &Rounds, q: f64) -> Option<Estimate> {
    let within = if rounds.per_round() <= 1 {
        quantile(samples, q)
    } else {
        resampled(samples, &vec![rounds.per_round(); samples.len().div_ceil(rounds.per_round())], q)
    }?;
    let Some(sittings) = rounds.lengths_of_sittings() else { return Some(within) };
    let between = resampled(samples, &sittings, q)?;
    // Draws of few do not scatter as much as they should.
    let k = sittings.len();
    let wider = student(k) / NORMAL * (k as f64 / (k - 1) as f64).sqrt();
    let [below, above] = [within.point - between.low, between.high - within.point].map(|half| half.max(0.0) * wider);
    let (low, high) = (within.low.min(within.point - below), within.high.max(within.point + above));
    Some(Estimate { low, high, ..within })
}

/// Quantile `q` and the middle 95 % of it over draws of whole groups, which follow each other in `values` and have so
/// many of them each.
fn resampled(values: &[f64], groups: &[usize], q: f64) -> Option<Estimate> {
    let group_of = groups.iter().enumerate().flat_map(|(group, length)| std::iter::repeat_n(group, *length));
    let mut by_value: Vec<(f64, usize)> = values.iter().copied().zip(group_of).collect();
    by_value.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    by_value.last()?;
    let sorted: Vec<f64> = by_value.iter().map(|(v, _)| *v).collect();
    let mut random = Pcg64Mcg::new(SEED);
    let mut drawn = vec![0_usize; groups.len()];
    let mut points: Vec<f64> = (0..ROUND_RESAMPLES)
        .map(|_| {
            drawn.fill(0);
            groups.iter().for_each(|_| drawn[random.random_range(0..groups.len())] += 1);
            quantile_of_drawn(&by_value, groups, &drawn, q)
        })
        .collect();
    points.sort_unstable_by(f64::total_cmp);
    let point = quantile_of(&sorted, q);
    let (low, high) = (quantile_of(&points, 0.025).min(point), quantile_of(&points, 0.975).max(point));
    Some(Estimate { point, low, high, n: values.len() })
}

/// Quantile `q` of a draw in which each group is as often as `drawn` says, by [`quantile_of`]'s definition; `by_value`
/// are the values in ascending order, each with its group.
fn quantile_of_drawn(by_value: &[(f64, usize)], groups: &[usize], drawn: &[usize], q: f64) -> f64 {
    let values: usize = groups.iter().zip(drawn).map(|(length, times)| length * times).sum();
    let rank = q.clamp(0.0, 1.0) * values.saturating_sub(1) as f64;
    let mut below = 0;
    let mut ranked = by_value.iter().map(|(value, group)| {
        below += drawn[*group];
        (*value, below)
    });
    let mut at = |rank: usize| ranked.find(|(_, below)| *below > rank);
    let last = by_value.last().map_or(0.0, |(value, _)| *value);
    let (low, up_to) = at(rank as usize).unwrap_or((last, usize::MAX));
    let next = rank as usize + 1;
    let high = if up_to > next || next >= values { low } else { at(next).map_or(last, |(value, _)| value) };
    low + (high - low) * rank.fract()
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
    let half = NORMAL * (n * q * (1.0 - q)).sqrt();
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
    let z = NORMAL;
    let center = (p + z * z / (2.0 * looks)) / (1.0 + z * z / looks);
    let half = z / (1.0 + z * z / looks) * (p * (1.0 - p) / looks + z * z / (4.0 * looks * looks)).sqrt();
    Some(Estimate { point: p, low: (center - half).clamp(0.0, p), high: (center + half).clamp(p, 1.0), n })
}
