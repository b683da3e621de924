use std::fs;

use proptest::prelude::*;
use tempfile::TempDir;

use super::{tokens::*, *};

const EXAMPLE: &str = "use roommates::{gil::Gil, thread, harness::Plan};\nfn main() { let n = 1; thread::run(n); }\nfn declare() -> Declaration { claims(1) }\n";

/// A tree with three modules: `gil` uses `thread`, `process` stands alone.
fn tree() -> (TempDir, Tree) {
    let root = TempDir::new().unwrap();
    let files = [
        (
            "Cargo.toml",
            "[dependencies]\nrayon = \"1\"\n[dev-dependencies]\ninsta = \"1\"\n[profile.dev]\nopt-level = 3\n",
        ),
        (
            "Cargo.lock",
            "[[package]]\nname = \"roommates\"\nversion = \"0.1.0\"\ndependencies = [\"rayon\", \"insta\"]\n\
             [[package]]\nname = \"rayon\"\nversion = \"1.0.0\"\nchecksum = \"aa\"\ndependencies = [\"either\"]\n\
             [[package]]\nname = \"either\"\nversion = \"1.0.0\"\nchecksum = \"bb\"\n\
             [[package]]\nname = \"insta\"\nversion = \"1.0.0\"\nchecksum = \"cc\"\n",
        ),
        ("src/lib.rs", "pub mod gil; pub mod thread; pub mod process; pub mod harness; pub mod results;"),
        ("src/gil/mod.rs", "use crate::thread; pub struct Gil;"),
        ("src/thread.rs", "pub fn run(n: u32) {}"),
        ("src/process/mod.rs", "pub fn spawn() {}"),
        ("src/harness/mod.rs", "pub struct Plan; use crate::results::Record;"),
        ("src/harness/evaluate.rs", "pub fn verdict() {}"),
        ("src/results/mod.rs", "pub struct Record;"),
        ("examples/question.rs", EXAMPLE),
    ];
    for (path, text) in files {
        write(root.path(), path, text);
    }
    let tree = Tree::at(root.path());
    (root, tree)
}

