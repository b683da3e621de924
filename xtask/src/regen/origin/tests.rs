use super::*;
use crate::samples;

#[test]
fn the_profile_is_what_the_manifest_says_or_the_default_of_cargo() {
    let parsed = |text: &str| dev_profile(&toml::from_str(text).unwrap());
    let optimized = parsed("[profile.dev]\nopt-level = 3\ndebug-assertions = false\n");
    assert_eq!((optimized.opt_level.as_str(), optimized.debug_assertions), ("3", false));
    let own = parsed(
        "[profile.dev]\nopt-level = 1\ndebug-assertions = false\n[profile.dev.package.roommates]\nopt-level = 3\n",
    );
    assert_eq!((own.opt_level.as_str(), own.debug_assertions), ("3", false));
    let plain = parsed("");
    assert_eq!((plain.opt_level.as_str(), plain.debug_assertions), ("0", true));
    assert_eq!(parsed("[profile.dev]\nopt-level = \"s\"\n").opt_level, "s");
}

#[test]
fn flags_are_kept_without_paths() {
    assert_eq!(without_paths("-C target-cpu=native -C linker=/home/x/ld -L/opt"), "-C target-cpu=native -C linker=… …");
    assert_eq!(without_paths("--cfg loom"), "--cfg loom");
}

#[test]
fn the_compiler_is_told_in_one_line() {
    let verbose = "rustc 1.95.0 (5980 2026-04-14)\nbinary: rustc\nhost: x\nLLVM version: 22.1.2\n";
    assert_eq!(one_line(verbose), "rustc 1.95.0 (5980 2026-04-14), LLVM 22.1.2");
    assert_eq!(one_line(""), "");
}

fn committed() -> (tempfile::TempDir, Tree) {
    let (root, tree) = samples::tree();
    let commit = ["-c", "user.name=a", "-c", "user.email=a@b", "commit", "-qm", "one"];
    for arguments in [&["init", "-q"][..], &["add", "."], &commit] {
        assert!(git(root.path(), arguments).is_some(), "git {arguments:?}");
    }
    (root, tree)
}

#[test]
fn only_measured_paths_make_a_checkout_dirty() {
    let (root, tree) = committed();
    let clean = Origin::of(&tree).unwrap();
    assert_eq!((clean.dirty, clean.revision.as_ref().map(String::len)), (false, Some(40)));
    fs::write(tree.page("question"), "# Edited\n").unwrap();
    assert!(!Origin::of(&tree).unwrap().dirty, "a page is not measured");
    fs::write(root.path().join("examples/new.rs"), "fn main() {}").unwrap();
    assert!(Origin::of(&tree).unwrap().dirty, "a new example is");
}

#[test]
fn outside_a_checkout_there_is_no_commit_and_no_dirt() {
    let (_root, tree) = samples::tree();
    let origin = Origin::of(&tree).unwrap();
    assert_eq!((origin.revision, origin.dirty), (None, false));
    assert!(origin.rustc.starts_with("rustc "), "{}", origin.rustc);
}
