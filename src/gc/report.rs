//! What the collector tells about itself: numbers always, the steps for objects that somebody watches.

use std::time::Duration;

/// How the collector is to work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// `gc.isenabled()` at the start.
    pub enabled: bool,
    /// `gc.get_threshold()` at the start.
    pub thresholds: [u32; 3],
    /// Whether a full collection also waits until what came into the oldest generation since the last one is a quarter
    /// of what was there.
    pub quarter_rule: bool,
    /// Whether a [`Collection`] is kept for each run.
    pub record: bool,
}

impl Default for Settings {
    /// CPython 3.13's.
    fn default() -> Self {
        Self { enabled: true, thresholds: [2000, 10, 10], quarter_rule: true, record: false }
    }
}

impl Settings {
    /// CPython's up to 3.12: 700 instead of 2,000.
    pub const UP_TO_3_12: Self = Self { enabled: true, thresholds: [700, 10, 10], quarter_rule: true, record: false };
}

/// The steps of a collection, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Each candidate's count is copied.
    UpdateRefs,
    /// References from candidates are subtracted.
    SubtractRefs,
    /// What can be reached from what is left comes back; the rest is tentatively unreachable.
    MoveUnreachable,
    /// Weak references to the unreachable are cleared, callbacks called.
    HandleWeakrefs,
    /// Finalizers are called.
    FinalizeGarbage,
    /// What finalizers have brought back to life is taken out.
    HandleResurrected,
    /// References are cleared; counting frees the objects.
    DeleteGarbage,
}

/// What an object is in the eyes of the collector.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// In an older generation, or not tracked: it counts as outside.
    NotExamined,
    /// Examined; nothing is known yet.
    Candidate,
    /// Held from outside, or by something that is.
    Reachable,
    /// Nothing outside holds it, as far as is known.
    Unreachable,
    /// Freed.
    Gone,
}

/// A watched object after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Snapshot {
    /// After which step.
    pub step: Step,
    /// Which object.
    pub name: String,
    /// Its count of references; without the one that the collector itself holds to garbage.
    pub count: usize,
    /// Its copy of the count, which trial deletion changes.
    pub gc_refs: Option<u32>,
    /// What it is taken for.
    pub state: State,
}

/// One run of the collector.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Collection {
    /// Which generation, with all younger ones.
    pub generation: usize,
    /// How many objects were examined.
    pub examined: usize,
    /// How many were found unreachable and freed: what `gc.collect()` returns.
    pub unreachable: usize,
    /// How many finalizers were called.
    pub finalized: usize,
    /// How many objects finalizers had brought back to life.
    pub resurrected: usize,
    /// How long the program stood still.
    pub pause: Duration,
    /// The steps, for each watched object.
    pub steps: Vec<Snapshot>,
}

/// Numbers since the interpreter began, by generation where there are three.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Runs.
    pub collections: [u64; 3],
    /// Objects freed.
    pub collected: [u64; 3],
    /// All pauses together.
    pub pause: Duration,
    /// The longest.
    pub longest_pause: Duration,
}

/// What [`Interpreter::collector`](crate::interp::Interpreter::collector) tells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The numbers.
    pub totals: Totals,
    /// The runs, if they are recorded or an object was watched.
    pub collections: Vec<Collection>,
    /// Tracked objects at the moment.
    pub tracked: usize,
}
