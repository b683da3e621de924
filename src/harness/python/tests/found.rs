use tempfile::TempDir;

use super::{stub::Stub, *};

/// Engines that are asked where PATH is one folder with these programs.
fn on_path(programs: &[(&str, Stub)], twin: &Twin) -> (Vec<String>, Vec<Missing>) {
    let folder = tempfile::tempdir().expect("a folder");
    programs.iter().for_each(|(name, stub)| drop(stub.write(&folder, name)));
    asked(&folder, Whom::Newest, twin)
}

fn asked(path: &TempDir, whom: Whom, twin: &Twin) -> (Vec<String>, Vec<Missing>) {
    let mut plan = Plan::new(Mode::Verify);
    plan.asking = Asking { whom, limit: Duration::from_secs(2), path: path.path().into() };
    plan.ask_pythons(twin);
    (plan.interpreters.into_iter().map(|i| i.engine).collect(), plan.missing)
}

#[test]
fn the_newest_with_a_gil_and_the_newest_without_are_asked() {
    let programs = [
        ("python3", Stub::of((3, 12, 1), false)),
        ("python3.12", Stub::of((3, 12, 1), false)),
        ("python3.9", Stub::of((3, 9, 0), false)),
        ("python3.13t", Stub::of((3, 13, 2), true)),
        ("python3.14t", Stub::of((3, 14, 0), true)),
        ("python2.7", Stub::of((2, 7, 18), false)),
    ];
    let (engines, missing) = on_path(&programs, &twin());
    assert_eq!(engines, ["cpython-3.12", "cpython-3.14t"]);
    assert_eq!(missing, []);
    let (engines, _) = on_path(&programs, &twin().since(2, 7));
    assert_eq!(engines, ["cpython-3.12", "cpython-3.14t", "cpython-2.7"]);
}

#[test]
fn shims_that_lead_nowhere_and_other_programs_are_left_out_without_a_word() {
    let broken = || Stub { who: "exit 127".into(), ..Stub::good() };
    let programs = [
        ("python3", broken()),
        ("python3.14", broken()),
        ("python3.13-config", Stub::of((3, 15, 0), false)),
        ("python", Stub::of((3, 15, 0), false)),
        ("python3.11", Stub::of((3, 11, 0), false)),
    ];
    let (engines, missing) = on_path(&programs, &twin());
    assert_eq!(engines, ["cpython-3.11"]);
    assert_eq!(missing.len(), 1);
    assert_eq!(missing[0].engine, "cpython-free");
    assert!(missing[0].reason.contains("uv python install 3.14t"));
}

#[test]
fn where_there_is_no_python_it_is_said_how_to_get_one() {
    let (engines, missing) = on_path(&[], &twin());
    assert_eq!(engines, [""; 0]);
    let told: Vec<&str> = missing.iter().map(|m| m.engine.as_str()).collect();
    assert_eq!(told, ["cpython", "cpython-free"]);
    assert!(missing[0].reason.starts_with("No Python 3.8 or later was found on PATH. Install one"));
}

#[test]
fn those_that_are_named_are_all_asked_each_version_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let names =
        [("a", Stub::of((3, 9, 0), false)), ("b", Stub::of((3, 12, 1), false)), ("c", Stub::of((3, 9, 1), false))];
    let programs = names.iter().map(|(name, stub)| stub.write(&folder, name)).collect();
    let (engines, _) = asked(&folder, Whom::These(programs), &twin());
    assert_eq!(engines, ["cpython-3.9", "cpython-3.12"]);
    let too_old = Stub::of((2, 7, 18), false).write(&folder, "old");
    let (engines, missing) = asked(&folder, Whom::These(vec![too_old]), &twin());
    assert_eq!(engines, [""; 0]);
    assert_eq!(missing[0].engine, "cpython-2.7");
    assert_eq!(missing[0].reason, "The question needs Python 3.8 or later.");
}

#[test]
fn nobody_is_asked_where_nobody_shall_be() {
    let folder = tempfile::tempdir().expect("a folder");
    Stub::good().write(&folder, "python3");
    let (engines, missing) = asked(&folder, Whom::Nobody, &twin());
    assert_eq!(engines, [""; 0]);
    assert!(missing.iter().all(|m| m.reason.contains("--no-python")), "{missing:?}");
}

#[test]
fn a_python_that_is_needed_is_missing_unless_it_was_asked() {
    let folder = tempfile::tempdir().expect("a folder");
    Stub::of((2, 7, 18), false).write(&folder, "python2.7");
    let mut plan = Plan::new(Mode::Verify);
    plan.asking = Asking { whom: Whom::Newest, limit: Duration::from_secs(2), path: folder.path().into() };
    plan.ask_pythons(&twin().since(2, 7));
    plan.missing.clear();
    plan.needs_python("cpython-2.7");
    assert_eq!(plan.missing, []);
    plan.needs_python("cpython-3.1");
    assert_eq!(plan.missing[0].reason, "No cpython-3.1 was found on PATH; name it with `--python PATH`.");
}
