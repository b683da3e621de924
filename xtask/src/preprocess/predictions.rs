//! `{{#predictions}}`: the figure of all predictions, on the page of a chapter that of its own; and in words those that
//! miss, with the reason.

use roommates::harness::evaluate::Answer;

use super::{
    Inputs,
    html::{escape, segment, with_code},
    value::written,
};
use crate::{
    charts::{
        FigureError,
        predictions::{self, Forecast},
    },
    directive::Form,
};

/// The figure and the list as two lines of HTML.
pub(super) fn show(inputs: &Inputs, slug: Option<&str>) -> Result<String, FigureError> {
    let mut forecasts = inputs.forecasts();
    if let Some(own) = slug.filter(|slug| inputs.is_chapter(slug)) {
        forecasts.iter_mut().for_each(|f| f.chapters.retain(|chapter| chapter.view.declaration.slug == own));
    }
    let Some(speaking) = forecasts.first() else {
        return Ok("<p class=\"rn-absent\">No machine has measured yet: run <code>cargo xtask regen</code>.</p>".into());
    };
    let figure = predictions::figure(slug.unwrap_or("predictions"), &forecasts)?;
    Ok(format!("{figure}\n\n{}", misses(speaking)))
}

/// Each prediction of the speaking machine that is off, and why.
fn misses(forecast: &Forecast<'_>) -> String {
    let items: String = forecast
        .all()
        .filter_map(|(chapter, quantity, prediction, answer)| {
            let Answer::Known(estimate, _) = &answer else { return None };
            if predictions::is_right(estimate.point) {
                return None;
            }
            let unclear = "the interval reaches within a tenth of one, so that this machine cannot tell";
            let why = prediction.misses.as_deref().unwrap_or(unclear);
            Some(format!(
                "<li><a href=\"{}.html\">{}</a>: <span class=\"rn-value\">{}</span>. {}</li>",
                segment(&chapter.view.declaration.slug),
                escape(&prediction.label),
                escape(&written(&answer, &quantity.of, Form::Interval)),
                with_code(&capitalized(why)),
            ))
        })
        .collect();
    match items.as_str() {
        "" => "<p>None of them misses here.</p>".into(),
        items => {
            format!("<p>Those that are off by more than a tenth here, and why:</p><ul class=\"rn-misses\">{items}</ul>")
        }
    }
}

/// A sentence: the first letter large, a full stop at the end.
fn capitalized(text: &str) -> String {
    let mut letters = text.trim_end_matches('.').chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
