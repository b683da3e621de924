//! What becomes of the warm-up of a Python that has had its time.

use super::{
    stub::{COUNTS, Stub},
    *,
};

/// What the second variant told after earlier sittings that spent everything.
fn kept() -> Series {
    let folder = tempfile::tempdir().expect("a folder");
    let mut plan = plan(vec![Stub::odd(COUNTS).write(&folder, "python3")], &twin());
    let earlier = BTreeMap::from([("cpython-3.13".to_owned(), 20_000)]);
    share(&plan, &[&earlier], 1);
    let sampled = sample(&mut plan);
    sampled.series.into_iter().find(|series| series.variant == "odd").expect("it was asked")
}

#[test]
fn it_is_its_answer() {
    let series = kept();
    assert_eq!((series.samples, series.sittings), (vec![1], vec![1]));
}
