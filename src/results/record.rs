//! Records: what one machine answered. `book/results/<machine>/<slug>.json`.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Interpreter, Provenance, Selector};

/// A measurement with its provenance, as committed and published.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Record {
    /// Version of this layout; see [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Chosen name of the machine, as in its `machine.json`; never a host name.
    pub machine: String,
    /// Where the numbers come from.
    pub provenance: Provenance,
    /// The numbers.
    pub measurement: Measurement,
}

/// What an experiment prints with `--json`: the answer of this machine, without provenance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Measurement {
    /// The chapter.
    pub slug: String,
    /// Full or quick.
    pub mode: Mode,
    /// When and why it stopped.
    pub stop: Stop,
    /// State of the machine around the measurement.
    pub observed: Observed,
    /// What a reader must know before believing the numbers.
    pub warnings: Vec<Warning>,
    /// State that a variant asked for beside the state that was seen.
    pub checks: Vec<StateCheck>,
    /// Series that were thrown out, each with the reason.
    pub rejected: Vec<Rejected>,
    /// What could not be measured on this machine, each with the reason.
    pub missing: Vec<Missing>,
    /// The samples.
    pub series: Vec<Series>,
    /// Who ran when.
    pub timelines: Vec<Timeline>,
    /// Pythons that were asked; in a record they are part of the provenance.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub interpreters: Vec<Interpreter>,
    /// Milliseconds that each Python was given, all sittings together; a sitting that was interrupted is not counted.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, u64>,
}

/// How thoroughly it was measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// Until the interval is narrow enough or the time of the chapter is spent.
    Full,
    /// A few rounds, to see the shape.
    Quick,
    /// One round, answers only; never kept as a record.
    Verify,
}

/// When and why the sampler stopped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stop {
    /// Why.
    pub reason: StopReason,
    /// Complete rounds that were kept.
    pub rounds: u32,
    /// Rounds of each sitting: the program is started anew for each, so that what a start decides (where memory lies,
    /// which CPU a thread wakes on) is decided several times.
    pub sittings: Vec<u32>,
}

/// Why the sampler stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StopReason {
    /// Every interval was narrow enough.
    Precision,
    /// The time of the chapter was spent.
    Time,
    /// The fixed number of rounds of `--quick` or `--verify` was done.
    Rounds,
}

/// What the machine looked like while it measured.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Observed {
    /// Logical CPUs that the process was allowed to run on.
    pub cores: u32,
    /// CPU bandwidth limit of the control group, in thousandths of a CPU; absent where there is none.
    pub cpu_quota_milli: Option<u64>,
    /// Frequency governor of CPU 0, where the system says.
    pub governor: Option<String>,
    /// Runnable tasks and time taken by others, before and after.
    pub load: Option<Load>,
}

/// Load around a measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Load {
    /// CPUs that were busy in the moment before the first round, in thousandths of one; of several sittings the largest.
    pub before_milli: u64,
    /// CPU time stolen by the hypervisor, in thousandths of the CPU time that passed.
    pub steal_milli: u64,
    /// CPU time used by other processes, in thousandths of the CPU time that passed.
    pub others_milli: u64,
}

/// A doubt about a measurement, with advice that fits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Warning {
    /// Stable name: `load`, `others`, `steal`, `quota`, `governor`, `virtualized`, `oversubscribed`, `short_samples`,
    /// `noisy`, `quick`, `dirty`.
    pub kind: String,
    /// What was seen, with its number.
    pub saw: String,
    /// What to do about it.
    pub advice: String,
}

/// A state that a variant asked for beside the state that was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StateCheck {
    /// The series, as a selector.
    pub series: String,
    /// What: `gil`, `processes`, `threads`, ….
    pub state: String,
    /// Asked for.
    pub requested: String,
    /// Seen.
    pub observed: String,
}

/// A series that was thrown out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rejected {
    /// The series, as a selector.
    pub series: String,
    /// Why, in a sentence.
    pub reason: String,
}

/// Something that this machine cannot answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Missing {
    /// Engine that was not there.
    pub engine: String,
    /// Why, and how to get it.
    pub reason: String,
}

/// The samples of one engine, variant and point of the axis.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// Who answered.
    pub engine: String,
    /// What was put to it.
    pub variant: String,
    /// Where on the axis.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, i64>,
    /// Measured, or the second half of the A/A pair.
    #[serde(default)]
    pub role: Role,
    /// Unit of the samples.
    pub unit: Unit,
    /// Samples taken in each round; sample `i` belongs to round `i / per_round`.
    pub per_round: u32,
    /// Rounds in each sitting, of a series that was not measured in every round: a Python that has had its time, a single
    /// operation. 0 for a sitting that went on without it. Empty, if it was measured in every round.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sittings: Vec<u32>,
    /// All samples, in the order in which they were taken.
    pub samples: Vec<i64>,
}

/// What a series is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It answers the question.
    #[default]
    Measured,
    /// It repeats a measured series in the same rounds: their ratio is the noise floor.
    Again,
}

/// Units of samples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Unit {
    /// Nanoseconds of wall-clock time.
    #[serde(rename = "ns")]
    Nanoseconds,
    /// Picoseconds: single operations, averaged over many.
    #[serde(rename = "ps")]
    Picoseconds,
    /// Bytes.
    #[serde(rename = "B")]
    Bytes,
    /// A plain number.
    #[serde(rename = "count")]
    Count,
    /// Exit status of a process as its parent sees it; minus the signal's number where a signal ended it.
    #[serde(rename = "exit status")]
    ExitStatus,
    /// Order of arrival, one decimal digit an arrival: 1243 is "the fourth came before the third".
    #[serde(rename = "order")]
    Order,
}

/// Who ran when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Timeline {
    /// Who answered.
    pub engine: String,
    /// What was put to it.
    pub variant: String,
    /// Where on the axis.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub params: BTreeMap<String, i64>,
    /// One lane a thread or worker.
    pub lanes: Vec<Lane>,
}

/// What one thread or worker did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lane {
    /// Its name.
    pub name: String,
    /// When it ran, ascending, without overlap.
    pub spans: Vec<Span>,
}

/// A stretch of time, in nanoseconds since the start of the timeline, with an optional label.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Start, ns.
    pub start: u64,
    /// End, ns.
    pub end: u64,
    /// What was done, if lanes do different things.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<String>,
}

impl Series {
    /// The selector that names exactly this series.
    #[must_use]
    pub fn selector(&self) -> Selector {
        self.params.iter().fold(Selector::new(&self.engine, &self.variant), |s, (name, value)| s.at(name, *value))
    }
}
