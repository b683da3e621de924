use roommates::results::{Declaration, Machine, Record, declaration::Formula};

use super::*;
use crate::charts::gallery;

/// A prediction that comes true, one that misses for a known reason, one that nobody could test.
fn declaration() -> Declaration {
    Declaration::new(gallery::SLUG, "Do threads make Python faster?")
        .prediction("same", "two threads", Formula::ratio("model/gil[threads=2]", "model/gil[threads=2]"))
        .prediction("half", "two threads over one", Formula::ratio("model/nogil[threads=2]", "model/nogil[threads=1]"))
        .misses("the other one has no lock")
        .prediction("unknown", "two threads, without the GIL", Formula::ratio("cpython-3.14t/threads", "rust/lost"))
        .quantity("other", "no prediction", Formula::median("rust/lost"))
}

fn machines() -> Vec<(Machine, Record)> {
    let at = |name, cores, factor| (gallery::machine(name, cores), gallery::record(name, cores, factor));
    vec![at("reference-8-cores", 8, 1.0), at("laptop-4-cores", 4, 1.4)]
}

fn forecasts<'a>(declaration: &'a Declaration, machines: &'a [(Machine, Record)]) -> Vec<Forecast<'a>> {
    let forecast = |(machine, record): &'a (Machine, Record)| {
        let view = View { declaration, measurement: Some(&record.measurement) };
        Forecast { machine, chapters: vec![Speaker { machine, view, record: Some(record), freshness: None }] }
    };
    machines.iter().map(forecast).collect()
}

#[test]
fn the_figure_has_a_row_for_each_prediction_and_counts_those_that_came_true() {
    let (declaration, machines) = (declaration(), machines());
    let drawn = figure("the_model", &forecasts(&declaration, &machines)).expect("it can be drawn");
    assert_eq!(drawn.lines().count(), 1);
    for words in [
        "1 of 2 predictions of the model are within 10 % of CPython",
        "two threads over one",
        "Marks, CPython over model.",
        "Not measured here: two threads, without the GIL:",
        "right within 10 % (shaded)",
        "data-machine=\"laptop-4-cores\"",
    ] {
        assert!(drawn.contains(words), "{words} in {drawn}");
    }
    assert!(!drawn.contains("no prediction"), "other numbers are not drawn");
}

#[test]
fn a_machine_without_a_python_has_no_rows_and_says_so() {
    let (declaration, mut machines) = (declaration(), machines());
    machines.truncate(1);
    machines[0].1.measurement.series.clear();
    let drawn = figure("the_model", &forecasts(&declaration, &machines)).expect("it can be drawn");
    assert!(drawn.contains("No prediction of the model was compared with a Python here"), "{drawn}");
    assert!(drawn.contains("rn-absent") && !drawn.contains("<svg role"), "{drawn}");
}

#[test]
fn right_is_right_on_either_side() {
    for (residual, right) in [(0.89, false), (0.9, true), (1.0, true), (1.1, true), (1.11, false)] {
        assert_eq!(is_right(residual), right, "{residual}");
    }
}
