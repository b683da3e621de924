//! Every example as a real process: what it declares, answers, keeps and leaves behind.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use roommates::{
    harness::evaluate::View,
    results::{Declaration, Measurement, Mode},
};

/// Examples of this build, by slug.
fn examples() -> Vec<(String, PathBuf)> {
    let test = std::env::current_exe().expect("a test has a path");
    let folder = test.parent().and_then(Path::parent).expect("tests lie in target/*/deps").join("examples");
    let sources = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples")).expect("there are examples");
    let mut slugs: Vec<String> =
        sources.filter_map(|e| e.ok()?.file_name().into_string().ok()?.strip_suffix(".rs").map(String::from)).collect();
    slugs.sort();
    slugs.into_iter().map(|slug| (slug.clone(), folder.join(slug))).collect()
}

fn run(program: &Path, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).stdin(Stdio::null()).output().expect("the example starts")
}

fn declaration(program: &Path) -> Declaration {
    serde_json::from_slice(&run(program, &["--declare"]).stdout).expect("a declaration is JSON")
}

#[test]
fn every_example_answers_correctly() {
    for (slug, program) in examples() {
        let output = run(&program, &["--verify"]);
        let said = String::from_utf8_lossy(&output.stdout);
        assert_eq!(said, format!("{slug}: every answer is right\n"), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn every_declaration_can_be_evaluated() {
    for (slug, program) in examples() {
        let declaration = declaration(&program);
        assert_eq!(declaration.slug, slug);
        assert!(declaration.question.ends_with('?'), "{slug} asks a question");
        let view = View { declaration: &declaration, measurement: None };
        for claim in &declaration.claims {
            view.verdict(&claim.id).unwrap_or_else(|e| panic!("{slug}, claim {}: {e}", claim.id));
            assert!(
                !claim.correction.is_empty() && !claim.reference.is_empty(),
                "{slug}: {} has no reference",
                claim.id
            );
        }
        for title in declaration.charts.iter().flat_map(|chart| &chart.title) {
            let condition = title.when.as_deref().unwrap_or("measured ");
            if title.when.is_some() {
                view.condition(condition).unwrap_or_else(|e| panic!("{slug}, title {:?}: {e}", title.say));
            }
        }
        let unconditional =
            |c: &roommates::results::declaration::Chart| c.title.last().is_some_and(|t| t.when.is_none());
        assert!(declaration.charts.iter().all(unconditional), "{slug}: the last title of a chart has no condition");
    }
}

#[test]
fn no_name_is_declared_twice() {
    let mut claims = BTreeSet::new();
    for (slug, program) in examples() {
        let declaration = declaration(&program);
        for claim in declaration.claims {
            assert!(claims.insert(claim.id.clone()), "{slug}: the claim {} is declared in two chapters", claim.id);
        }
        let mut names = BTreeSet::new();
        for quantity in declaration.quantities {
            assert!(names.insert(quantity.name.clone()), "{slug}: the quantity {} is declared twice", quantity.name);
        }
    }
}

#[test]
fn every_series_that_a_declaration_names_is_measured() {
    for (slug, program) in examples() {
        let declaration = declaration(&program);
        let output = run(&program, &["--verify", "--json"]);
        let measurement: Measurement = serde_json::from_slice(&output.stdout).expect("a measurement is JSON");
        assert_eq!(measurement.mode, Mode::Verify);
        let view = View { declaration: &declaration, measurement: Some(&measurement) };
        let absent_engines: BTreeSet<&str> = measurement.missing.iter().map(|m| m.engine.as_str()).collect();
        for quantity in &declaration.quantities {
            if let roommates::harness::evaluate::Answer::Absent(absent) = view.formula(&quantity.of) {
                let known = measurement.missing.iter().any(|m| m.reason == absent.reason);
                let small = measurement.observed.cores < 2;
                assert!(known || small, "{slug}, {}: {} (missing: {absent_engines:?})", quantity.name, absent.reason);
            }
        }
    }
}

#[test]
fn bad_arguments_are_refused_with_advice() {
    for (slug, program) in examples() {
        let output = run(&program, &["--qiuck"]);
        assert_eq!(output.status.code(), Some(2), "{slug}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("'--quick'"), "{slug} suggests the right spelling");
    }
}

/// An example under way, with a journal and a leash.
struct UnderWay {
    child: Child,
    journal: PathBuf,
    mark: String,
    _folder: tempfile::TempDir,
}

/// Rounds in a journal: its lines that are arrays.
fn rounds(journal: &Path) -> usize {
    fs::read_to_string(journal).map_or(0, |text| text.lines().filter(|line| line.starts_with('[')).count())
}

fn wait_for(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !condition() {
        assert!(Instant::now() < deadline, "waited a minute for {what}");
        thread::sleep(Duration::from_millis(10));
    }
}

fn start(slug: &str, mark: &str) -> UnderWay {
    let folder = tempfile::tempdir().expect("a folder");
    let journal = folder.path().join("journal.jsonl");
    let (_, program) = examples().into_iter().find(|(s, _)| s == slug).expect("the example is there");
    let child = Command::new(program)
        .args(["--json", "--progress", "quiet", "--journal"])
        .arg(&journal)
        .env("ROOMMATES_LEASH", "1")
        .env("ROOMMATES_TEST_MARK", mark)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the example starts");
    UnderWay { child, journal, mark: mark.into(), _folder: folder }
}

/// Processes that carry `mark` in their environment.
#[cfg(target_os = "linux")]
fn marked(mark: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("there is /proc").filter_map(|e| Some(e.ok()?.path()));
    let carries = |p: &PathBuf| {
        let environ = fs::read(p.join("environ")).unwrap_or_default();
        let is_zombie = fs::read_to_string(p.join("stat")).is_ok_and(|s| s.contains(") Z "));
        !is_zombie && environ.windows(mark.len()).any(|w| w == mark.as_bytes())
    };
    processes.filter(carries).map(|p| p.display().to_string()).collect()
}

#[test]
#[cfg(target_os = "linux")]
fn a_starter_that_goes_away_takes_the_example_and_its_workers_along() {
    let mut it = start("gil_vs_threads", "mark-of-the-closed-leash");
    wait_for("a round", || rounds(&it.journal) > 0);
    drop(it.child.stdin.take());
    let status = it.child.wait().expect("it ends");
    assert_eq!(status.code(), Some(129));
    wait_for("the workers to end", || marked(&it.mark).is_empty());
}

#[test]
#[cfg(target_os = "linux")]
fn a_killed_example_leaves_no_worker_and_keeps_its_rounds() {
    let mut it = start("gil_vs_threads", "mark-of-the-killed");
    wait_for("two rounds", || rounds(&it.journal) > 1);
    it.child.kill().expect("it can be killed");
    it.child.wait().expect("it ends");
    wait_for("the workers to end", || marked(&it.mark).is_empty());
    assert!(rounds(&it.journal) > 1);
}

#[test]
fn a_second_sitting_goes_on_with_the_rounds_of_the_first() {
    let mut it = start("starting_threads", "mark-of-two-sittings");
    wait_for("three rounds", || rounds(&it.journal) > 2);
    it.child.kill().expect("it can be killed");
    it.child.wait().expect("it ends");
    let kept = rounds(&it.journal);
    let (_, program) = examples().into_iter().find(|(s, _)| s == "starting_threads").expect("it is there");
    let journal = it.journal.display().to_string();
    let output = run(&program, &["--json", "--progress", "quiet", "--time", "0", "--journal", &journal]);
    let measurement: Measurement = serde_json::from_slice(&output.stdout).expect("a measurement is JSON");
    let stop = measurement.stop;
    assert!(stop.rounds as usize >= kept.max(11), "{stop:?} after {kept}");
    assert_eq!(stop.sittings, [kept as u32, stop.rounds - kept as u32]);
}
