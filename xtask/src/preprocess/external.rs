//! The door for plain `mdbook build`: a book comes in on stdin and goes out on stdout.

use std::io::{Read, Write};

use anyhow::{Context, bail};

use super::Inputs;
use crate::chapters::Tree;

/// Speaks mdBook's protocol: without arguments it preprocesses, with `supports RENDERER` it says whether it can.
///
/// The caller turns an error into an exit status that is not 0, which makes mdBook stop.
///
/// # Errors
/// If the renderer is not supported, mdBook's message cannot be read, or a page has a fault.
pub fn main_external(arguments: &[String], mut input: impl Read, mut output: impl Write) -> anyhow::Result<()> {
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        [] => {}
        ["supports", "html"] => return Ok(()),
        ["supports", other] => bail!("the pages hold HTML, which the renderer `{other}` cannot use"),
        _ => bail!("mdBook calls this command; to build the book, use `cargo xtask book`"),
    }
    let mut text = String::new();
    input.read_to_string(&mut text).context("cannot read the book from mdBook")?;
    if text.trim().is_empty() {
        bail!("there is no book on the standard input; mdBook calls this command, `cargo xtask book` builds the book");
    }
    let (context, book) = mdbook_preprocessor::parse_input(text.as_bytes())
        .context("mdBook's message cannot be read: its version and that of this preprocessor differ too much")?;
    let inputs = Inputs::gather(&Tree::at(context.root), &context.config)?;
    let book = super::run(book, &inputs)?;
    serde_json::to_writer(&mut output, &book)?;
    output.flush().context("cannot hand the book back to mdBook")
}
