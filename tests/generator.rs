//! The fuzzer's generator, judged by CPython alone: its programs parse, end, and mostly run.

mod fuzz;
mod support;

use std::time::{Duration, Instant};

use fuzz::program::{Program, Statement};
use support::python::{self, Python};

const PROGRAMS: u64 = 300;

#[test]
fn a_seed_gives_one_program() {
    assert_eq!(fuzz::generate(7), fuzz::generate(7));
    assert_ne!(fuzz::generate(7).source(), fuzz::generate(8).source());
}

#[test]
fn programs_parse_and_end_and_few_blocks_fail() {
    let Some(name) = python::find("the generator's check") else { return };
    let mut python = Python::start(&name);
    let (mut blocks, mut exceptions) = (0, 0);
    for seed in 0..PROGRAMS {
        let program = fuzz::generate(seed);
        let answer = python.answer(&program.source());
        assert_eq!(answer.error, None, "seed {seed} ends with an exception:\n{}", program.source());
        let guarded = |s: &&Statement| matches!(s, Statement::Block { parts } if parts[0].0 == "try:");
        blocks += program.statements.iter().filter(guarded).count();
        exceptions += answer.stdout.lines().filter(|line| line.starts_with("exception ")).count();
    }
    eprintln!("{exceptions} exceptions reached the end of {blocks} blocks of {PROGRAMS} programs");
    assert!(exceptions * 5 <= blocks, "{exceptions} of {blocks} blocks end with an exception");
}

#[test]
fn the_same_program_answers_the_same_twice() {
    let Some(name) = python::find("the generator's check") else { return };
    let (mut one, mut other) = (Python::start(&name), Python::start(&name));
    for seed in 0..100 {
        let source = fuzz::generate(seed).source();
        assert_eq!(one.answer(&source), other.answer(&source), "seed {seed} depends on more than its text:\n{source}");
    }
}

#[test]
fn shrinking_leaves_what_fails_alone() {
    let mut program = fuzz::generate(3);
    let culprit = Statement::block("if True:", vec![Statement::line("x = 1"), Statement::line("print('culprit')")]);
    let at = program.statements.len() / 2;
    program.statements.insert(at, Statement::block("for k in range(3):", vec![Statement::line("pass"), culprit]));
    let fails = |p: &Program| p.source().contains("print('culprit')");
    let small = fuzz::shrink::shrink(&program, Instant::now() + Duration::from_secs(5), fails);
    assert_eq!(small.source(), "print('culprit')\n");
}
