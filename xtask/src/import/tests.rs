use std::os::unix::fs::symlink;

use tempfile::TempDir;

use super::*;
use crate::samples;

/// A checkout, a bundle with one record of `kitchen` for its chapter, and that record.
fn two() -> (TempDir, Tree, TempDir, Tree, Record) {
    let (here_root, here) = samples::tree();
    let (there_root, there) = samples::tree();
    let record = samples::record("kitchen", "question", samples::digests(&here, "question"));
    samples::store(&there, &record);
    (here_root, here, there_root, there, record)
}

fn refused(here: &Tree, there: &Tree) -> String {
    let before = fs::read_dir(here.results()).map_or(0, Iterator::count);
    let error = format!("{:#}", import(here, there.root(), false).unwrap_err());
    assert_eq!(fs::read_dir(here.results()).map_or(0, Iterator::count), before, "nothing was written");
    error
}

#[test]
fn records_arrive_as_they_were_and_a_second_time_change_nothing() {
    let (_a, here, _b, there, record) = two();
    assert_eq!(import(&here, there.root(), false).unwrap(), "taken over    kitchen/question\n");
    assert_eq!(Library::load(&here).unwrap().machines["kitchen"].records["question"], record);
    assert_eq!(import(&here, there.root(), false).unwrap(), "already there kitchen/question\n");
}

#[test]
fn an_older_or_lesser_record_is_refused_without_force() {
    let (_a, here, _b, there, mut record) = two();
    import(&here, there.root(), false).unwrap();
    record.provenance.started = "2025-01-01T00:00:00Z".into();
    samples::store(&there, &record);
    assert!(refused(&here, &there).contains("kitchen/question: the record here is newer"));
    record.provenance.started = "2027-01-01T00:00:00Z".into();
    record.measurement.mode = Mode::Quick;
    samples::store(&there, &record);
    assert!(refused(&here, &there).contains("full and this one is quick"));
    assert!(import(&here, there.root(), true).unwrap().starts_with("taken over"));
}

#[test]
fn records_of_another_machine_under_the_same_name_are_refused() {
    let (_a, here, _b, there, record) = two();
    samples::store(&here, &record);
    let machine = fs::read_to_string(there.machine("kitchen")).unwrap();
    fs::write(there.machine("kitchen"), machine.replace("\"cpu\": \"", "\"cpu\": \"Other ")).unwrap();
    assert!(refused(&here, &there).contains("belongs to a different machine"));
}

#[test]
fn what_is_wrong_with_a_record_is_named_before_anything_is_written() {
    let wrong = |change: fn(&mut Record)| {
        let (_a, here, _b, there, mut record) = two();
        change(&mut record);
        samples::write(&there.record("kitchen", "question"), &to_text(&record).unwrap());
        refused(&here, &there)
    };
    assert!(wrong(|r| r.measurement.series.clear()).contains("without a series"));
    assert!(wrong(|r| r.measurement.mode = Mode::Verify).contains("never kept"));
    assert!(wrong(|r| r.provenance.started = "<script>".into()).contains("`<script>` is no time"));
    assert!(wrong(|r| r.machine = "attic".into()).contains("the machine inside is `attic`"));
    assert!(wrong(|r| r.measurement.slug = "other".into()).contains("the slug inside is `other`"));
    assert!(wrong(|r| r.schema_version = 99).contains("newer than"));
}

#[test]
fn hostile_names_and_links_are_refused() {
    let (_a, here, _b, there, record) = two();
    let mut stranger = record.clone();
    stranger.measurement.slug = "a b".into();
    samples::write(&there.record("kitchen", "a b"), &to_text(&stranger).unwrap());
    assert!(refused(&here, &there).contains("no such chapter"));
    fs::remove_file(there.record("kitchen", "a b")).unwrap();
    fs::create_dir(there.results().join("..hidden")).unwrap();
    assert!(refused(&here, &there).contains("not a machine name"));
    fs::remove_dir(there.results().join("..hidden")).unwrap();
    symlink("/etc/passwd", there.record("kitchen", "linked")).unwrap();
    assert!(refused(&here, &there).contains("is a link"));
}
