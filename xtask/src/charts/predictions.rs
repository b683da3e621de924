//! The figure that shows how far the model is from CPython: all predictions of all chapters, one below the other.
//!
//! A chapter declares a prediction beside its other numbers; nobody lists them here. 1 is right, the band is what the
//! model claims to keep.

use roommates::{
    harness::evaluate::{Answer, View},
    results::{
        Machine, Record,
        declaration::{Prediction, Quantity},
    },
};

use super::{
    FigureError, Page, Said, Speaker,
    bars::{Bar, Bars, Group, Mark},
    facts::Facts,
    measure::Measure,
};

/// One machine and what it says in each chapter that predicts something.
#[derive(Clone, Debug)]
pub struct Forecast<'a> {
    /// The machine.
    pub machine: &'a Machine,
    /// The chapters, in the order in which they are drawn.
    pub chapters: Vec<Speaker<'a>>,
}

/// How often the model is right on one machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// Predictions that were compared with a measurement.
    pub compared: usize,
    /// Of these, those that are off by no more than [`Prediction::TOLERANCE`].
    pub right: usize,
}

impl Forecast<'_> {
    /// Every prediction: its chapter, the number, and what was measured.
    pub fn all(&self) -> impl Iterator<Item = (&Speaker<'_>, &Quantity, &Prediction, Answer)> {
        self.chapters.iter().flat_map(|chapter| {
            let answer =
                move |quantity| Some((chapter, quantity, predicted(quantity)?, chapter.view.formula(&quantity.of)));
            chapter.view.declaration.quantities.iter().filter_map(answer)
        })
    }

    /// How many predictions are right.
    #[must_use]
    pub fn score(&self) -> Score {
        let known = self.all().filter_map(|(.., answer)| match answer {
            Answer::Known(estimate, _) => Some(is_right(estimate.point)),
            Answer::Absent(_) => None,
        });
        known.fold(Score::default(), |score, right| Score {
            compared: score.compared + 1,
            right: score.right + usize::from(right),
        })
    }
}

/// Whether what was measured over what was predicted is near enough to 1, on either side.
#[must_use]
pub fn is_right(residual: f64) -> bool {
    (residual - 1.0).abs() <= Prediction::TOLERANCE + f64::EPSILON
}

fn predicted(quantity: &Quantity) -> Option<&Prediction> {
    quantity.predicts.as_ref()
}

/// The complete `<figure>`, one line, for the page `slug`: the first machine visible, the others laid over it.
///
/// # Errors
/// If it cannot be drawn.
pub fn figure(slug: &str, forecasts: &[Forecast<'_>]) -> Result<String, FigureError> {
    let plotted: Vec<Bars> = forecasts.iter().map(resolve).collect();
    Page { name: "predictions", slug, machines: forecasts.iter().map(said).collect() }.draw(&plotted)
}

fn said<'a>(forecast: &'a Forecast<'a>) -> Said<'a> {
    let Score { compared, right } = forecast.score();
    let title = match (compared, right) {
        (0, _) => "No prediction of the model was compared with a Python here".into(),
        (1, 1) => "The one prediction of the model is within 10 % of CPython".into(),
        (1, _) => "The one prediction of the model is not within 10 % of CPython".into(),
        (compared, right) if right == compared => {
            format!("All {compared} predictions of the model are within 10 % of CPython")
        }
        (compared, right) => format!("{right} of {compared} predictions of the model are within 10 % of CPython"),
    };
    Said {
        machine: &forecast.machine.name,
        title,
        caption: Box::new(|facts, empty| caption(forecast, facts, empty)),
        record: None,
    }
}

/// One group a chapter, headed by its question; where there is only one chapter, its page has that heading.
fn resolve(forecast: &Forecast<'_>) -> Bars {
    let of_chapter = |chapter: &Speaker<'_>| -> Vec<Bar> {
        let quantities = chapter.view.declaration.quantities.iter();
        quantities.filter_map(|quantity| Some(bar(&chapter.view, quantity, predicted(quantity)?))).collect()
    };
    let groups: Vec<Group> = match &forecast.chapters[..] {
        [chapter] => {
            let alone = |bar: Bar| Group { label: bar.label.clone(), bars: vec![Bar { series: 0, ..bar }] };
            of_chapter(chapter).into_iter().map(alone).collect()
        }
        chapters => {
            let question = |chapter: &Speaker<'_>| chapter.view.declaration.question.clone();
            chapters.iter().map(|chapter| Group { label: question(chapter), bars: of_chapter(chapter) }).collect()
        }
    };
    Bars {
        label: "CPython over model".into(),
        category: None,
        measure: Measure::Ratio,
        groups: groups.into_iter().filter(|group| !group.bars.is_empty()).collect(),
        baseline: Some(1.0),
        noise: Some(Prediction::TOLERANCE),
        mark: Mark::Dot,
        notes: vec!["right within 10 % (shaded)".into()],
    }
}

fn bar(view: &View<'_>, quantity: &Quantity, prediction: &Prediction) -> Bar {
    let engine = quantity.of.selectors().first().map_or_else(String::new, |of| view.resolve(of).engine);
    let length = match view.formula(&quantity.of) {
        Answer::Known(estimate, None) => Ok(estimate),
        Answer::Known(..) => Err("It has a unit, and so says nothing about a prediction.".into()),
        Answer::Absent(absent) => Err(absent.reason),
    };
    let remark = format!(", {engine}");
    // With and without the lock look different; the labels say which is which.
    let series = usize::from(engine.ends_with('t') || engine.ends_with("free"));
    Bar { label: prediction.label.clone(), series, engine, length, remark }
}

/// One line, parts separated by middle dots.
fn caption(forecast: &Forecast<'_>, facts: &Facts, empty: bool) -> String {
    let mut parts = vec![forecast.machine.name.clone()];
    if !empty {
        parts.extend(versions(forecast, facts));
        parts.push("95 % intervals".into());
        parts.extend(facts.notes.iter().cloned());
    }
    let stale = forecast.chapters.iter().filter(|chapter| chapter.freshness.is_some()).count();
    parts.push(if stale == 0 { "all records fresh".into() } else { format!("{stale} records stale") });
    let mut line = parts.join(" · ");
    if !empty && !facts.absent.is_empty() {
        line.push_str(&format!(". Not measured here: {}", super::caption::reasons(facts)));
    }
    line
}

/// Versions of the interpreters that are in the figure.
fn versions(forecast: &Forecast<'_>, facts: &Facts) -> Vec<String> {
    let records = forecast.chapters.iter().filter_map(|chapter| chapter.record);
    let asked = records.flat_map(|record: &Record| &record.provenance.interpreters);
    let mut told: Vec<String> = asked
        .filter(|interpreter| facts.engines.contains(&interpreter.engine))
        .map(|interpreter| format!("{} is {}", interpreter.engine, interpreter.version))
        .collect();
    told.sort();
    told.dedup();
    told
}

#[cfg(test)]
mod tests;
