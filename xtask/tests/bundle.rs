//! A bundle measures elsewhere and comes back, with the real program and stand-ins for examples.

#![cfg(target_os = "linux")]

mod support;

use std::{fs, path::Path, process::Command};

use support::{Checkout, prints};

/// Runs `measure` of the bundle as a machine without toolchain would: nothing but the shell's tools is found.
fn measure(bundle: &Path, arguments: &[&str]) -> (Option<i32>, String) {
    let mut command = Command::new(bundle.join("measure"));
    command.args(arguments).current_dir("/").env_clear().env("PATH", "/usr/bin:/bin");
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
    (output.status.code(), text)
}

#[test]
fn a_bundle_measures_without_the_checkout_and_its_records_come_back() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    let elsewhere = tempfile::TempDir::new().unwrap();
    let bundle = elsewhere.path().join("bundle");
    let shown = bundle.to_string_lossy().into_owned();
    checkout.run(&["bundle", &shown]).ends_with(0).says("holds 1 chapters");

    let (code, text) = measure(&bundle, &["--machine", "attic"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("measured      question"), "{text}");
    assert!(measure(&bundle, &[]).1.contains("kept          question: fresh"));

    checkout.run(&["import", &shown]).ends_with(0).says("taken over    attic/question");
    checkout.run(&["list"]).says("attic: full, 20").says("3 rounds, fresh");
    checkout.run(&["compare", &shown, "book/results"]).says("1 records compared");
}

#[test]
fn a_damaged_program_is_not_measured() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    let bundle = checkout.path("bundle");
    checkout.run(&["bundle", &bundle.to_string_lossy()]).ends_with(0);
    let program = fs::read_to_string(bundle.join("programs/question")).unwrap();
    fs::write(bundle.join("programs/question"), program.replace("100,101", "100,102")).unwrap();
    let (code, text) = measure(&bundle, &[]);
    assert_eq!(code, Some(1));
    assert!(text.contains("is not the program that was bundled"), "{text}");
}

#[test]
fn a_folder_that_holds_something_else_is_not_touched() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    checkout.write("full/of.txt", "things");
    checkout.run(&["bundle", "full"]).ends_with(1).says("holds something else");
    assert_eq!(fs::read_dir(checkout.path("full")).unwrap().count(), 1);
    checkout.run(&["import", "full"]).ends_with(1).says("holds no records");
}

#[test]
fn the_runner_explains_itself() {
    let checkout = Checkout::with(&[("question", &prints("question"))]);
    checkout.run(&["bundle", "bundle"]).ends_with(0);
    let (_, help) = measure(&checkout.path("bundle"), &["--help"]);
    assert!(help.contains("Needs no toolchain and no network") && help.contains("cargo xtask import"), "{help}");
}
