use std::collections::BTreeMap;

use crate::{
    harness::evaluate::{Answer, View},
    results::{
        Declaration, Measurement, Missing, Mode, Observed, Rejected, Role, Series, Stop, StopReason, Unit,
        declaration::{Claim, Formula, Test},
    },
};

/// A series whose samples are all `value`.
fn series(engine: &str, variant: &str, value: i64) -> Series {
    Series {
        engine: engine.into(),
        variant: variant.into(),
        params: BTreeMap::new(),
        role: Role::Measured,
        unit: Unit::Nanoseconds,
        per_round: 1,
        sittings: Vec::new(),
        samples: vec![value; 12],
    }
}

fn measurement(series: Vec<Series>) -> Measurement {
    Measurement {
        slug: "x".into(),
        mode: Mode::Full,
        stop: Stop { reason: StopReason::Time, rounds: 12, sittings: vec![12] },
        observed: Observed { cores: 2, cpu_quota_milli: None, governor: None, load: None },
        warnings: vec![],
        checks: vec![],
        rejected: vec![],
        missing: vec![],
        series,
        timelines: vec![],
        interpreters: vec![],
        given: BTreeMap::new(),
    }
}

fn declaration() -> Declaration {
    Declaration::new("x", "Is it so?")
        .quantity("gil", "with", Formula::median("cpython/a"))
        .quantity("free", "without", Formula::median("cpython-free/a"))
        .quantity("own", "model", Formula::median("model/a"))
        .quantity("residual", "left over", Formula::residual(("cpython/b", "cpython/a"), ("model/b", "model/a")))
        .claim(
            Claim::new("so", &[], "It is so.")
                .holds_if("cpython, alone", "gil", Test::Above(0.0))
                .holds_if("cpython-free", "free", Test::Above(0.0))
                .holds_if("model", "own", Test::Above(0.0)),
        )
}

/// The number, or why there is none.
fn answer(m: &Measurement, quantity: &str) -> Result<f64, String> {
    let declaration = declaration();
    match (View { declaration: &declaration, measurement: Some(m) }).quantity(quantity).expect("it is declared") {
        Answer::Known(estimate, _) => Ok(estimate.point),
        Answer::Absent(absent) => Err(absent.reason),
    }
}

/// Three versions with a GIL, two without; 3.9 comes before 3.14, though not as text.
fn many() -> Measurement {
    let engines = ["cpython-3.14", "cpython-2.7", "cpython-3.9", "cpython-3.13t", "cpython-3.14t", "pypy-3.15"];
    let mut all: Vec<Series> = (1..).zip(engines).map(|(i, engine)| series(engine, "a", i)).collect();
    all.push(series("model", "a", 10));
    measurement(all)
}

#[test]
fn cpython_is_the_newest_with_a_gil_and_cpython_free_the_newest_without() {
    assert_eq!(answer(&many(), "gil"), Ok(1.0));
    assert_eq!(answer(&many(), "free"), Ok(5.0));
}

#[test]
fn the_newest_is_meant_even_where_its_series_was_thrown_out() {
    let mut m = many();
    m.series.retain(|s| s.engine != "cpython-3.14");
    m.rejected.push(Rejected { series: "cpython-3.14/a".into(), reason: "It hung.".into() });
    assert_eq!(answer(&m, "gil"), Err("It hung.".into()));
}

#[test]
fn an_engine_that_is_missing_says_why_under_either_name() {
    let mut m = measurement(vec![series("model", "a", 1)]);
    assert_eq!(answer(&m, "gil"), Err("The record has no series cpython/a.".into()));
    m.missing.push(Missing { engine: "cpython-3.13t".into(), reason: "It does not start.".into() });
    assert_eq!(answer(&m, "free"), Err("It does not start.".into()));
    assert_eq!(answer(&m, "gil"), Err("The record has no series cpython/a.".into()), "with a GIL it says nothing");
    m.missing.push(Missing { engine: "cpython".into(), reason: "Install one.".into() });
    assert_eq!(answer(&m, "gil"), Err("Install one.".into()));
}

#[test]
fn a_series_that_the_newest_does_not_have_is_not_taken_from_an_older_one() {
    let mut m = many();
    m.series.push(series("cpython-3.9", "b", 1));
    m.missing.push(Missing { engine: "cpython-3.8".into(), reason: "It does not start.".into() });
    assert_eq!(answer(&m, "residual"), Err("The record has no series cpython-3.14/b.".into()));
}

#[test]
fn a_verdict_and_a_quantity_name_the_version_that_was_asked() {
    let (declaration, m) = (declaration(), many());
    let view = View { declaration: &declaration, measurement: Some(&m) };
    let verdict = view.verdict("so").expect("it is declared");
    let asked: Vec<&str> = verdict.engines.iter().map(|e| e.asked.as_str()).collect();
    assert_eq!(asked, ["cpython-3.14, alone", "cpython-3.14t", "model"]);
    assert_eq!(verdict.engines[0].engine, "cpython, alone", "the column of the ledger");
    let named = |quantity: &str| view.real_engines(&view.declared(quantity).expect("it is declared").of);
    assert_eq!(named("gil"), ["cpython-3.14"]);
    assert_eq!(named("residual"), ["cpython-3.14"]);
    assert_eq!(named("own"), [""; 0]);
}

#[test]
fn a_residual_is_one_where_the_prediction_is_right() {
    let of = |cpython: i64| {
        let [model, python] = ["model", "cpython-3.14"];
        let mut m = measurement(vec![series(model, "a", 10), series(model, "b", 20), series(python, "a", 1_000)]);
        m.series.push(series(python, "b", cpython));
        answer(&m, "residual")
    };
    assert_eq!(of(2_000), Ok(1.0));
    assert_eq!(of(3_000), Ok(1.5));
}

#[test]
fn pythons_stand_from_new_to_old_behind_the_newest_with_and_without_a_gil() {
    let (m, declaration) = (many(), declaration());
    let view = View { declaration: &declaration, measurement: Some(&m) };
    assert_eq!(
        view.pythons(),
        ["cpython-3.14", "cpython-3.14t", "pypy-3.15", "cpython-3.13t", "cpython-3.9", "cpython-2.7"]
    );
}

#[test]
fn a_formula_speaks_of_the_python_that_it_is_asked_for() {
    let formula = Formula::ratio("python/a", "model/a").for_python("cpython-2.7");
    assert_eq!(formula, Formula::ratio("cpython-2.7/a", "model/a"));
}
