//! Files appear whole or not at all.

use std::{
    fs::{self, File, Permissions},
    io::{self, Write as _},
    os::unix::fs::PermissionsExt as _,
    path::Path,
};

use anyhow::Context as _;

#[cfg(test)]
mod tests;

/// Begin of the names of files that are being written; a kill leaves one behind, [`sweep`] removes it.
const UNFINISHED: &str = ".unfinished-";

/// Makes `text` the content of `path` and says whether that changed anything. The old content stays until the new one
/// is on the disk.
///
/// # Errors
/// If it cannot be written, on a full disk for example; then the old file is untouched.
pub fn write_whole(path: &Path, text: &str) -> anyhow::Result<bool> {
    if fs::read(path).is_ok_and(|old| old == text.as_bytes()) {
        return Ok(false);
    }
    let written = replace(path, text.as_bytes());
    written.with_context(|| format!("cannot write {}: what stood there before is untouched", path.display()))?;
    Ok(true)
}

fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file =
        tempfile::Builder::new().prefix(UNFINISHED).permissions(Permissions::from_mode(0o666)).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    // The new name is only safe once its folder is on the disk too.
    File::open(folder)?.sync_all()
}

/// Removes what a killed writer left in `folder`.
pub fn sweep(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|e| e.file_name().to_string_lossy().starts_with(UNFINISHED)) {
        // A file that cannot be removed does no harm: it has no name that anybody reads.
        let _ = fs::remove_file(entry.path());
    }
}
