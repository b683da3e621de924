//! What becomes of the warm-up of a Python that has had its time.

use super::{
    stub::{COUNTS, Stub},
    *,
};

/// What the second variant told after an earlier sitting of that cost, the last but one.
fn told(earlier: Cost) -> Option<Series> {
    let folder = tempfile::tempdir().expect("a folder");
    let mut plan = plan(vec![Stub::odd(COUNTS).write(&folder, "python3")], &twin());
    let earlier = BTreeMap::from([("cpython-3.13".to_owned(), earlier)]);
    share(&plan, &[&earlier], 1);
    let sampled = sample(&mut plan);
    sampled.series.into_iter().find(|series| series.variant == "odd")
}

#[test]
fn it_is_its_answer() {
    let series = told(Cost { all: 9_499, least: 0 }).expect("it was asked");
    assert_eq!((series.samples, series.sittings), (vec![1], vec![1]));
}

#[test]
fn who_has_had_all_its_time_is_not_asked() {
    assert_eq!(told(Cost { all: 20_000, least: 10_000 }), None);
}
