//! What an example prints for people: a table with a bar a row, verdicts, warnings, and where the figure is.

use std::{fmt::Write as _, io::IsTerminal as _};

use super::{
    estimate,
    evaluate::{Answer, View},
    number,
    rounds::Rounds,
};
use crate::results::{
    Declaration, Measurement, Role, Series, Unit,
    declaration::{Formula, Verdict},
};

const BAR: usize = 24;

/// The whole report, ending in a line break.
pub(super) fn render(declaration: &Declaration, measurement: &Measurement) -> String {
    let view = View { declaration, measurement: Some(measurement) };
    let mut out = format!("{}\n\n", declaration.question);
    out.push_str(&table(measurement));
    if let Some(floor) = view.noise_floor() {
        let _ = writeln!(out, "\nNoise floor: the same thing measured twice differs by up to {:.1} %.", floor * 100.0);
    }
    out.push_str(&quantities(&view));
    out.push_str(&verdicts(&view));
    for warning in &measurement.warnings {
        let _ = writeln!(out, "{} {} {}", paint("Note:", Color::Yellow), warning.saw, warning.advice);
    }
    for rejected in &measurement.rejected {
        let _ = writeln!(out, "{} {}: {}", paint("Thrown out:", Color::Red), rejected.series, rejected.reason);
    }
    for missing in &measurement.missing {
        let _ = writeln!(out, "Not measured here: {}. {}", missing.engine, missing.reason);
    }
    let _ = writeln!(out, "\nFor the figure: cargo xtask regen --only {} --open", measurement.slug);
    out
}

fn table(measurement: &Measurement) -> String {
    let rows: Vec<(&Series, String, f64)> = measurement
        .series
        .iter()
        .filter(|s| s.role == Role::Measured && s.unit != Unit::Order) // An order has no median.
        .filter_map(|s| {
            let values: Vec<f64> = s.samples.iter().map(|v| *v as f64).collect();
            let e = estimate::quantile_over_rounds(&values, &Rounds::of(s, &measurement.stop), 0.5)?;
            Some((s, number::with_interval(&e, Some(s.unit)), e.point))
        })
        .collect();
    let name = rows.iter().map(|(s, ..)| s.selector().to_string().chars().count()).max().unwrap_or(0);
    let value = rows.iter().map(|(_, text, _)| text.chars().count()).max().unwrap_or(0);
    let mut out = String::new();
    for (series, text, point) in &rows {
        let largest =
            rows.iter().filter(|(s, ..)| s.unit == series.unit).map(|r| r.2).fold(f64::MIN_POSITIVE, f64::max);
        let length = ((point / largest).clamp(0.0, 1.0) * BAR as f64).round() as usize;
        let bar = "▇".repeat(length.max(1));
        let _ = writeln!(out, "{:name$}  {text:>value$}  {bar}", series.selector().to_string());
    }
    out
}

fn quantities(view: &View<'_>) -> String {
    let mut out = String::new();
    for quantity in &view.declaration.quantities {
        let text = match view.formula(&quantity.of) {
            Answer::Known(e, _) if matches!(quantity.of, Formula::Share { .. }) => number::percent(&e),
            Answer::Known(e, unit) => number::with_interval(&e, unit),
            Answer::Absent(absent) => format!("not measured here. {}", absent.reason),
        };
        let engines = view.real_engines(&quantity.of).join(", ");
        let engines = if engines.is_empty() { engines } else { format!(" ({engines})") };
        let _ = writeln!(out, "{}{engines}: {text}", quantity.says);
    }
    if out.is_empty() { out } else { format!("\n{out}") }
}

fn verdicts(view: &View<'_>) -> String {
    let mut out = String::from("\n");
    for claim in &view.declaration.claims {
        // A declaration that contradicts itself is found by `cargo xtask check`; here it only lacks its line.
        let Ok(verdict) = view.verdict(&claim.id) else { continue };
        let color = match verdict.overall {
            Verdict::Holds => Color::Green,
            Verdict::DoesNotHold | Verdict::Outdated => Color::Red,
            _ => Color::Yellow,
        };
        let _ = writeln!(out, "[{}] {}", paint(verdict.overall.words(), color), claim.sentence);
    }
    out
}

#[derive(Clone, Copy)]
enum Color {
    Red = 31,
    Green = 32,
    Yellow = 33,
}

/// Colors only on a terminal, and not where `NO_COLOR` is set.
fn paint(text: &str, color: Color) -> String {
    if std::io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none() {
        format!("\x1b[{}m{text}\x1b[0m", color as u8)
    } else {
        text.to_owned()
    }
}
