use std::collections::BTreeMap;

use crate::{
    harness::{
        estimate::Estimate,
        evaluate::{Answer, EvaluateError, View},
    },
    results::{
        Declaration, Measurement, Missing, Mode, Observed, Rejected, Role, Series, Stop, StopReason, Unit,
        declaration::{Claim, Formula, Test, Verdict},
    },
};

fn series(variant: &str, role: Role, samples: impl Fn(i64) -> i64) -> Series {
    Series {
        engine: "model".into(),
        variant: variant.into(),
        params: BTreeMap::new(),
        role,
        unit: Unit::Nanoseconds,
        per_round: 1,
        sittings: Vec::new(),
        samples: (0..20).map(samples).collect(),
    }
}

fn measurement(series: Vec<Series>) -> Measurement {
    Measurement {
        slug: "x".into(),
        mode: Mode::Full,
        stop: Stop { reason: StopReason::Time, rounds: 20, sittings: vec![20] },
        observed: Observed { cores: 2, cpu_quota_milli: None, governor: None, load: None },
        warnings: vec![],
        checks: vec![],
        rejected: vec![Rejected { series: "model/thrown".into(), reason: "Asked for on, saw off.".into() }],
        missing: vec![Missing { engine: "cpython".into(), reason: "No Python here.".into() }],
        series,
        timelines: vec![],
        interpreters: vec![],
        given: BTreeMap::new(),
    }
}

fn declaration() -> Declaration {
    Declaration::new("x", "Is it slower?")
        .quantity("slowdown", "b over a", Formula::ratio("model/b", "model/a"))
        .quantity("python", "a Python", Formula::median("cpython/a"))
        .quantity("thrown", "a rejected row", Formula::median("model/thrown"))
        .quantity("a", "a", Formula::median("model/a"))
        .claim(Claim::new("slower", &[], "b is slower.").still_holds_if("model", "slowdown", Test::Above(1.05)))
        .claim(Claim::new("python", &[], "It is so.").holds_if("cpython", "python", Test::Above(0.0)))
        .claim(
            Claim::new("both", &[], "It is so for both.")
                .holds_if("model", "slowdown", Test::Above(1.05))
                .holds_if("cpython", "python", Test::Above(0.0))
                .holds_if("other", "a", Test::Above(1e9)),
        )
        .claim(Claim::new("many", &[], "On many cores.").holds_if("model", "a", Test::Above(0.0)).with_cores(4))
        .claim(Claim::new("cited", &[], "It is written.").cited(Verdict::Holds))
}

/// Round `i` of a steady machine: about 1,000 ns.
fn steady(i: i64) -> i64 {
    1_000 + i % 3
}

fn verdict(m: &Measurement, id: &str) -> Verdict {
    View { declaration: &declaration(), measurement: Some(m) }.verdict(id).expect("it is declared").overall
}

#[test]
fn a_clear_difference_holds_and_its_absence_does_not() {
    let slower = |factor: i64| {
        measurement(vec![
            series("a", Role::Measured, steady),
            series("b", Role::Measured, move |i| steady(i) * factor / 100),
        ])
    };
    assert_eq!(verdict(&slower(120), "slower"), Verdict::Holds);
    assert_eq!(verdict(&slower(100), "slower"), Verdict::Outdated);
    let either_way = |i: i64| steady(i) * (103 + 4 * (i % 2)) / 100;
    let straddling = measurement(vec![series("a", Role::Measured, steady), series("b", Role::Measured, either_way)]);
    assert_eq!(verdict(&straddling, "slower"), Verdict::Inconclusive);
}

#[test]
fn inside_the_noise_floor_nothing_is_decided() {
    let noisy = measurement(vec![
        series("a", Role::Measured, steady),
        series("a", Role::Again, |i| steady(i) * 130 / 100),
        series("b", Role::Measured, |i| steady(i) * 120 / 100),
    ]);
    let declaration = declaration();
    let view = View { declaration: &declaration, measurement: Some(&noisy) };
    assert!((0.29..0.31).contains(&view.noise_floor().expect("there is an A/A pair")));
    assert_eq!(verdict(&noisy, "slower"), Verdict::Inconclusive);
}

