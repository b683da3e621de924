//! Where the compiled examples come from: commit, compiler, profile, flags.

use std::{env, fs, path::Path, process::Command};

use anyhow::{Context as _, ensure};
use roommates::results::Profile;
use serde::{Deserialize, Serialize};

use crate::{chapters::Tree, digest};

#[cfg(test)]
mod tests;

/// Paths whose content is measured; a change elsewhere does not make a record dirty.
const MEASURED: [&str; 6] = ["src", "examples", "Cargo.toml", "Cargo.lock", ".cargo", "rust-toolchain.toml"];

/// What all examples of one build have in common.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Commit; absent outside a git checkout.
    pub revision: Option<String>,
    /// Whether the measured paths differ from that commit.
    pub dirty: bool,
    /// Version of the compiler.
    pub rustc: String,
    /// Profile and flags.
    pub profile: Profile,
    /// Digest of compiler, profile and flags.
    pub compiler: String,
}

impl Origin {
    /// The origin of what `cargo build --examples` makes of `tree` now.
    ///
    /// # Errors
    /// If the compiler does not answer or `Cargo.toml` cannot be read.
    pub fn of(tree: &Tree) -> anyhow::Result<Self> {
        let manifest: toml::Table = read_toml(&tree.root().join("Cargo.toml"))?;
        let verbose = rustc_version(tree.root())?;
        let flags = flags(tree.root());
        let profiles = manifest.get("profile").map(toml::to_string).transpose()?.unwrap_or_default();
        let profile = Profile { flags, ..dev_profile(&manifest) };
        let compiler = digest::compiler(&verbose, &profile, &profiles);
        // Paths tell where somebody works, not how the code was compiled.
        let profile = Profile { flags: without_paths(&profile.flags), ..profile };
        let revision = git(tree.root(), &["rev-parse", "HEAD"]).map(|r| r.trim().to_owned());
        let dirty = revision.is_some() && is_dirty(tree.root());
        Ok(Self { revision, dirty, rustc: one_line(&verbose), profile, compiler })
    }
}

/// The dev profile of the examples as `Cargo.toml` sets it for their package, else for all, with cargo's defaults for
/// what it does not set.
fn dev_profile(manifest: &toml::Table) -> Profile {
    let dev = manifest.get("profile").and_then(|p| p.get("dev"));
    let package = dev.and_then(|d| d.get("package")?.get("roommates"));
    let field = |name: &str| package.and_then(|p| p.get(name)).or_else(|| dev?.get(name));
    let opt_level = match field("opt-level") {
        Some(toml::Value::String(level)) => level.clone(),
        Some(level) => level.to_string(),
        None => "0".into(),
    };
    let debug_assertions = field("debug-assertions").and_then(toml::Value::as_bool).unwrap_or(true);
    Profile { name: "dev".into(), opt_level, debug_assertions, flags: String::new() }
}

/// Compiler flags in the order in which cargo looks for them.
fn flags(root: &Path) -> String {
    if let Ok(encoded) = env::var("CARGO_ENCODED_RUSTFLAGS") {
        return encoded.replace('\x1f', " ");
    }
    if let Ok(flags) = env::var("RUSTFLAGS") {
        return flags;
    }
    let config: toml::Table = read_toml(&root.join(".cargo/config.toml")).unwrap_or_default();
    match config.get("build").and_then(|b| b.get("rustflags")) {
        Some(toml::Value::String(flags)) => flags.clone(),
        Some(toml::Value::Array(flags)) => flags.iter().filter_map(|f| f.as_str()).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    }
}

/// `-C linker=/usr/bin/clang` → `-C linker=…`
fn without_paths(flags: &str) -> String {
    let shorten = |word: &str| match word.find(['/', '\\']) {
        None => word.to_owned(),
        Some(slash) => format!("{}…", &word[..word[..slash].rfind('=').map_or(0, |equals| equals + 1)]),
    };
    flags.split_whitespace().map(shorten).collect::<Vec<_>>().join(" ")
}

fn rustc_version(root: &Path) -> anyhow::Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("-vV").current_dir(root).output().context("cannot run `rustc -vV`")?;
    ensure!(output.status.success(), "`rustc -vV` failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// `rustc 1.95.0 (59807616e 2026-04-14), LLVM 22.1.2`
fn one_line(verbose: &str) -> String {
    let first = verbose.lines().next().unwrap_or_default().trim();
    match verbose.lines().find_map(|l| l.strip_prefix("LLVM version: ")) {
        Some(llvm) => format!("{first}, LLVM {}", llvm.trim()),
        None => first.to_owned(),
    }
}

fn is_dirty(root: &Path) -> bool {
    let status = [&["status", "--porcelain", "--untracked-files=normal", "--"], &MEASURED[..]].concat();
    // A git that does not answer cannot vouch for the code.
    git(root, &status).is_none_or(|changes| !changes.trim().is_empty())
}

/// What git says in `root`; `None` if there is no git, no checkout, or an error.
pub fn git(root: &Path, arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(root).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn read_toml(path: &Path) -> anyhow::Result<toml::Table> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not usable", path.display()))
}
