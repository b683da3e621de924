//! Opens a page in the browser that the system prefers.

use std::{
    path::Path,
    process::{Command, Stdio},
};

use anyhow::bail;

/// Programs that open a file in the way its reader chose.
const OPENERS: [&str; 4] = ["xdg-open", "open", "wslview", "sensible-browser"];

/// Opens `page`.
///
/// # Errors
/// If no program of the system opens it.
pub fn in_browser(page: &Path) -> anyhow::Result<()> {
    let opens = |opener: &&str| {
        let silent =
            |command: &mut Command| command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status();
        silent(Command::new(opener).arg(page)).is_ok_and(|status| status.success())
    };
    if OPENERS.iter().any(opens) {
        return Ok(());
    }
    bail!("no program here opens a page: open {} yourself", page.display())
}
