//! Finds the programs of the examples: builds them, or takes them ready-made.

use std::{
    collections::BTreeMap,
    env, fs,
    io::{BufRead as _, BufReader},
    os::unix::fs::{MetadataExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::SystemTime,
};

use anyhow::{Context as _, bail};
use serde::Deserialize;

use super::interrupt::{Interrupt, signal_name};
use crate::chapters::{Tree, is_slug};

/// A folder of ready-made programs named like slugs; nothing is built where it is set. For tests.
pub const EXAMPLES_DIR: &str = "ROOMMATES_EXAMPLES_DIR";

/// Programs by slug. An example that does not compile is not among them.
pub type Programs = BTreeMap<String, Program>;

/// The program of an example, as it was when it was built.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Program {
    /// Where it lies.
    pub path: PathBuf,
    stamp: Option<(u64, u64, SystemTime)>,
}

impl Program {
    fn at(path: PathBuf) -> Self {
        let stamp = stamp(&path);
        Self { path, stamp }
    }

    /// Whether another program lies there now.
    pub fn was_replaced(&self) -> bool {
        self.stamp != stamp(&self.path)
    }
}

fn stamp(path: &Path) -> Option<(u64, u64, SystemTime)> {
    let metadata = fs::metadata(path).ok()?;
    Some((metadata.ino(), metadata.len(), metadata.modified().ok()?))
}

/// Builds the examples `slugs`, or finds them in [`EXAMPLES_DIR`].
///
/// # Errors
/// If cargo cannot be run, builds nothing, or is interrupted.
pub fn programs(tree: &Tree, slugs: &[String], interrupt: &Interrupt) -> anyhow::Result<Programs> {
    match env::var_os(EXAMPLES_DIR) {
        Some(folder) => programs_in(Path::new(&folder)),
        None => build(tree, slugs, interrupt),
    }
}

/// Executable files in `folder` that are named like slugs.
///
/// # Errors
/// If the folder cannot be read.
pub fn programs_in(folder: &Path) -> anyhow::Result<Programs> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let executable =
        |entry: &fs::DirEntry| entry.metadata().is_ok_and(|m| m.is_file() && m.permissions().mode() & 0o111 != 0);
    let programs = entries.flatten().filter(executable).filter_map(|entry| {
        let slug = entry.file_name().into_string().ok().filter(|name| is_slug(name))?;
        Some((slug, Program::at(entry.path())))
    });
    Ok(programs.collect())
}

fn build(tree: &Tree, slugs: &[String], interrupt: &Interrupt) -> anyhow::Result<Programs> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.current_dir(tree.root()).stdin(Stdio::null()).stdout(Stdio::piped());
    command.args(["build", "--package", "roommates", "--keep-going", "--message-format=json-render-diagnostics"]);
    command.args(slugs.iter().flat_map(|slug| ["--example", slug]));
    // In the same process group, so that Ctrl-C reaches cargo too; its diagnostics go to the terminal.
    let mut child = command.spawn().context("cannot run cargo")?;
    let stdout = child.stdout.take().context("cargo has no output")?;
    let programs =
        BufReader::new(stdout).lines().map_while(Result::ok).filter_map(|line| artifact(&line)).collect::<Programs>();
    let status = child.wait()?;
    if let Some(signal) = interrupt.signal() {
        bail!("interrupted while building ({}); nothing was measured", signal_name(signal));
    }
    if programs.is_empty() && !status.success() {
        bail!("the examples do not compile; cargo's messages stand above");
    }
    Ok(programs)
}

/// The program in one line of cargo's messages.
fn artifact(line: &str) -> Option<(String, Program)> {
    #[derive(Deserialize)]
    struct Message {
        target: Target,
        executable: Option<PathBuf>,
    }
    #[derive(Deserialize)]
    struct Target {
        name: String,
        kind: Vec<String>,
    }
    let message: Message = serde_json::from_str(line).ok()?;
    let is_example = message.target.kind.iter().any(|kind| kind == "example");
    Some((message.target.name, Program::at(message.executable.filter(|_| is_example)?)))
}
