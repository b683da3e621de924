//! What an experiment asks, as data: `book/results/<slug>.json`.
//!
//! An example declares its quantities, claims and charts beside the code that measures; `xtask` writes the
//! declaration down so that pages can be built without running anything. A new wording or chart never makes a
//! record stale.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Selector;

/// Everything that a chapter derives from its record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Declaration {
    /// Version of this layout; see [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// The chapter.
    pub slug: String,
    /// The question that the chapter asks, ending in a question mark.
    pub question: String,
    /// Numbers that pages, claims and charts may name.
    pub quantities: Vec<Quantity>,
    /// What is asserted elsewhere, and what settles it.
    pub claims: Vec<Claim>,
    /// Figures that the page may show.
    pub charts: Vec<Chart>,
}

/// A named number computed from a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quantity {
    /// lower_snake_case; pages say `{{#value NAME}}`.
    pub name: String,
    /// What it is, in words: a noun phrase for tables and descriptions.
    pub says: String,
    /// How it is computed.
    pub of: Formula,
    /// Present where the number says how far the model is from CPython: then it is drawn with all others of its kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicts: Option<Prediction>,
}

/// A number that is 1 where the model predicts what CPython does: what was measured over what was predicted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// What is predicted, short enough for the label of a figure.
    pub label: String,
    /// Why the model is known to miss it; absent where it claims to be right within [`Prediction::TOLERANCE`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub misses: Option<String>,
}

impl Prediction {
    /// How far from 1 a prediction may be, as a fraction.
    pub const TOLERANCE: f64 = 0.10;
}

/// How a number is computed from series. Every result carries a 95 % interval (bootstrap over rounds).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "compute", rename_all = "snake_case", deny_unknown_fields)]
pub enum Formula {
    /// Median of all samples, in the unit of the series.
    Median {
        /// Of this series.
        of: Selector,
    },
    /// Quantile `q` (0 to 1) of all samples, in the unit of the series.
    Quantile {
        /// Of this series.
        of: Selector,
        /// 0.5 is the median, 0.99 the 99th percentile.
        q: f64,
    },
    /// Median over rounds of `of / over`, taken inside each round; no unit. Speed-up S(n) is `T1 / Tn`.
    Ratio {
        /// Numerator.
        of: Selector,
        /// Denominator.
        over: Selector,
    },
    /// What a prediction leaves over: median over rounds of `(of / over) / (predicted / predicted_over)`, taken inside
    /// each round; no unit. 1 where the prediction is right. Ratios, because the two sides need not do the same work.
    Residual {
        /// Numerator, as it was measured.
        of: Selector,
        /// Denominator, as it was measured.
        over: Selector,
        /// Numerator of what predicts it.
        predicted: Selector,
        /// Denominator of what predicts it.
        predicted_over: Selector,
    },
    /// Fraction (0 to 1) of samples that equal `value`, with a Wilson 95 % interval; no unit.
    Share {
        /// Of this series.
        of: Selector,
        /// The value that counts.
        value: i64,
    },
    /// Sum of all samples: an exact count, in the unit of the series; its interval is a point.
    Sum {
        /// Of this series.
        of: Selector,
    },
    /// Largest sample, in the unit of the series; its interval is a point.
    Max {
        /// Of this series.
        of: Selector,
    },
    /// Number of different values among the samples, a count; its interval is a point.
    Distinct {
        /// Of this series.
        of: Selector,
    },
}

impl Formula {
    /// The series that it is computed from; the first is that which it speaks of.
    #[must_use]
    pub fn selectors(&self) -> Vec<&Selector> {
        match self {
            Self::Median { of }
            | Self::Quantile { of, .. }
            | Self::Share { of, .. }
            | Self::Sum { of }
            | Self::Max { of }
            | Self::Distinct { of } => vec![of],
            Self::Ratio { of, over } => vec![of, over],
            Self::Residual { of, over, predicted, predicted_over } => vec![of, over, predicted, predicted_over],
        }
    }

    /// The same formula for the Python `engine`, where it speaks of [each](EACH_PYTHON).
    #[must_use]
    pub fn for_python(&self, engine: &str) -> Self {
        let mut formula = self.clone();
        for selector in formula.selectors_mut().into_iter().filter(|selector| selector.engine == EACH_PYTHON) {
            engine.clone_into(&mut selector.engine);
        }
        formula
    }

    fn selectors_mut(&mut self) -> Vec<&mut Selector> {
        match self {
            Self::Median { of }
            | Self::Quantile { of, .. }
            | Self::Share { of, .. }
            | Self::Sum { of }
            | Self::Max { of }
            | Self::Distinct { of } => vec![of],
            Self::Ratio { of, over } => vec![of, over],
            Self::Residual { of, over, predicted, predicted_over } => vec![of, over, predicted, predicted_over],
        }
    }
}

/// Name in the selectors of [`Draw::ByPython`] of the Python that a bar speaks of.
pub const EACH_PYTHON: &str = "python";

/// Something that is said about Python, and the condition over the data that settles it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Claim {
    /// kebab-case; never changes.
    pub id: String,
    /// The claim, as one sentence, in the words of this book.
    pub sentence: String,
    /// Documents that assert it, by number.
    pub sources: Vec<String>,
    /// What decides.
    pub settled: Settled,
    /// What is true instead, or where it ends; markdown.
    pub correction: String,
    /// Where that is written down: a PEP, a file of CPython, a paper.
    pub reference: String,
}

/// What decides a claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Settled {
    /// Measurements, one condition for each engine that can be asked.
    By(Vec<Condition>),
    /// It cannot be measured by this book; a source decides.
    Cited {
        /// What the source says about the claim.
        verdict: Verdict,
    },
}

