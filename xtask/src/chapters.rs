//! The one place where a slug becomes paths.

use std::path::{Path, PathBuf};

/// Root of the checkout and everything below it that a slug or a machine names.
#[derive(Clone, Debug)]
pub struct Tree {
    root: PathBuf,
}

impl Tree {
    /// The tree at `root`.
    pub fn at(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The nearest folder above `from` that holds `book.toml`.
    ///
    /// # Errors
    /// If there is none.
    pub fn find(from: &Path) -> anyhow::Result<Self> {
        let found = from.ancestors().find(|dir| dir.join("book.toml").is_file());
        found.map(Self::at).ok_or_else(|| anyhow::anyhow!("no book.toml here or above: run this inside the checkout"))
    }

    /// The checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Pages, their order and the results.
    pub fn book(&self) -> PathBuf {
        self.root.join("book")
    }

    /// Where chapters are ordered.
    pub fn summary(&self) -> PathBuf {
        self.book().join("SUMMARY.md")
    }

    /// The words of a chapter.
    pub fn page(&self, slug: &str) -> PathBuf {
        self.book().join(format!("{slug}.md"))
    }

    /// The experiment of a chapter.
    pub fn example(&self, slug: &str) -> PathBuf {
        self.root.join("examples").join(format!("{slug}.rs"))
    }

    /// The Python twin of a chapter, if it has one.
    pub fn twin(&self, slug: &str) -> PathBuf {
        self.root.join("examples").join(format!("{slug}.py"))
    }

    /// Declarations, and one folder of records a machine.
    pub fn results(&self) -> PathBuf {
        self.book().join("results")
    }

    /// What the experiment of a chapter asks.
    pub fn declaration(&self, slug: &str) -> PathBuf {
        self.results().join(format!("{slug}.json"))
    }

    /// What one machine answered.
    pub fn record(&self, machine: &str, slug: &str) -> PathBuf {
        self.results().join(machine).join(format!("{slug}.json"))
    }

    /// What one machine is.
    pub fn machine(&self, machine: &str) -> PathBuf {
        self.results().join(machine).join("machine.json")
    }

    /// Rounds of a measurement that is not finished.
    pub fn journal(&self, machine: &str, slug: &str) -> PathBuf {
        self.root.join("target/journal").join(machine).join(format!("{slug}.jsonl"))
    }

    /// The name chosen for the machine at hand; not committed.
    pub fn chosen_machine(&self) -> PathBuf {
        self.root.join(".machine")
    }

    /// The built book.
    pub fn site(&self) -> PathBuf {
        self.root.join("target/site")
    }

    /// Slugs that have an experiment, in the order of their names.
    ///
    /// # Errors
    /// If `examples/` cannot be read.
    pub fn slugs(&self) -> anyhow::Result<Vec<String>> {
        let folder = self.root.join("examples");
        let entries =
            std::fs::read_dir(&folder).map_err(|e| anyhow::anyhow!("cannot read {}: {e}", folder.display()))?;
        let mut slugs: Vec<String> = entries
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok()?.strip_suffix(".rs").map(String::from))
            .collect();
        slugs.sort();
        Ok(slugs)
    }
}

/// Whether `text` can be a slug: lower_snake_case, starting with a letter.
pub fn is_slug(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !text.ends_with('_')
        && !text.contains("__")
}

/// Whether `text` can be the name of a machine: lower-case letters, digits and single `-`.
pub fn is_machine_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.len() <= 60
        && text.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
        && !text.ends_with('-')
        && !text.contains("--")
}
