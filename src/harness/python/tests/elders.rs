use super::{
    super::elders,
    stub::{COUNTS, Stub},
    *,
};

/// A plan that finds these programs and asks for `variants` of the older ones.
fn plan_of(mode: Mode, stubs: &[(&str, Stub)], variants: &[&str]) -> Plan<'static> {
    let folder = tempfile::tempdir().expect("a folder");
    stubs.iter().for_each(|(name, stub)| drop(stub.write(&folder, name)));
    let mut plan = Plan::new(mode);
    let places = Places::on_path(folder.path());
    plan.asking = Asking { whom: Whom::Newest, bounds: PATIENT, places };
    plan.ask_pythons(&twin().history(variants));
    plan
}

/// The newest, and three that are older.
fn several() -> [(&'static str, Stub); 4] {
    let of = |version| Stub::of(version, false);
    [
        ("python3", of((3, 14, 0))),
        ("python3.9", of((3, 9, 0))),
        ("python3.12", of((3, 12, 0))),
        ("python3.11", Stub { odd: "exit 1".into(), ..of((3, 11, 0)) }),
    ]
}

/// What so many starts of the program hear together.
fn heard(plan: impl Fn() -> Plan<'static>, sittings: usize) -> elders::History {
    history(&(0..sittings).map(|_| hear(&plan())).collect::<Vec<_>>())
}

#[test]
fn older_pythons_are_asked_only_for_the_history_and_not_in_the_rounds() {
    let plan = plan_of(Mode::Verify, &several(), &["good"]);
    let engines: Vec<&str> = plan.interpreters.iter().map(|i| i.engine.as_str()).collect();
    assert_eq!(engines, ["cpython-3.14", "cpython-3.12", "cpython-3.11", "cpython-3.9"]);
    assert!(plan.variants.iter().all(|variant| variant.engine == "cpython-3.14"));
    let told: Vec<String> = history(&[hear(&plan)]).series.iter().map(|s| s.selector().to_string()).collect();
    assert_eq!(told, ["cpython-3.12/good", "cpython-3.11/good", "cpython-3.9/good"]);
    assert_eq!(costs(&plan).len(), 4, "everybody's time is told");
}

#[test]
fn a_sitting_is_a_round_of_an_older_python() {
    let heard = heard(|| plan_of(Mode::Full, &several(), &["good", "odd[n=2]", "odd[n=3]"]), 3);
    let of = |name: &str| heard.series.iter().find(|s| s.selector().to_string() == name).expect("it was asked");
    assert_eq!((of("cpython-3.9/good").per_round, of("cpython-3.9/good").samples.as_slice()), (1, &[7; 3][..]));
    assert_eq!((of("cpython-3.12/odd[n=2]").per_round, of("cpython-3.12/odd[n=2]").samples.len()), (2, 6));
    let rejected: Vec<&str> = heard.rejected.iter().map(|r| r.series.as_str()).collect();
    assert_eq!(rejected, ["cpython-3.11/odd[n=2]"], "its other series stays");
    assert!(heard.rejected[0].reason.contains("exit status: 1"));
    assert!(heard.checks.iter().all(|check| check.state == "gil" && check.observed == "on"));
}

/// What `python3.9` told in a full sitting, where it counts how often it was asked and does this each time.
fn counted(does: &str) -> Vec<i64> {
    let older = Stub { odd: format!("{does}; {COUNTS}"), ..Stub::of((3, 9, 0), false) };
    let stubs = [("python3", Stub::of((3, 14, 0), false)), ("python3.9", older)];
    heard(|| plan_of(Mode::Full, &stubs, &["odd"]), 1).series.remove(0).samples
}

#[test]
fn what_is_short_is_warmed_up_and_what_takes_long_is_not() {
    assert_eq!(counted(":"), [2]);
    assert_eq!(counted("sleep 0.05"), [1]);
}

#[test]
fn who_had_its_time_in_earlier_sittings_is_not_asked() {
    let plan = plan_of(Mode::Full, &several(), &["good"]);
    let earlier = BTreeMap::from([("cpython-3.9".to_owned(), Cost { all: 8_000, least: 8_000 })]);
    share(&plan, &[&earlier], 4);
    let told: Vec<String> = history(&[hear(&plan)]).series.iter().map(|s| s.selector().to_string()).collect();
    assert_eq!(told, ["cpython-3.12/good", "cpython-3.11/good"]);
    assert_eq!(costs(&plan)["cpython-3.9"].least, 0, "it was not asked");
    assert!(costs(&plan)["cpython-3.12"].least > 0);
}

#[test]
fn a_sitting_without_an_older_python_is_a_sitting_of_no_round() {
    let all = plan_of(Mode::Verify, &several(), &["good"]);
    let mut few = several().to_vec();
    few.retain(|(name, _)| *name != "python3.9");
    let few = plan_of(Mode::Verify, &few, &["good"]);
    let heard = history(&[hear(&all), hear(&few), hear(&all)]);
    let of = |engine: &str| heard.series.iter().find(|s| s.engine == engine).expect("it was asked");
    assert_eq!((of("cpython-3.9").samples.len(), of("cpython-3.9").sittings.as_slice()), (2, &[1, 0, 1][..]));
    assert_eq!(of("cpython-3.12").sittings, [1, 1, 1]);
}

#[test]
fn an_older_python_that_has_the_gil_that_it_claims_not_to_have_is_refused() {
    let mut stubs = several().to_vec();
    stubs.push(("python3.14t", Stub::of((3, 14, 0), true)));
    stubs.push(("python3.13t", Stub::of((3, 13, 0), true)));
    let heard = heard(|| plan_of(Mode::Verify, &stubs, &["good"]), 1);
    assert_eq!(heard.rejected.len(), 1);
    assert_eq!(heard.rejected[0].series, "cpython-3.13t/good");
    assert_eq!(heard.rejected[0].reason, "Asked for gil = off, saw on.");
}

#[test]
fn who_has_no_history_asks_no_older_python() {
    let plan = plan_of(Mode::Verify, &several(), &[]);
    assert_eq!(plan.interpreters.len(), 1);
    assert!(hear(&plan).is_empty());
}

#[test]
fn what_is_told_survives_the_journal() {
    let told = hear(&plan_of(Mode::Verify, &several(), &["good", "odd"]));
    let text = serde_json::to_string(&told).expect("it has a text form");
    assert_eq!(serde_json::from_str::<Vec<Told>>(&text).expect("it can be read"), told);
}
