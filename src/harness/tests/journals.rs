use std::fs;

use crate::{
    harness::journal::{End, Entry, Header, Journal, Sitting},
    results::{Interpreter, Mode},
};

fn header(digest: &str) -> Header {
    Header {
        journal: 3,
        slug: "x".into(),
        mode: Mode::Full,
        digest: digest.into(),
        series: vec!["a/b".into(), "a/c".into()],
        interpreters: Vec::new(),
    }
}

fn round(n: i64) -> Vec<Entry> {
    let entry = |sample| Entry { samples: vec![sample], ..Entry::default() };
    vec![entry(n), entry(10 * n)]
}

#[test]
fn an_interrupted_measurement_goes_on_where_it_stopped() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("deep/x.jsonl");
    let mut first = Journal::open(&path, &header("1")).expect("it opens");
    assert_eq!(first.take_earlier(), vec![]);
    first.append(&round(1)).expect("it is written");
    first.append(&round(2)).expect("it is written");
    drop(first);
    let mut second = Journal::open(&path, &header("1")).expect("it opens");
    let interrupted = Sitting { rounds: vec![round(1), round(2)], end: None };
    assert_eq!(second.take_earlier(), vec![interrupted.clone()]);
    second.append(&round(3)).expect("it is written");
    let end = End { operations: vec![vec![7, 8]], ..End::default() };
    second.end(&end).expect("it is written");
    drop(second);
    let mut third = Journal::open(&path, &header("1")).expect("it opens");
    assert_eq!(third.take_earlier(), vec![interrupted, Sitting { rounds: vec![round(3)], end: Some(end) }]);
}

#[test]
fn a_sitting_that_left_no_round_is_forgotten() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.jsonl");
    for _ in 0..3 {
        Journal::open(&path, &header("1")).expect("it opens");
    }
    assert_eq!(Journal::open(&path, &header("1")).expect("it opens").take_earlier(), vec![]);
}

/// The rounds of the only earlier sitting.
fn rounds(journal: &mut Journal) -> Vec<Vec<Entry>> {
    journal.take_earlier().into_iter().flat_map(|sitting| sitting.rounds).collect()
}

#[test]
fn a_torn_last_line_is_dropped_and_the_rest_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.jsonl");
    let mut journal = Journal::open(&path, &header("1")).expect("it opens");
    journal.append(&round(1)).expect("it is written");
    journal.append(&round(2)).expect("it is written");
    drop(journal);
    let text = fs::read_to_string(&path).expect("it is there");
    for cut in 1..30 {
        fs::write(&path, &text[..text.len() - cut]).expect("it is written");
        assert_eq!(rounds(&mut Journal::open(&path, &header("1")).expect("it opens")), vec![round(1)], "cut {cut}");
    }
}

#[test]
fn rounds_of_other_code_are_not_taken_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.jsonl");
    Journal::open(&path, &header("1")).and_then(|mut j| j.append(&round(1))).expect("it is written");
    let mut other = Journal::open(&path, &header("2")).expect("it opens");
    assert_eq!(other.take_earlier(), vec![]);
}

#[test]
fn garbage_is_no_journal() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.jsonl");
    fs::write(&path, [0xff, 0x00, b'\n', b'{']).expect("it is written");
    assert_eq!(rounds(&mut Journal::open(&path, &header("1")).expect("it opens")), Vec::<Vec<Entry>>::new());
}

#[test]
fn a_journal_that_cannot_be_begun_anew_keeps_its_old_rounds() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.jsonl");
    Journal::open(&path, &header("1")).and_then(|mut j| j.append(&round(1))).expect("it is written");
    // A folder stands where the new file would be written: as good as a full disk, and it needs no privilege.
    fs::create_dir(path.with_extension("unfinished")).expect("a folder");
    assert!(Journal::open(&path, &header("1")).is_err());
    fs::remove_dir(path.with_extension("unfinished")).expect("it goes");
    assert_eq!(rounds(&mut Journal::open(&path, &header("1")).expect("it opens")), vec![round(1)]);
}

#[test]
fn a_failure_is_kept_and_another_python_begins_anew() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("x.jsonl");
    let asked = |version: &str| {
        let python = Interpreter { engine: "cpython-3.14".into(), version: version.into(), build: "GCC".into() };
        Header { interpreters: vec![python], ..header("1") }
    };
    let failed = vec![Entry { failed: Some("It hung.".into()), ..Entry::default() }, round(1)[1].clone()];
    Journal::open(&path, &asked("3.14.0")).expect("it opens").append(&failed).expect("it is written");
    assert_eq!(rounds(&mut Journal::open(&path, &asked("3.14.0")).expect("it opens")), vec![failed]);
    assert_eq!(rounds(&mut Journal::open(&path, &asked("3.14.1")).expect("it opens")), Vec::<Vec<Entry>>::new());
}