fn write(root: &Path, path: &str, text: &str) {
    let path = root.join(path);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn digests(tree: &Tree) -> SourceDigests {
    Sources::read(tree).unwrap().of("question").unwrap()
}

/// Which of the three digests changes when `path` becomes `text`.
fn changes(path: &str, text: &str) -> (bool, bool, bool) {
    let (root, tree) = tree();
    let before = digests(&tree);
    write(root.path(), path, text);
    let after = digests(&tree);
    (before.code != after.code, before.harness != after.harness, before.dependencies != after.dependencies)
}

const NOTHING: (bool, bool, bool) = (false, false, false);
const CODE: (bool, bool, bool) = (true, false, false);

#[test]
fn comments_documentation_white_space_and_tests_do_not_count() {
    for same in [
        format!("//! Told anew.\n/* and */ {EXAMPLE} // here"),
        EXAMPLE.replace("fn main", "/// Documented.\n#[doc = \"twice\"] fn main"),
        EXAMPLE.replace(' ', "\n  ").replace("\n  n", " n"),
        format!(
            "{EXAMPLE}#[cfg(test)] mod tests {{ fn x() {{}} }} #[test] fn y() {{}} #[cfg(all(test, loom))] use a::b;"
        ),
        EXAMPLE.replace("{ 1 }", "{ 2 + 2 }"),
    ] {
        assert_eq!(changes("examples/question.rs", &same), NOTHING, "{same}");
    }
    assert_eq!(changes("src/gil/mod.rs", "//! New.\nuse crate::thread;\n\npub struct Gil;"), NOTHING);
    assert_eq!(changes("src/gil/tests.rs", "fn anything() {}"), NOTHING);
    assert_eq!(changes("book/question.md", "A page."), NOTHING);
}

#[test]
fn an_import_that_only_the_declaration_needs_does_not_count() {
    let imported = EXAMPLE.replace("harness::Plan", "harness::Plan, results::declaration::{Bar, Ideal as I}");
    assert_eq!(changes("examples/question.rs", &imported.replace("claims(1)", "claims(Bar, I)")), NOTHING);
    let used = imported.replace("let n = 1", "let n = 1; Bar::x()");
    assert_eq!(changes("examples/question.rs", &used), CODE);
    let renamed = EXAMPLE.replace("thread, ", "process as thread, ");
    assert_eq!(changes("examples/question.rs", &renamed), CODE, "the same word means another module");
}

#[test]
fn a_token_counts() {
    assert_eq!(changes("examples/question.rs", &EXAMPLE.replace("n = 1", "n = 2")), CODE);
    assert_eq!(changes("examples/question.rs", &format!("{EXAMPLE}#[cfg(not(test))] fn z() {{}}")), CODE);
    assert_eq!(changes("examples/question.rs", &EXAMPLE.replace("fn main", "#[inline] fn main")), CODE);
}

#[test]
fn included_python_counts_without_its_comments() {
    let (root, tree) = tree();
    let example = format!("{EXAMPLE}const TWIN: &str = include_str!(\"question.py\");");
    write(root.path(), "examples/question.rs", &example);
    write(root.path(), "examples/question.py", "# Asks.\n\ndef ask():\n    return 1\n");
    write(root.path(), "examples/other.py", "");
    let before = digests(&tree).code;
    write(root.path(), "examples/question.py", "def ask():\n    # Answers.\n\n    return 1\n# Asked.\n");
    write(root.path(), "examples/other.py", "import sys");
    assert_eq!(digests(&tree).code, before, "a comment, an empty line, and a script that nobody includes");
    write(root.path(), "examples/question.py", "def ask():\n    return 2\n");
    assert_ne!(digests(&tree).code, before, "another answer");
    fs::remove_file(root.path().join("examples/question.py")).unwrap();
    let error = Sources::read(&tree).unwrap().of("question").unwrap_err().to_string();
    assert!(error.contains("cannot read") && error.contains("question.py"), "{error}");
}

#[test]
fn modules_count_where_they_are_reached() {
    assert_eq!(changes("src/gil/mod.rs", "use crate::thread; pub struct Gil(u8);"), CODE);
    assert_eq!(changes("src/thread.rs", "pub fn run(n: u64) {}"), CODE, "through gil too");
    assert_eq!(changes("src/process/mod.rs", "pub fn spawn() { loop {} }"), NOTHING);
}

#[test]
fn the_harness_counts_for_itself_but_not_what_only_reads_records() {
    assert_eq!(changes("src/harness/mod.rs", "pub struct Plan(u8); use crate::results::Record;"), (false, true, false));
    assert_eq!(changes("src/results/mod.rs", "pub struct Record(u8);"), (false, true, false));
    assert_eq!(changes("src/harness/evaluate.rs", "pub fn verdict() { loop {} }"), NOTHING);
}

#[test]
fn a_name_of_the_crate_root_reaches_every_module() {
    let (root, tree) = tree();
    write(root.path(), "examples/question.rs", "use roommates::spawn; fn main() {}");
    let before = digests(&tree).code;
    write(root.path(), "src/process/mod.rs", "pub fn spawn() { loop {} }");
    assert_ne!(before, digests(&tree).code);
}

#[test]
fn locked_dependencies_count_and_tools_of_the_tests_do_not() {
    let (root, tree) = tree();
    let before = digests(&tree);
    let lock = fs::read_to_string(root.path().join("Cargo.lock")).unwrap();
    write(root.path(), "Cargo.lock", &lock.replace("\"cc\"", "\"dd\""));
    assert_eq!(digests(&tree), before, "insta is only for tests");
    write(root.path(), "Cargo.lock", &lock.replace("\"bb\"", "\"dd\""));
    assert_ne!(digests(&tree).dependencies, before.dependencies, "either is linked through rayon");
    write(root.path(), "examples/question.rs", &format!("{EXAMPLE} fn t() {{ insta::x(); }}"));
    let named = digests(&tree).dependencies;
    write(root.path(), "Cargo.lock", &lock.replace("\"bb\"", "\"dd\"").replace("\"cc\"", "\"ee\""));
    assert_ne!(digests(&tree).dependencies, named, "an example that names it is linked with it");
}

#[test]
fn what_is_not_rust_is_an_error_with_file_and_line() {
    let (root, tree) = tree();
    write(root.path(), "examples/question.rs", "fn main() {}\nfn (");
    let error = Sources::read(&tree).unwrap().of("question").unwrap_err().to_string();
    assert!(error.contains("question.rs:2:"), "{error}");
}

#[test]
fn paths_are_found_inside_macros_groups_and_nested_trees() {
    let text =
        "fn f() { vec![roommates::gil::x(), 1]; } use roommates::{a::{b, c}, d, e as f}; use super::super::g::H;";
    let uses: Vec<_> = Source::parse(text, Strip::Tests).unwrap().uses.into_iter().collect();
    assert_eq!(uses, ["a", "d", "e", "g", "gil"]);
}

#[test]
fn what_was_kept_is_what_would_be_read_and_damage_is_no_harm() {
    let (root, tree) = tree();
    let read = digests(&tree);
    fs::create_dir(root.path().join("target")).unwrap();
    assert_eq!(digests(&tree), read, "read and kept");
    let kept = fs::read_to_string(root.path().join("target/digests.json")).unwrap();
    assert_eq!(digests(&tree), read, "taken from what was kept");
    write(root.path(), "target/digests.json", &kept[..kept.len() / 2]);
    assert_eq!(digests(&tree), read, "read anew");
    assert_eq!(fs::read_to_string(root.path().join("target/digests.json")).unwrap(), kept);
}

proptest! {
    /// A comment put between any two tokens changes nothing; another number does.
    #[test]
    fn comments_anywhere_change_nothing(comment in "[a-zA-Z0-9 _.(){}\"';]{0,40}", at in 0_usize..20, number in 2_u32..) {
        let digest = |text: &str| Source::parse(text, Strip::Declare).unwrap().hash;
        let spaces: Vec<usize> = EXAMPLE.match_indices(' ').map(|(i, _)| i).collect();
        let (head, tail) = EXAMPLE.split_at(spaces[at % spaces.len()]);
        prop_assert_eq!(digest(&format!("{head} /* {comment} */ {tail}")), digest(EXAMPLE));
        prop_assert_eq!(digest(&format!("{head} // {comment}\n{tail}")), digest(EXAMPLE));
        prop_assert_ne!(digest(&EXAMPLE.replace("n = 1", &format!("n = {number}"))), digest(EXAMPLE));
    }
}
