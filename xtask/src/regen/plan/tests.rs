use tempfile::TempDir;

use super::*;
use crate::samples;
use roommates::results::to_text;

fn digests(code: &str) -> Digests {
    Digests { code: code.into(), harness: "h".into(), dependencies: "d".into(), compiler: "c".into() }
}

/// Decision about a record of `mode` made with code `a`, when the code is `code` now.
fn decision(mode: Mode, code: &str, options: &Options) -> Decision {
    let folder = TempDir::new().unwrap();
    let mut record = samples::record("kitchen", "question", digests("a"));
    record.measurement.mode = mode;
    let path = folder.path().join("question.json");
    samples::write(&path, &to_text(&record).unwrap());
    decide(&path, &digests(code), options).unwrap()
}

fn options(quick: bool, force: bool) -> Options {
    Options { quick, force, ..Options::default() }
}

#[test]
fn fresh_records_stand_and_stale_ones_do_not() {
    assert_eq!(decision(Mode::Full, "a", &options(false, false)), Decision::Keep("fresh".into()));
    let stale = Decision::Measure("stale: the experiment's code changed since".into());
    assert_eq!(decision(Mode::Full, "b", &options(false, false)), stale);
    let missing = decide(Path::new("nowhere"), &digests("a"), &options(false, false));
    assert_eq!(missing, Ok(Decision::Measure("not measured yet".into())));
}

#[test]
fn a_quick_record_never_replaces_a_fresh_full_one_without_force() {
    let Decision::Keep(why) = decision(Mode::Full, "a", &options(true, false)) else { panic!("measured") };
    assert!(why.contains("--force"), "{why}");
    assert_eq!(decision(Mode::Full, "a", &options(true, true)), Decision::Measure("as --force asks".into()));
    let Decision::Measure(why) = decision(Mode::Full, "b", &options(true, false)) else { panic!("kept") };
    assert!(why.contains("replaced by a quick one"), "{why}");
}

#[test]
fn a_quick_look_is_enough_only_for_a_quick_run() {
    assert_eq!(decision(Mode::Quick, "a", &options(true, false)), Decision::Keep("fresh".into()));
    assert_eq!(
        decision(Mode::Quick, "a", &options(false, false)),
        Decision::Measure("only a quick look so far".into())
    );
}

#[test]
fn a_record_that_cannot_be_read_is_not_thrown_away() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("question.json");
    samples::write(&path, "{\"schema_version\": 999}");
    let error = decide(&path, &digests("a"), &options(false, false)).unwrap_err();
    assert!(error.contains("newer than"), "{error}");
    assert!(decide(&path, &digests("a"), &options(false, true)).is_ok());
}