/// How much slower b is than a.
fn slowdown(measurement: &Measurement) -> Estimate {
    let declaration = declaration();
    let answer = View { declaration: &declaration, measurement: Some(measurement) }.quantity("slowdown");
    let Ok(Answer::Known(slowdown, None)) = answer else { panic!("{answer:?}") };
    slowdown
}

#[test]
fn what_is_measured_once_a_sitting_is_compared_with_its_own_sitting() {
    // Each sitting is slower than the one before; b takes twice as long as a in all of them.
    let slower = |round: i64| 1_000 * (1 + round / 5);
    let once = Series {
        samples: (0..4).map(|sitting| 2 * slower(5 * sitting)).collect(),
        sittings: vec![1; 4],
        ..series("b", Role::Measured, slower)
    };
    let mut drifting = measurement(vec![series("a", Role::Measured, slower), once]);
    drifting.stop.sittings = vec![5; 4];
    let slowdown = slowdown(&drifting);
    assert_eq!((slowdown.low, slowdown.point, slowdown.high), (2.0, 2.0, 2.0));
}

#[test]
fn who_has_had_its_time_is_compared_with_the_rounds_that_it_was_in() {
    // No round is like another; b takes twice as long as a, and is in the first two of five rounds of each sitting.
    let uneven = |round: i64| 1_000 + 700 * (round % 5) + 100 * (round / 5);
    let first_two = Series {
        samples: (0..20).filter(|round| round % 5 < 2).map(|round| 2 * uneven(round)).collect(),
        sittings: vec![2; 4],
        ..series("b", Role::Measured, uneven)
    };
    let mut short = measurement(vec![series("a", Role::Measured, uneven), first_two]);
    short.stop.sittings = vec![5; 4];
    let slowdown = slowdown(&short);
    assert_eq!((slowdown.low, slowdown.point, slowdown.high, slowdown.n), (2.0, 2.0, 2.0, 8));
}

#[test]
fn a_sitting_that_one_side_was_left_out_of_is_no_part_of_the_ratio() {
    let slower = |round: i64| 1_000 * (1 + round / 5);
    let asked_in = |sittings: [u32; 4]| {
        let samples = (0..4).filter(|sitting| sittings[*sitting] == 1).map(|sitting| 2 * slower(5 * sitting as i64));
        Series { samples: samples.collect(), sittings: sittings.to_vec(), ..series("b", Role::Measured, slower) }
    };
    let mut drifting = measurement(vec![series("a", Role::Measured, slower), asked_in([1, 0, 0, 1])]);
    drifting.stop.sittings = vec![5; 4];
    let slowdown = slowdown(&drifting);
    assert_eq!((slowdown.low, slowdown.point, slowdown.high, slowdown.n), (2.0, 2.0, 2.0, 2));
}

#[test]
fn a_noisy_clock_says_nothing_about_bytes() {
    let bytes = |series: Series| Series { unit: Unit::Bytes, ..series };
    let weighed = measurement(vec![
        series("c", Role::Measured, steady),
        series("c", Role::Again, |i| steady(i) * 130 / 100),
        bytes(series("a", Role::Measured, steady)),
        bytes(series("b", Role::Measured, |i| steady(i) * 120 / 100)),
    ]);
    assert_eq!(verdict(&weighed, "slower"), Verdict::Holds);
}

#[test]
fn a_noisy_pair_of_many_threads_says_nothing_about_one() {
    let at = |threads: i64, series: Series| Series { params: BTreeMap::from([("threads".into(), threads)]), ..series };
    let pair = |threads: i64, name: &str, off: i64| {
        let again = series(name, Role::Again, move |i| steady(i) * off / 100);
        [at(threads, series(name, Role::Measured, steady)), at(threads, again)]
    };
    let of_one = |pairs: Vec<Series>| {
        let of_one = [series("a", Role::Measured, steady), series("b", Role::Measured, |i| steady(i) * 120 / 100)];
        verdict(&measurement(pairs.into_iter().chain(of_one).collect()), "slower")
    };
    assert_eq!(of_one([pair(1, "calm", 101), pair(8, "wild", 160)].concat()), Verdict::Holds);
    assert_eq!(of_one([pair(1, "calm", 130), pair(8, "wild", 160)].concat()), Verdict::Inconclusive);
    assert_eq!(of_one(pair(8, "wild", 160).to_vec()), Verdict::Inconclusive, "there is no other pair");
}

