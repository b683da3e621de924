//! Tallies: how often each value occurred, as bars.

use std::collections::{BTreeMap, BTreeSet};

use roommates::{
    harness::{estimate::Estimate, evaluate::View, number},
    results::{Series, Unit, declaration::Row},
};

use super::{
    bars::{Bar, Bars, Group, Mark},
    measure::Measure,
};

/// Values that get a bar of their own; the others share one.
const VALUES: usize = 6;

/// Counts the samples of each row.
pub(super) fn resolve(view: &View<'_>, x_label: &str, y_label: &str, rows: &[Row]) -> Bars {
    let found: Vec<_> = rows.iter().map(|row| (row, view.series(&row.of).map_err(|absent| absent.reason))).collect();
    let mut total: BTreeMap<i64, usize> = BTreeMap::new();
    for sample in found.iter().filter_map(|(_, s)| s.as_ref().ok()).flat_map(|s| &s.samples) {
        *total.entry(*sample).or_default() += 1;
    }
    let shown = most_frequent(&total);
    let unit = found.iter().find_map(|(_, s)| s.as_ref().ok()).map_or(Unit::Count, |s| s.unit);
    let mut groups: Vec<Group> = shown
        .iter()
        .map(|value| Group { label: label(*value, unit), bars: bars(view, &found, |sample| sample == *value) })
        .collect();
    if groups.is_empty() {
        groups.push(Group { label: x_label.into(), bars: bars(view, &found, |_| false) });
    }
    let others = total.len() - shown.len();
    if others > 0 {
        let label = format!("{} other values", number::digits(others as f64, 0));
        groups.push(Group { label, bars: bars(view, &found, |sample| !shown.contains(&sample)) });
    }
    Bars {
        label: y_label.into(),
        category: Some(x_label.into()),
        measure: Measure::Of(Unit::Count),
        groups,
        baseline: None,
        noise: None,
        mark: Mark::Bar,
        notes: notes(others, shown.len()),
    }
}

/// All values if they are few, else those that occurred most; ascending.
fn most_frequent(total: &BTreeMap<i64, usize>) -> BTreeSet<i64> {
    let mut by_count: Vec<(i64, usize)> = total.iter().map(|(value, count)| (*value, *count)).collect();
    by_count.sort_by_key(|(value, count)| (usize::MAX - count, *value));
    by_count.into_iter().take(VALUES).map(|(value, _)| value).collect()
}

fn bars(view: &View<'_>, found: &[(&Row, Result<&Series, String>)], counts: impl Fn(i64) -> bool) -> Vec<Bar> {
    let bar = |(series, (row, found)): (usize, &(&Row, Result<&Series, String>))| {
        let part = found.clone().and_then(|s| view.share(s, &counts).ok_or("The record holds no sample of it.".into()));
        let remark = part.as_ref().map_or(String::new(), |part| {
            format!(" of {} samples, {}", number::digits(part.n as f64, 0), number::percent(part))
        });
        let length = part.map(|part| in_samples(&part));
        Bar { label: row.label.clone(), series, engine: view.resolve(&row.of).engine, length, remark }
    };
    found.iter().enumerate().map(bar).collect()
}

/// The number of samples that count, from their share.
fn in_samples(part: &Estimate) -> Estimate {
    let n = part.n as f64;
    // Never seen: known to be rare, drawn as nothing.
    let scale = if part.point == 0.0 { 0.0 } else { n };
    Estimate { point: (part.point * n).round(), low: part.low * scale, high: part.high * scale, n: part.n }
}

/// `1, 2, 4, 3` for an order of arrival, the plain number otherwise.
fn label(value: i64, unit: Unit) -> String {
    match unit {
        Unit::Order => value.to_string().chars().map(String::from).collect::<Vec<_>>().join(", "),
        Unit::ExitStatus => format!("{value}").replace('-', "−"),
        unit => Measure::Of(unit).value(value as f64),
    }
}

fn notes(others: usize, shown: usize) -> Vec<String> {
    if others == 0 {
        return Vec::new();
    }
    vec![format!("the {shown} most frequent of {} values are drawn", number::digits((shown + others) as f64, 0))]
}
