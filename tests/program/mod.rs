//! Examples as real processes: where they lie, how they are run.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

/// Examples of this build, by slug.
pub(crate) fn examples() -> Vec<(String, PathBuf)> {
    let test = std::env::current_exe().expect("a test has a path");
    let folder = test.parent().and_then(Path::parent).expect("tests lie in target/*/deps").join("examples");
    let sources = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/examples")).expect("there are examples");
    let mut slugs: Vec<String> =
        sources.filter_map(|e| e.ok()?.file_name().into_string().ok()?.strip_suffix(".rs").map(String::from)).collect();
    slugs.sort();
    slugs.into_iter().map(|slug| (slug.clone(), folder.join(slug))).collect()
}

/// Runs an example to its end.
pub(crate) fn run(program: &Path, arguments: &[&str]) -> Output {
    Command::new(program).args(arguments).stdin(Stdio::null()).output().expect("the example starts")
}
