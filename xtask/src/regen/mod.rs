//! Measures what is stale and writes it down: `cargo xtask regen`.
//!
//! [`build`] makes the programs, [`declare`] refreshes what they ask (which measures nothing), [`plan`] decides which
//! records are stale, [`measure`] runs one chapter in a [`child`] process and [`wrap`]s its answer with its [`origin`].
//! A record is written only when it is complete and right; until then the old one stands, and finished rounds wait in a
//! journal for the next run.

pub mod build;
pub mod child;
mod declare;
mod group;
mod interrupt;
pub mod measure;
pub mod origin;
pub mod plan;
mod screen;
mod summary;
mod told;
pub mod wrap;

use std::{collections::BTreeMap, fs::File, path::Path};

use anyhow::{Context as _, bail, ensure};
use roommates::results::{Digests, Machine, Mode};
use rustix::fs::{FlockOperation, flock};

use crate::{
    chapters::Tree,
    digest::Sources,
    machine::{self, Chosen},
    write,
};
use build::{Program, Programs};
use measure::{Outcome, Places, Task, When};
use origin::Origin;
use plan::Decision;

pub use declare::declaration;
pub use interrupt::Interrupt;
pub use screen::Screen;
pub use summary::Summary;

/// Starts of the program in a full measurement: enough to see how starts differ.
const SITTINGS: usize = 10;

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// A few rounds a chapter.
    pub quick: bool,
    /// Only these chapters; all if empty.
    pub only: Vec<String>,
    /// Name of the machine, if it is not to be found out.
    pub machine: Option<String>,
    /// Measure what is fresh, too.
    pub force: bool,
    /// Seconds a chapter may take, if not its own choice.
    pub time: Option<u64>,
}

impl Options {
    /// The mode of the measurements.
    pub fn mode(&self) -> Mode {
        if self.quick { Mode::Quick } else { Mode::Full }
    }

    /// Sittings that a measurement is spread over.
    fn sittings(&self) -> usize {
        if self.quick { 1 } else { SITTINGS }
    }
}

/// Programs that are ready to run, and what they were made of.
pub(crate) struct Ready {
    /// Where they come from.
    pub(crate) origin: Origin,
    /// By slug.
    pub(crate) programs: Programs,
    /// By slug; or why there is none.
    pub(crate) digests: BTreeMap<String, Result<Digests, String>>,
}

/// Measures what is stale. Chapters that fail do not stop the others; the summary names them.
///
/// # Errors
/// If nothing could be begun: an unknown chapter, a machine's name that is taken, code that does not compile.
pub fn run(tree: &Tree, options: &Options, interrupt: &Interrupt, screen: &Screen) -> anyhow::Result<Summary> {
    let slugs = select(&tree.slugs()?, &options.only)?;
    let _alone = alone(&tree.root().join("target"))?;
    let machine = name_machine(tree, options.machine.as_deref(), screen)?;
    let ready = make_ready(tree, &slugs, interrupt)?;
    Ok(measure_stale(tree, &machine, &ready, &slugs, options, interrupt, screen))
}

/// Builds the examples `slugs` and digests what they are made of.
///
/// # Errors
/// If they cannot be built, or change while they are.
pub(crate) fn make_ready(tree: &Tree, slugs: &[String], interrupt: &Interrupt) -> anyhow::Result<Ready> {
    let before = digests_of_all(tree, slugs)?;
    let origin = Origin::of(tree)?;
    let programs = build::programs(tree, slugs, interrupt)?;
    ensure!(digests_of_all(tree, slugs)? == before, "the sources changed while they were built: run this again");
    let digests = before.into_iter().map(|(slug, d)| (slug, d.map(|d| with_compiler(d, &origin)))).collect();
    Ok(Ready { origin, programs, digests })
}

/// Measures the chapters `slugs` whose records in `tree` are stale.
pub(crate) fn measure_stale(
    tree: &Tree,
    machine: &Machine,
    ready: &Ready,
    slugs: &[String],
    options: &Options,
    interrupt: &Interrupt,
    screen: &Screen,
) -> Summary {
    write::sweep(&tree.results());
    write::sweep(&tree.results().join(&machine.name));
    Session { tree, options, machine, ready, interrupt, screen }.chapters(slugs)
}

/// Slugs that are asked for, all of them if none is named.
pub(crate) fn select(known: &[String], only: &[String]) -> anyhow::Result<Vec<String>> {
    if let Some(unknown) = only.iter().find(|slug| !known.contains(slug)) {
        bail!("there is no chapter `{unknown}`; there are: {}", known.join(", "));
    }
    Ok(known.iter().filter(|slug| only.is_empty() || only.contains(slug)).cloned().collect())
}

/// Two measurements at a time would measure each other.
pub(crate) fn alone(folder: &Path) -> anyhow::Result<File> {
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    let path = folder.join("regen.lock");
    let file = File::create(&path).with_context(|| format!("cannot open {}", path.display()))?;
    if flock(&file, FlockOperation::NonBlockingLockExclusive).is_err() {
        bail!("another measurement is running in this folder: two at a time would disturb each other");
    }
    Ok(file)
}

/// Finds the name of this machine and remembers it.
pub(crate) fn name_machine(tree: &Tree, wanted: Option<&str>, screen: &Screen) -> anyhow::Result<Machine> {
    let Chosen { machine, because } = machine::choose(tree, wanted, &machine::detect(), |d| screen.ask_name(d))?;
    if write::write_whole(&tree.chosen_machine(), &format!("{}\n", machine.name))? {
        screen.say(&format!("this machine is `{}`: {because}", machine.name));
    }
    Ok(machine)
}

