//! What is said about what was measured.

use roommates::{
    harness::evaluate::{Answer, View},
    results::{
        Declaration,
        declaration::{Formula, Prediction, Settled},
    },
};

use super::{Finding, context::Context};
use crate::claims;

/// Claims and titles name what is declared.
pub(super) fn quantities(context: &Context) -> Vec<Finding> {
    let declarations = context.library().into_iter().flat_map(|l| &l.declarations);
    declarations
        .flat_map(|(slug, d)| unknown_names(d).into_iter().map(move |e| format!("examples/{slug}.rs: {e}")))
        .collect()
}

fn unknown_names(declaration: &Declaration) -> Vec<String> {
    let view = View { declaration, measurement: None };
    let mut errors = Vec::new();
    for claim in &declaration.claims {
        if let Err(e) = view.verdict(&claim.id) {
            errors.push(format!("the claim `{}`: {e}", claim.id));
        }
        if matches!(&claim.settled, Settled::By(conditions) if conditions.is_empty()) {
            errors.push(format!("the claim `{}` is settled by nothing: give it a condition, or cite", claim.id));
        }
    }
    for chart in &declaration.charts {
        let conditions = chart.title.iter().filter_map(|t| t.when.as_deref());
        errors.extend(
            conditions.filter_map(|c| view.condition(c).err()).map(|e| format!("the chart `{}`: {e}", chart.name)),
        );
        if chart.title.last().is_none_or(|title| title.when.is_some()) {
            errors.push(format!(
                "the chart `{}` can be left without a title: give it a last one without `when`",
                chart.name
            ));
        }
        let names = chart.title.iter().flat_map(|t| placeholders(&t.say));
        errors.extend(names.filter_map(|n| view.quantity(n).err()).map(|e| format!("the chart `{}`: {e}", chart.name)));
    }
    errors
}

/// Names in braces.
fn placeholders(title: &str) -> Vec<&str> {
    title.split('{').skip(1).filter_map(|rest| Some(rest.split_once('}')?.0)).collect()
}

/// Each chapter with the reference machine and what that one measured.
fn on_the_reference_machine(context: &Context) -> Vec<(&str, &str, View<'_>)> {
    let (Some(library), Some(reference)) = (context.library(), &context.reference) else { return Vec::new() };
    let Some(machine) = library.machines.get(reference) else { return Vec::new() };
    let view = |(slug, declaration)| {
        let measurement = machine.records.get(slug).map(|record| &record.measurement);
        (String::as_str(slug), reference.as_str(), View { declaration, measurement })
    };
    library.declarations.iter().map(view).collect()
}

/// No verdict hangs on a share of one: what is asked once is a number, and its share decides nothing.
pub(super) fn shares(context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for (slug, reference, view) in on_the_reference_machine(context) {
        for quantity in &view.declaration.quantities {
            let Formula::Share { of, .. } = &quantity.of else { continue };
            if view.series(of).is_ok_and(|series| series.samples.len() == 1) {
                found.push(format!(
                    "examples/{slug}.rs: `{}` is a share of a single sample on {reference}: declare it with `Formula::max`",
                    quantity.name
                ));
            }
        }
    }
    found
}

/// A prediction that clearly misses on the reference machine has a reason.
pub(super) fn predictions(context: &Context) -> Vec<Finding> {
    let mut found = Vec::new();
    for (slug, reference, view) in on_the_reference_machine(context) {
        for quantity in &view.declaration.quantities {
            let unexplained = quantity.predicts.as_ref().is_some_and(|prediction| prediction.misses.is_none());
            if let (true, Answer::Known(e, _)) = (unexplained, view.formula(&quantity.of))
                && (e.low > 1.0 + Prediction::TOLERANCE || e.high < 1.0 - Prediction::TOLERANCE)
            {
                found.push(format!(
                    "examples/{slug}.rs: the prediction `{}` misses on {reference} ({:.2}, {:.2} to {:.2}): say why with `.misses(…)`",
                    quantity.name, e.point, e.low, e.high
                ));
            }
        }
    }
    found
}

/// Ids are unique over all chapters.
pub(super) fn unique(context: &Context) -> Vec<Finding> {
    let repeated = context.library().map(claims::repeated).unwrap_or_default();
    repeated.into_iter().map(|sentence| format!("examples: {sentence}")).collect()
}

/// What pages assert is so on the reference machine.
pub(super) fn contradicted(context: &Context) -> Vec<Finding> {
    let (Some(library), Some(reference)) = (context.library(), &context.reference) else { return Vec::new() };
    claims::contradicted(&context.pages, library, reference)
}
