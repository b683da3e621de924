//! Records to compare: a folder, or a revision of the repository.

use std::{
    fs,
    os::unix::fs::symlink,
    path::{Component, Path},
};

use anyhow::{Context as _, ensure};
use tempfile::TempDir;

use crate::{chapters::Tree, library::Library, regen::origin::git};

/// Records that were read from somewhere; nothing of it is kept on the disk.
pub type Records = Library;

/// Reads the records in `name`: a checkout, a folder like `book/results`, or else a revision.
///
/// # Errors
/// If it is neither, or a record in it cannot be read.
pub fn open(tree: &Tree, name: &str) -> anyhow::Result<Records> {
    let folder = Path::new(name);
    let records = if folder.join("book/results").is_dir() {
        Library::load(&Tree::at(folder))
    } else if folder.is_dir() {
        of_results(folder)
    } else {
        of_revision(tree, name)
    }?;
    ensure!(
        !records.machines.is_empty(),
        "{name} holds no records: name a checkout, a folder like book/results, or a revision"
    );
    Ok(records)
}

/// Records of a folder like `book/results`, seen as part of a checkout.
fn of_results(folder: &Path) -> anyhow::Result<Library> {
    let checkout = TempDir::new()?;
    fs::create_dir(checkout.path().join("book"))?;
    symlink(fs::canonicalize(folder)?, checkout.path().join("book/results"))?;
    Library::load(&Tree::at(checkout.path())).with_context(|| format!("in {}", folder.display()))
}

/// Records as they were committed.
fn of_revision(tree: &Tree, revision: &str) -> anyhow::Result<Library> {
    // A name that begins with `-` would be an option for git.
    let known = !revision.starts_with('-');
    let listed =
        known.then(|| git(tree.root(), &["ls-tree", "-r", "--name-only", revision, "--", "book/results"])).flatten();
    let listed = listed.with_context(|| format!("{revision} is no folder and no revision of this repository"))?;
    let checkout = TempDir::new()?;
    for path in listed.lines().filter(|path| is_inside(path)) {
        let text = git(tree.root(), &["show", &format!("{revision}:{path}")]);
        let to = checkout.path().join(path);
        fs::create_dir_all(to.parent().unwrap_or(checkout.path()))?;
        fs::write(&to, text.with_context(|| format!("git does not show {path} of {revision}"))?)?;
    }
    Library::load(&Tree::at(checkout.path())).with_context(|| format!("in {revision}"))
}

fn is_inside(path: &str) -> bool {
    Path::new(path).components().all(|c| matches!(c, Component::Normal(_)))
}
