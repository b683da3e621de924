//! What a chapter hands in: variants of one question, each with the answer it must give.

use std::{collections::BTreeMap, fmt, time::Duration};

use super::{
    python::{Asking, Conversations, Elder},
    stopwatch::Stopwatch,
};
use crate::results::{Interpreter, Lane, Missing, Mode, Role, Selector, Series, Unit};

type Work<'a> = Box<dyn FnMut(&mut Stopwatch) -> Result<Outcome, Failure> + 'a>;
/// Runs an operation so many times; the loop is inside, so that only the operation itself is paid for.
type Operation<'a> = Box<dyn FnMut(u64) + 'a>;

/// Everything that an experiment measures.
pub struct Plan<'a> {
    pub(super) mode: Mode,
    pub(super) budget: Duration,
    pub(super) sittings: usize,
    pub(super) precision: f64,
    pub(super) variants: Vec<Variant<'a>>,
    pub(super) operations: Vec<(Variant<'a>, Operation<'a>)>,
    pub(super) missing: Vec<Missing>,
    pub(super) asking: Asking,
    pub(super) interpreters: Vec<Interpreter>,
    /// Everybody who was asked.
    pub(super) conversations: Conversations,
    pub(super) elders: Vec<Elder>,
    /// Variants that elders are asked for.
    pub(super) history: Vec<String>,
    /// Places of variants that are compared with each other.
    pub(super) compared: Vec<(usize, usize)>,
}

/// One way of answering the question, at one point of the axis: a series of the record.
pub struct Variant<'a> {
    pub(super) engine: String,
    pub(super) variant: String,
    pub(super) params: BTreeMap<String, i64>,
    pub(super) role: Role,
    pub(super) unit: Unit,
    pub(super) expected: Option<u64>,
    pub(super) requested: Vec<(String, String)>,
    pub(super) decides: bool,
    pub(super) may_fail: bool,
    pub(super) on_each_processor: bool,
    pub(super) work: Option<Work<'a>>,
}

/// What a variant found in one round, besides its samples.
#[derive(Debug, Default, Clone)]
pub struct Outcome {
    pub(super) answer: Option<u64>,
    pub(super) saw: Vec<(String, String)>,
    pub(super) lanes: Vec<Lane>,
    pub(super) is_left_out: bool,
}

/// A variant that could not be run.
#[derive(Debug)]
pub struct Failure(pub String);

impl<E: std::error::Error> From<E> for Failure {
    fn from(error: E) -> Self {
        Self(error.to_string())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Outcome {
    /// The answer, which is compared with what the variant expects.
    #[must_use]
    pub fn answer(answer: u64) -> Self {
        Self { answer: Some(answer), ..Self::default() }
    }

    /// Nothing was run in this round: the variant has had its time in this sitting.
    pub(super) fn left_out() -> Self {
        Self { is_left_out: true, ..Self::default() }
    }

    /// State that was seen; compared with what the variant requested under the same name.
    #[must_use]
    pub fn saw(mut self, state: &str, observed: impl ToString) -> Self {
        self.saw.push((state.into(), observed.to_string()));
        self
    }

    /// Who ran when. The timeline of the last round is kept.
    #[must_use]
    pub fn lanes(mut self, lanes: Vec<Lane>) -> Self {
        self.lanes = lanes;
        self
    }
}

impl<'a> Plan<'a> {
    pub(super) fn new(mode: Mode) -> Self {
        Self {
            mode,
            budget: Duration::from_secs(30),
            sittings: 1,
            precision: 0.02,
            variants: Vec::new(),
            operations: Vec::new(),
            missing: Vec::new(),
            asking: Asking::default(),
            interpreters: Vec::new(),
            conversations: Vec::new(),
            elders: Vec::new(),
            history: Vec::new(),
            compared: Vec::new(),
        }
    }

    /// Time after which no further round is begun, all sittings together (a full run only).
    pub fn budget(&mut self, budget: Duration) {
        self.budget = budget;
    }

    /// Width of the 95 % interval, relative to the median, at which a series is known well enough.
    pub fn precision(&mut self, relative_width: f64) {
        self.precision = relative_width;
    }

    /// Whether this is a full run; examples may put fewer points on an axis otherwise.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.mode == Mode::Full
    }

    /// Adds a variant that runs once a round.
    pub fn add(&mut self, variant: Variant<'a>) {
        self.variants.push(variant);
    }

    /// Adds a single operation (a lock, a count, a hand-over), too short to be timed alone: criterion repeats it.
    pub fn operation(&mut self, mut variant: Variant<'a>, mut operation: impl FnMut() + 'a) {
        variant.unit = Unit::Picoseconds;
        self.operations.push((variant, Box::new(move |times| (0..times).for_each(|_| operation()))));
    }

    /// Says that an engine is not on this machine, and how to get it.
    pub fn missing(&mut self, engine: &str, reason: &str) {
        self.missing.push(Missing { engine: engine.into(), reason: reason.into() });
    }
}

impl<'a> Variant<'a> {
    /// A series in nanoseconds.
    #[must_use]
    pub fn new(engine: &str, variant: &str) -> Self {
        Self {
            engine: engine.into(),
            variant: variant.into(),
            params: BTreeMap::new(),
            role: Role::Measured,
            unit: Unit::Nanoseconds,
            expected: None,
            requested: Vec::new(),
            decides: true,
            may_fail: false,
            on_each_processor: false,
            work: None,
        }
    }

