//! Captions: where a figure comes from, how well it is known, and what is not in it.

use roommates::{
    harness::number,
    results::{Measurement, Mode, Record},
};

use super::{Speaker, facts::Facts};

/// One line, parts separated by middle dots.
pub(super) fn of(speaker: &Speaker<'_>, facts: &Facts, empty: bool) -> String {
    let mut parts = Vec::new();
    let Some(measurement) = speaker.view.measurement else {
        return format!("{} ({})", speaker.machine.name, cores(speaker.machine.allowed_cpus));
    };
    parts.push(format!("{} ({})", speaker.machine.name, cores(measurement.observed.cores)));
    if !empty {
        parts.extend(speaker.record.and_then(|r| interpreters(r, facts)));
        if let Some(floor) = speaker.view.noise_floor() {
            let band = if facts.noise_band { " (shaded)" } else { "" };
            parts.push(format!("noise floor ±{} %{band}", number::digits(floor * 100.0, 1)));
        }
        parts.push("95 % intervals".into());
        parts.extend(facts.notes.iter().cloned());
    }
    parts.push(rounds(measurement));
    parts.extend(speaker.record.map(date));
    parts.push(speaker.freshness.as_ref().map_or_else(|| "fresh".into(), |reason| format!("stale: {reason}")));
    let mut line = parts.join(" · ");
    if !empty && !facts.absent.is_empty() {
        line.push_str(&format!(". Not measured here: {}", reasons(facts)));
    }
    line
}

/// Everything that is absent, grouped by reason: `a; b: reason. c: reason.`.
pub(super) fn reasons(facts: &Facts) -> String {
    let mut grouped: Vec<(&str, Vec<&str>)> = Vec::new();
    for (label, reason) in &facts.absent {
        match grouped.iter_mut().find(|(known, _)| known == reason) {
            Some((_, labels)) => labels.push(label),
            None => grouped.push((reason, vec![label])),
        }
    }
    if let [(reason, _)] = grouped.as_slice()
        && facts.rows.is_empty()
    {
        return (*reason).to_owned();
    }
    let told =
        grouped.iter().map(|(reason, labels)| format!("{}: {}.", labels.join("; "), reason.trim_end_matches('.')));
    told.collect::<Vec<_>>().join(" ")
}

fn cores(n: u32) -> String {
    if n == 1 { "1 core".into() } else { format!("{n} cores") }
}

fn rounds(measurement: &Measurement) -> String {
    let rounds = measurement.stop.rounds;
    let quick = if measurement.mode == Mode::Quick { ", quick" } else { "" };
    format!("{} round{}{quick}", number::digits(f64::from(rounds), 0), if rounds == 1 { "" } else { "s" })
}

/// The day of a record; a record of changed code says so.
fn date(record: &Record) -> String {
    let provenance = &record.provenance;
    let day = provenance.started.split('T').next().unwrap_or_default();
    format!("{day}{}", if provenance.dirty { " (uncommitted code)" } else { "" })
}

/// Versions of the interpreters that are in the figure.
fn interpreters(record: &Record, facts: &Facts) -> Option<String> {
    let asked = record.provenance.interpreters.iter().filter(|i| facts.engines.contains(&i.engine));
    let told: Vec<String> = asked.map(|i| format!("{} is {}", i.engine, i.version)).collect();
    (!told.is_empty()).then(|| told.join(", "))
}
