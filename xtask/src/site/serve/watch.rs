//! Says when a page, a record, an example, the theme or the settings changed.

use std::{
    path::{Path, PathBuf},
    sync::{
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, RecvTimeoutError, channel},
    },
    time::{Duration, Instant},
};

use anyhow::Context;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use crate::chapters::Tree;

/// Folders whose files all matter.
const FOLDERS: [&str; 3] = ["book", "examples", "theme"];
/// Files beside them that matter.
const FILES: [&str; 2] = ["book.toml", ".machine"];
/// A stream of changes does not put a rebuild off for longer than this.
const LONGEST: Duration = Duration::from_millis(500);

/// Changes below the checkout, for as long as it lives.
pub(super) struct Changes {
    events: Receiver<()>,
    _watcher: RecommendedWatcher,
}

/// Starts to watch.
pub(super) fn changes(tree: &Tree) -> anyhow::Result<Changes> {
    let (sender, events) = channel();
    // The system names changed files by their real path.
    let root = tree.root().canonicalize().with_context(|| format!("cannot find {}", tree.root().display()))?;
    let watched = root.clone();
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        if event.is_ok_and(|event| matters(&watched, &event)) {
            // The receiver is gone when the server stops.
            let _ = sender.send(());
        }
    })
    .context("cannot watch for changes")?;
    let folders = FOLDERS.map(|name| root.join(name));
    for folder in folders.iter().filter(|folder| folder.is_dir()) {
        watch(&mut watcher, folder, RecursiveMode::Recursive)?;
    }
    watch(&mut watcher, &root, RecursiveMode::NonRecursive)?;
    Ok(Changes { events, _watcher: watcher })
}

fn watch(watcher: &mut RecommendedWatcher, path: &Path, mode: RecursiveMode) -> anyhow::Result<()> {
    watcher.watch(path, mode).with_context(|| format!("cannot watch {}", path.display()))
}

/// Whether a build would differ: reading is no change, and beside the folders only the settings count.
fn matters(root: &Path, event: &Event) -> bool {
    let counts = |path: &PathBuf| {
        let inner = path.strip_prefix(root).unwrap_or(path);
        let first = inner.iter().next().unwrap_or_default();
        FOLDERS.iter().any(|folder| first == *folder) || FILES.iter().any(|file| inner == Path::new(file))
    };
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(counts)
}

impl Changes {
    /// Waits for a change and then for `quiet`; false once it is to stop.
    pub(super) fn wait(&self, quiet: Duration, stop: &AtomicBool) -> bool {
        loop {
            // Relaxed: the flag publishes nothing else.
            if stop.load(Ordering::Relaxed) {
                return false;
            }
            match self.events.recv_timeout(Duration::from_millis(100)) {
                Ok(()) => break,
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return false,
            }
        }
        let begun = Instant::now();
        while begun.elapsed() < LONGEST && self.events.recv_timeout(quiet).is_ok() {}
        true
    }
}