/// The condition under which a claim holds for one engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    /// Engine that is judged, a column of the ledger; after a comma, which case of several: `model, beyond the cores`.
    pub engine: String,
    /// Name of the quantity that is looked at.
    pub quantity: String,
    /// What must be so.
    pub is: Test,
    /// Fewest logical CPUs on which the question makes sense.
    #[serde(default = "Condition::any_cores", skip_serializing_if = "Condition::is_any_cores")]
    pub cores: u32,
    /// The verdict where it is clearly not so: `does_not_hold`, or `outdated` for what was once true.
    #[serde(default = "Verdict::does_not_hold")]
    pub otherwise: Verdict,
}

/// A comparison of a quantity with thresholds, decided only where the whole interval agrees.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Test {
    /// Greater than this.
    Above(f64),
    /// Less than this.
    Below(f64),
    /// Inside these bounds, both included.
    Between(f64, f64),
}

/// The verdict on a claim, for one machine and engine or for all of them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The data agree with the claim.
    Holds,
    /// It holds for some engines and not for others.
    Depends,
    /// The data contradict it.
    DoesNotHold,
    /// The data contradict it, and older versions did not.
    Outdated,
    /// The interval lies on both sides of the threshold, or inside the noise floor.
    Inconclusive,
    /// There is no measurement on this machine.
    NotMeasuredHere,
}

impl Verdict {
    /// All verdicts, in the order of the legend.
    pub const ALL: [Self; 6] =
        [Self::Holds, Self::Depends, Self::DoesNotHold, Self::Outdated, Self::Inconclusive, Self::NotMeasuredHere];

    fn does_not_hold() -> Self {
        Self::DoesNotHold
    }

    /// The words of the badge.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Holds => "holds",
            Self::Depends => "depends",
            Self::DoesNotHold => "does not hold",
            Self::Outdated => "outdated",
            Self::Inconclusive => "inconclusive",
            Self::NotMeasuredHere => "not measured here",
        }
    }

    /// The word used in conditions and CSS classes: the badge's words joined by `-`.
    #[must_use]
    pub fn keyword(self) -> &'static str {
        match self {
            Self::DoesNotHold => "does-not-hold",
            Self::NotMeasuredHere => "not-measured-here",
            other => other.words(),
        }
    }
}

/// A figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Chart {
    /// lower_snake_case; pages say `{{#chart NAME}}`.
    pub name: String,
    /// The sentence that the figure proves: the first whose condition holds on the machine. `{name}` in it is
    /// replaced by a quantity. The last has no condition.
    pub title: Vec<Title>,
    /// What is drawn.
    pub draw: Draw,
}

/// A title and the condition under which it is true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// A condition as in `{{#if …}}`, for example `cpu-threads-slower.holds`; absent: always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// The sentence.
    pub say: String,
}

/// The kinds of figure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Draw {
    /// Grouped bars with 95 % intervals.
    Bars {
        /// What the bars measure, without the unit (it comes from the data).
        y_label: String,
        /// Groups along the axis.
        groups: Vec<BarGroup>,
        /// A dashed line that bars are compared with, for example 1 for ratios.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        baseline: Option<f64>,
    },
    /// The same bars for every Python that was asked: the newest first, then the newest without a GIL, then older ones.
    ByPython {
        /// What the bars measure, without the unit (it comes from the data).
        y_label: String,
        /// Bars of each Python; `python` in their formulas stands for it.
        bars: Vec<Bar>,
        /// A dashed line that bars are compared with, for example 1 for ratios.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        baseline: Option<f64>,
    },
    /// Lines over a parameter, with the interval as a ribbon.
    Lines {
        /// Parameter of the series on the x axis, for example `threads`.
        x: String,
        /// Label of the x axis.
        x_label: String,
        /// Label of the y axis, without the unit.
        y_label: String,
        /// The lines.
        lines: Vec<Line>,
        /// A reference line to draw with them.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ideal: Option<Ideal>,
    },
    /// One row a series: every sample as a mark, with p50, p90 and p99.
    Distribution {
        /// Label of the value axis, without the unit.
        x_label: String,
        /// Rows, from the top.
        rows: Vec<Row>,
        /// A logarithmic value axis.
        #[serde(default)]
        log: bool,
    },
    /// Who ran when: one lane a thread or worker.
    Timeline {
        /// Label of the time axis, without the unit.
        x_label: String,
        /// Timelines, from the top, each with its caption.
        rows: Vec<Row>,
    },
    /// How often each value occurred among the samples.
    Tally {
        /// Label of the value axis.
        x_label: String,
        /// Label of the count axis.
        y_label: String,
        /// Series that are counted, each with its label.
        rows: Vec<Row>,
    },
}

/// A group of bars.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BarGroup {
    /// Under the group.
    pub label: String,
    /// Its bars.
    pub bars: Vec<Bar>,
}

/// One bar. The same label has the same color and pattern in all groups.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Bar {
    /// The series it belongs to.
    pub label: String,
    /// Its height.
    pub of: Formula,
}

/// A line: one point for each value of the x parameter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Written at its end.
    pub label: String,
    /// The series, without the x parameter.
    pub of: Selector,
    /// If present, the y value is the ratio of this series over the point (speed-up); else the median.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed_up_from: Option<Selector>,
}

/// Reference lines of a line chart.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ideal {
    /// y = x up to the cores of the machine, flat after.
    CoresBound,
    /// y = 1.
    One,
}

/// One row of a distribution, timeline or tally.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// Its label.
    pub label: String,
    /// The series or timeline.
    pub of: Selector,
}
