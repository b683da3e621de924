//! The door to the site: everything that the commands ask of it.

use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use anyhow::bail;

use crate::{chapters::Tree, preprocess::external, site};

/// Builds the book and says where its first page lies. What mdBook has doubts about goes to standard error.
///
/// # Errors
/// If a page is wrong.
pub fn build(tree: &Tree) -> anyhow::Result<PathBuf> {
    let built = site::build(tree, &site::Options::default())?;
    for warning in &built.warnings {
        writeln!(io::stderr(), "warning: {warning}")?;
    }
    Ok(built.site.join("index.html"))
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
/// If mdBook's message cannot be read or a page is wrong.
pub fn preprocess(arguments: &[String]) -> anyhow::Result<()> {
    external::main_external(arguments, io::stdin().lock(), io::stdout().lock())
}

/// Builds books of growing size and says how long each took.
///
/// # Errors
/// If a page is wrong.
pub fn growth(_tree: &Tree) -> anyhow::Result<()> {
    bail!("building books of growing size is not part of this version yet")
}
