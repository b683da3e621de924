use std::time::Instant;

use super::{
    stub::{Stub, echo, introduction, who},
    *,
};

/// Samples a stub whose second variant has a fault: the others must not suffer, and the reason must be told.
fn lost_for(stub: &Stub, reason: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let mut plan = plan(vec![stub.write(&folder, "python3")], &twin());
    let sampled = sample(&mut plan);
    assert_eq!(names(&sampled), ["model/own", "cpython-3.13/good"]);
    assert_eq!(sampled.series[1].samples, [7; 5], "the good variant was asked in every round");
    assert_eq!(sampled.rejected.len(), 1);
    assert_eq!(sampled.rejected[0].series, "cpython-3.13/odd[n=2]");
    let told = &sampled.rejected[0].reason;
    assert!(told.contains(reason), "{told}");
}

#[test]
fn a_variant_that_hangs_loses_its_series() {
    let start = Instant::now();
    lost_for(&Stub::odd("sleep 60"), "It gave no answer within 1 s.");
    assert!(start.elapsed() < Duration::from_secs(10), "it is not asked again: {:?}", start.elapsed());
}

#[test]
fn a_variant_that_ends_the_process_loses_its_series() {
    lost_for(
        &Stub::odd("echo 'oh no' >&2; exit 1"),
        "It ended with exit status: 1 instead of an answer, saying “oh no”.",
    );
    lost_for(&Stub::odd("kill -9 $$"), "It ended with signal: 9");
}

#[test]
fn a_variant_that_floods_loses_its_series() {
    lost_for(&Stub::odd("head -c 3000000 /dev/zero"), "It printed a line of more than 1048576 bytes.");
    lost_for(&Stub::odd("yes"), "It printed “y”, which is no answer.");
}

#[test]
#[cfg(target_os = "linux")]
fn a_variant_that_eats_memory_loses_its_series() {
    // What it started holds it: a line without an end, of which `tail` must keep everything.
    let eats = "{ head -c 200000000 /dev/zero; sleep 60; } | tail -n 1";
    let start = Instant::now();
    lost_for(&Stub::odd(eats), "With all that it started it held more than 0.0625 GiB of memory.");
    assert!(start.elapsed() < Duration::from_secs(5), "nobody waits for its end: {:?}", start.elapsed());
}

#[test]
fn errors_by_the_megabyte_hold_nobody_up() {
    let folder = tempfile::tempdir().expect("a folder");
    let stub = Stub::odd(&format!("head -c 3000000 /dev/zero >&2; {}", Stub::good().odd));
    let sampled = sample(&mut plan(vec![stub.write(&folder, "python3")], &twin()));
    assert_eq!(names(&sampled), ["model/own", "cpython-3.13/good", "cpython-3.13/odd[n=2]"]);
}

#[test]
fn a_variant_that_prints_garbage_loses_its_series() {
    lost_for(&Stub::odd("echo 42 primes"), "It printed “42 primes”, which is no answer.");
    lost_for(&Stub::odd(&echo("{\"run\": 0, \"samples\": [7], \"gil\": true}")), "It answered request 0 instead of 1.");
}

#[test]
fn a_variant_that_gives_a_wrong_answer_loses_its_series() {
    let wrong = echo("{\"run\": 1, \"error\": \"wrong answer: odd gave 41, expected 42\", \"gil\": true}");
    lost_for(&Stub::odd(&wrong), "It said “wrong answer: odd gave 41, expected 42”.");
}

#[test]
fn a_variant_that_takes_no_sample_loses_its_series() {
    lost_for(&Stub::odd(&echo("{\"run\": 1, \"samples\": [], \"gil\": true}")), "It gave no sample.");
}

#[test]
fn a_variant_that_takes_more_samples_than_before_loses_its_series() {
    let more = "n=\"$n 1,\"; echo \"{\\\"run\\\": 1, \\\"samples\\\": [$n 1], \\\"gil\\\": true}\"";
    lost_for(&Stub::odd(more), "It took 4 samples in a round after 3.");
}

#[test]
fn a_python_that_has_the_gil_that_it_claims_not_to_have_loses_all_its_series() {
    let folder = tempfile::tempdir().expect("a folder");
    let stub = Stub::of((3, 14, 0), true);
    let sampled = sample(&mut plan(vec![stub.write(&folder, "python3")], &twin()));
    assert_eq!(names(&sampled), ["model/own"]);
    assert_eq!(sampled.rejected[0].series, "cpython-3.14t/good");
    assert_eq!(sampled.rejected[0].reason, "Asked for gil = off, saw on.");
}

