//! Runs a plan in interleaved rounds, so that drift of the machine hits all variants alike.

use std::time::{Duration, Instant};

use super::{
    estimate,
    experiment::{Failure, Plan, Variant},
    journal::{Entry, Journal},
    order::side_by_side,
    processors::{self, Pinned},
    progress::Progress,
    rounds::Rounds,
    stopwatch::Stopwatch,
};
use crate::results::{Lane, Mode, Rejected, Role, Series, StateCheck, Stop, StopReason, Timeline};

/// Fewer rounds than this have no interval worth the name. Of ten sittings each has one: how they differ says more than
/// further rounds would.
const FEWEST_ROUNDS: usize = 10;
const QUICK_ROUNDS: usize = 5;

/// Why sampling ended without a measurement.
#[derive(Debug, thiserror::Error)]
pub(super) enum SampleError {
    #[error("wrong answer: {series} gave {got}, expected {expected}; nothing was recorded")]
    WrongAnswer { series: String, got: String, expected: u64 },
    #[error("{series} could not be run: {why}")]
    Failed { series: String, why: String },
    #[error("{series} took {got} samples in a round after {before} in an earlier one")]
    Uneven { series: String, got: usize, before: usize },
    #[error("the journal cannot be written: {0}")]
    Journal(#[from] std::io::Error),
}

/// What the rounds gave.
pub(super) struct Sampled {
    pub series: Vec<Series>,
    pub timelines: Vec<Timeline>,
    pub checks: Vec<StateCheck>,
    pub rejected: Vec<Rejected>,
    pub stop: Stop,
}

/// Runs the rounds of one sitting: until every interval is narrow enough or the time is spent. `earlier` are the rounds
/// of each sitting before.
pub(super) fn sample(
    plan: &mut Plan<'_>,
    earlier: Vec<Vec<Vec<Entry>>>,
    journal: &mut Journal,
    progress: &Progress,
) -> Result<Sampled, SampleError> {
    let mut sittings: Vec<u32> = earlier.iter().map(|rounds| count(rounds.len())).collect();
    let mut rounds: Vec<Vec<Entry>> = earlier.into_iter().flatten().collect();
    give_up(&mut plan.variants, &rounds);
    let order = side_by_side(&plan.variants, &plan.compared);
    let taken_over = rounds.len();
    if plan.mode != Mode::Verify {
        round(&mut plan.variants, &order, 0)?; // Warm-up: caches, lazily started pools, page faults.
    }
    let start = Instant::now();
    let reason = loop {
        sittings.push(count(rounds.len() - taken_over));
        if let Some(reason) = stop_reason(plan, &rounds, &sittings, start.elapsed()) {
            break reason;
        }
        sittings.pop();
        progress.round(
            rounds.len(),
            expected_rounds(plan, taken_over, rounds.len() - taken_over, start.elapsed()),
            left(plan, start),
        );
        let mut entries = round(&mut plan.variants, &order, rounds.len())?;
        check_shape(&plan.variants, &rounds, &mut entries)?;
        journal.append(&entries)?;
        rounds.push(entries);
    };
    sittings.retain(|rounds| *rounds > 0);
    let stop = Stop { reason, rounds: count(rounds.len()), sittings };
    Ok(collect(&plan.variants, rounds, stop))
}

/// What failed in an earlier sitting is not run again: its series is lost, and a failure may have cost much time.
fn give_up(variants: &mut [Variant<'_>], rounds: &[Vec<Entry>]) {
    for (i, variant) in variants.iter_mut().enumerate() {
        if let Some(why) = rounds.iter().find_map(|round| round[i].failed.clone()) {
            variant.work = Some(Box::new(move |_| Err(Failure(why.clone()))));
        }
    }
}

fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One sample set of every variant, in that order, beginning with another one in each round.
fn round(variants: &mut [Variant<'_>], order: &[usize], number: usize) -> Result<Vec<Entry>, SampleError> {
    let mut entries: Vec<Option<Entry>> = variants.iter().map(|_| None).collect();
    for &i in order.iter().cycle().skip(number % order.len().max(1)).take(order.len()) {
        entries[i] = Some(run_or_tell(&mut variants[i])?);
    }
    Ok(entries.into_iter().flatten().collect())
}

/// Runs a variant; of one that may fail, its failure is an entry like others.
fn run_or_tell(variant: &mut Variant<'_>) -> Result<Entry, SampleError> {
    match run(variant) {
        Err(error) if variant.may_fail => Ok(failed(&error)),
        other => other,
    }
}

fn failed(error: &SampleError) -> Entry {
    let why = match error {
        SampleError::Failed { why, .. } => why.clone(),
        SampleError::WrongAnswer { got, expected, .. } => format!("It gave {got}, expected {expected}."),
        SampleError::Uneven { got, before, .. } => format!("It took {got} samples in a round after {before}."),
        SampleError::Journal(error) => error.to_string(),
    };
    Entry { failed: Some(why), ..Entry::default() }
}

fn run(variant: &mut Variant<'_>) -> Result<Entry, SampleError> {
    let processors = if variant.on_each_processor { processors::first_few() } else { Vec::new() };
    if processors.is_empty() {
        return run_once(variant);
    }
    let mut samples = Vec::new();
    let mut last = Entry::default();
    for processor in processors {
        let _pinned = Pinned::to(processor);
        last = run_once(variant)?;
        samples.append(&mut last.samples);
    }
    Ok(Entry { samples, ..last })
}

fn run_once(variant: &mut Variant<'_>) -> Result<Entry, SampleError> {
    let series = variant.selector();
    let Some(work) = variant.work.as_mut() else {
        return Err(SampleError::Failed { series, why: "the plan gives it no work".into() });
    };
    let mut watch = Stopwatch::new();
    let outcome = work(&mut watch).map_err(|f| SampleError::Failed { series: series.clone(), why: f.0 })?;
    if outcome.is_left_out {
        return Ok(Entry { is_left_out: true, ..Entry::default() });
    }
    if let Some(expected) = variant.expected
        && outcome.answer != Some(expected)
    {
        let got = outcome.answer.map_or("none".into(), |a| a.to_string());
        return Err(SampleError::WrongAnswer { series, got, expected });
    }
    Ok(Entry { samples: watch.into_samples(), saw: outcome.saw, lanes: outcome.lanes, ..Entry::default() })
}

/// A variant takes as many samples in each round as in the first in which it was run.
fn check_shape(variants: &[Variant<'_>], rounds: &[Vec<Entry>], new: &mut [Entry]) -> Result<(), SampleError> {
    for (i, (variant, entry)) in variants.iter().zip(new).enumerate() {
        let Some(first) = rounds.iter().map(|round| &round[i]).find(|entry| !entry.is_left_out) else { continue };
        let (got, before) = (entry.samples.len(), first.samples.len());
        if got == before || entry.failed.is_some() || entry.is_left_out {
            continue;
        }
        let uneven = SampleError::Uneven { series: variant.selector(), got, before };
        if !variant.may_fail {
            return Err(uneven);
        }
        *entry = failed(&uneven);
    }
    Ok(())
}

fn stop_reason(plan: &Plan<'_>, rounds: &[Vec<Entry>], sittings: &[u32], spent: Duration) -> Option<StopReason> {
    match plan.mode {
        Mode::Verify => (!rounds.is_empty()).then_some(StopReason::Rounds),
        Mode::Quick => (rounds.len() >= QUICK_ROUNDS).then_some(StopReason::Rounds),
        Mode::Full if rounds.len() < fewest(plan, sittings.len()) || is_empty_handed(plan, sittings) => None,
        Mode::Full if rounds.len() >= FEWEST_ROUNDS && precise(plan, rounds, sittings) => Some(StopReason::Precision),
        Mode::Full => (spent >= share_of_time(plan)).then_some(StopReason::Time),
    }
}

/// Rounds that there must be at the end of the sitting of this number.
fn fewest(plan: &Plan<'_>, sitting: usize) -> usize {
    FEWEST_ROUNDS.div_ceil(plan.sittings) * sitting.min(plan.sittings)
}

/// Whether this sitting has no round yet. Each has one, however precise those before were: they cannot know how much
/// sittings differ.
fn is_empty_handed(plan: &Plan<'_>, sittings: &[u32]) -> bool {
    (2..=plan.sittings).contains(&sittings.len()) && sittings.last() == Some(&0)
}

/// Time for one sitting.
fn share_of_time(plan: &Plan<'_>) -> Duration {
    plan.budget / count(plan.sittings)
}

/// Whether every deciding series is known to the precision that was asked for.
fn precise(plan: &Plan<'_>, rounds: &[Vec<Entry>], sittings: &[u32]) -> bool {
    plan.variants.iter().enumerate().filter(|(_, v)| v.decides).all(|(i, _)| {
        let samples: Vec<f64> = rounds.iter().flat_map(|round| &round[i].samples).map(|s| *s as f64).collect();
        estimate::quantile_over_rounds(&samples, &Rounds::new(samples.len() / rounds.len(), sittings), 0.5)
            .is_none_or(|e| e.relative_width() <= plan.precision)
    })
}

fn expected_rounds(plan: &Plan<'_>, before: usize, done: usize, spent: Duration) -> usize {
    match plan.mode {
        Mode::Verify => 1,
        Mode::Quick => QUICK_ROUNDS,
        Mode::Full if done == 0 => FEWEST_ROUNDS.max(before + FEWEST_ROUNDS.div_ceil(plan.sittings)),
        Mode::Full => {
            let by_time = share_of_time(plan).as_secs_f64() / (spent.as_secs_f64() / done as f64).max(1e-9);
            before + by_time as usize
        }
    }
}

fn left(plan: &Plan<'_>, start: Instant) -> Option<Duration> {
    (plan.mode == Mode::Full).then(|| share_of_time(plan).saturating_sub(start.elapsed()))
}

fn collect(variants: &[Variant<'_>], rounds: Vec<Vec<Entry>>, stop: Stop) -> Sampled {
    let mut sampled =
        Sampled { series: Vec::new(), timelines: Vec::new(), checks: Vec::new(), rejected: Vec::new(), stop };
    for (i, variant) in variants.iter().enumerate() {
        let of_all: Vec<&Entry> = rounds.iter().filter_map(|round| round.get(i)).collect();
        let entries: Vec<&Entry> = of_all.iter().copied().filter(|entry| !entry.is_left_out).collect();
        if let Some(reason) = entries.iter().find_map(|e| e.failed.clone()) {
            sampled.rejected.push(Rejected { series: variant.selector(), reason });
            continue; // Of a round that failed nobody saw the state.
        }
        let checks = state_checks(variant, &entries);
        let refused = checks.iter().find(|c| c.requested != c.observed);
        if let Some(check) = refused {
            let reason = format!("Asked for {} = {}, saw {}.", check.state, check.requested, check.observed);
            sampled.rejected.push(Rejected { series: variant.selector(), reason });
        } else {
            let sittings = rounds_in_sittings(&of_all, &sampled.stop);
            sampled.series.push(Series { sittings, ..series(variant, &entries) });
            sampled.timelines.extend(timeline(variant, &entries));
        }
        sampled.checks.extend(checks);
    }
    sampled
}

/// Requested beside observed: the first round that differs, or the last.
fn state_checks(variant: &Variant<'_>, entries: &[&Entry]) -> Vec<StateCheck> {
    if variant.role == Role::Again {
        return Vec::new();
    }
    let observed = |state: &str, requested: &str| {
        let seen = entries
            .iter()
            .map(|e| e.saw.iter().find(|(name, _)| name == state).map_or("nothing", |(_, value)| value.as_str()));
        let mut seen: Vec<&str> = seen.collect();
        let last = seen.pop().unwrap_or("nothing");
        seen.into_iter().find(|s| *s != requested).unwrap_or(last).to_owned()
    };
    let check = |(state, requested): &(String, String)| StateCheck {
        series: variant.selector(),
        state: state.clone(),
        requested: requested.clone(),
        observed: observed(state, requested),
    };
    variant.requested.iter().map(check).collect()
}

fn series(variant: &Variant<'_>, entries: &[&Entry]) -> Series {
    Series {
        per_round: entries.first().map_or(0, |e| u32::try_from(e.samples.len()).unwrap_or(u32::MAX)),
        samples: entries.iter().flat_map(|e| e.samples.iter().copied()).collect(),
        ..variant.series()
    }
}

/// Rounds of each sitting in which a variant was run; nothing, if it was in all.
fn rounds_in_sittings(mut entries: &[&Entry], stop: &Stop) -> Vec<u32> {
    if entries.iter().all(|entry| !entry.is_left_out) {
        return Vec::new();
    }
    let run = |rounds: &u32| {
        let (sitting, later) = entries.split_at((*rounds as usize).min(entries.len()));
        entries = later;
        count(sitting.iter().filter(|entry| !entry.is_left_out).count())
    };
    stop.sittings.iter().map(run).collect()
}

fn timeline(variant: &Variant<'_>, entries: &[&Entry]) -> Option<Timeline> {
    let lanes: &Vec<Lane> = &entries.last()?.lanes;
    (!lanes.is_empty() && variant.role == Role::Measured).then(|| Timeline {
        engine: variant.engine.clone(),
        variant: variant.variant.clone(),
        params: variant.params.clone(),
        lanes: lanes.clone(),
    })
}
