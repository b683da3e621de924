//! Everything that checks look at, read once.

use std::fs;

use anyhow::Context as _;

use super::rust::RustFile;
use crate::{
    chapters::Tree,
    library::{self, Library},
    regen::{Interrupt, build},
};

/// Everything that checks look at.
pub(super) struct Context {
    pub(super) tree: Tree,
    /// Slugs that have an example.
    pub(super) slugs: Vec<String>,
    /// Pages below `book/`: file name and text.
    pub(super) pages: Vec<(String, String)>,
    /// Declarations and records; why they cannot be read, otherwise.
    pub(super) library: Result<Library, String>,
    /// The machine that unqualified words speak of.
    pub(super) reference: Option<String>,
    /// Library, examples and `xtask`.
    pub(super) rust: Vec<RustFile>,
    /// Programs of the examples; why there are none, otherwise.
    pub(super) programs: Result<build::Programs, String>,
    pub(super) interrupt: Interrupt,
}

impl Context {
    pub(super) fn read(tree: &Tree, interrupt: &Interrupt) -> anyhow::Result<Self> {
        let slugs = tree.slugs()?;
        Ok(Self {
            pages: pages(tree)?,
            library: Library::load(tree).map_err(|e| format!("{e:#}")),
            reference: library::reference(tree)?,
            rust: RustFile::all(tree)?,
            programs: build::programs(tree, &slugs, interrupt).map_err(|e| format!("{e:#}")),
            interrupt: interrupt.clone(),
            tree: tree.clone(),
            slugs,
        })
    }

    /// Pages of chapters: slug, file name, text.
    pub(super) fn chapters(&self) -> impl Iterator<Item = (&str, &str, &str)> {
        self.pages.iter().filter_map(|(file, text)| {
            let slug = file.strip_suffix(".md")?;
            self.slugs.iter().any(|s| s == slug).then_some((slug, file.as_str(), text.as_str()))
        })
    }

    /// The library, if it can be read. That it cannot is a finding of its own.
    pub(super) fn library(&self) -> Option<&Library> {
        self.library.as_ref().ok()
    }
}

pub(super) fn pages(tree: &Tree) -> anyhow::Result<Vec<(String, String)>> {
    let entries = fs::read_dir(tree.book()).context("cannot read book/")?;
    let mut pages = Vec::new();
    for entry in entries {
        let entry = entry?;
        let Ok(name) = entry.file_name().into_string() else { continue };
        if name.ends_with(".md") && name != "SUMMARY.md" {
            let text = fs::read_to_string(entry.path()).with_context(|| format!("cannot read book/{name}"))?;
            pages.push((name, text));
        }
    }
    pages.sort();
    Ok(pages)
}
