//! Everything that a page depends on besides its own text.

use std::{collections::BTreeMap, fs, path::PathBuf};

use anyhow::Context;
use mdbook_preprocessor::config::Config;
use roommates::{harness::evaluate::View, results::declaration::Chart};

use serde::Deserialize;

use crate::{
    chapters::Tree,
    charts::{self, FigureError, Speaker, predictions::Forecast},
    library::{Library, MachineRecords},
    stale,
};

/// Why a record is stale, by machine and chapter; `None` or absent where it is fresh.
pub type Freshness = BTreeMap<(String, String), Option<String>>;

/// Draws a figure of a chapter as one line of HTML.
pub type Draw = fn(&Chart, &str, &[Speaker<'_>]) -> Result<String, FigureError>;

/// The programs of a chapter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// `examples/SLUG.rs`.
    pub rust: Option<String>,
    /// `examples/SLUG.py`.
    pub python: Option<String>,
}

/// Everything that a page depends on besides its own text.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// Declarations, machines and records.
    pub library: Library,
    /// Programs by slug.
    pub sources: BTreeMap<String, Source>,
    /// Name of the machine that speaks; the first by name where this one has no folder.
    pub speaking: Option<String>,
    /// Which records are stale.
    pub freshness: Freshness,
    /// Address of the repository that the pages link to, without a slash at the end.
    pub repository: Option<String>,
    /// How figures are drawn.
    pub draw: Draw,
}

impl Inputs {
    /// Reads everything that pages depend on from the checkout.
    ///
    /// # Errors
    /// If a record, a program or the settings of the preprocessor cannot be read.
    pub fn gather(tree: &Tree, config: &Config) -> anyhow::Result<Self> {
        let library = Library::load(tree)?;
        let settings: Settings = config.get("preprocessor.roommates")?.unwrap_or_default();
        let html: Output = config.get("output.html")?.unwrap_or_default();
        Ok(Self {
            sources: sources(tree)?,
            speaking: speaking(tree, &library)?.or(settings.reference),
            freshness: freshness(tree, &library),
            repository: html.git_repository_url.map(|url| url.trim_end_matches('/').to_owned()),
            draw: charts::figure,
            library,
        })
    }

    /// All machines, the one that speaks first, the others by name.
    #[must_use]
    pub fn machines(&self) -> Vec<&MachineRecords> {
        let mut machines: Vec<_> = self.library.machines.values().collect();
        machines.sort_by_key(|m| Some(&m.machine.name) != self.speaking.as_ref());
        machines
    }

    /// All machines with their answer to `slug`; `None` if the chapter declares nothing.
    #[must_use]
    pub fn speakers(&self, slug: &str) -> Option<Vec<Speaker<'_>>> {
        let declaration = self.library.declarations.get(slug)?;
        let speaker = |m: &'_ MachineRecords| m.machine.name.clone();
        Some(
            self.machines()
                .into_iter()
                .map(|m| {
                    let record = m.records.get(slug);
                    let view = View { declaration, measurement: record.map(|r| &r.measurement) };
                    Speaker { machine: &m.machine, view, record, freshness: self.stale(&speaker(m), slug) }
                })
                .collect(),
        )
    }

    /// All machines with what they say in each chapter, in the order of the slugs.
    #[must_use]
    pub fn forecasts(&self) -> Vec<Forecast<'_>> {
        let slugs: Vec<&String> = self.library.declarations.keys().collect();
        let of_chapters: Vec<Vec<Speaker<'_>>> = slugs.iter().filter_map(|slug| self.speakers(slug)).collect();
        let chapters = |at: usize| of_chapters.iter().filter_map(|speakers| speakers.get(at).cloned()).collect();
        let machines = self.machines().into_iter().enumerate();
        machines.map(|(at, m)| Forecast { machine: &m.machine, chapters: chapters(at) }).collect()
    }

    /// Whether a page of this slug has an experiment.
    #[must_use]
    pub fn is_chapter(&self, slug: &str) -> bool {
        self.library.declarations.contains_key(slug)
    }

    /// Why the record of `machine` for `slug` is stale, if it is.
    #[must_use]
    pub fn stale(&self, machine: &str, slug: &str) -> Option<String> {
        self.freshness.get(&(machine.to_owned(), slug.to_owned())).cloned().flatten()
    }
}

/// What `book.toml` says to the preprocessor.
#[derive(Debug, Default, Deserialize)]
struct Settings {
    reference: Option<String>,
}

/// What `book.toml` says to the renderer, as far as pages need it.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Output {
    git_repository_url: Option<String>,
}

/// The chosen name of this machine, if it has records.
fn speaking(tree: &Tree, library: &Library) -> anyhow::Result<Option<String>> {
    let path = tree.chosen_machine();
    if !path.is_file() {
        return Ok(None);
    }
    let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
    Ok(Some(text.trim().to_owned()).filter(|name| library.machines.contains_key(name)))
}

fn sources(tree: &Tree) -> anyhow::Result<BTreeMap<String, Source>> {
    if !tree.root().join("examples").is_dir() {
        return Ok(BTreeMap::new());
    }
    let read = |path: PathBuf| match fs::read_to_string(&path) {
        Ok(text) => Ok(Some(text)),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).with_context(|| format!("cannot read {}", path.display())),
    };
    let slugs = tree.slugs()?.into_iter();
    slugs.map(|s| Ok((s.clone(), Source { rust: read(tree.example(&s))?, python: read(tree.twin(&s))? }))).collect()
}

/// Which records are stale. Where the programs are not (in tests of pages), none is.
fn freshness(tree: &Tree, library: &Library) -> Freshness {
    if !tree.root().join("src").is_dir() {
        return Freshness::new();
    }
    let stale = stale::freshness(tree, library).into_iter();
    stale.map(|(key, reasons)| (key, (!reasons.is_empty()).then(|| stale::in_words(&reasons)))).collect()
}

/// Stands in for figures where none are wanted, for example in tests of text.
///
/// # Errors
/// Never.
pub fn draw_nothing(chart: &Chart, slug: &str, _: &[Speaker<'_>]) -> Result<String, FigureError> {
    Ok(format!("<figure class=\"rn-figure\" id=\"{slug}--{}\"></figure>", chart.name))
}
