//! What the measured code is linked with, from `Cargo.lock`.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use anyhow::Context as _;
use serde::Deserialize;

use super::hash;

/// The measured package.
const PACKAGE: &str = "roommates";

/// `Cargo.lock` and the direct dependencies that only tests need.
#[derive(Debug)]
pub(super) struct Lock {
    packages: BTreeMap<String, Vec<Package>>,
    only_for_tests: BTreeSet<String>,
}

#[derive(Debug, Deserialize)]
struct LockFile {
    #[serde(default)]
    package: Vec<Package>,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    version: String,
    source: Option<String>,
    checksum: Option<String>,
    #[serde(default)]
    dependencies: Vec<String>,
}

impl Lock {
    pub(super) fn read(root: &Path) -> anyhow::Result<Self> {
        let lock: LockFile = read_toml(&root.join("Cargo.lock"))?;
        let manifest: toml::Table = read_toml(&root.join("Cargo.toml"))?;
        let mut packages: BTreeMap<String, Vec<Package>> = BTreeMap::new();
        for package in lock.package {
            packages.entry(package.name.clone()).or_default().push(package);
        }
        Ok(Self { packages, only_for_tests: only_for_tests(&manifest) })
    }

    /// Digest of everything that an example with paths from these roots can be linked with. A dependency that only tests name
    /// does not count unless the example names it too.
    pub(super) fn digest(&self, roots: &BTreeSet<String>) -> String {
        let mut seen = BTreeSet::new();
        let counts = |name: &str| !self.only_for_tests.contains(name) || roots.contains(&name.replace('-', "_"));
        let direct = self.packages.get(PACKAGE).and_then(|p| p.first()).map(|p| p.dependencies.as_slice());
        let mut todo: Vec<&str> = direct.unwrap_or_default().iter().map(String::as_str).collect();
        todo.retain(|d| counts(d.split(' ').next().unwrap_or_default()));
        while let Some(dependency) = todo.pop() {
            let Some(package) = self.find(dependency) else { continue };
            if seen.insert((&package.name, &package.version, package.checksum.as_ref().or(package.source.as_ref()))) {
                todo.extend(package.dependencies.iter().map(String::as_str));
            }
        }
        hash(seen.into_iter().flat_map(|(name, version, sum)| [name.as_str(), version, sum.map_or("", |s| s)]))
    }

    /// The package of an entry such as `syn` or `syn 2.0.1` (with the version where there are several).
    fn find(&self, dependency: &str) -> Option<&Package> {
        let mut words = dependency.split(' ');
        let versions = self.packages.get(words.next()?)?;
        let version = words.next();
        versions.iter().find(|p| version.is_none_or(|v| p.version == v))
    }
}

/// Names in `[dev-dependencies]` that are in no other table.
fn only_for_tests(manifest: &toml::Table) -> BTreeSet<String> {
    let keys = |table: Option<&toml::Value>| -> BTreeSet<String> {
        table.and_then(|t| t.as_table()).map(|t| t.keys().cloned().collect()).unwrap_or_default()
    };
    let mut linked = keys(manifest.get("dependencies"));
    let targets = manifest.get("target").and_then(|t| t.as_table()).into_iter().flatten();
    linked.extend(targets.flat_map(|(_, target)| keys(target.get("dependencies"))));
    keys(manifest.get("dev-dependencies")).difference(&linked).cloned().collect()
}

pub(super) fn read_toml<T: serde::de::DeserializeOwned>(path: &Path) -> anyhow::Result<T> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    toml::from_str(&text).with_context(|| format!("{} is not usable", path.display()))
}
