//! Asks an example what it asks, without measuring.

use std::{path::Path, process::Command, time::Duration};

use roommates::results::{Declaration, to_text};

use super::{
    child::{self, Limits},
    interrupt::Interrupt,
};
use crate::library;

/// Printing constants takes milliseconds; a program that does something else is ended.
const LIMITS: Limits = Limits { time: Duration::from_secs(20), extend: false, answer: 4 << 20 };

/// The declaration that `program` prints, as it is kept in a file.
///
/// # Errors
/// In words that follow the name of the example.
pub fn declaration(program: &Path, slug: &str, interrupt: &Interrupt) -> Result<String, String> {
    let mut command = Command::new(program);
    command.arg("--declare");
    let finished = child::run(&mut command, &LIMITS, interrupt, &mut |_| {})
        .map_err(|e| format!("could not be started with --declare: {e}"))?;
    if let Some(trouble) = finished.end.trouble() {
        let told = finished.told.lines().last().map(|l| format!(": {l}")).unwrap_or_default();
        return Err(format!("{trouble} with --declare{told}"));
    }
    let text = String::from_utf8(finished.answer).map_err(|_| "declared something that is no text".to_owned())?;
    let declaration: Declaration =
        library::parse(&text).map_err(|e| format!("declared something that is no declaration: {e:#}"))?;
    if declaration.slug != slug {
        return Err(format!("declared itself as `{}`", declaration.slug.escape_default()));
    }
    to_text(&declaration).map_err(|e| format!("declared something without a text form: {e}"))
}
