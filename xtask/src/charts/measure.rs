//! What the numbers of an axis are, and how they are written.

use roommates::{
    harness::{
        estimate::Estimate,
        number::{self, Scale},
    },
    results::{Unit, declaration::Formula},
};

/// The kind of number that a formula gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// In a unit.
    Of(Unit),
    /// Something over something.
    Ratio,
    /// A part of a whole, 0 to 1, written in percent.
    Share,
}

impl Measure {
    /// Of a formula whose answer has `unit`.
    pub(super) fn of(formula: &Formula, unit: Option<Unit>) -> Self {
        match (formula, unit) {
            (Formula::Share { .. }, _) => Self::Share,
            (Formula::Distinct { .. }, _) => Self::Of(Unit::Count),
            (_, Some(unit)) => Self::Of(unit),
            (_, None) => Self::Ratio,
        }
    }

    /// `12.3 ms`, `1.98×`, `96 %`.
    pub(super) fn point(self, e: &Estimate) -> String {
        match self {
            Self::Of(unit) => number::point(e, Some(unit)),
            Self::Ratio => number::point(e, None),
            Self::Share => number::percent(e),
        }
    }

    /// The same with its 95 % interval in parentheses.
    pub(super) fn with_interval(self, e: &Estimate) -> String {
        match self {
            Self::Of(unit) => number::with_interval(e, Some(unit)),
            Self::Ratio => number::with_interval(e, None),
            Self::Share => {
                let end = |at| number::percent(&Estimate { point: at, ..*e });
                format!("{} ({}–{})", self.point(e), end(e.low).trim_end_matches(" %"), end(e.high))
            }
        }
    }

    /// A single value, without interval.
    pub(super) fn value(self, value: f64) -> String {
        let rounded = match self {
            // Three significant digits, in the unit that fits.
            Self::Of(Unit::Nanoseconds | Unit::Picoseconds | Unit::Bytes)
                if (value / self.scale(value).divisor).fract() != 0.0 =>
            {
                let scale = self.scale(value);
                let place = 10f64.powf((value.abs() / scale.divisor).log10().floor() - 2.0) * scale.divisor;
                (value / place).round() * place
            }
            _ => value,
        };
        self.point(&Estimate::exact(rounded, 1))
    }

    /// The scale in which values of this size read best.
    pub(super) fn scale(self, magnitude: f64) -> Scale {
        match self {
            Self::Of(unit) => number::scale_for(magnitude, Some(unit)),
            Self::Ratio => Scale { divisor: 1.0, unit: "×" },
            Self::Share => Scale { divisor: 0.01, unit: "%" },
        }
    }

    /// Name of the unit of the raw numbers in tables and CSV.
    pub(super) fn raw_unit(self) -> &'static str {
        match self {
            Self::Of(Unit::Nanoseconds) => "ns",
            Self::Of(Unit::Picoseconds) => "ps",
            Self::Of(Unit::Bytes) => "B",
            Self::Of(Unit::Count) => "count",
            Self::Of(Unit::ExitStatus) => "exit status",
            Self::Of(Unit::Order) => "order",
            Self::Ratio => "ratio",
            Self::Share => "share",
        }
    }

    /// Whether the noise floor bounds what differences mean.
    pub(super) fn is_ratio(self) -> bool {
        self == Self::Ratio
    }
}
