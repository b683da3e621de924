//! What becomes of the warm-up of a Python that has had its time.

use super::{stub::Stub, *};

/// What the second variant told that counts how often it was asked, and does this each time; earlier sittings spent
/// everything.
fn kept(does: &str) -> Series {
    let folder = tempfile::tempdir().expect("a folder");
    let counts = format!("{does}; n=$((n+1)); echo \"{{\\\"run\\\": 1, \\\"samples\\\": [$n], \\\"gil\\\": true}}\"");
    let mut plan = plan(vec![Stub::odd(&counts).write(&folder, "python3")], &twin());
    let earlier = BTreeMap::from([("cpython-3.13".to_owned(), 20_000)]);
    share(&plan, &[&earlier], 1);
    let sampled = sample(&mut plan);
    sampled.series.into_iter().find(|series| series.variant == "odd").expect("it was asked")
}

#[test]
fn what_took_long_is_its_own_warm_up() {
    let series = kept("sleep 0.05");
    assert_eq!((series.samples, series.sittings), (vec![1], vec![1]));
}

#[test]
fn what_is_short_is_run_again() {
    let series = kept(":");
    assert_eq!((series.samples, series.sittings), (vec![2], vec![1]));
}
