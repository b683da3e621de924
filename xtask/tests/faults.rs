//! What `regen` does when things go wrong, with real processes: what was measured is kept, what was not is named,
//! nothing is left running, the exit status is not 0, and the next run goes on.

#![cfg(target_os = "linux")]

mod support;

use std::{fs, process::Command};

use support::{Checkout, gone, prints, wait_for};

const HANGS: &str = "echo $$ > hangs.pid; sleep 1000 & echo $! > sleep.pid; wait";

#[test]
fn an_example_that_hangs_is_ended_with_all_it_started_and_the_others_are_measured() {
    let checkout = Checkout::with(&[("a_hangs", HANGS), ("b_works", &prints("b_works"))]);
    let run = checkout.run_with(("ROOMMATES_TIME_LIMIT", "1"), &["regen"]);
    run.ends_with(1).says("a_hangs gave no answer within 1 s and was ended").says("measured      b_works");
    gone(&checkout.path("hangs.pid"));
    gone(&checkout.path("sleep.pid"));
    assert!(checkout.record("a_hangs").is_none() && checkout.record("b_works").is_some());
}

#[test]
fn an_example_that_crashes_is_named_with_its_signal_and_its_last_words() {
    let checkout = Checkout::with(&[("crashes", "echo 'about to fall' >&2; kill -SEGV $$")]);
    checkout.run(&["regen"]).ends_with(1).says("crashes was ended by SIGSEGV").says("about to fall");
    assert!(checkout.record("crashes").is_none());
}

#[test]
fn a_wrong_answer_and_other_failures_are_told_apart() {
    let wrong = "echo 'model/gil gave 4, expected 5' >&2; end 3";
    let checkout = Checkout::with(&[("wrong", wrong), ("fails", "end 7")]);
    let run = checkout.run(&["regen"]);
    run.ends_with(1).says("wrong gave a wrong answer (exit status 3)").says("model/gil gave 4, expected 5");
    run.says("fails failed (exit status 7)");
}

#[test]
fn what_is_no_measurement_of_this_chapter_is_refused() {
    let unknown = prints("unknown").replace("\"warnings\":[]", "\"warnings\":[],\"surprise\":1");
    let checkout = Checkout::with(&[
        ("garbage", "echo hello"),
        ("silent", ":"),
        ("stranger", &prints("other")),
        ("unknown", &unknown),
        ("verified", &prints("verified").replace("$mode", "verify")),
        ("quickly", &prints("quickly").replace("$mode", "quick")),
        ("empty", &prints("empty").replace("[100,101,102]", "[]")),
    ]);
    let run = checkout.run(&["regen"]);
    run.ends_with(1).says("garbage printed something that is no measurement").says("silent printed no measurement");
    run.says("stranger printed a measurement of `other`").says("unknown field `surprise`");
    run.says("verified only verified its answers").says("quickly was asked for a full measurement");
    run.says("empty printed the series model/gil without a sample");
    assert!(!checkout.record_path("garbage").parent().unwrap().exists(), "not even the machine was written");
}

#[test]
fn an_example_that_floods_its_output_is_ended() {
    let checkout = Checkout::with(&[("floods", "echo $$ > floods.pid; yes"), ("mutters", "yes >&2")]);
    let run = checkout.run_with(("ROOMMATES_TIME_LIMIT", "3"), &["regen"]);
    run.ends_with(1).says("floods wrote more than 64 MiB and was ended").says("mutters gave no answer within 3 s");
    assert!(run.text.len() < 10_000, "the flood is not passed on: {} bytes", run.text.len());
    gone(&checkout.path("floods.pid"));
}

#[test]
fn a_process_that_is_left_behind_is_ended_and_its_measurement_refused() {
    let leaves = format!("sleep 1000 & echo $! > left.pid\n{}", prints("leaves"));
    let checkout = Checkout::with(&[("leaves", &leaves)]);
    checkout.run(&["regen"]).ends_with(1).says("leaves left processes behind");
    gone(&checkout.path("left.pid"));
    assert!(checkout.record("leaves").is_none());
}

/// Finishes one round of its journal and hangs; measures if it finds one.
fn interruptible() -> String {
    let first = "printf '{\"journal\":1}\\n1\\n[1]\\n[2]\\n[\"torn' > \"$journal\"; cp \"$journal\" started";
    format!("if [ -e \"$journal\" ]; then\n{}\nelse {first}; {HANGS}; fi", prints("slow"))
}

