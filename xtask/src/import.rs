//! Brings records back that another machine measured: `cargo xtask import DIR`.
//!
//! Everything is checked before anything is written: one refusal, and the library stays as it is.

use std::{fmt::Write as _, fs, path::Path};

use anyhow::{Context as _, bail, ensure};
use jiff::Timestamp;
use roommates::results::{Machine, Mode, Record, to_text};

use crate::{
    chapters::{Tree, is_slug},
    library::{self, Library, MachineRecords},
    machine,
    regen::wrap,
    write,
};

#[cfg(test)]
mod tests;

/// Copies the records below `folder` (a bundle or a checkout) into `tree` and says what it did.
///
/// # Errors
/// If one of them must not be taken over; the message names all of them, and nothing was written.
pub fn import(tree: &Tree, folder: &Path, force: bool) -> anyhow::Result<String> {
    let from = Tree::at(folder);
    ensure!(from.results().is_dir(), "{} holds no records: run its `measure` first", folder.display());
    refuse_links(&from.results())?;
    let incoming = Library::load(&from)?;
    let mut refusals = Vec::new();
    for machine in incoming.machines.values() {
        refusals.extend(refusals_of(tree, machine, force)?);
    }
    if !refusals.is_empty() {
        bail!("nothing was taken over:\n  {}", refusals.join("\n  "));
    }
    let mut said = String::new();
    for machine in incoming.machines.values() {
        said.push_str(&take_over(tree, machine)?);
    }
    Ok(if said.is_empty() { "there was no record\n".into() } else { said })
}

/// Links could name files that are none of our business.
fn refuse_links(folder: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))? {
        let (kind, path) = entry.and_then(|e| Ok((e.file_type()?, e.path())))?;
        ensure!(!kind.is_symlink(), "{} is a link: records are plain files", path.display());
        if kind.is_dir() {
            refuse_links(&path)?;
        }
    }
    Ok(())
}

fn refusals_of(tree: &Tree, incoming: &MachineRecords, force: bool) -> anyhow::Result<Vec<String>> {
    let mut refusals = Vec::new();
    let name = &incoming.machine.name;
    let path = tree.machine(name);
    if path.is_file() {
        let here: Machine = library::read(&path)?;
        if !machine::is_same(&here, &incoming.machine) {
            let (there, here) = (machine::describe(&incoming.machine), machine::describe(&here));
            refusals.push(format!("{name}: the name belongs to a different machine (here {here}; there {there}): measure again with another --machine"));
        }
    }
    for (slug, record) in &incoming.records {
        refusals.extend(refusal_of(tree, name, slug, record, force).map(|why| format!("{name}/{slug}: {why}")));
    }
    Ok(refusals)
}

/// Why a record must not be taken over.
fn refusal_of(tree: &Tree, machine: &str, slug: &str, incoming: &Record, force: bool) -> Option<String> {
    if !is_slug(slug) || !tree.example(slug).is_file() {
        return Some("there is no such chapter here".into());
    }
    if let Err(why) = wrap::check(&incoming.measurement, slug) {
        return Some(format!("the example {why}"));
    }
    let Some(then) = began(incoming) else {
        return Some(format!("`{}` is no time at which it can have begun", incoming.provenance.started.escape_debug()));
    };
    let path = tree.record(machine, slug);
    if force || !path.exists() {
        return None;
    }
    match library::read::<Record>(&path) {
        Err(e) => Some(format!("the record here cannot be read: {e:#}")),
        Ok(here) if &here == incoming => None,
        Ok(here) if began(&here).is_some_and(|here| here >= then) => {
            Some("the record here is newer; --force replaces it".into())
        }
        Ok(here) if here.measurement.mode == Mode::Full && incoming.measurement.mode == Mode::Quick => {
            Some("the record here is full and this one is quick; --force replaces it".into())
        }
        Ok(_) => None,
    }
}

fn began(record: &Record) -> Option<Timestamp> {
    record.provenance.started.parse().ok()
}

fn take_over(tree: &Tree, incoming: &MachineRecords) -> anyhow::Result<String> {
    let name = &incoming.machine.name;
    let mut said = String::new();
    if !incoming.records.is_empty() {
        write::write_whole(&tree.machine(name), &to_text(&incoming.machine)?)?;
    }
    for (slug, record) in &incoming.records {
        let changed = write::write_whole(&tree.record(name, slug), &to_text(record)?)?;
        writeln!(said, "{} {name}/{slug}", if changed { "taken over   " } else { "already there" })?;
    }
    Ok(said)
}
