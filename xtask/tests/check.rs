//! `check`, `list`, `doctor` and `completions` as they are typed.

#![cfg(target_os = "linux")]

mod support;

use support::{Checkout, prints};

#[test]
fn check_names_file_line_and_mend_and_ends_with_1() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    let run = checkout.run(&["check"]);
    run.ends_with(1).says("examples/question.rs:1: no `//!` paragraph");
    run.says("book/results/question.json: not what examples/question.rs declares now").says("to mend, in");
    assert!(!run.text.contains(&*checkout.root().to_string_lossy()), "paths are those of the checkout:\n{}", run.text);
    checkout.run(&["regen"]);
    assert!(!checkout.run(&["check"]).text.contains("declares now"));
}

#[test]
fn every_check_says_what_it_proves() {
    let run = Checkout::with(&[]).run(&["check", "--explain"]);
    run.ends_with(0).says("noise-floor    no page says faster or slower inside the noise floor");
}

#[test]
fn list_and_doctor_answer_in_a_fresh_checkout() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    checkout.run(&["list"]).ends_with(0).says("question: not declared yet").says("    not measured yet");
    checkout.run(&["regen"]);
    checkout.run(&["list"]).says("question: Why? (0 claims)").says("full, 20").says("3 rounds, fresh");
    checkout.run(&["doctor"]).ends_with(0).says("logical CPUs").says("cargo 1.");
}

#[test]
fn completions_and_help_know_every_command() {
    let checkout = Checkout::with(&[]);
    let help = checkout.run(&["help"]);
    for command in ["regen", "book", "serve", "check", "list", "doctor", "completions"] {
        help.says(&format!("  {command} "));
        checkout.run(&["completions", "bash"]).ends_with(0).says(command);
    }
}

#[test]
fn outside_a_checkout_there_is_nothing_to_do() {
    let elsewhere = tempfile::TempDir::new().unwrap();
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_xtask"))
        .arg("list")
        .current_dir(elsewhere.path())
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("run this inside the checkout"));
}
