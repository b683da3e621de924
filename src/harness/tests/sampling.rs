use std::{cell::RefCell, time::Duration};

use crate::{
    harness::{
        experiment::{Failure, Outcome, Plan, Variant},
        journal::{Entry, Journal},
        progress::Progress,
        sampler::{SampleError, sample},
    },
    results::{Mode, StopReason},
};

fn run(plan: &mut Plan<'_>) -> Result<crate::harness::sampler::Sampled, SampleError> {
    sample(plan, Vec::new(), &mut Journal::nowhere(), &Progress::Quiet)
}

/// A variant that reports the next of some numbers.
fn counting(name: &str) -> Variant<'static> {
    let mut n = 0;
    Variant::new("rust", name).sampled(move |watch| {
        n += 1;
        watch.report(n);
        Ok(Outcome::answer(42))
    })
}

#[test]
fn rounds_begin_with_another_variant_each_time() {
    let order = RefCell::new(Vec::new());
    let mut plan = Plan::new(Mode::Quick);
    for name in ["a", "b", "c"] {
        let order = &order;
        plan.add(Variant::new("rust", name).timed(move || {
            order.borrow_mut().push(name);
            Ok(Outcome::default())
        }));
    }
    run(&mut plan).expect("it runs");
    drop(plan);
    let order = order.into_inner();
    let firsts: Vec<&str> = order.chunks(3).map(|round| round[0]).collect();
    assert_eq!(firsts, ["a", "a", "b", "c", "a", "b"], "a warm-up, then five rounds");
}

#[test]
fn what_is_compared_is_measured_side_by_side_and_recorded_as_the_plan_has_it() {
    let order = RefCell::new(Vec::new());
    let mut plan = Plan::new(Mode::Verify);
    for name in ["a", "b", "c", "d"] {
        let order = &order;
        plan.add(Variant::new("rust", name).timed(move || {
            order.borrow_mut().push(name);
            Ok(Outcome::default())
        }));
    }
    plan.compared = vec![(3, 1)];
    let sampled = run(&mut plan).expect("it runs");
    let recorded: Vec<String> = sampled.series.into_iter().map(|series| series.variant).collect();
    drop(plan);
    assert_eq!((order.into_inner(), recorded.concat().as_str()), (vec!["a", "b", "d", "c"], "abcd"));
}

#[test]
fn the_warm_up_leaves_no_sample() {
    let mut plan = Plan::new(Mode::Quick);
    plan.add(counting("a"));
    let sampled = run(&mut plan).expect("it runs");
    assert_eq!(sampled.series[0].samples, [2, 3, 4, 5, 6]);
    assert_eq!(sampled.stop.reason, StopReason::Rounds);
}

/// A variant that is run in the warm-up and two rounds of each sitting.
fn twice_a_sitting() -> Variant<'static> {
    let mut n = 0;
    Variant::new("cpython-3.14", "dear").may_fail().not_deciding().requests("gil", "on").sampled(move |watch| {
        n += 1;
        if n > 3 {
            return Ok(Outcome::left_out());
        }
        watch.report(n);
        Ok(Outcome::default().saw("gil", "on"))
    })
}

#[test]
fn what_has_had_its_time_is_left_out_of_further_rounds_of_its_sitting() {
    let took = |n| Entry { samples: vec![n], saw: vec![("gil".into(), "on".into())], ..Entry::default() };
    let left_out = Entry { is_left_out: true, ..Entry::default() };
    let earlier = [took(1), took(2), left_out].map(|dear| vec![dear, took(0)]);
    let text = serde_json::to_string(&earlier).expect("it has a text form");
    let earlier: Vec<Vec<Entry>> = serde_json::from_str(&text).expect("it survives the journal");
    let mut plan = Plan::new(Mode::Quick);
    plan.add(twice_a_sitting());
    plan.add(counting("cheap"));
    let sampled = sample(&mut plan, vec![earlier], &mut Journal::nowhere(), &Progress::Quiet).expect("it runs");
    let [dear, cheap] = &sampled.series[..] else { panic!("{:?}", sampled.rejected) };
    assert_eq!((dear.samples.as_slice(), dear.sittings.as_slice()), (&[1, 2, 2, 3][..], &[2, 2][..]));
    assert_eq!((cheap.samples.len(), cheap.sittings.as_slice()), (5, &[][..]), "it was run in every round");
    assert_eq!(sampled.checks.len(), 1, "of rounds in which nothing was run nobody saw the state");
}

#[test]
fn what_failed_in_an_earlier_sitting_is_not_run_again() {
    let failed = Entry { failed: Some("It hung.".into()), ..Entry::default() };
    let runs = RefCell::new(0);
    let mut plan = Plan::new(Mode::Quick);
    plan.add(Variant::new("cpython-3.14", "hangs").may_fail().timed(|| {
        *runs.borrow_mut() += 1;
        Ok(Outcome::default())
    }));
    let sampled = sample(&mut plan, vec![vec![vec![failed]]], &mut Journal::nowhere(), &Progress::Quiet);
    let rejected = sampled.expect("it runs").rejected;
    assert_eq!((rejected.len(), rejected[0].reason.as_str()), (1, "It hung."));
    drop(plan);
    assert_eq!(runs.into_inner(), 0);
}

