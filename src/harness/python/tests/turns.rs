//! What a Python is asked in a sitting: the warm-up of one that has had its time, and what is known already.

use super::{
    stub::{COUNTS, Stub},
    *,
};

/// What a Python told after an earlier sitting of that cost, the last but one.
fn after(earlier: Cost, stub: &Stub) -> Sampled {
    let folder = tempfile::tempdir().expect("a folder");
    let mut plan = plan(vec![stub.write(&folder, "python3")], &twin());
    let earlier = BTreeMap::from([("cpython-3.13".to_owned(), earlier)]);
    share(&plan, &[&earlier], 1);
    sample(&mut plan)
}

/// What the second variant told.
fn told(earlier: Cost) -> Option<Series> {
    after(earlier, &Stub::odd(COUNTS)).series.into_iter().find(|series| series.variant == "odd")
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

#[test]
fn a_fact_is_asked_in_the_first_sitting_only() {
    let good = Stub::good();
    let introduction = good.introduction.replace("\"samples\":null", "\"samples\":null,\"fact\":true");
    assert_ne!(introduction, good.introduction);
    let stub = Stub { introduction, ..good };
    let [plain, fact] = ["cpython-3.13/good", "cpython-3.13/odd[n=2]"];
    let first = after(Cost::default(), &stub);
    assert_eq!(names(&first), ["model/own", plain, fact]);
    let later = after(Cost { all: 100, least: 50 }, &stub);
    assert_eq!(names(&later), ["model/own", plain]);
}
