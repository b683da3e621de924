//! Builds the book in-process: the same `book.toml`, the same site as plain `mdbook build`, without its program.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use mdbook_driver::{MDBook, book::Book, config::Config};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::{
    chapters::Tree,
    preprocess::{self, Inputs},
};

/// How to build.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Where to, if not where `book.toml` says.
    pub destination: Option<PathBuf>,
}

/// A site that was built.
#[derive(Clone, Debug)]
pub struct Built {
    /// Where it lies.
    pub site: PathBuf,
    /// Number of pages.
    pub pages: usize,
    /// What mdBook had doubts about.
    pub warnings: Vec<String>,
    /// How long it took.
    pub took: Duration,
}

/// Builds the site. It is put in place when it is complete: after an error the last good one still stands.
///
/// # Errors
/// If `book.toml`, the summary, a page or a record has a fault; each is named with file and line.
pub fn build(tree: &Tree, options: &Options) -> anyhow::Result<Built> {
    prepare(tree, options)?.put_in_place()
}

/// A complete site that is not in place yet.
pub(super) struct Prepared {
    next: PathBuf,
    built: Built,
}

impl Prepared {
    /// Replaces the last site.
    pub(super) fn put_in_place(self) -> anyhow::Result<Built> {
        replace(&self.built.site, &self.next)?;
        Ok(self.built)
    }
}

/// Builds the site beside its place.
pub(super) fn prepare(tree: &Tree, options: &Options) -> anyhow::Result<Prepared> {
    let start = Instant::now();
    let mut config = Config::from_disk(tree.root().join("book.toml"))?;
    let site = options.destination.clone().unwrap_or_else(|| tree.root().join(&config.build.build_dir));
    let next = beside(&site, "next")?;
    config.build.build_dir = next.clone();
    ensure_apart(tree, &config, &site)?;
    let faults = faults_of_summary(tree);
    ensure!(faults.is_empty(), "{}", faults.join("\n"));
    let inputs = Inputs::gather(tree, &config)?;
    let (pages, warnings) = collecting_warnings(|| render(tree, config, inputs))?;
    Ok(Prepared { next, built: Built { site, pages, warnings, took: start.elapsed() } })
}

fn render(tree: &Tree, config: Config, inputs: Inputs) -> anyhow::Result<usize> {
    let mut book = MDBook::load_with_config(tree.root(), config)?;
    book.with_preprocessor(InProcess(inputs));
    book.build().map_err(flat)?;
    Ok(book.book.chapters().count())
}

/// Faults of pages speak for themselves; other errors keep their chain.
fn flat(error: anyhow::Error) -> anyhow::Error {
    match error.downcast::<preprocess::Faults>() {
        Ok(faults) => faults.into(),
        Err(other) => other,
    }
}

/// The preprocessor under the name that `book.toml` gives to the external command, which it replaces.
struct InProcess(Inputs);

impl Preprocessor for InProcess {
    fn name(&self) -> &str {
        preprocess::NAME
    }

    fn run(&self, _: &PreprocessorContext, book: Book) -> anyhow::Result<Book> {
        Ok(preprocess::run(book, &self.0)?)
    }
}

/// mdBook empties its build directory first, so that must not hold the sources.
fn ensure_apart(tree: &Tree, config: &Config, site: &Path) -> anyhow::Result<()> {
    let source = tree.root().join(&config.book.src);
    ensure!(
        !source.starts_with(site) && !site.starts_with(&source),
        "the site would be built over its sources in {}: set `build-dir = \"target/site\"` in book.toml",
        source.display()
    );
    Ok(())
}

/// A folder of the same name with a suffix.
fn beside(site: &Path, suffix: &str) -> anyhow::Result<PathBuf> {
    let name = site.file_name().context("the site needs a folder with a name")?;
    Ok(site.with_file_name(format!("{}-{suffix}", name.to_string_lossy())))
}

