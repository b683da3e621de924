//! Real Pythons, asked by an example: what its record says of them, and that it does without.

mod program;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use program::{examples, run};
use roommates::{
    harness::{self, Twin},
    results::Measurement,
};

fn example(slug: &str) -> PathBuf {
    examples().into_iter().find(|(s, _)| s == slug).expect("the example is there").1
}

/// Runs the example for one round with `path` as PATH.
fn verify(arguments: &[&str], path: Option<&Path>) -> (Output, Option<Measurement>) {
    let mut command = Command::new(example("gil_vs_threads"));
    command.args(["--verify", "--threads", "1,2", "--below", "3000"]).args(arguments).stdin(Stdio::null());
    if let Some(path) = path {
        // Nor is anything of pyenv, uv or conda there.
        command.env_clear().env("PATH", path).env("HOME", path).current_dir(path);
    }
    let output = command.output().expect("the example starts");
    let measurement = serde_json::from_slice(&output.stdout).ok();
    (output, measurement)
}

#[test]
fn every_python_that_was_asked_has_its_series_in_the_record() {
    let (_, measurement) = verify(&["--json"], None);
    let measurement = measurement.expect("a measurement is JSON");
    let is_free = |engine: &str| engine.ends_with('t');
    for (i, python) in measurement.interpreters.iter().enumerate() {
        let own = measurement.series.iter().filter(|s| s.engine == python.engine);
        let mut variants: Vec<&str> = own.map(|s| s.variant.as_str()).collect();
        variants.dedup();
        let is_everything = variants.starts_with(&["sequential"]) && variants.contains(&"kill_time");
        // The newest with a GIL, the newest without and 2.7 stand first and are asked everything, others for the history.
        let mut newer = measurement.interpreters[..i].iter();
        let is_older = python.engine != "cpython-2.7" && newer.any(|n| is_free(&n.engine) == is_free(&python.engine));
        let is_history = is_older && (variants == ["gil"] || variants == ["free"]);
        assert!(is_everything || is_history, "{}: {variants:?}", python.engine);
        let number = python.engine.trim_start_matches("cpython-").trim_end_matches('t');
        assert!(python.version.starts_with(number), "{python:?}");
    }
    let is_known = |engine: &str| measurement.missing.iter().any(|m| m.engine == engine);
    assert!(!measurement.interpreters.is_empty() || is_known("cpython"), "neither asked nor missing");
}

/// A Python of each version and build on this machine: its engine and its program.
fn pythons() -> Vec<(String, String)> {
    let text = include_str!("../examples/setup_pythons.py");
    let twin = Twin::new("setup_pythons", text, include_str!("../examples/twin.py")).since(2, 7);
    let mut present = harness::roll_call(&twin, &[]).expect("a script can be written").present;
    present.sort_by(|a, b| a.engine.cmp(&b.engine));
    present.dedup_by(|a, b| a.engine == b.engine);
    present.into_iter().map(|python| (python.engine, python.program.display().to_string())).collect()
}

#[test]
fn every_twin_answers_correctly_in_every_python_that_it_supports() {
    let pythons = pythons();
    // What else is missing or was thrown out, of the model or of engines that nobody named, is not asked here.
    let is_asked = |name: &str| pythons.iter().any(|(engine, _)| name.split('/').next() == Some(engine.as_str()));
    let mut wrong = Vec::new();
    for (slug, program) in examples() {
        let asked = pythons.iter().flat_map(|(_, program)| ["--python", program.as_str()]);
        let arguments: Vec<&str> = ["--verify", "--json"].into_iter().chain(asked).collect();
        let output = run(&program, &arguments);
        let Ok(measurement) = serde_json::from_slice::<Measurement>(&output.stdout) else {
            wrong.push(format!("{slug}: {}", String::from_utf8_lossy(&output.stderr)));
            continue;
        };
        let is_too_old = |reason: &str| reason.starts_with("The question needs Python ");
        let missing = measurement.missing.iter().filter(|m| is_asked(&m.engine) && !is_too_old(&m.reason));
        wrong.extend(missing.map(|m| format!("{slug}: {}: {}", m.engine, m.reason)));
        let rejected = measurement.rejected.iter().filter(|rejected| is_asked(&rejected.series));
        wrong.extend(rejected.map(|r| format!("{slug}: {}: {}", r.series, r.reason)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn without_any_python_the_example_passes_and_says_how_to_get_one() {
    let nowhere = tempfile::tempdir().expect("a folder");
    for arguments in [&["--json"][..], &["--json", "--no-python"]] {
        let (output, measurement) = verify(arguments, Some(nowhere.path()));
        assert!(output.status.success(), "{output:?}");
        let measurement = measurement.expect("a measurement is JSON");
        assert_eq!(measurement.interpreters, []);
        let series = measurement.series.iter().map(|s| s.engine.as_str());
        let rejected = measurement.rejected.iter().map(|r| r.series.as_str());
        assert!(series.chain(rejected).all(|name| !name.contains("python")));
        let reason = &measurement.missing.iter().find(|m| m.engine == "cpython").expect("it is missing").reason;
        assert!(reason.contains("--python PATH") || reason.contains("--no-python"), "{reason}");
    }
}

#[test]
fn a_python_that_answers_wrongly_is_told_and_the_rest_is_right() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = folder.path().join("python3");
    let text = r#"#!/bin/sh
        if [ "$1" = -c ]; then
            echo '{"implementation": "cpython", "version": [3, 99, 0], "free_threaded": false, "executable": ""}'
            exit
        fi
        echo '{"engine": "cpython-3.99", "version": "3.99.0", "build": "sh", "gil": true, "variants":
              [{"name": "gil", "params": {"threads": 1}, "unit": "ns", "samples": 1, "again": false}]}' | tr -d '\n'
        echo
        while read -r asked; do echo '{"run": 0, "gil": true, "error": "wrong answer: 41, expected 42"}'; done
        "#;
    // Another process writes, so that no thread of this one holds the file when it starts.
    let write = "printf %s \"$1\" > \"$0\" && chmod +x \"$0\"";
    let wrote = Command::new("sh").args(["-c", write]).arg(&script).arg(text).status().expect("there is a shell");
    assert!(wrote.success());
    let (output, _) = verify(&["--python", &script.display().to_string()], None);
    assert!(output.status.success(), "{output:?}");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(
        said,
        "cpython-3.99/gil[threads=1]: It said “wrong answer: 41, expected 42”.\n\
         gil_vs_threads: every other answer is right\n"
    );
}

#[test]
fn options_that_make_no_sense_are_refused_with_advice() {
    for (arguments, advice) in [
        (["--python", "x", "--no-python"].as_slice(), "cannot be used with"),
        (&["--python-limit", "0"], "write a number of seconds above 0"),
        (&["--python-memory", "much"], "write a number of GiB above 0"),
    ] {
        let output = run(&example("gil_vs_threads"), arguments);
        assert_eq!(output.status.code(), Some(2));
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(advice), "{told}");
    }
}
