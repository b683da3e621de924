//! What the builder and the answering threads share.

use std::{
    path::{Path, PathBuf},
    sync::{Condvar, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use crate::{
    chapters::Tree,
    site::book::{Built, Prepared},
};

/// The site as it stands, and how the last build went.
pub(super) struct State {
    tree: Tree,
    /// Where the last good site lies; readers hold it while they read a file, so that none is torn. Taken before `last`.
    site: RwLock<Option<PathBuf>>,
    last: Mutex<Last>,
    changed: Condvar,
}

/// How the last build went.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Last {
    /// Counts builds, good and bad.
    pub(super) version: u64,
    /// What was wrong.
    pub(super) fault: Option<String>,
}

impl State {
    pub(super) fn new(tree: Tree) -> Self {
        Self { tree, site: RwLock::new(None), last: Mutex::default(), changed: Condvar::new() }
    }

    /// Replaces the site while nobody reads it. Its pages are read only once the fault before them is gone.
    pub(super) fn put_in_place(&self, prepared: Prepared) -> anyhow::Result<Built> {
        let mut site = self.site.write().unwrap_or_else(PoisonError::into_inner);
        let built = prepared.put_in_place()?;
        *site = Some(built.site.clone());
        self.finish(None);
        Ok(built)
    }

    /// Keeps the last good site and says what is wrong.
    pub(super) fn fail(&self, fault: String) {
        let root = format!("{}/", self.tree.root().display());
        self.finish(Some(fault.replace(&root, "")));
    }

    fn finish(&self, fault: Option<String>) {
        let mut last = self.lock();
        *last = Last { version: last.version + 1, fault };
        self.changed.notify_all();
    }

    /// Lets waiting threads look again.
    pub(super) fn wake(&self) {
        self.changed.notify_all();
    }

    /// The last build once it is another than `seen`, or after `patience`.
    pub(super) fn after(&self, seen: u64, patience: Duration) -> Last {
        let same = |last: &mut Last| last.version == seen;
        let waited = self.changed.wait_timeout_while(self.lock(), patience, same);
        waited.unwrap_or_else(PoisonError::into_inner).0.clone()
    }

    /// Reads from the site, if there is one yet, while it cannot be replaced; and how the last build went by then.
    pub(super) fn read<T>(&self, read: impl FnOnce(Option<&Path>, &Last) -> T) -> T {
        let site = self.site.read().unwrap_or_else(PoisonError::into_inner);
        let last = self.lock().clone();
        read(site.as_deref(), &last)
    }

    fn lock(&self) -> MutexGuard<'_, Last> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
