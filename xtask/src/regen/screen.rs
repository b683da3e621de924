//! What people see while it measures: bars on a terminal, plain lines elsewhere.

use std::{
    cell::Cell,
    io::{IsTerminal as _, Write as _, stderr, stdin},
    time::{Duration, Instant},
};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::told::Progress;

/// Between two plain lines about the same chapter.
const PLAIN_EVERY: Duration = Duration::from_secs(10);

/// Standard error.
#[derive(Debug)]
pub struct Screen {
    bars: Option<MultiProgress>,
}

impl Screen {
    /// Bars if standard error is a terminal, lines if not.
    pub fn new() -> Self {
        Self { bars: stderr().is_terminal().then(MultiProgress::new) }
    }

    /// Says one line, above the bars.
    pub fn say(&self, line: &str) {
        match &self.bars {
            Some(bars) => drop(bars.println(line)),
            // A reader that went away must not end a measurement.
            None => drop(writeln!(stderr(), "{line}")),
        }
    }

    /// Asks for a name on a terminal; takes `default` where nobody can answer.
    ///
    /// # Errors
    /// If the answer cannot be read.
    pub fn ask_name(&self, default: &str) -> anyhow::Result<String> {
        if !stdin().is_terminal() || self.bars.is_none() {
            return Ok(default.to_owned());
        }
        write!(stderr(), "A name for this machine in the book [{default}]: ")?;
        let mut answer = String::new();
        stdin().read_line(&mut answer)?;
        Ok(Some(answer.trim()).filter(|a| !a.is_empty()).unwrap_or(default).to_owned())
    }

    /// The line of the chapter that is measured now, the `n`-th of several.
    pub fn row(&self, slug: &str, (n, of): (usize, usize)) -> Row<'_> {
        let bar = self.bars.as_ref().map(|bars| {
            let style = ProgressStyle::with_template("{prefix} {bar:30} round {pos} of about {len}{msg}");
            let bar = ProgressBar::new(1).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
            bars.add(bar.with_prefix(format!("{slug} ({n} of {of})")))
        });
        Row { screen: self, slug: slug.into(), bar, said: Cell::new(Instant::now()) }
    }
}

impl Default for Screen {
    fn default() -> Self {
        Self::new()
    }
}

/// The progress of one chapter.
#[derive(Debug)]
pub struct Row<'a> {
    screen: &'a Screen,
    slug: String,
    bar: Option<ProgressBar>,
    said: Cell<Instant>,
}

impl Row<'_> {
    /// Shows how far it is.
    pub fn show(&self, progress: Progress) {
        let left = progress.left.map(|l| format!(", at most {} left", in_words(l))).unwrap_or_default();
        if let Some(bar) = &self.bar {
            bar.set_length(progress.of.max(progress.round));
            bar.set_position(progress.round);
            bar.set_message(left);
        } else if self.said.get().elapsed() >= PLAIN_EVERY {
            self.said.set(Instant::now());
            self.screen.say(&format!("  {}: round {} of about {}{left}", self.slug, progress.round, progress.of));
        }
    }

    /// Takes the bar away.
    pub fn done(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}

fn in_words(left: Duration) -> String {
    match left.as_secs() {
        seconds @ 0..=99 => format!("{seconds} s"),
        seconds => format!("{} min", seconds.div_ceil(60)),
    }
}