    /// At this point of the axis.
    #[must_use]
    pub fn at(mut self, name: &str, value: usize) -> Self {
        self.params.insert(name.into(), i64::try_from(value).unwrap_or(i64::MAX));
        self
    }

    /// In another unit than nanoseconds.
    #[must_use]
    pub fn unit(mut self, unit: Unit) -> Self {
        self.unit = unit;
        self
    }

    /// The answer that every round must give.
    #[must_use]
    pub fn expects(mut self, answer: u64) -> Self {
        self.expected = Some(answer);
        self
    }

    /// State that must be seen in every round, or the series is thrown out.
    #[must_use]
    pub fn requests(mut self, state: &str, requested: impl ToString) -> Self {
        self.requested.push((state.into(), requested.to_string()));
        self
    }

    /// The second half of the A/A pair: repeats the variant of the same name; their ratio is the noise floor.
    #[must_use]
    pub fn again(mut self) -> Self {
        self.role = Role::Again;
        self
    }

    /// Leaves this series out when the sampler asks whether all intervals are narrow enough.
    #[must_use]
    pub fn not_deciding(mut self) -> Self {
        self.decides = false;
        self
    }

    /// Throws out only this series, with the reason, where it fails or gives a wrong answer; the others go on.
    #[must_use]
    pub fn may_fail(mut self) -> Self {
        self.may_fail = true;
        self
    }

    /// Runs on each of the first few processors in every round: for the one-thread side of a comparison, which else
    /// depends on which processor it met. Only for work of one thread, since others would be kept there, too.
    #[must_use]
    pub fn on_each_processor(mut self) -> Self {
        self.on_each_processor = true;
        self
    }

    /// Runs `work` once a round and times the whole of it.
    #[must_use]
    pub fn timed(self, mut work: impl FnMut() -> Result<Outcome, Failure> + 'a) -> Self {
        self.sampled(move |watch| watch.time(&mut work))
    }

    /// Runs `work` once a round; it takes its own samples with the stopwatch, the same number in every round.
    #[must_use]
    pub fn sampled(mut self, work: impl FnMut(&mut Stopwatch) -> Result<Outcome, Failure> + 'a) -> Self {
        self.work = Some(Box::new(work));
        self
    }

    /// Its series, still without samples.
    pub(super) fn series(&self) -> Series {
        Series {
            engine: self.engine.clone(),
            variant: self.variant.clone(),
            params: self.params.clone(),
            role: self.role,
            unit: self.unit,
            per_round: 0,
            samples: Vec::new(),
            sittings: Vec::new(),
        }
    }

    pub(super) fn selector(&self) -> String {
        let selector = Selector::new(&self.engine, &self.variant);
        self.params.iter().fold(selector, |s, (name, value)| s.at(name, *value)).to_string()
    }
}
