//! What was measured: that it can be read and still speaks of this code.

use std::{fs, path::Path};

use roommates::results::{Declaration, Machine, Mode, Record};

use super::{Finding, context::Context};
use crate::{chapters::Tree, library, readme, regen, stale};

/// Every file below `book/results` is what its name says.
pub(super) fn readable(context: &Context) -> Vec<Finding> {
    let mut findings = unreadable(&context.tree);
    if let (Err(e), true) = (&context.library, findings.is_empty()) {
        findings.push(shorten(&context.tree, e));
    }
    findings
}

fn unreadable(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for path in files(&tree.results()) {
        let is_top = path.parent() == Some(&tree.results());
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let read = match (is_top, name.as_ref()) {
            (true, _) => library::read::<Declaration>(&path).err(),
            (false, "machine.json") => library::read::<Machine>(&path).err(),
            (false, _) => library::read::<Record>(&path).err(),
        };
        findings.extend(read.map(|e| shorten(tree, &format!("{e:#}"))));
    }
    findings
}

/// JSON files of a folder and its folders, sorted.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder).into_iter().flatten().flatten().map(|e| e.path()).collect();
    paths.sort();
    let (folders, files): (Vec<_>, Vec<_>) = paths.into_iter().partition(|p| p.is_dir());
    let json = files.into_iter().filter(|p| p.extension().is_some_and(|e| e == "json"));
    json.chain(folders.iter().flat_map(|f| self::files(f))).collect()
}

/// Paths from the root of the checkout.
fn shorten(tree: &Tree, message: &str) -> String {
    message.replace(&format!("{}/", tree.root().display()), "")
}

/// The committed figure is the one that would be drawn now.
pub(super) fn readme_figure(context: &Context) -> Vec<Finding> {
    let (Some(library), Some(machine)) = (context.library(), &context.reference) else { return Vec::new() };
    match readme::figure(&context.tree, library, machine) {
        Err(e) => vec![format!("{}: {e:#}", readme::FILE)],
        Ok(None) => Vec::new(),
        Ok(Some(figure)) => {
            let is_current = fs::read_to_string(context.tree.root().join(readme::FILE)).is_ok_and(|f| f == figure);
            let old = || format!("{}: it is not what the record says now: run `cargo xtask regen`", readme::FILE);
            (!is_current).then(old).into_iter().collect()
        }
    }
}

/// What an example declares is what is written down.
pub(super) fn declarations(context: &Context) -> Vec<Finding> {
    let programs = match &context.programs {
        Ok(programs) => programs,
        Err(e) => return vec![format!("examples: {e}")],
    };
    let mut findings = Vec::new();
    for slug in &context.slugs {
        let Some(program) = programs.get(slug) else {
            findings.push(format!("examples/{slug}.rs: it was not built: mend what cargo says about it"));
            continue;
        };
        match regen::declaration(&program.path, slug, &context.interrupt) {
            Err(why) => findings.push(format!("examples/{slug}.rs: the example {why}")),
            Ok(now) if fs::read_to_string(context.tree.declaration(slug)).is_ok_and(|then| then == now) => {}
            Ok(_) => findings.push(format!(
                "book/results/{slug}.json: not what examples/{slug}.rs declares now: `cargo xtask regen` writes it down without measuring"
            )),
        }
    }
    findings
}

/// The reference machine has answered every question, with this code, in full, from a commit.
pub(super) fn reference(context: &Context) -> Vec<Finding> {
    let Some(library) = context.library() else { return Vec::new() };
    let Some(reference) = &context.reference else {
        return vec!["book.toml: no reference machine: name one under [preprocessor.roommates]".into()];
    };
    let Some(records) = library.machines.get(reference) else {
        return vec![format!(
            "book/results/{reference}: the reference machine has no records: run `cargo xtask regen` there"
        )];
    };
    let freshness = stale::freshness(&context.tree, library);
    let mut findings = Vec::new();
    for slug in &context.slugs {
        let path = format!("book/results/{reference}/{slug}.json");
        let Some(record) = records.records.get(slug) else {
            findings.push(format!("{path}: missing: run `cargo xtask regen --only {slug}` on {reference}"));
            continue;
        };
        let reasons = freshness.get(&(reference.clone(), slug.clone())).map_or(&[][..], Vec::as_slice);
        findings.extend(
            doubts(record, reasons).map(|doubt| format!("{path}: {doubt}: run `cargo xtask regen` on {reference}")),
        );
    }
    findings
}

fn doubts(record: &Record, stale: &[stale::Reason]) -> impl Iterator<Item = String> {
    let stale = (!stale.is_empty()).then(|| format!("stale: {}", stale::in_words(stale)));
    let quick = (record.measurement.mode != Mode::Full).then(|| "only a quick look".to_owned());
    let dirty = record.provenance.dirty.then(|| "measured from code that is in no commit".to_owned());
    [stale, quick, dirty].into_iter().flatten()
}
