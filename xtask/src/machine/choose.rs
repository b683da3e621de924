//! Which name the machine at hand goes by.

use std::{fs, path::Path};

use anyhow::{Context, bail, ensure};
use roommates::results::Machine;

use super::{describe, is_same};
use crate::{
    chapters::{Tree, is_machine_name},
    library,
};

/// The machine under its chosen name, and how the name was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// The machine at hand, renamed.
    pub machine: Machine,
    /// Why it has this name, for people.
    pub because: String,
}

/// Finds the name of the machine `here`: `wanted`, else the one in `.machine`, else that of a known machine with the
/// same hardware, else what `ask` answers to the default name.
///
/// # Errors
/// If the name is no name, or belongs to a different machine.
pub fn choose(
    tree: &Tree,
    wanted: Option<&str>,
    here: &Machine,
    ask: impl FnOnce(&str) -> anyhow::Result<String>,
) -> anyhow::Result<Chosen> {
    let known = known_machines(&tree.results());
    let (name, because) = if let Some(name) = wanted {
        (name.to_owned(), "it was given with --machine")
    } else if let Some(name) = written(&tree.chosen_machine())? {
        (name, "it was chosen before (.machine)")
    } else if let Some(same) = known.iter().find(|m| is_same(m, here)) {
        (same.name.clone(), "it has the hardware of these records")
    } else {
        (ask(&free_name(&here.name, &known))?, "it is new here")
    };
    ensure!(
        is_machine_name(&name),
        "`{name}` cannot be a machine's name: use lower-case letters, digits and single `-`, as in {}",
        here.name
    );
    refuse_another(&name, here, &known)?;
    Ok(Chosen { machine: Machine { name, ..here.clone() }, because: because.into() })
}

/// A record of one machine must never land among those of another.
fn refuse_another(name: &str, here: &Machine, known: &[Machine]) -> anyhow::Result<()> {
    if let Some(other) = known.iter().find(|m| m.name == name && !is_same(m, here)) {
        bail!(
            "the name `{name}` belongs to a different machine\n  there: {}\n  here:  {}\nchoose another name: cargo xtask regen --machine {}",
            describe(other),
            describe(here),
            free_name(&here.name, known)
        );
    }
    Ok(())
}

fn free_name(default: &str, known: &[Machine]) -> String {
    let taken = |name: &str| known.iter().any(|m| m.name == name);
    let numbered = (2..).map(|n| format!("{default}-{n}"));
    std::iter::once(default.to_owned()).chain(numbered).find(|name| !taken(name)).unwrap_or_default()
}

fn written(path: &Path) -> anyhow::Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text.trim().to_owned()).filter(|name| !name.is_empty())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(e) => Err(e).with_context(|| format!("cannot read {}", path.display())),
    }
}

/// All readable descriptions; one that is not readable is `check`'s to report, and must not stop a measurement.
fn known_machines(results: &Path) -> Vec<Machine> {
    let entries = fs::read_dir(results).into_iter().flatten().flatten();
    let mut machines: Vec<Machine> =
        entries.filter_map(|e| library::read(&e.path().join("machine.json")).ok()).collect();
    machines.sort_by(|a, b| a.name.cmp(&b.name));
    machines
}
