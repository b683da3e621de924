//! Digests of what was compiled: they decide whether a record is stale.
//!
//! Code is digested as tokens, so comments, documentation, white space and tests do not count; a chapter's digest
//! covers its example and, of the library, only the modules that it reaches. Functions of an example that return a
//! `Declaration` do not count either: wording and figures are read from the declaration, not from the record. Python
//! scripts that an example includes as text count without their comments.

mod cache;
mod dependencies;
mod imports;
#[cfg(test)]
mod tests;
mod tokens;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use anyhow::{Context, anyhow};
use roommates::results::Profile;

use crate::chapters::Tree;
use cache::Cache;
use dependencies::Lock;
use tokens::{Source, Strip};

/// Modules that belong to the digest of the harness and never to that of a chapter.
const HARNESS: [&str; 2] = ["harness", "results"];
/// Files of those modules that only read what was measured: formulas, numbers, layout of the text. No sample depends
/// on them.
const READERS: [&str; 7] = [
    "harness/evaluate.rs",
    "harness/lookup.rs",
    "harness/number.rs",
    "harness/report.rs",
    "results/declaration.rs",
    "results/declare.rs",
    "results/text.rs",
];

/// Digests that are computed from the sources alone, without a compiler.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceDigests {
    /// The example and the modules it reaches.
    pub code: String,
    /// How it is measured.
    pub harness: String,
    /// What it is linked with.
    pub dependencies: String,
}

/// The sources of the library and of all examples, read once.
#[derive(Debug)]
pub struct Sources {
    examples: BTreeMap<String, Result<Source, String>>,
    modules: BTreeMap<String, Source>,
    harness: String,
    lock: Lock,
}

impl Sources {
    /// Reads `src/`, `examples/` and `Cargo.lock`.
    ///
    /// # Errors
    /// If a file of the library cannot be read or is not Rust; the message names it.
    pub fn read(tree: &Tree) -> anyhow::Result<Self> {
        let mut cache = Cache::open(tree);
        let modules = read_modules(&tree.root().join("src"), &mut cache)?;
        let slugs = tree.slugs()?.into_iter();
        let examples = slugs.map(|slug| {
            let example = read_example(&tree.example(&slug), &mut cache).map_err(|e| format!("{e:#}"));
            (slug, example)
        });
        let examples = examples.collect();
        cache.save();
        let harness = digest_of(&closure(&modules, HARNESS.map(String::from).into(), &[]), &modules, None);
        Ok(Self { examples, modules, harness, lock: Lock::read(tree.root())? })
    }

    /// Digests of one chapter.
    ///
    /// # Errors
    /// If its example cannot be read or is not Rust.
    pub fn of(&self, slug: &str) -> anyhow::Result<SourceDigests> {
        let example = self.examples.get(slug).with_context(|| format!("there is no examples/{slug}.rs"))?;
        let example = example.as_ref().map_err(|e| anyhow!("{e}"))?;
        let reached = closure(&self.modules, example.uses.clone(), &HARNESS);
        Ok(SourceDigests {
            code: digest_of(&reached, &self.modules, Some(example)),
            harness: self.harness.clone(),
            dependencies: self.lock.digest(&example.roots),
        })
    }
}

/// An example with the modules that it has in files of their own.
fn read_example(path: &Path, cache: &mut Cache) -> anyhow::Result<Source> {
    let mut example = cache.read(path, Strip::Declare)?;
    let folder = path.parent().unwrap_or(Path::new("."));
    for module in example.files.clone() {
        let places = [folder.join(format!("{module}.rs")), folder.join(&module).join("mod.rs")];
        let found = places.iter().find(|p| p.is_file());
        let file = found.with_context(|| format!("{}: `mod {module};` has no file", path.display()))?;
        example.absorb(cache.read(file, Strip::Tests)?);
    }
    for script in example.scripts.clone() {
        let file = folder.join(script);
        let text = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
        example.absorb(Source { hash: hash(counting_lines(&text)), ..Source::default() });
    }
    Ok(example)
}

/// Lines of a Python script that are neither empty nor only a comment. Its documentation counts.
fn counting_lines(script: &str) -> impl Iterator<Item = &str> {
    let is_code = |line: &&str| !line.trim_start().starts_with('#') && !line.trim().is_empty();
    script.lines().map(str::trim_end).filter(is_code)
}

/// Digest of compiler, profile and flags; `profiles` is the `[profile]` table of `Cargo.toml`.
pub fn compiler(rustc: &str, profile: &Profile, profiles: &str) -> String {
    let debug = if profile.debug_assertions { "debug assertions" } else { "" };
    hash([rustc, &profile.name, &profile.opt_level, debug, &profile.flags, profiles])
}

/// Digest of a sequence of texts.
pub(crate) fn hash<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = blake3::Hasher::new();
    for text in texts {
        hasher.update(&(text.len() as u64).to_le_bytes());
        hasher.update(text.as_bytes());
    }
    // 128 bits are enough to tell versions of one file apart, and keep records short.
    hasher.finalize().to_hex()[..32].to_owned()
}

/// Top-level modules of the library: all files of each, as one source.
fn read_modules(src: &Path, cache: &mut Cache) -> anyhow::Result<BTreeMap<String, Source>> {
    let mut modules: BTreeMap<String, Source> = BTreeMap::new();
    for path in rust_files(src)? {
        let inside = path.strip_prefix(src).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let is_test = inside.ends_with("/tests.rs") || inside.contains("/tests/");
        if is_test || READERS.contains(&inside.as_str()) {
            continue;
        }
        let module = inside.split('/').next().unwrap_or_default().trim_end_matches(".rs").to_owned();
        modules.entry(module).or_default().absorb(cache.read(&path, Strip::Tests)?);
    }
    Ok(modules)
}

/// All `.rs` files below `folder`, sorted.
///
/// # Errors
/// If a folder cannot be read.
pub fn rust_files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|e| Ok(e?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            files.extend(rust_files(&path)?);
        } else if path.extension().is_some_and(|e| e == "rs") {
            files.push(path);
        }
    }
    Ok(files)
}

/// Modules that `from` reaches through `crate::…`, without those in `except`. A name that is no module comes from the
/// crate root, which may re-export anything: then all modules count.
fn closure(modules: &BTreeMap<String, Source>, from: BTreeSet<String>, except: &[&str]) -> BTreeSet<String> {
    let mut reached = BTreeSet::new();
    let mut todo: Vec<String> = from.into_iter().collect();
    while let Some(name) = todo.pop() {
        if except.contains(&name.as_str()) || reached.contains(&name) {
            continue;
        }
        match modules.get(&name) {
            Some(source) => {
                todo.extend(source.uses.iter().filter(|used| modules.contains_key(*used)).cloned());
                reached.insert(name);
            }
            None => todo.extend(modules.keys().filter(|m| !reached.contains(*m)).cloned()),
        }
    }
    reached
}

fn digest_of(reached: &BTreeSet<String>, modules: &BTreeMap<String, Source>, example: Option<&Source>) -> String {
    let library = reached.iter().filter_map(|name| Some([name.as_str(), modules.get(name)?.hash.as_str()])).flatten();
    hash(example.map(|e| e.hash.as_str()).into_iter().chain(library))
}
