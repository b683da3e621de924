//! The Pythons of this machine: who they are, what they say of themselves, which chapters can ask them.

use std::fs;

use roommates::harness::{self, Present, RollCall, Twin};

use super::{Kind, Note, note};
use crate::{chapters::Tree, preprocess::pythons::QUESTIONS};

/// Chapter whose twin asks a Python about itself.
const ASKING: &str = "setup_pythons";
/// The oldest Python that a chapter asks if it says nothing.
const USUAL: (u32, u32) = (3, 8);
/// What a shell, and with it a shim, ends with where there is no program of that name.
const NOT_FOUND: &str = "exit status: 127";

/// Asks them all.
pub(super) fn examine(tree: &Tree) -> Vec<Note> {
    let read = |slug: &str| fs::read_to_string(tree.twin(slug)).ok();
    let (Some(text), Some(shared)) = (read(ASKING), read("twin")) else { return Vec::new() };
    let twin = Twin::new(ASKING, &text, &shared).since(2, 7);
    let questions: Vec<&str> = QUESTIONS.iter().map(|question| question.variant).collect();
    match harness::roll_call(&twin, &questions) {
        Ok(roll) => notes(&roll, &oldest_of_chapters(tree)),
        Err(error) => vec![note(Kind::Missing, format!("no Python could be asked: {error}"), "make room for a script")],
    }
}

/// The oldest Python of each chapter that asks any, as its example says.
fn oldest_of_chapters(tree: &Tree) -> Vec<(u32, u32)> {
    let slugs = tree.slugs().unwrap_or_default();
    let texts = slugs.iter().filter_map(|slug| fs::read_to_string(tree.example(slug)).ok());
    texts.filter(|text| text.contains(".ask_pythons(")).map(|text| since(&text).unwrap_or(USUAL)).collect()
}

/// `.since(2, 7)`
fn since(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once(".since(")?.1.split_once(')')?.0.split_once(',')?;
    Some((major.trim().parse().ok()?, minor.trim().parse().ok()?))
}

/// A note for each Python, for each program that is none, and for each kind that is not there.
pub(super) fn notes(roll: &RollCall, chapters: &[(u32, u32)]) -> Vec<Note> {
    let mut notes: Vec<Note> = roll.present.iter().map(|python| present(python, chapters)).collect();
    let (nowhere, broken): (Vec<_>, Vec<_>) = roll.left_out.iter().partition(|(_, why)| why.contains(NOT_FOUND));
    notes.extend(broken.into_iter().map(|(program, why)| {
        note(Kind::Missing, format!("{} is left out. {why}", program.display()), "mend it, or take it off PATH")
    }));
    if !nowhere.is_empty() {
        let saw = format!("{} shims on PATH lead to no Python", nowhere.len());
        notes.push(note(Kind::Good, saw, ""));
    }
    let has =
        |free: bool| roll.present.iter().any(|p| p.engine.starts_with("cpython-") && p.engine.ends_with('t') == free);
    if !has(false) {
        let advice = "`uv python install`, `pyenv install 3.14`, or your system's packages; the book does without";
        notes.push(note(Kind::Missing, "no CPython with a GIL", advice));
    }
    if !has(true) {
        let advice = "`uv python install 3.14t` or `pyenv install 3.14t`; the book says `not measured here` without";
        notes.push(note(Kind::Missing, "no free-threaded CPython", advice));
    }
    notes
}

fn present(python: &Present, chapters: &[(u32, u32)]) -> Note {
    let version = python.version.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u32>>();
    let version = (version.first().copied().unwrap_or(0), version.get(1).copied().unwrap_or(0));
    let can = chapters.iter().filter(|oldest| version >= **oldest).count();
    let said = QUESTIONS.iter().filter_map(|question| {
        let number = python.says.get(question.variant)?;
        Some(format!("{}: {}", question.head, question.word(*number)))
    });
    let role = if python.is_chosen { "asked by `regen`" } else { "asked with `--python`" };
    let saw = format!(
        "{} ({}) can be asked by {can} of {} chapters, {role}\n         {}\n         built by {}\n         at {}",
        python.engine,
        python.version,
        chapters.len(),
        said.collect::<Vec<_>>().join(", "),
        python.build,
        python.program.display()
    );
    let fails: Vec<String> = python.fails.iter().map(|(question, why)| format!("{question}: {why}")).collect();
    let kind = if fails.is_empty() { Kind::Good } else { Kind::Noisy };
    note(kind, saw, &fails.join(" "))
}
