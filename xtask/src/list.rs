//! What there is: chapters, their questions, and what each machine answered. `cargo xtask list`.

use std::{collections::BTreeMap, fmt::Write as _};

use roommates::results::{Mode, Record};

use crate::{
    chapters::Tree,
    library::Library,
    stale::{self, Reason},
};

#[cfg(test)]
mod tests;

/// A few lines a chapter: its question, and each machine's record with its age and freshness.
///
/// # Errors
/// If the library or `examples/` cannot be read.
pub fn list(tree: &Tree) -> anyhow::Result<String> {
    let library = Library::load(tree)?;
    let freshness = stale::freshness(tree, &library);
    let mut text = String::new();
    for slug in tree.slugs()? {
        let question = library.declarations.get(&slug).map_or("not declared yet: cargo xtask regen", |d| &d.question);
        let claims = library.declarations.get(&slug).map_or(0, |d| d.claims.len());
        writeln!(text, "{slug}: {question} ({claims} claims)")?;
        text.push_str(&answers(&slug, &library, &freshness));
    }
    Ok(text)
}

fn answers(slug: &str, library: &Library, freshness: &BTreeMap<(String, String), Vec<Reason>>) -> String {
    let mut text = String::new();
    for (machine, records) in &library.machines {
        if let Some(record) = records.records.get(slug) {
            let reasons = freshness.get(&(machine.clone(), slug.to_owned())).map_or(&[][..], Vec::as_slice);
            text.push_str(&format!("    {machine}: {}\n", answer(record, reasons)));
        }
    }
    if text.is_empty() { "    not measured yet\n".into() } else { text }
}

fn answer(record: &Record, reasons: &[Reason]) -> String {
    let day = record.provenance.started.get(..10).unwrap_or(&record.provenance.started);
    let mode = if record.measurement.mode == Mode::Full { "full" } else { "quick" };
    let freshness = match reasons {
        [] => "fresh".to_owned(),
        reasons => format!("stale: {}", stale::in_words(reasons)),
    };
    let dirty = if record.provenance.dirty { ", from uncommitted code" } else { "" };
    format!("{mode}, {day}, {} rounds, {freshness}{dirty}", record.measurement.stop.rounds)
}
