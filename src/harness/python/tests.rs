//! Pythons that are none: small scripts that say the right things, or the wrong ones.

mod elders;
mod faults;
mod found;
mod stub;
mod turns;

use super::{process::quoted, *};
use crate::{
    harness::{
        journal::Journal,
        progress::Progress,
        sampler::{self, Sampled},
    },
    results::{Mode, Series},
};

fn twin() -> Twin {
    Twin::new("question", "ask()", "").with(&["--below", "9"])
}

/// Little patience, and little memory.
const BOUNDS: Bounds = Bounds { time: Duration::from_secs(1), memory: 64 << 20 };

/// More patience, where many are asked at once.
const PATIENT: Bounds = Bounds { time: Duration::from_secs(2), ..BOUNDS };

/// A plan that asks these programs, within these bounds.
fn plan(programs: Vec<PathBuf>, twin: &Twin) -> Plan<'static> {
    let mut plan = Plan::new(Mode::Quick);
    plan.asking = Asking { whom: Whom::These(programs), bounds: BOUNDS, places: Places::default() };
    plan.add(Variant::new("model", "own").timed(|| Ok(Outcome::default())));
    plan.ask_pythons(twin);
    plan
}

fn sample(plan: &mut Plan<'_>) -> Sampled {
    sampler::sample(plan, Vec::new(), &mut Journal::nowhere(), &Progress::Quiet).expect("no Python ends the rounds")
}

fn names(sampled: &Sampled) -> Vec<String> {
    sampled.series.iter().map(|s| s.selector().to_string()).collect()
}

fn missing<'p>(plan: &'p Plan<'_>) -> Vec<(&'p str, &'p str)> {
    plan.missing.iter().map(|m| (m.engine.as_str(), m.reason.as_str())).collect()
}

#[test]
fn what_a_process_said_is_quoted_without_paths_line_breaks_and_length() {
    assert_eq!(quoted("no file /home/me/x.py\n\there\u{7}"), "“no file … here”");
    assert_eq!(quoted("open('/x', '~/y')"), "“open('/x', …”", "a word that only holds a path is not one");
    assert!(quoted(&"x".repeat(500)).chars().count() < 130);
}
