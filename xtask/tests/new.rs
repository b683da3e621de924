//! `new` in a copy of this checkout: the chapter builds, verifies, is measured and passes `check` as created.

#![cfg(target_os = "linux")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// This checkout without what was built.
const COPIED: [&str; 13] = [
    ".cargo",
    "Cargo.toml",
    "Cargo.lock",
    "book.toml",
    "book",
    "theme",
    "src",
    "examples",
    "benches",
    "tests/examples.rs",
    "xtask/Cargo.toml",
    "xtask/src",
    "rustfmt.toml",
];

fn copy(from: &Path, to: &Path) {
    if from.is_dir() {
        for entry in fs::read_dir(from).unwrap().flatten() {
            copy(&entry.path(), &to.join(entry.file_name()));
        }
    } else if from.is_file() {
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(from, to).unwrap();
    }
}

/// Gives the copy a version of its own. Cargo takes two workspaces of one name and version for the same if they share a
/// folder for what is built: the programs of the checkout would be those of the copy, and count as fresh, from then on.
fn rename_version(folder: &Path) {
    let own = concat!("\"", env!("CARGO_PKG_VERSION"), "\"");
    let names = ["roommates", "xtask"].map(|name| format!("name = \"{name}\"\nversion = "));
    let replace = |file: &str, before: &[String]| {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let one = |text: String, before: &String| {
            text.replacen(&format!("{before}{own}"), &format!("{before}\"{}-copy\"", env!("CARGO_PKG_VERSION")), 1)
        };
        let renamed = before.iter().fold(text.clone(), one);
        assert_ne!(renamed, text, "{file} names the version");
        fs::write(path, renamed).unwrap();
    };
    replace("Cargo.toml", &["version = ".to_owned()]);
    replace("Cargo.lock", &names);
}

fn run(command: &mut Command) -> (Option<i32>, String) {
    let Output { status, stdout, stderr } = command.output().unwrap();
    (status.code(), [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat())
}

#[test]
fn a_new_chapter_builds_verifies_and_passes_check_as_created() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("new");
    let _ = fs::remove_dir_all(&folder);
    COPIED.iter().for_each(|path| copy(&checkout.join(path), &folder.join(path)));
    rename_version(&folder);
    // The dependencies are built already; only the copy itself is compiled.
    let program = Path::new(env!("CARGO_BIN_EXE_xtask"));
    let target: PathBuf = program.parent().and_then(Path::parent).unwrap().into();
    let xtask = |arguments: &[&str]| {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&folder);
        run(command.env("CARGO_TARGET_DIR", &target).env("CARGO_NET_OFFLINE", "true"))
    };

    let (code, said) = xtask(&["new", "tried_by_a_test"]);
    assert_eq!(code, Some(0), "{said}");
    let (code, said) = run(Command::new(target.join("debug/examples/tried_by_a_test")).arg("--verify"));
    assert_eq!((code, said.as_str()), (Some(0), "tried_by_a_test: every answer is right\n"));

    let (_, said) = xtask(&["check"]);
    let about: Vec<&str> = said.lines().filter(|line| line.contains("tried_by_a_test")).collect();
    assert!(about.iter().all(|line| line.contains(".json: missing: run")), "only the record is missing:\n{said}");

    let (code, said) = xtask(&["regen", "--quick", "--only", "tried_by_a_test"]);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("measured      tried_by_a_test") && said.contains("the book lies at"), "{said}");
    let page = fs::read_to_string(folder.join("target/site/tried_by_a_test.html")).unwrap();
    assert!(page.contains("rn-verdict") && page.contains("rn-figure"), "the page shows what was measured");
    let _ = fs::remove_file(target.join("debug/examples/tried_by_a_test"));
}
