//! The corpus: each program answers under each build what CPython answered when it was recorded.

mod machine;
mod support;

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use machine::Build;
use support::{Output, difference, python};

const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/corpus");

/// The programs of a folder of the corpus whose names are wanted, sorted.
fn programs(folder: &str, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let listed = fs::read_dir(Path::new(FOLDER).join(folder)).expect("the corpus is a folder");
    let mut paths: Vec<PathBuf> = listed.filter_map(|entry| Some(entry.ok()?.path())).collect();
    paths.retain(|p| p.extension().is_some_and(|e| e == "py") && !p.ends_with("record.py") && wanted(&stem(p)));
    paths.sort();
    paths
}

fn stem(path: &Path) -> String {
    path.file_stem().map(|s| s.to_string_lossy().into_owned()).unwrap_or_default()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}; tests/corpus/record.py writes it", path.display()))
}

/// What is recorded beside the program.
fn recorded(program: &Path) -> Output {
    let error = program.with_extension("err");
    Output {
        stdout: read(&program.with_extension("out")),
        error: error.exists().then(|| read(&error).trim_end().to_string()),
    }
}

/// Runs programs under every build and tells all that answer otherwise than `judge` allows.
fn check(programs: &[PathBuf], judge: impl Fn(&Path, &Output) -> Result<(), String>) {
    assert!(!programs.is_empty(), "the corpus has programs of this kind");
    let mut faults = Vec::new();
    for build in Build::ALL {
        let before = faults.len();
        for program in programs {
            let (answered, _) = machine::run(build, &format!("{}.py", stem(program)), &read(program));
            if let Err(told) = judge(program, &answered) {
                faults.push(format!("{} under {build:?}:\n{told}", stem(program)));
            }
        }
        eprintln!("{build:?}: {} of {} programs passed", programs.len() + before - faults.len(), programs.len());
    }
    assert!(faults.is_empty(), "{} answers are wrong\n\n{}", faults.len(), faults.join("\n"));
}

fn as_recorded(program: &Path, answered: &Output) -> Result<(), String> {
    let mut expected = recorded(program);
    // Python shows only the last line of a message of several.
    let mut answered = answered.clone();
    let last = |e: &String| e.lines().last().unwrap_or_default().to_string();
    (expected.error, answered.error) = (expected.error.as_ref().map(last), answered.error.as_ref().map(last));
    if answered.agrees(&expected) { Ok(()) } else { Err(difference(&expected, &answered)) }
}

#[test]
fn the_corpus_covers_the_subset() {
    let all = programs("", |_| true);
    assert!(all.len() >= 170, "{} programs", all.len());
    for program in all {
        assert!(read(&program).starts_with("\"\"\""), "{} says what it is about", program.display());
    }
}

#[test]
fn programs_answer_as_cpython() {
    check(&programs("", |_| true), as_recorded);
}

#[test]
fn uncaught_exceptions_end_a_program_as_in_cpython() {
    check(&programs("errors", |name| name.starts_with("uncaught_")), as_recorded);
}

#[test]
fn syntax_errors_are_told_before_anything_runs() {
    check(&programs("errors", |name| name.starts_with("syntax_")), as_recorded);
}

/// `# expect: LINE:COLUMN words` in the program says what must be named.
#[test]
fn what_lies_outside_the_subset_is_named_with_its_place() {
    check(&programs("errors", |name| name.starts_with("outside_")), |program, answered| {
        let text = read(program);
        let expected =
            text.lines().rev().find_map(|l| l.strip_prefix("# expect: ")).expect("the program says what it expects");
        let (place, words) = expected.split_once(' ').expect("a place and words");
        let place = format!("{}.py:{place}", stem(program));
        let error = answered.error.as_deref().unwrap_or("no error");
        if !answered.stdout.is_empty() {
            return Err(format!("it ran and said {:?}", answered.stdout));
        }
        if error.contains(&place) && error.contains(words) {
            return Ok(());
        }
        Err(format!("expected {place} and {words:?}, got: {error}"))
    });
}

#[test]
fn the_recorded_answers_are_those_of_this_machines_python() {
    let Some(name) = python::find("the check of the recorded answers") else { return };
    let said =
        Command::new(name).args(["tests/corpus/record.py", "--check"]).current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let said = said.expect("the Python that was found starts");
    assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stdout));
}