/// Puts `next` where `site` is.
fn replace(site: &Path, next: &Path) -> anyhow::Result<()> {
    let last = beside(site, "last")?;
    let shown = site.display();
    if last.exists() {
        fs::remove_dir_all(&last).with_context(|| format!("cannot remove {}", last.display()))?;
    }
    if site.exists() {
        fs::rename(site, &last).with_context(|| format!("cannot set aside {shown}"))?;
    }
    fs::rename(next, site).with_context(|| format!("cannot put the new site at {shown}"))?;
    if last.exists() {
        fs::remove_dir_all(&last).with_context(|| format!("cannot remove {}", last.display()))?;
    }
    Ok(())
}

/// What is wrong with `book/SUMMARY.md`: missing files, files listed twice, pages that are not listed.
#[must_use]
pub fn faults_of_summary(tree: &Tree) -> Vec<String> {
    let text = match fs::read_to_string(tree.summary()) {
        Ok(text) => text,
        Err(e) => return vec![format!("book/SUMMARY.md cannot be read ({e}): it orders the chapters, write it")],
    };
    let mut faults = Vec::new();
    let mut listed = BTreeSet::new();
    for (line, target) in linked_pages(&text) {
        if !listed.insert(target.clone()) {
            faults.push(format!("book/SUMMARY.md:{line}: {target} is listed twice: remove one line"));
        } else if !tree.book().join(&target).is_file() {
            faults.push(format!("book/SUMMARY.md:{line}: book/{target} does not exist: write it, or remove the line"));
        }
    }
    for page in pages_on_disk(&tree.book()) {
        if page != "SUMMARY.md" && !listed.contains(&page) {
            faults.push(format!("book/{page}: the page is not in book/SUMMARY.md: add a line for it, or delete it"));
        }
    }
    faults
}

/// Targets of links in the summary with their lines; drafts have none.
fn linked_pages(summary: &str) -> Vec<(usize, String)> {
    use pulldown_cmark::{Event, Parser, Tag};
    let links = Parser::new(summary).into_offset_iter().filter_map(|(event, range)| match event {
        Event::Start(Tag::Link { dest_url, .. }) if !dest_url.is_empty() => {
            let line = summary[..range.start].matches('\n').count() + 1;
            Some((line, dest_url.trim_start_matches("./").replace("%20", " ")))
        }
        _ => None,
    });
    links.collect()
}

/// All markdown files below `folder`, sorted, with `/` between names.
fn pages_on_disk(folder: &Path) -> Vec<String> {
    let mut pages = Vec::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "md") {
                let inner = path.strip_prefix(folder).unwrap_or(&path);
                let names: Vec<_> = inner.components().map(|c| c.as_os_str().to_string_lossy()).collect();
                pages.push(names.join("/"));
            }
        }
    }
    pages.sort();
    pages
}

/// Runs `act` and collects what mdBook warns about while it does.
fn collecting_warnings<T>(act: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<(T, Vec<String>)> {
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);
    impl std::io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let lines = Lines::default();
    let writer = lines.clone();
    let subscriber = tracing_subscriber::fmt()
        .with_max_level(tracing::Level::WARN)
        .with_ansi(false)
        .without_time()
        .with_target(false)
        .with_writer(move || writer.clone())
        .finish();
    let value = tracing::subscriber::with_default(subscriber, act)?;
    let bytes = lines.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    Ok((value, warnings_in(&String::from_utf8_lossy(&bytes))))
}

/// Messages of a log, each on one line.
fn warnings_in(log: &str) -> Vec<String> {
    let mut warnings: Vec<String> = Vec::new();
    for line in log.lines() {
        let line = line.trim();
        match (line.strip_prefix("WARN ").or_else(|| line.strip_prefix("ERROR ")), warnings.last_mut()) {
            (Some(first), _) => warnings.push(first.trim().to_owned()),
            (None, Some(last)) => {
                last.push(' ');
                last.push_str(line);
            }
            (None, None) => {}
        }
    }
    // The gate that keeps figures out of the search index closes a style that mdBook takes for closed.
    warnings.retain(|warning| !warning.starts_with("unexpected HTML end tag `</style>`"));
    warnings
}
