//! `{{#value NAME}}` and `{{#machine}}`: numbers and names inside a sentence.

use roommates::{
    harness::{
        evaluate::{Answer, View},
        number,
    },
    results::{Unit, declaration::Formula},
};

use super::{
    Inputs,
    html::{inert, plural},
    page::text_of,
};
use crate::directive::{Form, Part};

/// What is printed where there is no number.
pub(crate) const ABSENT: &str = "not measured here";

/// A number in the words of a page.
pub(super) fn number(machine: Option<&str>, view: View<'_>, name: &str, form: Form) -> Result<String, String> {
    let quantity = view.declared(name).map_err(text_of)?;
    let (says, formula) = (&quantity.says, &quantity.of);
    let answer = view.formula(formula);
    let title = match (&answer, machine) {
        (Answer::Absent(absent), _) => absent.reason.clone(),
        (Answer::Known(..), machine) => {
            let on = machine.map(|m| format!(", on {m}")).unwrap_or_default();
            let number = written(&answer, formula, Form::Interval);
            let number = number.strip_suffix(')').map_or_else(|| number.clone(), |n| format!("{n}, 95 % interval)"));
            let engines: String = view.real_engines(formula).iter().map(|engine| format!(", {engine}")).collect();
            format!("{says}: {number}{engines}{on}")
        }
    };
    let class = if matches!(answer, Answer::Absent(_)) { "rn-value rn-absent" } else { "rn-value" };
    let text = inert(&written(&answer, formula, form));
    if form == Form::Bare {
        return Ok(text);
    }
    Ok(format!("<span class=\"{class}\" title=\"{}\">{text}</span>", inert(&title)))
}

/// The number as text.
pub(crate) fn written(answer: &Answer, formula: &Formula, form: Form) -> String {
    let Answer::Known(e, unit) = answer else { return ABSENT.into() };
    // A share reads as a percentage, although it has no unit, like a ratio.
    let unit = *unit;
    let share = matches!(formula, Formula::Share { .. });
    match form {
        Form::Interval if share && e.low < e.high => {
            let end = |v: f64| number::digits(v * 100.0, 1);
            format!("{} ({}–{})", number::percent(e), end(e.low), end(e.high))
        }
        Form::Percent => number::percent(e),
        _ if share => number::percent(e),
        Form::Interval => number::with_interval(e, unit),
        Form::Point | Form::Bare => number::point(e, unit),
    }
}

/// What a page says about the machine that speaks.
pub(super) fn machine(inputs: &Inputs, slug: Option<&str>, part: Part) -> String {
    let Some(speaking) = inputs.machines().into_iter().next() else {
        return format!("<span class=\"rn-machine-name rn-absent\">{ABSENT}</span>");
    };
    let machine = &speaking.machine;
    let text = match part {
        Part::Whole => format!("{} ({})", machine.name, cores(machine.logical_cpus)),
        Part::Cores => machine.logical_cpus.to_string(),
        Part::Cpu => machine.cpu.clone(),
        Part::Memory => memory(machine.memory_bytes),
        Part::Date => date(speaking, slug),
        Part::Freshness => freshness(inputs, speaking, slug),
    };
    format!("<span class=\"rn-machine-name\">{}</span>", inert(&text))
}

/// Day of the record of this chapter; elsewhere of the latest.
fn date(speaking: &crate::library::MachineRecords, slug: Option<&str>) -> String {
    let own = slug.and_then(|slug| speaking.records.get(slug)).map(|r| &r.provenance.started);
    let latest = || speaking.records.values().map(|r| &r.provenance.started).max();
    own.or_else(latest).map_or_else(|| ABSENT.into(), |started| day(started).into())
}

fn freshness(inputs: &Inputs, speaking: &crate::library::MachineRecords, slug: Option<&str>) -> String {
    let name = &speaking.machine.name;
    if let Some(slug) = slug.filter(|slug| speaking.records.contains_key(*slug)) {
        return state(inputs.stale(name, slug).as_deref());
    }
    let all = speaking.records.len();
    let fresh = speaking.records.keys().filter(|slug| inputs.stale(name, slug).is_none()).count();
    if all == fresh { "fresh".into() } else { format!("{fresh} of {} fresh", plural(all as u64, "record", "records")) }
}

/// `fresh`, or `stale` with the reason.
pub(crate) fn state(stale: Option<&str>) -> String {
    stale.map_or_else(|| "fresh".into(), |reason| format!("stale: {reason}"))
}

/// `2 cores`.
pub(crate) fn cores(n: u32) -> String {
    plural(n.into(), "core", "cores")
}

/// The day of a time stamp.
pub(crate) fn day(started: &str) -> &str {
    started.get(..10).unwrap_or(started)
}

/// Bytes as readers say them.
pub(crate) fn memory(bytes: u64) -> String {
    let exact = roommates::harness::estimate::Estimate::exact(bytes as f64, 1);
    number::point(&exact, Some(Unit::Bytes))
}
