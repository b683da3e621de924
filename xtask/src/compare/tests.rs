use roommates::results::{
    Machine, Record, Series,
    declaration::{Claim, Test},
};

use super::*;
use crate::{library::MachineRecords, machine, samples};

fn declaration() -> Declaration {
    Declaration::new("question", "Why?")
        .quantity("ratio", "a ratio", Formula::ratio("model/gil[threads=2]", "model/gil[threads=1]"))
        .quantity("largest", "the largest sample", Formula::max("model/gil[threads=2]"))
        .claim(
            Claim::new("slower", &[], "It is slower.")
                .holds_if("model", "ratio", Test::Above(1.5))
                .correction("No.", "Here"),
        )
}

fn library(machine: &str, two_threads: &[i64]) -> Library {
    let digests = roommates::results::Digests {
        code: String::new(),
        harness: String::new(),
        dependencies: String::new(),
        compiler: String::new(),
    };
    let mut record: Record = samples::record(machine, "question", digests);
    let one = Series { params: [("threads".to_owned(), 1)].into(), ..samples::series("gil", &[100, 101, 99]) };
    record.measurement.series = vec![one, samples::series("gil", two_threads)];
    let machine = Machine { name: machine.into(), ..machine::detect() };
    let records = MachineRecords { machine: machine.clone(), records: [("question".to_owned(), record)].into() };
    Library {
        declarations: [("question".to_owned(), declaration())].into(),
        machines: [(machine.name, records)].into(),
    }
}

#[test]
fn two_runs_that_say_the_same_agree() {
    let comparison = compare(&library("kitchen", &[200, 204, 196]), &library("kitchen", &[202, 198, 201]));
    assert!(comparison.is_good(), "{comparison}");
    assert_eq!((comparison.verdicts, comparison.intervals), (2, 3), "one claim twice; two series and a ratio");
    assert!(comparison.to_string().contains("3 of 3 intervals overlap (100.0 %"), "{comparison}");
}

#[test]
fn a_verdict_that_flips_is_named_with_both_words() {
    let comparison = compare(&library("kitchen", &[200, 202, 198]), &library("kitchen", &[100, 101, 99]));
    assert!(!comparison.is_good());
    assert_eq!(comparison.flips[0].to_string(), "kitchen/question: slower (all engines): holds, then does not hold");
    let told = comparison.to_string();
    assert!(told.contains("verdict contradicts: kitchen/question: slower (model): holds"), "{told}");
    assert!(told.contains("2 of 2 verdicts flip; 2 of them were decided both times"), "{told}");
    assert!(comparison.apart.iter().any(|a| a.contains("model/gil[threads=2]: 200")), "{comparison}");
}

#[test]
fn a_verdict_that_only_one_could_decide_flips_and_is_told_apart() {
    let comparison = compare(&library("kitchen", &[200, 202, 198]), &library("kitchen", &[200, 202, 120]));
    assert!(!comparison.is_good());
    let told = comparison.to_string();
    assert!(told.contains("verdict of only one: kitchen/question: slower (model): holds, then inconclusive"), "{told}");
    assert!(told.contains("2 of 2 verdicts flip; 0 of them were decided both times"), "{told}");
}

#[test]
fn exact_numbers_have_no_interval_that_could_be_apart() {
    let comparison = compare(&library("kitchen", &[200, 202, 198]), &library("kitchen", &[200, 999, 198]));
    assert!(!comparison.apart.iter().any(|a| a.contains("largest")), "{comparison}");
}

#[test]
fn nothing_in_common_is_no_agreement() {
    let comparison = compare(&library("kitchen", &[200]), &library("attic", &[200]));
    assert!(!comparison.is_good());
    assert_eq!(comparison.alone, ["attic/question", "kitchen/question"]);
}

#[test]
fn records_are_found_in_a_folder_a_checkout_and_a_revision() {
    let (root, tree) = samples::tree();
    samples::store(&tree, &samples::record("kitchen", "question", samples::digests(&tree, "question")));
    let commit = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one"];
    for arguments in [&["init", "-q"][..], &["add", "."], &commit] {
        assert!(crate::regen::origin::git(root.path(), arguments).is_some());
    }
    let checkout = root.path().to_string_lossy().into_owned();
    for name in [checkout.clone(), format!("{checkout}/book/results"), "HEAD".into()] {
        assert_eq!(open(&tree, &name).unwrap().machines["kitchen"].records.len(), 1, "{name}");
    }
    for unknown in ["no-such-revision", "--help", "-h"] {
        let error = open(&tree, unknown).unwrap_err().to_string();
        assert!(error.contains("no folder and no revision"), "{error}");
    }
}
