//! The door to the site: everything that the commands ask of it.

use std::{
    io::{self, Write as _},
    path::PathBuf,
};

use crate::{chapters::Tree, preprocess::external, site};

/// Every size of the growth benchmark is built this often; the fastest counts.
const TIMES: usize = 3;

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
pub fn serve(tree: &Tree, port: u16, open: bool) -> anyhow::Result<()> {
    site::serve(tree, port, open)
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
/// If one of them cannot be built.
pub fn growth() -> anyhow::Result<String> {
    Ok(format!("{}\n", site::growth::growth(&site::growth::CHAPTERS, TIMES)?))
}
