//! All declarations, machines and records of the book, read and checked.

use std::{collections::BTreeMap, fs, path::Path};

use anyhow::{Context, bail, ensure};
use roommates::results::{Declaration, Machine, Record, SCHEMA_VERSION};
use serde::de::DeserializeOwned;

use crate::chapters::{Tree, is_machine_name};

/// Largest file that is read: a record of a million samples has about 10 MB.
const LARGEST_FILE: u64 = 64 << 20;

/// Everything below `book/results`.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// What each chapter asks, by slug.
    pub declarations: BTreeMap<String, Declaration>,
    /// What each machine answered, by machine name.
    pub machines: BTreeMap<String, MachineRecords>,
}

/// One machine and its records.
#[derive(Clone, Debug)]
pub struct MachineRecords {
    /// The machine.
    pub machine: Machine,
    /// Its records, by slug.
    pub records: BTreeMap<String, Record>,
}

impl Library {
    /// Reads everything below `book/results`; an empty or absent folder is an empty library.
    ///
    /// # Errors
    /// On the first file that cannot be read, has another schema, or lies under a name that is not its own. The message
    /// names the file and, for malformed JSON, line and column.
    pub fn load(tree: &Tree) -> anyhow::Result<Self> {
        let mut library = Self::default();
        let folder = tree.results();
        if !folder.is_dir() {
            return Ok(library);
        }
        for path in sorted(&folder)? {
            let name = name_of(&path);
            if path.is_dir() {
                library.machines.insert(name.clone(), machine_records(tree, &name, &path)?);
            } else if let Some(slug) = name.strip_suffix(".json") {
                let declaration: Declaration = read(&path)?;
                ensure!(declaration.slug == slug, "{}: the slug inside is `{}`", path.display(), declaration.slug);
                library.declarations.insert(slug.into(), declaration);
            }
        }
        Ok(library)
    }
}

fn machine_records(tree: &Tree, name: &str, folder: &Path) -> anyhow::Result<MachineRecords> {
    ensure!(is_machine_name(name), "{}: not a machine name (lower-case letters, digits, `-`)", folder.display());
    let path = tree.machine(name);
    let machine: Machine =
        read(&path).with_context(|| format!("the machine `{name}` has records but no readable description"))?;
    ensure!(machine.name == name, "{}: the name inside is `{}`", path.display(), machine.name);
    let mut records = BTreeMap::new();
    for path in sorted(folder)? {
        let file = name_of(&path);
        let Some(slug) = file.strip_suffix(".json").filter(|slug| *slug != "machine") else { continue };
        let record: Record = read(&path)?;
        ensure!(
            record.measurement.slug == slug,
            "{}: the slug inside is `{}`",
            path.display(),
            record.measurement.slug
        );
        ensure!(record.machine == name, "{}: the machine inside is `{}`", path.display(), record.machine);
        records.insert(slug.to_owned(), record);
    }
    Ok(MachineRecords { machine, records })
}

/// Reads one JSON file of a known schema.
///
/// # Errors
/// If it cannot be read, is larger than 64 MiB, is malformed, or was written by newer code.
pub fn read<T: DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let shown = path.display();
    let size = fs::metadata(path).with_context(|| format!("cannot read {shown}"))?.len();
    ensure!(size <= LARGEST_FILE, "{shown}: {size} bytes is too large for a record");
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {shown}"))?;
    parse(&text).with_context(|| format!("{shown} is not usable; mend it, or delete it and run `cargo xtask regen`"))
}

/// Parses one JSON document of a known schema.
///
/// # Errors
/// If it is malformed or was written by newer code.
pub fn parse<T: DeserializeOwned>(text: &str) -> anyhow::Result<T> {
    #[derive(serde::Deserialize)]
    struct Version {
        schema_version: u32,
    }
    match serde_json::from_str::<Version>(text) {
        Ok(Version { schema_version }) if schema_version > SCHEMA_VERSION => {
            bail!("schema version {schema_version} is newer than {SCHEMA_VERSION}, which this code reads: update it")
        }
        Ok(_) => Ok(serde_json::from_str(text)?),
        Err(e) => Err(e.into()),
    }
}

/// Name of the reference machine: `reference` in the preprocessor's table of `book.toml`.
///
/// # Errors
/// If `book.toml` cannot be read.
pub fn reference(tree: &Tree) -> anyhow::Result<Option<String>> {
    let text = fs::read_to_string(tree.root().join("book.toml")).context("cannot read book.toml")?;
    let book: toml::Table = toml::from_str(&text).context("book.toml is not usable")?;
    let table = book.get("preprocessor").and_then(|p| p.get("roommates"));
    Ok(table.and_then(|t| t.get("reference")?.as_str()).map(str::to_owned))
}

fn sorted(folder: &Path) -> anyhow::Result<Vec<std::path::PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries.map(|e| Ok(e?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    Ok(paths)
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
