use roommates::results::{StateCheck, Stop, to_text};

use super::*;
use crate::{machine, regen::measure::When, samples};

fn printed(change: impl FnOnce(&mut Measurement)) -> Result<Measurement, String> {
    let mut m = samples::measurement("question");
    change(&mut m);
    accept(to_text(&m).unwrap().as_bytes(), "question", Mode::Full)
}

#[test]
fn a_complete_measurement_is_taken_as_it_is() {
    assert_eq!(printed(|_| {}), Ok(samples::measurement("question")));
}

#[test]
fn what_must_not_be_kept_is_refused_with_the_reason() {
    let refused = |change: fn(&mut Measurement)| printed(change).unwrap_err();
    assert!(refused(|m| m.slug = "other".into()).contains("`other`"));
    assert!(refused(|m| m.slug = "<script>\u{1b}[31m".into()).contains("\\u{1b}"), "control characters are escaped");
    assert!(refused(|m| m.mode = Mode::Verify).contains("never kept"));
    assert!(refused(|m| m.mode = Mode::Quick).contains("asked for a full measurement and printed a quick one"));
    assert!(refused(|m| m.series.clear()).contains("without a series"));
    assert!(refused(|m| m.series[0].samples.clear()).contains("model/gil[threads=2] without a sample"));
    assert!(refused(|m| m.series[0].per_round = 2).contains("no whole rounds of 2"));
    assert!(refused(|m| m.series[0].per_round = 0).contains("no whole rounds"));
    assert!(refused(|m| m.series[0].sittings = vec![1, 1]).contains("not 2 rounds of 1"));
    assert!(
        refused(|m| m.stop = Stop { rounds: 9, sittings: vec![9], ..m.stop.clone() }).contains("not 9 rounds of 1")
    );
}

#[test]
fn a_state_that_differs_from_what_was_asked_for_is_refused_unless_its_series_was_thrown_out() {
    let check = StateCheck {
        series: "model/gil[threads=2]".into(),
        state: "gil".into(),
        requested: "off".into(),
        observed: "on".into(),
    };
    let kept = printed(|m| m.checks.push(check.clone())).unwrap_err();
    assert!(kept.contains("asked for gil = off and saw on"), "{kept}");
    let thrown_out = StateCheck { series: "model/other".into(), ..check };
    assert!(printed(|m| m.checks.push(thrown_out)).is_ok());
}

#[test]
fn garbage_is_refused_where_it_begins() {
    let refused = |text: &str| accept(text.as_bytes(), "question", Mode::Full).unwrap_err();
    assert_eq!(refused(" \n"), "printed no measurement");
    assert!(refused("hello").contains("line 1 column 1"));
    let unknown = to_text(&samples::measurement("question")).unwrap().replacen('{', "{\"extra\": 1,", 1);
    assert!(refused(&unknown).contains("unknown field `extra`"));
    let truncated = to_text(&samples::measurement("question")).unwrap();
    assert!(refused(&truncated[..truncated.len() / 2]).contains("EOF"));
    assert!(refused(&"[".repeat(1_000_000)).contains("no measurement"));
}

#[test]
fn code_that_differs_from_its_commit_is_marked() {
    let profile = samples::record("kitchen", "question", samples_digests()).provenance.profile;
    let origin = Origin {
        revision: Some("0123456789abcdef".into()),
        dirty: true,
        rustc: "r".into(),
        profile,
        compiler: "c".into(),
    };
    let when = When { started: "2026-01-01T00:00:00Z".into(), duration_ms: 5 };
    let record = wrap(samples::measurement("question"), &machine::detect(), samples_digests(), &origin, when);
    assert!(record.provenance.dirty);
    let warning = &record.measurement.warnings[0];
    assert_eq!((warning.kind.as_str(), warning.saw.contains("commit 0123456789.")), ("dirty", true));
}

fn samples_digests() -> Digests {
    Digests { code: "a".into(), harness: "h".into(), dependencies: "d".into(), compiler: "c".into() }
}
