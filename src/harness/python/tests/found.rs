use tempfile::TempDir;

use std::{collections::BTreeMap, ffi::OsString, path::Path, time::Instant};

use super::{
    super::{find, roll},
    stub::{Stub, echo},
    *,
};

/// Engines that are asked where PATH is one folder with these programs.
fn on_path(programs: &[(&str, Stub)], twin: &Twin) -> (Vec<String>, Vec<Missing>) {
    let folder = tempfile::tempdir().expect("a folder");
    programs.iter().for_each(|(name, stub)| drop(stub.write(&folder, name)));
    asked(&folder, Whom::Newest, twin)
}

fn asked(path: &TempDir, whom: Whom, twin: &Twin) -> (Vec<String>, Vec<Missing>) {
    let mut plan = Plan::new(Mode::Verify);
    plan.asking = Asking { whom, bounds: PATIENT, places: Places::on_path(path.path()) };
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
    assert!(missing[0].reason.starts_with("No Python 3.8 or later was found. Install one"));
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
    plan.asking = Asking { whom: Whom::Newest, bounds: PATIENT, places: Places::on_path(folder.path()) };
    plan.ask_pythons(&twin().since(2, 7));
    plan.missing.clear();
    plan.needs_python("cpython-2.7");
    assert_eq!(plan.missing, []);
    plan.needs_python("cpython-3.1");
    assert_eq!(plan.missing[0].reason, "No cpython-3.1 was found; name it with `--python PATH`.");
}

/// Places as these environment variables say, and nobody else.
fn told_by(variables: &[(&str, &Path)]) -> Places {
    let known: BTreeMap<&str, OsString> = variables.iter().map(|(name, path)| (*name, path.into())).collect();
    Places::told_by(|name| known.get(name).cloned())
}

/// Writes a Python into the `bin` of a folder.
fn home(root: &TempDir, home: &str, stub: &Stub) {
    std::fs::create_dir_all(root.path().join(home).join("bin")).expect("a folder");
    stub.write(root, &format!("{home}/bin/python3"));
}

fn engines(places: &Places) -> Vec<String> {
    let mut engines: Vec<String> =
        find::everybody(places, Duration::from_secs(2)).pythons.iter().map(|python| python.engine()).collect();
    engines.sort();
    engines
}

#[test]
fn pythons_of_pyenv_uv_conda_and_environments_are_found() {
    let root = tempfile::tempdir().expect("a folder");
    home(&root, ".pyenv/versions/3.11.7", &Stub::of((3, 11, 7), false));
    home(&root, ".local/share/uv/python/cpython-3.14.0+freethreaded-x", &Stub::of((3, 14, 0), true));
    home(&root, "miniforge3", &Stub::of((3, 12, 0), false));
    home(&root, "miniforge3/envs/old", &Stub::of((3, 7, 0), false));
    home(&root, "elsewhere/noted", &Stub::of((3, 9, 0), false));
    home(&root, "active", &Stub::of((3, 10, 0), false));
    std::fs::create_dir(root.path().join(".conda")).expect("a folder");
    let noted = format!("{}\n\n/gone\n", root.path().join("elsewhere/noted").display());
    std::fs::write(root.path().join(".conda/environments.txt"), noted).expect("a file");
    let active = root.path().join("active");
    let all = ["cpython-3.10", "cpython-3.11", "cpython-3.12", "cpython-3.14t", "cpython-3.7", "cpython-3.9"];
    assert_eq!(engines(&told_by(&[("HOME", root.path()), ("VIRTUAL_ENV", &active)])), all);
    let elsewhere = root.path().join("miniforge3/envs");
    let told = told_by(&[("PYENV_ROOT", root.path()), ("UV_PYTHON_INSTALL_DIR", &elsewhere)]);
    assert_eq!(engines(&told), ["cpython-3.7"], "what a variable says comes before the usual place");
    assert_eq!(engines(&told_by(&[])), [""; 0], "without a home there is nothing to look into");
}

#[test]
#[cfg(unix)]
fn a_python_that_has_many_names_is_asked_once() {
    let root = tempfile::tempdir().expect("a folder");
    let counter = root.path().join("asked");
    let stub = Stub::of((3, 13, 0), false);
    let counting = Stub { who: format!("echo x >> '{}'; {}", counter.display(), stub.who), ..stub };
    home(&root, "base", &counting);
    // As in a virtual environment: a link, in a `bin` of its own. A script is told by its name, so it keeps it.
    for place in ["venv/bin", "links"] {
        std::fs::create_dir_all(root.path().join(place)).expect("a folder");
        let link = root.path().join(place).join("python3");
        std::os::unix::fs::symlink(root.path().join("base/bin/python3"), link).expect("a link");
    }
    let venv = root.path().join("venv");
    std::fs::hard_link(root.path().join("base/bin/python3"), venv.join("python3")).expect("a hard link");
    let both = std::env::join_paths([root.path().join("links"), venv.clone()]).expect("a path");
    assert_eq!(engines(&told_by(&[("PATH", Path::new(&both)), ("VIRTUAL_ENV", &venv)])), ["cpython-3.13"]);
    assert_eq!(std::fs::read_to_string(counter).expect("it was asked"), "x\n");
}

