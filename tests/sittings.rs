//! Examples that are ended early: what they keep, and that nothing of them stays.

mod program;

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use program::{examples, run};
use roommates::results::Measurement;

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
    let deadline = Instant::now() + Duration::from_secs(240);
    while !condition() {
        assert!(Instant::now() < deadline, "waited four minutes for {what}");
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
    assert!(stop.rounds as usize >= kept.max(10), "{stop:?} after {kept}");
    assert_eq!(stop.sittings, [kept as u32, stop.rounds - kept as u32]);
}