#[test]
fn ratios_are_taken_inside_a_round_so_that_drift_cancels() {
    let drift = |i: i64| 1_000 * (i + 1);
    let m = measurement(vec![series("a", Role::Measured, drift), series("b", Role::Measured, move |i| 2 * drift(i))]);
    let e = slowdown(&m);
    assert_eq!((e.point, e.low, e.high), (2.0, 2.0, 2.0));
}

#[test]
fn what_cannot_be_negative_is_never_said_to_be_however_much_sittings_differ() {
    let rare = |i: i64| if i < 8 { 1 } else { 90 };
    let mut m = measurement(vec![series("a", Role::Measured, |_| 100), series("b", Role::Measured, rare)]);
    m.stop.sittings = vec![4, 4, 4, 4, 4];
    let declaration = declaration();
    let view = View { declaration: &declaration, measurement: Some(&m) };
    let answers = [view.quantity("slowdown").expect("it is declared"), view.formula(&Formula::median("model/b"))];
    for answer in answers {
        let Answer::Known(e, _) = answer else { panic!("{answer:?}") };
        assert!(e.low == 0.0 && e.high > 0.5, "{e:?}");
    }
}

#[test]
fn what_is_not_there_says_why() {
    let m = measurement(vec![]);
    let declaration = declaration();
    let view = View { declaration: &declaration, measurement: Some(&m) };
    let reason = |name: &str| match view.quantity(name) {
        Ok(Answer::Absent(absent)) => absent.reason,
        other => panic!("{other:?}"),
    };
    assert_eq!(reason("python"), "No Python here.");
    assert_eq!(reason("thrown"), "Asked for on, saw off.");
    assert_eq!(reason("a"), "The record has no series model/a.");
    assert_eq!(verdict(&m, "python"), Verdict::NotMeasuredHere);
}

#[test]
fn engines_that_disagree_make_it_depend_and_absent_ones_have_no_vote() {
    let m = measurement(vec![series("a", Role::Measured, steady), series("b", Role::Measured, |i| 2 * steady(i))]);
    assert_eq!(verdict(&m, "both"), Verdict::Depends);
}

#[test]
fn a_question_about_many_cores_is_not_asked_of_few() {
    let m = measurement(vec![series("a", Role::Measured, steady)]);
    assert_eq!(verdict(&m, "many"), Verdict::NotMeasuredHere);
    assert_eq!(verdict(&m, "cited"), Verdict::Holds);
}

#[test]
fn conditions_read_like_sentences() {
    let m = measurement(vec![series("a", Role::Measured, steady), series("b", Role::Measured, |i| 2 * steady(i))]);
    let declaration = declaration();
    let view = View { declaration: &declaration, measurement: Some(&m) };
    for (text, expected) in [
        ("slower.holds", true),
        ("not slower.holds", false),
        ("slower.outdated", false),
        ("measured slowdown", true),
        ("not measured python", true),
        ("slowdown above 1.5", true),
        ("slowdown below 1.5", false),
        ("python above 0", false),
        ("python.not-measured-here", true),
    ] {
        assert_eq!(view.condition(text), Ok(expected), "{text}");
    }
}

#[test]
fn a_condition_that_cannot_be_read_or_names_nothing_is_an_error() {
    let declaration = declaration();
    let view = View { declaration: &declaration, measurement: None };
    for text in ["", "not", "not not slower.holds", "slower", "slower.maybe", "slowdown above two", "a b c d"] {
        assert!(matches!(view.condition(text), Err(EvaluateError::BadCondition { .. })), "{text}");
    }
    assert!(matches!(view.condition("nothing.holds"), Err(EvaluateError::NoClaim { .. })));
    assert!(matches!(view.condition("measured nothing"), Err(EvaluateError::NoQuantity { .. })));
}