#[test]
fn a_wrong_answer_ends_the_measurement_and_names_the_series() {
    let mut plan = Plan::new(Mode::Verify);
    plan.add(counting("right").expects(42));
    plan.add(counting("wrong").at("threads", 2).expects(43));
    let error = run(&mut plan).err().expect("it is refused");
    assert!(matches!(error, SampleError::WrongAnswer { .. }));
    assert!(error.to_string().contains("rust/wrong[threads=2] gave 42, expected 43"), "{error}");
}

#[test]
fn a_variant_that_was_asked_for_an_answer_and_gave_none_is_wrong() {
    let mut plan = Plan::new(Mode::Verify);
    plan.add(Variant::new("rust", "mute").timed(|| Ok(Outcome::default())).expects(1));
    assert!(matches!(run(&mut plan), Err(SampleError::WrongAnswer { .. })));
}

#[test]
fn a_row_whose_observed_state_differs_once_is_thrown_out_with_the_reason() {
    let mut round = 0;
    let mut plan = Plan::new(Mode::Quick);
    plan.add(counting("good").requests("gil", "on").sampled(|watch| {
        watch.report(1);
        Ok(Outcome::default().saw("gil", "on"))
    }));
    plan.add(Variant::new("rust", "liar").requests("gil", "on").sampled(move |watch| {
        round += 1;
        watch.report(1);
        Ok(Outcome::default().saw("gil", if round == 3 { "off" } else { "on" }))
    }));
    let sampled = run(&mut plan).expect("it runs");
    assert_eq!(sampled.series.iter().map(|s| s.variant.as_str()).collect::<Vec<_>>(), ["good"]);
    assert_eq!(sampled.rejected[0].reason, "Asked for gil = on, saw off.");
    assert_eq!(sampled.checks.len(), 2, "both checks are kept");
}

#[test]
fn a_state_that_nobody_looked_at_is_not_the_state_asked_for() {
    let mut plan = Plan::new(Mode::Verify);
    plan.add(counting("blind").requests("gil", "off"));
    let sampled = run(&mut plan).expect("it runs");
    assert_eq!(sampled.rejected[0].reason, "Asked for gil = off, saw nothing.");
}

#[test]
fn it_stops_when_every_interval_is_narrow_enough() {
    let mut plan = Plan::new(Mode::Full);
    plan.add(Variant::new("rust", "steady").sampled(|watch| {
        watch.report(1_000);
        Ok(Outcome::default())
    }));
    assert_eq!(run(&mut plan).expect("it runs").stop.reason, StopReason::Precision);
}

#[test]
fn however_precise_the_earlier_sittings_were_the_next_has_a_round() {
    let precise = vec![vec![Entry { samples: vec![7], ..Entry::default() }]; 10];
    let mut plan = Plan::new(Mode::Full);
    plan.sittings = 3;
    plan.add(Variant::new("rust", "exact").sampled(|watch| {
        watch.report(7);
        Ok(Outcome::default())
    }));
    let sampled = sample(&mut plan, vec![precise], &mut Journal::nowhere(), &Progress::Quiet).expect("it runs");
    assert_eq!((sampled.stop.reason, sampled.stop.sittings), (StopReason::Precision, vec![10, 1]));
}

#[test]
fn it_stops_when_the_time_is_spent_and_says_so() {
    let mut plan = Plan::new(Mode::Full);
    plan.budget(Duration::from_millis(30));
    plan.add(counting("drifting").at("threads", 1));
    let stop = run(&mut plan).expect("it runs").stop;
    assert_eq!(stop.reason, StopReason::Time);
    assert!(stop.rounds >= 11, "{stop:?}");
}

#[test]
fn a_variant_that_cannot_run_says_why() {
    let mut plan = Plan::new(Mode::Verify);
    plan.add(Variant::new("rust", "broken").timed(|| Err(Failure("the disk is on fire".into()))));
    let error = run(&mut plan).err().expect("it fails").to_string();
    assert!(error.contains("rust/broken") && error.contains("the disk is on fire"), "{error}");
}

#[test]
fn a_variant_that_may_fail_loses_its_series_and_no_other() {
    let mut round = 0;
    let mut plan = Plan::new(Mode::Quick);
    plan.add(counting("good"));
    plan.add(Variant::new("rust", "wrong").expects(43).may_fail().timed(|| Ok(Outcome::answer(42))));
    plan.add(Variant::new("rust", "broken").may_fail().requests("gil", "on").sampled(move |watch| {
        round += 1;
        watch.report(1);
        if round == 3 { Err(Failure("The disk is on fire.".into())) } else { Ok(Outcome::default().saw("gil", "on")) }
    }));
    let sampled = run(&mut plan).expect("it runs");
    assert_eq!(sampled.series.iter().map(|s| s.variant.as_str()).collect::<Vec<_>>(), ["good"]);
    let rejected: Vec<_> = sampled.rejected.iter().map(|r| (r.series.as_str(), r.reason.as_str())).collect();
    assert_eq!(rejected, [("rust/wrong", "It gave 42, expected 43."), ("rust/broken", "The disk is on fire.")]);
    assert_eq!(sampled.checks, [], "nobody saw the state in every round");
}
