//! Axes: a range with ticks where a reader expects them. plotters maps and draws them.

use std::ops::Range;

use plotters::coord::{
    combinators::{IntoLogRange, LogCoord},
    ranged1d::{KeyPointHint, NoDefaultFormatting, Ranged, ValueFormatter},
    types::RangedCoordf64,
};
use roommates::harness::number;

use super::{measure::Measure, text};

/// One axis of a figure, in raw values.
#[derive(Clone)]
pub(super) struct Axis {
    range: Range<f64>,
    log: bool,
    ticks: Vec<(f64, String)>,
    /// Written beside the label of the axis; empty where each tick carries its own.
    pub(super) unit: &'static str,
}

impl Axis {
    /// Pixels or ranks: no ticks, no unit.
    pub(super) fn bare(range: Range<f64>) -> Self {
        Self { range, log: false, ticks: Vec::new(), unit: "" }
    }

    /// An axis with the given ticks.
    pub(super) fn with_ticks(range: Range<f64>, log: bool, ticks: Vec<(f64, String)>) -> Self {
        Self { range, log, ticks, unit: "" }
    }

    /// A linear axis of `measure` with at most `most` ticks.
    pub(super) fn linear(range: Range<f64>, measure: Measure, most: usize) -> Self {
        let range = if range.end > range.start { range } else { range.start..range.start + 1.0 };
        let scale = measure.scale(range.start.abs().max(range.end.abs()));
        let (low, high) = (range.start / scale.divisor, range.end / scale.divisor);
        let step = round_step((high - low) / most.max(1) as f64, measure);
        let decimals = (-step.log10().floor()).clamp(0.0, 6.0) as usize;
        let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
        let ticks = (first..=last.min(first + 50)).map(|k| {
            let at = k as f64 * step;
            (at * scale.divisor, number::digits(at, decimals))
        });
        Self { ticks: ticks.collect(), range, log: false, unit: scale.unit }
    }

    /// A logarithmic axis of `measure`, `range` above 0, with about `most` ticks at most.
    pub(super) fn log(range: Range<f64>, measure: Measure, most: usize) -> Self {
        let within = |v: &f64| *v >= range.start * 0.999 && *v <= range.end * 1.001;
        let decades = range.start.log10().floor() as i32..=range.end.log10().ceil() as i32;
        let at = |steps: &[f64]| -> Vec<f64> {
            decades.clone().flat_map(|d| steps.iter().map(move |s| s * 10f64.powi(d))).filter(within).collect()
        };
        let choices = [at(&[1.0, 2.0, 5.0]), at(&[1.0, 3.0]), at(&[1.0])];
        let mut ticks = choices.iter().find(|c| c.len() <= most.max(2)).unwrap_or(&choices[2]).clone();
        let keep_every = ticks.len().div_ceil(most.max(2)).max(1);
        ticks = ticks.into_iter().step_by(keep_every).collect();
        if ticks.len() < 2 {
            let linear = Self::linear(range, measure, most);
            return Self { log: true, ..linear };
        }
        let ticks = ticks.into_iter().map(|v| (v, measure.value(v))).collect();
        Self { range, log: true, ticks, unit: "" }
    }

    /// `label (unit)`.
    pub(super) fn title(&self, label: &str) -> String {
        match self.unit {
            "" => label.to_owned(),
            unit => format!("{label} ({unit})"),
        }
    }

    /// Width of the widest tick label.
    pub(super) fn label_width(&self, size: f64) -> i32 {
        self.ticks.iter().map(|(_, label)| text::width(label, size)).max().unwrap_or(0)
    }

    /// `value`, moved to the nearest end if it lies outside.
    pub(super) fn clamp(&self, value: f64) -> f64 {
        value.clamp(self.range.start, self.range.end)
    }

    /// Whether `value` lies on the axis.
    pub(super) fn holds(&self, value: f64) -> bool {
        (self.range.start..=self.range.end).contains(&value)
    }

    /// Upper end.
    pub(super) fn end(&self) -> f64 {
        self.range.end
    }

    /// The labels of all ticks.
    #[cfg(test)]
    pub(super) fn labels(&self) -> Vec<String> {
        self.ticks.iter().map(|(_, label)| label.clone()).collect()
    }

    /// The label of the tick at `value`, empty where there is none.
    pub(super) fn label_at(&self, value: f64) -> String {
        self.ticks.iter().find(|(at, _)| *at == value).map(|(_, label)| label.clone()).unwrap_or_default()
    }
}

/// The next step of 1, 2, 2.5 or 5 times a power of ten; whole for what can only be counted.
fn round_step(raw: f64, measure: Measure) -> f64 {
    let power = 10f64.powf(raw.log10().floor());
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().map(|m| m * power).find(|s| *s >= raw * 0.999).unwrap_or(power * 10.0);
    if matches!(measure, Measure::Of(unit) if number::scale_for(1.0, Some(unit)).unit.is_empty()) {
        step.max(1.0)
    } else {
        step
    }
}

impl Ranged for Axis {
    type FormatOption = NoDefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        if self.log {
            LogCoord::from(self.range.clone().log_scale()).map(value, limit)
        } else {
            RangedCoordf64::from(self.range.clone()).map(value, limit)
        }
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        if hint.weight().allow_light_points() { Vec::new() } else { self.ticks.iter().map(|(at, _)| *at).collect() }
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

impl ValueFormatter<f64> for Axis {
    fn format_ext(&self, value: &f64) -> String {
        self.label_at(*value)
    }
}
