//! Titles: the sentence that a figure proves on a machine.

use roommates::{
    harness::evaluate::{Answer, EvaluateError, View},
    results::declaration::{Chart, Title},
};

use super::measure::Measure;

/// The first title whose condition is true and whose numbers are all known; the chapter's question where none is.
pub(super) fn of(chart: &Chart, view: &View<'_>) -> Result<String, EvaluateError> {
    let mut chosen = None;
    for title in &chart.title {
        // Every title is looked at, so that an unknown name is found on whatever machine.
        let said = say(title, view)?;
        let holds = title.when.as_deref().map_or(Ok(true), |when| view.condition(when))?;
        if holds && chosen.is_none() {
            chosen = said;
        }
    }
    Ok(chosen.unwrap_or_else(|| view.declaration.question.clone()))
}

/// The sentence with its numbers; `None` if one of them was not measured.
fn say(title: &Title, view: &View<'_>) -> Result<Option<String>, EvaluateError> {
    let mut out = String::new();
    let mut rest = title.say.as_str();
    let mut known = true;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
    {
        out.push_str(before);
        match number(name.trim(), view)? {
            Some(number) => out.push_str(&number),
            None => known = false,
        }
        rest = after;
    }
    out.push_str(rest);
    Ok(known.then_some(out))
}

fn number(name: &str, view: &View<'_>) -> Result<Option<String>, EvaluateError> {
    let answer = view.quantity(name)?;
    let quantity = view.declaration.quantities.iter().find(|q| q.name == name);
    Ok(match (answer, quantity) {
        (Answer::Known(estimate, unit), Some(quantity)) => Some(Measure::of(&quantity.of, unit).point(&estimate)),
        _ => None,
    })
}
