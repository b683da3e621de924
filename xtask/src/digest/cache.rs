//! What was seen in a text, kept by the digest of the text: pages are built while somebody writes, and reading all
//! programs anew each time would take longer than the rest.
//!
//! An entry can never be out of date, because its key is the whole text, together with the code that read it.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use anyhow::Context as _;

use super::{
    hash,
    tokens::{Source, Strip},
};
use crate::{chapters::Tree, write};

/// The code that decides what is seen: when it changes, so may everything that was kept.
const READER: [&str; 2] = [include_str!("tokens.rs"), include_str!("imports.rs")];

/// Sources that were read before, and those that are read now.
pub(super) struct Cache {
    path: PathBuf,
    before: BTreeMap<String, Source>,
    now: BTreeMap<String, Source>,
    reader: String,
}

impl Cache {
    /// Takes what is kept in `target/`; nothing, if that is not there or was damaged.
    pub(super) fn open(tree: &Tree) -> Self {
        let path = tree.root().join("target/digests.json");
        let kept = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        Self { path, before: kept.unwrap_or_default(), now: BTreeMap::new(), reader: hash(READER) }
    }

    /// What counts of the file at `path`.
    pub(super) fn read(&mut self, path: &Path, strip: Strip) -> anyhow::Result<Source> {
        let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
        let declare = if strip == Strip::Declare { "declare" } else { "" };
        let key = hash([self.reader.as_str(), declare, &text]);
        let source = match self.before.get(&key) {
            Some(source) => source.clone(),
            None => Source::parse(&text, strip).map_err(|e| {
                let at = e.span().start();
                anyhow::anyhow!("{}:{}:{}: {e}", path.display(), at.line, at.column + 1)
            })?,
        };
        self.now.insert(key, source.clone());
        Ok(source)
    }

    /// Keeps what was read now. Where nothing can be written, the next reading takes as long as this one.
    pub(super) fn save(self) {
        let is_new = self.now.keys().ne(self.before.keys());
        if is_new && self.path.parent().is_some_and(Path::is_dir) {
            let _ = serde_json::to_string(&self.now).map(|text| write::write_whole(&self.path, &text));
        }
    }
}
