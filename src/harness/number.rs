//! Numbers as readers see them: the unit that fits, no more digits than the interval allows.

use super::estimate::Estimate;
use crate::results::Unit;

/// A scale: the factor by which a raw value is divided, and the unit then.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// Raw values are divided by this.
    pub divisor: f64,
    /// Written after the number; `×` for ratios, empty for plain counts.
    pub unit: &'static str,
}

const fn scale(divisor: f64, unit: &'static str) -> Scale {
    Scale { divisor, unit }
}

const NANOSECONDS: &[Scale] = &[scale(1e9, "s"), scale(1e6, "ms"), scale(1e3, "µs"), scale(1.0, "ns")];
const PICOSECONDS: &[Scale] =
    &[scale(1e12, "s"), scale(1e9, "ms"), scale(1e6, "µs"), scale(1e3, "ns"), scale(1.0, "ps")];
const BYTES: &[Scale] =
    &[scale(1_073_741_824.0, "GiB"), scale(1_048_576.0, "MiB"), scale(1024.0, "KiB"), scale(1.0, "B")];
const PLAIN: &[Scale] = &[scale(1.0, "")];
const RATIO: &[Scale] = &[scale(1.0, "×")];

/// Scales of a unit, largest first.
const fn scales(unit: Option<Unit>) -> &'static [Scale] {
    match unit {
        Some(Unit::Nanoseconds) => NANOSECONDS,
        Some(Unit::Picoseconds) => PICOSECONDS,
        Some(Unit::Bytes) => BYTES,
        Some(Unit::Count | Unit::ExitStatus | Unit::Order) => PLAIN,
        None => RATIO,
    }
}

/// The scale in which a raw value of this size reads best.
#[must_use]
pub fn scale_for(magnitude: f64, unit: Option<Unit>) -> Scale {
    let scales = scales(unit);
    *scales.iter().find(|s| magnitude.abs() >= s.divisor).unwrap_or(&scales[scales.len() - 1])
}

/// `12.3 ms`, `1.98×`, `40,000`: the point, rounded to what the interval allows and to three significant digits:
/// nobody reads more, and another run would change them.
#[must_use]
pub fn point(e: &Estimate, unit: Option<Unit>) -> String {
    let scale = scale_for(e.point, unit);
    with_unit(&digits(e.point / scale.divisor, decimals(e, scale).min(three_digits(e.point / scale.divisor))), scale)
}

/// `12.3 ms (12.1–12.6)`: the point with its 95 % interval, with as many digits as tell the ends apart; only the point
/// if it is exact.
#[must_use]
pub fn with_interval(e: &Estimate, unit: Option<Unit>) -> String {
    if e.low == e.high {
        return point(e, unit);
    }
    let scale = scale_for(e.point, unit);
    let at = |v: f64| digits(v / scale.divisor, decimals(e, scale));
    format!("{} ({}–{})", with_unit(&at(e.point), scale), at(e.low), at(e.high))
}

/// A share as a percentage: `98.2 %`.
#[must_use]
pub fn percent(e: &Estimate) -> String {
    let scaled = Estimate { point: e.point * 100.0, low: e.low * 100.0, high: e.high * 100.0, n: e.n };
    format!("{} %", digits(scaled.point, decimals(&scaled, Scale { divisor: 1.0, unit: "%" }).min(1)))
}

/// Decimals so that the last digit is about the half-width of the interval; three significant digits if it is exact
/// and not whole.
fn decimals(e: &Estimate, scale: Scale) -> usize {
    let half = (e.high - e.low).abs() / 2.0 / scale.divisor;
    let value = e.point / scale.divisor;
    if half > 0.0 {
        (-half.log10().floor()).clamp(0.0, 3.0) as usize
    } else if value.fract() == 0.0 {
        0
    } else {
        three_digits(value)
    }
}

/// Decimals that make three significant digits.
fn three_digits(value: f64) -> usize {
    if value == 0.0 { 3 } else { (2.0 - value.abs().log10().floor()).clamp(0.0, 3.0) as usize }
}

/// `value` with `decimals` places and commas between thousands.
#[must_use]
pub fn digits(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let groups: Vec<&str> =
        whole.as_bytes().rchunks(3).rev().map(|g| std::str::from_utf8(g).unwrap_or_default()).collect();
    let sign = if value < 0.0 && text.chars().any(|c| c.is_ascii_digit() && c != '0') { "−" } else { "" };
    format!("{sign}{}{}", groups.join(","), fraction.map(|f| format!(".{f}")).unwrap_or_default())
}

fn with_unit(number: &str, scale: Scale) -> String {
    match scale.unit {
        "" => number.to_owned(),
        "×" => format!("{number}×"),
        unit => format!("{number}\u{a0}{unit}"),
    }
}