type SourceDigests = BTreeMap<String, Result<crate::digest::SourceDigests, String>>;

fn digests_of_all(tree: &Tree, slugs: &[String]) -> anyhow::Result<SourceDigests> {
    let sources = Sources::read(tree)?;
    Ok(slugs.iter().map(|slug| (slug.clone(), sources.of(slug).map_err(|e| format!("{e:#}")))).collect())
}

/// The digests of a record that is made now.
fn with_compiler(sources: crate::digest::SourceDigests, origin: &Origin) -> Digests {
    let crate::digest::SourceDigests { code, harness, dependencies } = sources;
    Digests { code, harness, dependencies, compiler: origin.compiler.clone() }
}

/// A chapter that is being measured.
struct Open<'a> {
    slug: &'a str,
    position: (usize, usize),
    when: When,
}

/// Everything that the chapters of one run share.
struct Session<'a> {
    tree: &'a Tree,
    options: &'a Options,
    machine: &'a Machine,
    ready: &'a Ready,
    interrupt: &'a Interrupt,
    screen: &'a Screen,
}

impl Session<'_> {
    fn chapters(&self, slugs: &[String]) -> Summary {
        let mut summary = Summary::default();
        let mut todo = Vec::new();
        for slug in slugs {
            match self.decide(slug) {
                Ok(Decision::Keep(why)) => summary.kept.push((slug.clone(), why)),
                Ok(Decision::Measure(why)) => todo.push((slug, why)),
                Err(why) => summary.failed.push((slug.clone(), why)),
            }
        }
        self.measure(todo, &mut summary);
        summary.signal = self.interrupt.signal();
        summary
    }

    /// Refreshes the declaration and looks at the record.
    fn decide(&self, slug: &str) -> Result<Decision, String> {
        let (program, digests) = self.made(slug)?;
        let declaration = declaration(&program.path, slug, self.interrupt)?;
        write::write_whole(&self.tree.declaration(slug), &declaration).map_err(|e| format!("{e:#}"))?;
        plan::decide(&self.places(slug).record, digests, self.options)
    }

    /// Takes one sitting of every chapter after the other, then the next of each, so that a chapter sees the machine at
    /// several times.
    fn measure(&self, todo: Vec<(&String, String)>, summary: &mut Summary) {
        let (of, sittings) = (todo.len(), self.options.sittings());
        let mut open: Vec<Open<'_>> = Vec::new();
        for (n, (slug, why)) in todo.into_iter().enumerate() {
            self.screen.say(&format!("to measure: {slug} ({} of {of}): {why}", n + 1));
            open.push(Open { slug, position: (n + 1, of), when: When::default() });
        }
        for sitting in 1..=sittings {
            if self.interrupt.signal().is_some() || open.is_empty() {
                break;
            }
            if sittings > 1 {
                self.screen.say(&format!("sitting {sitting} of {sittings}"));
            }
            open.retain_mut(|chapter| {
                let is_last = sitting == sittings;
                self.interrupt.signal().is_some() || self.sit(chapter, is_last, summary)
            });
        }
        for chapter in open {
            summary.not_measured.push((chapter.slug.to_owned(), self.kept_rounds(chapter.slug)));
        }
    }

    /// One sitting of a chapter; whether the chapter is still open afterwards.
    fn sit(&self, chapter: &mut Open<'_>, is_last: bool, summary: &mut Summary) -> bool {
        let slug = chapter.slug;
        let outcome = self.made(slug).map(|(program, digests)| {
            let places = &self.places(slug);
            let (mode, time, sittings) = (self.options.mode(), self.options.time, self.options.sittings());
            let (machine, origin) = (self.machine, &self.ready.origin);
            let task = Task { slug, program, mode, time, sittings, is_last, machine, digests, origin, places };
            measure::measure(&task, &mut chapter.when, self.interrupt, self.screen, chapter.position)
        });
        match outcome.unwrap_or_else(Outcome::Failed) {
            Outcome::Interrupted | Outcome::GoesOn => return true,
            Outcome::Measured(note) => {
                self.screen.say(&format!("  {slug}: {note}"));
                summary.measured.push((slug.to_owned(), note));
            }
            Outcome::Failed(why) => {
                self.screen.say(&format!("  {slug} {why}"));
                summary.failed.push((slug.to_owned(), why));
            }
        }
        false
    }

    /// The program of a chapter and what it was made of.
    fn made(&self, slug: &str) -> Result<(&Program, &Digests), String> {
        let program = self.ready.programs.get(slug).ok_or("does not compile; cargo's messages stand above")?;
        let digests = self.ready.digests.get(slug).ok_or("has no digest")?;
        Ok((program, digests.as_ref().map_err(Clone::clone)?))
    }

    fn places(&self, slug: &str) -> Places {
        let name = &self.machine.name;
        let journal = self.tree.journal(name, slug);
        // A quick look must not overwrite the rounds of a full measurement that was interrupted.
        let journal = if self.options.quick { journal.with_extension("quick.jsonl") } else { journal };
        Places { record: self.tree.record(name, slug), machine: self.tree.machine(name), journal }
    }

    fn kept_rounds(&self, slug: &str) -> usize {
        measure::rounds_kept(&self.places(slug).journal)
    }
}
