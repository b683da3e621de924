//! How far a measurement is: a bar on a terminal, JSON lines for a caller, silence otherwise.

use std::{
    io::{IsTerminal as _, Write as _, stderr},
    time::Duration,
};

use indicatif::{ProgressBar, ProgressStyle};

/// Where progress is shown.
#[derive(Debug)]
pub(super) enum Progress {
    Bar(ProgressBar),
    Json,
    Quiet,
}

impl Progress {
    /// A bar if standard error is a terminal, else silence.
    pub(super) fn for_people(slug: &str) -> Self {
        if !stderr().is_terminal() {
            return Self::Quiet;
        }
        let style = ProgressStyle::with_template("{prefix} {bar:30} round {pos} of about {len} {msg}");
        let bar = ProgressBar::new(1).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self::Bar(bar.with_prefix(slug.to_owned()))
    }

    /// `done` rounds of about `of` are finished.
    pub(super) fn round(&self, done: usize, of: usize, left: Option<Duration>) {
        match self {
            Self::Bar(bar) => {
                bar.set_length(of.max(done) as u64);
                bar.set_position(done as u64);
                bar.set_message(left.map(|l| format!("(at most {} s left)", l.as_secs())).unwrap_or_default());
            }
            Self::Json => {
                let left_ms = left.map(|l| l.as_millis());
                // A reader that has gone away must not end the measurement.
                let _ = writeln!(
                    stderr(),
                    "{}",
                    serde_json::json!({ "progress": { "round": done, "of": of, "left_ms": left_ms } })
                );
            }
            Self::Quiet => {}
        }
    }

    pub(super) fn finish(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}
