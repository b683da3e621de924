//! The door to the site: everything that the commands ask of it.

use std::path::PathBuf;

use anyhow::bail;

use crate::chapters::Tree;

/// Builds the book and says where its first page lies.
///
/// # Errors
/// If a page is wrong.
pub fn build(_tree: &Tree) -> anyhow::Result<PathBuf> {
    bail!("building the book is not part of this version yet")
}

/// Serves the book and rebuilds it on a change, until it is interrupted.
///
/// # Errors
/// If the port is taken or a page is wrong.
pub fn serve(_tree: &Tree, _port: u16, _open: bool) -> anyhow::Result<()> {
    bail!("serving the book is not part of this version yet")
}

/// The external preprocessor of plain `mdbook build`.
///
/// # Errors
/// If a page is wrong.
pub fn preprocess() -> anyhow::Result<()> {
    bail!("the preprocessor is not part of this version yet")
}

/// Builds books of growing size and says how long each took.
///
/// # Errors
/// If a page is wrong.
pub fn growth(_tree: &Tree) -> anyhow::Result<()> {
    bail!("building the book is not part of this version yet")
}
