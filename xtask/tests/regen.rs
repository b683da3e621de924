//! `regen` when all is well, with the real program and stand-ins for examples.

#![cfg(target_os = "linux")]

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use support::{Checkout, prints};

/// Every file below `folder` with its content and time of change.
fn everything(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, std::time::SystemTime)> {
    let mut all = BTreeMap::new();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            all.extend(everything(&path));
        } else {
            all.insert(path.clone(), (fs::read(&path).unwrap(), fs::metadata(&path).unwrap().modified().unwrap()));
        }
    }
    all
}

#[test]
fn a_record_holds_the_measurement_and_where_it_comes_from() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    checkout.run(&["regen", "--machine", "kitchen"]).says("measured      question: 3 rounds");
    let record = checkout.record("question").unwrap();
    assert_eq!(record["machine"], "kitchen");
    assert_eq!(record["measurement"]["series"][0]["samples"], serde_json::json!([100, 101, 102]));
    let provenance = &record["provenance"];
    assert_eq!(
        provenance["profile"],
        serde_json::json!({"name": "dev", "opt_level": "3", "debug_assertions": false, "flags": ""})
    );
    assert!(provenance["rustc"].as_str().unwrap().contains("LLVM"), "{provenance}");
    assert_eq!(provenance["started"].as_str().unwrap().len(), "2026-01-01T00:00:00Z".len(), "to the second");
    let machine: serde_json::Value = serde_json::from_str(&checkout.read("book/results/kitchen/machine.json")).unwrap();
    assert_eq!(machine["name"], "kitchen");
    assert!(checkout.read("book/results/question.json").contains("\"question\": \"Why?\""));
    let home = checkout.root().to_string_lossy().into_owned();
    for file in everything(&checkout.path("book/results")).values() {
        assert!(!String::from_utf8_lossy(&file.0).contains(&home), "no path is kept");
    }
}

#[test]
fn nothing_stale_means_that_no_byte_changes() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    checkout.run(&["regen"]).says("measured      question");
    let before = everything(&checkout.path("book"));
    checkout.run(&["regen"]).says("kept          question: fresh");
    assert_eq!(everything(&checkout.path("book")), before);
}

#[test]
fn a_comment_or_a_page_measures_nothing_and_a_token_does() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    checkout.run(&["regen"]);
    checkout.write("examples/question.rs", "//! Told.\nfn main() {\n    // nothing\n}\n#[cfg(test)]\nmod tests {}\n");
    checkout.write("book/question.md", "# Why?\n");
    checkout.run(&["regen"]).says("kept          question: fresh");
    checkout.write("examples/question.rs", "fn main() { loop {} }");
    let run = checkout.run(&["regen"]);
    run.says("to measure: question (1 of 1): stale: the experiment's code changed since")
        .says("measured      question");
}

#[test]
fn a_new_wording_is_written_without_a_measurement() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    checkout.run(&["regen"]);
    let script = checkout.read("programs/question");
    checkout.write("programs/question", &script.replace("Why?", "Why not?"));
    checkout.run(&["regen"]).says("kept          question: fresh");
    assert!(checkout.read("book/results/question.json").contains("Why not?"));
}

#[test]
fn quick_records_give_way_to_full_ones_but_not_the_other_way_round() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    let mode = || checkout.record("question").unwrap()["measurement"]["mode"].clone();
    checkout.run(&["regen", "--quick"]).says("measured      question");
    assert_eq!(mode(), "quick");
    checkout.run(&["regen", "--quick"]).says("kept          question: fresh");
    checkout.run(&["regen"]).says("only a quick look so far");
    assert_eq!(mode(), "full");
    checkout.run(&["regen", "--quick"]).says("only --force replaces it by a quick one");
    assert_eq!(mode(), "full");
    checkout.run(&["regen", "--quick", "--force"]).says("measured      question");
    assert_eq!(mode(), "quick");
}

#[test]
fn only_named_chapters_are_measured_and_unknown_ones_are_an_error() {
    let checkout = Checkout::with(&[("a", &prints("a")), ("b", &prints("b"))]);
    checkout.run(&["regen", "--only", "b"]);
    assert!(checkout.record("a").is_none() && checkout.record("b").is_some());
    checkout.run(&["regen", "--only", "c"]).ends_with(1).says("there is no chapter `c`; there are: a, b");
}

#[test]
fn the_name_of_the_machine_is_remembered_and_never_shared_by_two_machines() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    checkout.run(&["regen", "--machine", "kitchen"]).says("this machine is `kitchen`");
    assert_eq!(checkout.read(".machine"), "kitchen\n");
    fs::remove_file(checkout.path(".machine")).unwrap();
    checkout.run(&["regen"]).says("this machine is `kitchen`: it has the hardware of these records");
    let machine = checkout.read("book/results/kitchen/machine.json");
    checkout.write(
        "book/results/attic/machine.json",
        &machine.replace("kitchen", "attic").replace("\"cpu\": \"", "\"cpu\": \"Other "),
    );
    checkout.run(&["regen", "--machine", "attic"]).ends_with(1).says("belongs to a different machine");
    checkout.run(&["regen", "--machine", "../x"]).ends_with(1).says("cannot be a machine's name");
}

#[test]
fn an_example_that_was_not_built_is_named() {
    let checkout = Checkout::with(&[("a", &prints("a")), ("b", &prints("b"))]);
    fs::remove_file(checkout.path("programs/a")).unwrap();
    checkout.run(&["regen"]).ends_with(1).says("failed        a does not compile").says("measured      b");
}

/// A stand-in that notes its turn and measures one round in each of its sittings.
fn sits(slug: &str) -> String {
    let counts = "sittings=$(printf '1,%.0s' $(seq $(wc -l < \"$journal\")) | sed 's/,$//')";
    let rounds = "rounds=$(wc -l < \"$journal\")";
    let measurement = support::measurement(slug, 3).replace("\"rounds\":3", "\"rounds\":$rounds");
    let measurement = measurement.replace("\"sittings\":[3]", "\"sittings\":[$sittings]");
    let measurement = measurement.replace("[100,101,102]", "[$sittings]"); // A sample a round, of one nanosecond.
    format!(
        "mode=full; echo {slug} >> turns; echo '[1]' >> \"$journal\"; {rounds}; {counts}\ncat <<END\n{measurement}\nEND"
    )
}

#[test]
fn a_full_measurement_takes_ten_sittings_with_those_of_the_others_in_between() {
    let checkout = Checkout::with(&[("first", &sits("first")), ("second", &sits("second"))]);
    checkout.run(&["regen"]).says("sitting 10 of 10").says("measured      first: 10 rounds");
    assert_eq!(checkout.read("turns"), "first\nsecond\n".repeat(10));
    let record = checkout.record("second").unwrap();
    assert_eq!(record["measurement"]["stop"]["sittings"], serde_json::json!(vec![1; 10]));
}

#[test]
fn sittings_that_were_taken_before_an_interruption_count() {
    let checkout = Checkout::with(&[("first", &sits("first"))]);
    checkout.run(&["regen"]);
    checkout.write("turns", "");
    // Three sittings wait in the journal, as after a Ctrl-C.
    let journal = checkout.journal_path("first");
    fs::write(journal, "[1]\n[1]\n[1]\n").unwrap();
    checkout.run(&["regen", "--force"]).says("measured      first: 10 rounds");
    assert_eq!(checkout.read("turns"), "first\n".repeat(7));
}
