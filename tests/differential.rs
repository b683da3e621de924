//! The differential fuzzer: random programs under the interpreter's builds and under the machine's Python.
//!
//! `ROOMMATES_FUZZ_SECONDS` sets the time (10 s if unset). The programs are the same in each run, so that a change is
//! judged by itself; a hunt starts elsewhere: `ROOMMATES_FUZZ_SEED` is the first seed, `now` one that nobody has tried.
//! A failure prints its seed, the shrunk program and the difference. `ROOMMATES_PYTHON` names the Python to trust.

mod fuzz;
mod machine;
mod support;

use std::{
    env,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use fuzz::program::Program;
use machine::Build;
use support::{
    Output, difference,
    python::{self, Python},
};

/// Failures after which the search ends: the first few are enough to work on.
const ENOUGH: usize = 5;

/// How long one failure is shrunk.
const SHRINKING: Duration = Duration::from_secs(20);

fn number(variable: &str) -> Option<u64> {
    env::var(variable).ok()?.parse().ok()
}

fn first_seed() -> u64 {
    if env::var("ROOMMATES_FUZZ_SEED").is_ok_and(|seed| seed == "now") {
        return SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_millis() as u64);
    }
    number("ROOMMATES_FUZZ_SEED").unwrap_or(1)
}

/// The builds that answer otherwise than Python, each with what it answers.
fn disagreeing(program: &Program, python: &mut Python) -> Option<(Build, Output, Output)> {
    let source = program.source();
    let expected = python.answer(&source);
    Build::ALL.into_iter().find_map(|build| {
        let (mut answered, length) = machine::run(build, "program.py", &source);
        // The driver under Python leaves out what finalizers say when a program has ended, too.
        answered.stdout.truncate(length);
        (!answered.agrees(&expected)).then(|| (build, expected.clone(), answered))
    })
}

fn report(seed: u64, program: &Program, python: &mut Python) -> String {
    let deadline = Instant::now() + SHRINKING;
    let small = fuzz::shrink::shrink(program, deadline, |p| disagreeing(p, python).is_some());
    match disagreeing(&small, python) {
        Some((build, expected, answered)) => {
            format!("seed {seed}, {build:?}:\n{}\n{}", small.source(), difference(&expected, &answered))
        }
        None => format!("seed {seed}: fails now and then\n{}", program.source()),
    }
}

#[test]
fn random_programs_answer_as_python_does() {
    let Some(name) = python::find("the differential fuzzer") else { return };
    let mut python = Python::start(&name);
    let first = first_seed();
    let deadline = Instant::now() + Duration::from_secs(number("ROOMMATES_FUZZ_SECONDS").unwrap_or(10));
    let mut failures = Vec::new();
    let mut programs = 0;
    for seed in first.. {
        if Instant::now() >= deadline || failures.len() == ENOUGH {
            break;
        }
        programs += 1;
        let program = fuzz::generate(seed);
        if disagreeing(&program, &mut python).is_some() {
            failures.push(report(seed, &program, &mut python));
        }
    }
    eprintln!("{programs} programs from seed {first} under {} and {} builds", name.display(), Build::ALL.len());
    assert!(failures.is_empty(), "{} programs answer otherwise:\n\n{}", failures.len(), failures.join("\n\n"));
}