#[test]
fn an_interrupt_keeps_finished_rounds_and_the_next_run_goes_on_from_them() {
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        let checkout =
            Checkout::with(&[("a_first", &prints("a_first")), ("slow", &interruptible()), ("z_last", "end 1")]);
        let running = checkout.start_until(&["regen"], "started");
        running.signal(signal);
        let run = running.finish();
        run.ends_with(code).says("not measured  a_first").says("sitting 1 of 10");
        run.says("not measured  slow: 2 finished rounds are kept").says("not measured  z_last: no round was finished");
        run.says(&format!("interrupted by SIG{signal}"));
        gone(&checkout.path("hangs.pid"));
        gone(&checkout.path("sleep.pid"));
        assert!(checkout.journal_path("slow").exists());

        checkout
            .run(&["regen", "--only", "slow", "--only", "a_first"])
            .says("measured      slow")
            .says("measured      a_first");
        assert!(!checkout.journal_path("slow").exists(), "its rounds are in the record now");
    }
}

#[test]
fn a_killed_run_leaves_no_process_and_the_next_goes_on() {
    let checkout = Checkout::with(&[("slow", &interruptible())]);
    let running = checkout.start_until(&["regen"], "started");
    wait_for("the example to hang", || checkout.path("sleep.pid").exists());
    running.signal("KILL");
    assert_eq!(running.finish().signal, Some(9));
    gone(&checkout.path("hangs.pid"));
    gone(&checkout.path("sleep.pid"));
    checkout.run(&["regen"]).says("measured      slow");
    assert_eq!(checkout.record("slow").unwrap()["measurement"]["slug"], "slow");
}

#[test]
fn two_runs_at_a_time_do_not_disturb_each_other() {
    let checkout = Checkout::with(&[("slow", &interruptible())]);
    let running = checkout.start_until(&["regen"], "started");
    checkout.run(&["regen"]).ends_with(1).says("another measurement is running");
    running.signal("INT");
    running.finish().ends_with(130);
}

/// A stand-in that prints a record of some 100 KB and keeps a journal.
fn large() -> String {
    format!("mode=full; printf '[1]\\n' > \"$journal\"\ncat <<END\n{}\nEND", support::measurement("large", 20_000))
}

#[test]
fn a_full_disk_leaves_the_old_record_and_the_journal_alone() {
    let checkout = Checkout::with(&[("large", &large())]);
    checkout.run(&["regen"]).says("measured      large");
    let before = fs::read_to_string(checkout.record_path("large")).unwrap();
    // The largest file that may be written stands in for the disk: 40 blocks of 512 bytes, where a record needs 100 KB.
    let program = env!("CARGO_BIN_EXE_xtask");
    let mut limited = Command::new("sh");
    limited.args(["-c", &format!("trap '' XFSZ; ulimit -f 40; exec {program} regen --force")]);
    limited.current_dir(checkout.root()).env("ROOMMATES_EXAMPLES_DIR", checkout.path("programs"));
    let output = limited.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("what stood there before is untouched") && said.contains("its rounds are kept"), "{said}");
    assert_eq!(fs::read_to_string(checkout.record_path("large")).unwrap(), before);
    assert!(checkout.journal_path("large").exists());
    no_unfinished(&checkout);
    checkout.run(&["regen", "--force"]).says("measured      large");
}

#[test]
fn a_really_full_disk_leaves_the_old_record_alone() {
    let checkout = Checkout::with(&[("large", &large())]);
    checkout.run(&["regen"]).says("measured      large");
    let folder = checkout.record_path("large").parent().unwrap().to_owned();
    let kept = fs::read_to_string(checkout.record_path("large")).unwrap();
    let Some(_disk) = Disk::on(&folder, "180k") else {
        eprintln!("SKIPPED a_really_full_disk_leaves_the_old_record_alone: mounting a tmpfs needs root");
        return;
    };
    for file in ["machine.json", "large.json"] {
        let text = if file == "large.json" { kept.clone() } else { machine_json(&checkout) };
        fs::write(folder.join(file), text).unwrap();
    }
    let run = checkout.run(&["regen", "--force"]);
    run.ends_with(1).says("No space left on device").says("its rounds are kept");
    assert_eq!(fs::read_to_string(folder.join("large.json")).unwrap(), kept);
    no_unfinished(&checkout);
}

/// A description of this machine, from a run in another checkout.
fn machine_json(like: &Checkout) -> String {
    let other = Checkout::with(&[("works", &prints("works"))]);
    let name = like.read(".machine");
    other.run(&["regen", "--machine", name.trim()]);
    other.read(&format!("book/results/{}/machine.json", name.trim()))
}

fn no_unfinished(checkout: &Checkout) {
    let folder = checkout.record_path("large").parent().unwrap().to_owned();
    let names: Vec<_> = fs::read_dir(folder).unwrap().flatten().map(|e| e.file_name()).collect();
    assert_eq!(names.len(), 2, "only the machine and the record: {names:?}");
}

/// A small disk, taken away at the end.
struct Disk<'a>(&'a std::path::Path);

impl<'a> Disk<'a> {
    fn on(folder: &'a std::path::Path, size: &str) -> Option<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"]).arg(folder);
        mount.output().is_ok_and(|o| o.status.success()).then_some(Self(folder))
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(self.0).output();
    }
}
