//! A folder that measures a machine which has neither toolchain nor network.
//!
//! `cargo xtask bundle DIR` fills it: `measure` (this program under another name), `programs/` (the built examples) and
//! `bundle.json` (where they come from). There, `DIR/measure` writes records in the layout of a checkout,
//! `DIR/book/results/…`; back here, [`crate::import`] takes them over.

use std::{
    collections::BTreeMap,
    env, fs,
    path::{Path, PathBuf},
};

use anyhow::{Context as _, bail, ensure};
use roommates::results::{Digests, SCHEMA_VERSION, to_text};
use serde::{Deserialize, Serialize};

use crate::{
    chapters::{Tree, is_slug},
    library,
    regen::{self, Interrupt, Options, Ready, Screen, Summary, build, origin::Origin},
    write,
};

/// Name of this program inside a bundle.
const RUNNER: &str = "measure";
const MANIFEST: &str = "bundle.json";
const PROGRAMS: &str = "programs";

/// What a bundle holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manifest {
    schema_version: u32,
    origin: Origin,
    chapters: BTreeMap<String, Chapter>,
}

/// One built example.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Chapter {
    /// What it was made of.
    digests: Digests,
    /// Digest of the program itself, so that a damaged copy is not measured.
    program: String,
}

/// Fills `folder` with everything that another machine needs, and says what it holds.
///
/// # Errors
/// If the examples do not compile, or the folder is something else.
pub fn bundle(tree: &Tree, folder: &Path, interrupt: &Interrupt) -> anyhow::Result<String> {
    let is_free = fs::read_dir(folder).map_or(true, |mut entries| entries.next().is_none());
    ensure!(
        is_free || folder.join(MANIFEST).is_file(),
        "{} holds something else: name an empty folder, a new one, or an earlier bundle",
        folder.display()
    );
    let slugs = tree.slugs()?;
    let ready = regen::make_ready(tree, &slugs, interrupt)?;
    let mut chapters = BTreeMap::new();
    for slug in &slugs {
        let Some(program) = ready.programs.get(slug) else {
            bail!("{slug} does not compile; cargo's messages stand above")
        };
        let digests = ready.digests.get(slug).cloned().context("an example without a digest")?;
        let digests = digests.map_err(|e| anyhow::anyhow!("{slug}: {e}"))?;
        let copy = copy(&program.path, &folder.join(PROGRAMS).join(slug))?;
        chapters.insert(slug.clone(), Chapter { digests, program: copy });
    }
    copy(&env::current_exe()?, &folder.join(RUNNER))?;
    let manifest = Manifest { schema_version: SCHEMA_VERSION, origin: ready.origin, chapters };
    write::write_whole(&folder.join(MANIFEST), &to_text(&manifest)?)?;
    let shown = folder.display();
    Ok(format!(
        "{shown} holds {} chapters\nthere:  {shown}/{RUNNER} --help\nback:   cargo xtask import {shown}\n",
        slugs.len()
    ))
}

/// Copies a program and gives its digest.
fn copy(from: &Path, to: &Path) -> anyhow::Result<String> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    // A program that is running cannot be written to, but its name can be given to another file.
    let _ = fs::remove_file(to);
    fs::copy(from, to).with_context(|| format!("cannot copy {} to {}", from.display(), to.display()))?;
    digest(to)
}

fn digest(program: &Path) -> anyhow::Result<String> {
    let bytes = fs::read(program).with_context(|| format!("cannot read {}", program.display()))?;
    Ok(blake3::hash(&bytes).to_hex()[..32].to_owned())
}

/// The bundle that this program is the runner of, if it is one.
pub fn home() -> Option<PathBuf> {
    let program = env::current_exe().ok()?;
    let folder = program.parent()?;
    (program.file_name()? == RUNNER && folder.join(MANIFEST).is_file()).then(|| folder.to_owned())
}

/// Measures the machine at hand with the programs of the bundle in `folder`.
///
/// # Errors
/// If the bundle is damaged, or nothing could be begun.
pub fn measure(folder: &Path, options: &Options, interrupt: &Interrupt, screen: &Screen) -> anyhow::Result<Summary> {
    let manifest: Manifest = library::read(&folder.join(MANIFEST))?;
    let known: Vec<String> = manifest.chapters.keys().cloned().collect();
    let slugs = regen::select(&known, &options.only)?;
    let tree = Tree::at(folder);
    let _alone = regen::alone(&folder.join("target"))?;
    let ready = ready(folder, manifest)?;
    let machine = regen::name_machine(&tree, options.machine.as_deref(), screen)?;
    Ok(regen::measure_stale(&tree, &machine, &ready, &slugs, options, interrupt, screen))
}

fn ready(folder: &Path, manifest: Manifest) -> anyhow::Result<Ready> {
    let programs = build::programs_in(&folder.join(PROGRAMS))?;
    let mut digests = BTreeMap::new();
    for (slug, chapter) in manifest.chapters {
        ensure!(is_slug(&slug), "{MANIFEST}: `{}` is no chapter: make the bundle anew", slug.escape_debug());
        let whole = programs.get(&slug).is_some_and(|p| digest(&p.path).is_ok_and(|d| d == chapter.program));
        let damaged = || format!("is not the program that was bundled: copy {PROGRAMS}/{slug} anew");
        digests.insert(slug.clone(), if whole { Ok(chapter.digests) } else { Err(damaged()) });
    }
    Ok(Ready { origin: manifest.origin, programs, digests })
}