/// What is wrong with the one program of a folder.
fn left_out(who: String) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    Stub { who, ..Stub::good() }.write(&folder, "python3");
    let start = Instant::now();
    let all = find::everybody(&Places::on_path(folder.path()), Duration::from_secs(1));
    assert!(start.elapsed() < Duration::from_secs(5));
    assert_eq!(all.pythons, []);
    assert!(all.left_out[0].0.ends_with("python3"));
    all.left_out[0].1.clone()
}

/// CPython 3.13.0 by its own words, with these changed.
fn words(executable: &str, gil: bool, version: &str) -> String {
    echo(&format!(
        "{{\"implementation\": \"cpython\", \"version\": [3, 13, 0], \"free_threaded\": false, \"gil\": {gil}, \
         \"words\": \"{version}\", \"executable\": \"{executable}\"}}"
    ))
}

#[test]
fn a_python_that_contradicts_itself_is_left_out_with_the_reason() {
    let odd = left_out(words("", true, "2.7.18"));
    assert_eq!(odd, "It says that it is version 3.13.0, and prints “2.7.18”.");
    let odd = left_out(words("", false, "3.13.0"));
    assert_eq!(odd, "It says that it was built with a GIL and that it has none.");
    assert_eq!(left_out("sleep 60".into()), "It gave no answer within 1 s.");
}

#[test]
fn a_shim_that_leads_to_another_python_than_it_says_is_left_out() {
    let root = tempfile::tempdir().expect("a folder");
    home(&root, "real", &Stub::of((3, 9, 0), false));
    let real = root.path().join("real/bin/python3");
    let shim = |who: String| {
        let folder = tempfile::tempdir().expect("a folder");
        Stub { who, ..Stub::good() }.write(&folder, "python3.13");
        let all = find::everybody(&Places::on_path(folder.path()), Duration::from_secs(2));
        (
            all.pythons.iter().map(|p| p.engine()).collect::<Vec<_>>(),
            all.left_out.into_iter().map(|(_, why)| why).next(),
        )
    };
    let (engines, why) = shim(words(&real.display().to_string(), true, "3.13.0"));
    assert_eq!(engines, [""; 0]);
    assert_eq!(why.expect("a reason"), "It says that it is cpython-3.13; what it leads to is cpython-3.9.");
    let honest = echo(&format!(
        "{{\"implementation\": \"cpython\", \"version\": [3, 9, 0], \"free_threaded\": false, \
         \"executable\": \"{}\"}}",
        real.display()
    ));
    assert_eq!(shim(honest), (vec!["cpython-3.9".to_owned()], None), "the real one is asked itself");
}

#[test]
fn a_twin_for_every_python_asks_the_newest_of_each_engine() {
    let programs = [
        ("python3", Stub::of((3, 12, 1), false)),
        ("python3.9", Stub::of((3, 9, 0), false)),
        ("python3.13t", Stub::of((3, 13, 2), true)),
        ("python3.12", Stub::of((3, 12, 8), false)),
        ("python2.7", Stub::of((2, 7, 18), false)),
    ];
    let (engines, missing) = on_path(&programs, &twin().to_every_python());
    assert_eq!(engines, ["cpython-3.13t", "cpython-3.12", "cpython-3.9"]);
    assert_eq!(missing, []);
}

#[test]
fn at_a_roll_call_everybody_answers_or_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    Stub::good().write(&folder, "python3");
    Stub { who: "exit 1".into(), ..Stub::good() }.write(&folder, "python3.9");
    Stub { introduction: "sleep 60".into(), ..Stub::of((3, 11, 0), false) }.write(&folder, "python3.11");
    Stub { odd: "sleep 60".into(), ..Stub::of((3, 12, 0), false) }.write(&folder, "python3.12");
    let start = Instant::now();
    let places = Places::on_path(folder.path());
    let roll = roll::call(&places, &twin(), &["good", "odd"], BOUNDS).expect("it is written down");
    assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    let told: Vec<_> = roll.present.iter().map(|p| (p.engine.as_str(), p.is_chosen, p.says.get("good"))).collect();
    assert_eq!(told, [("cpython-3.13", true, Some(&7)), ("cpython-3.12", false, Some(&7))]);
    assert_eq!(roll.present[1].fails["odd"], "It gave no answer within 1 s.");
    let named: Vec<_> = roll.left_out.iter().filter_map(|(program, _)| program.file_name()?.to_str()).collect();
    assert_eq!(named, ["python3.9", "python3.11"]);
}