#[test]
fn a_python_that_cannot_say_who_it_is_is_missing_with_the_reason() {
    let asked = |who: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let start = Instant::now();
        let plan = plan(vec![Stub { who: who.into(), ..Stub::good() }.write(&folder, "python3")], &twin());
        assert!(start.elapsed() < Duration::from_secs(5), "{who} took {:?}", start.elapsed());
        assert_eq!(plan.variants.len(), 1);
        let (engine, reason) = missing(&plan)[0];
        assert_eq!(engine, "python3", "without its folder");
        reason.to_owned()
    };
    assert_eq!(asked("sleep 60"), "It gave no answer within 1 s.");
    assert_eq!(asked("exit 1"), "It ended with exit status: 1 instead of an answer.");
    assert_eq!(
        asked("echo 'shim: not found' >&2; exit 127"),
        "It ended with exit status: 127 instead of an answer, saying “shim: not found”."
    );
    assert_eq!(asked("echo Python 3.13"), "Asked who it is, it said “Python 3.13”.");
    assert_eq!(asked("head -c 3000000 /dev/zero"), "It printed a line of more than 1048576 bytes.");
}

#[test]
fn a_twin_that_does_not_start_is_missing_under_the_name_of_its_python() {
    let asked = |line: &str| {
        let folder = tempfile::tempdir().expect("a folder");
        let plan = plan(vec![Stub { introduction: line.into(), ..Stub::good() }.write(&folder, "python3")], &twin());
        let told: Vec<_> =
            missing(&plan).into_iter().map(|(engine, reason)| (engine.to_owned(), reason.to_owned())).collect();
        assert_eq!(
            told.iter().map(|(engine, _)| engine.as_str()).collect::<Vec<_>>(),
            ["cpython-3.13", "cpython-free"]
        );
        told[0].1.clone()
    };
    let traceback = "printf 'Traceback (most recent call last):\\n  at /x\\nSyntaxError: no\\n' >&2; exit 1";
    assert!(asked(traceback).ends_with("saying “SyntaxError: no”."));
    assert_eq!(asked("echo hello"), "It printed “hello”, which is no answer.");
    let reason = asked(&introduction("cpython-3.12"));
    assert_eq!(reason, "It called itself cpython-3.13 first, then cpython-3.12.");
}

#[test]
fn a_python_that_is_lost_again_and_again_is_given_up() {
    let folder = tempfile::tempdir().expect("a folder");
    // Introduced once, it says something else ever after.
    let mark = folder.path().join("mark");
    let once = format!("[ -e '{0}' ] && exit 3; touch '{0}'; {1}", mark.display(), introduction("cpython-3.13"));
    let stub = Stub { introduction: once, ..Stub::odd("exit 4") };
    let sampled = sample(&mut plan(vec![stub.write(&folder, "python3")], &twin()));
    assert_eq!(names(&sampled), ["model/own"]);
    let reasons: Vec<&str> = sampled.rejected.iter().map(|r| r.reason.as_str()).collect();
    assert!(reasons[0].contains("exit status: 3") && reasons[1].contains("exit status: 4"), "{reasons:?}");
}

#[test]
#[cfg(target_os = "linux")]
fn what_a_python_leaves_running_ends_with_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let mark = folder.path().join("child");
    let leaves = format!("sleep 600 & echo $! > '{}'; {}", mark.display(), Stub::good().odd);
    let mut plan = plan(vec![Stub::odd(&leaves).write(&folder, "python3")], &twin());
    sample(&mut plan);
    drop(plan);
    let child = std::fs::read_to_string(mark).expect("it wrote the number of its child");
    let ended = |stat: String| stat.contains(") Z ");
    let deadline = Instant::now() + Duration::from_secs(5);
    while !std::fs::read_to_string(format!("/proc/{}/stat", child.trim())).map_or(true, ended) {
        assert!(Instant::now() < deadline, "{} still runs", child.trim());
        std::thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn the_script_is_gone_when_nobody_runs_it_any_more() {
    let folder = tempfile::tempdir().expect("a folder");
    let mark = folder.path().join("script");
    let keeps = format!("echo \"$@\" > '{}'; {}", mark.display(), introduction("cpython-3.13"));
    let stub = Stub { introduction: keeps, who: who((3, 13, 0), false), ..Stub::good() };
    let plan = plan(vec![stub.write(&folder, "python3")], &twin());
    let said = std::fs::read_to_string(mark).expect("it wrote its arguments");
    let mut arguments = said.split_whitespace();
    let script = PathBuf::from(arguments.next().expect("a script"));
    assert_eq!(arguments.collect::<Vec<_>>(), ["--serve", "--below", "9"]);
    assert_eq!(std::fs::read_to_string(&script).expect("it is there"), "ask()");
    assert_eq!(script.file_name().expect("a name"), "question.py");
    drop(plan);
    assert!(!script.exists() && !script.parent().expect("a folder").exists());
}
