//! `{{#verdict CLAIM}}`: the badge, the claim, what decided, and where that comes from.

use std::fmt::Write as _;

use roommates::{
    harness::evaluate::{Answer, EngineVerdict, EvaluateError, View},
    results::{Mode, Record, declaration::Verdict},
};

use super::{
    Speaker,
    html::{escape, plural, segment, with_code},
    value::{cores, day, state, written},
};
use crate::directive::Form;

/// What the verdict shows besides itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Options {
    /// It is the first of this claim on its own page, which links may go to.
    pub(super) anchor: bool,
    /// Doubts about the record are listed below it.
    pub(super) warnings: bool,
}

/// The verdict of the speaking machine as one line of HTML.
pub(super) fn aside(
    speaker: Option<&Speaker<'_>>,
    view: View<'_>,
    id: &str,
    options: Options,
) -> Result<String, EvaluateError> {
    let claim = view.claim(id)?;
    let verdict = view.verdict(id)?;
    let anchor = if options.anchor { format!(" id=\"verdict-{}\"", segment(id)) } else { String::new() };
    let (label, sentence) = (escape(&claim.sentence.replace('`', "")), with_code(&claim.sentence));
    let mut out = format!(
        "<aside class=\"rn-verdict rn-{}\"{anchor} aria-label=\"Verdict: {label}\"><p>{} <span class=\"rn-claim\">“{sentence}”</span></p>",
        verdict.overall.keyword(),
        badge(verdict.overall),
    );
    if !verdict.engines.is_empty() {
        out.push_str("<ul class=\"rn-engines\">");
        verdict.engines.iter().for_each(|engine| out.push_str(&row(view, engine)));
        out.push_str("</ul>");
    }
    let _ = write!(
        out,
        "<p class=\"rn-provenance\">{}</p>",
        provenance(speaker, verdict.engines.is_empty(), &claim.reference)
    );
    if let Some(record) = speaker.and_then(|s| s.record).filter(|_| options.warnings) {
        out.push_str(&warnings(record));
    }
    out.push_str("</aside>");
    Ok(out)
}

/// The colored word.
pub(crate) fn badge(verdict: Verdict) -> String {
    format!("<span class=\"rn-badge rn-{}\">{}</span>", verdict.keyword(), verdict.words())
}

/// One engine: its name, its verdict, the number that decided.
fn row(view: View<'_>, engine: &EngineVerdict) -> String {
    let quantity = view.declaration.quantities.iter().find(|q| q.name == engine.quantity);
    let (says, number) = match (quantity, &engine.answer) {
        (_, Answer::Absent(absent)) => (with_code(&absent.reason), String::new()),
        (None, _) => (escape(&engine.quantity), String::new()),
        (Some(quantity), answer) => (
            format!("{}: ", escape(&quantity.says)),
            format!("<span class=\"rn-value\">{}</span>", escape(&written(answer, &quantity.of, Form::Interval))),
        ),
    };
    format!(
        "<li><span class=\"rn-engine\">{}</span> {} {says}{number}</li>",
        escape(&engine.asked),
        badge(engine.verdict)
    )
}

/// Machine, day, freshness, and what makes the record less than a full one.
fn provenance(speaker: Option<&Speaker<'_>>, cited: bool, reference: &str) -> String {
    if cited {
        return format!("Settled by a source, not by measuring: {}", escape(reference));
    }
    let Some(speaker) = speaker else {
        return "No machine has measured yet: run <code>cargo xtask regen</code>.".into();
    };
    let machine = format!("{} ({})", escape(&speaker.machine.name), cores(speaker.machine.logical_cpus));
    let Some(record) = speaker.record else {
        return format!("{machine} · has not run this experiment");
    };
    let kind = if speaker.freshness.is_some() { "rn-stale" } else { "rn-fresh" };
    let mut parts = vec![
        machine,
        plural(record.measurement.stop.rounds.into(), "round", "rounds"),
        format!("<time>{}</time>", escape(day(&record.provenance.started))),
        format!("<span class=\"{kind}\">{}</span>", escape(&state(speaker.freshness.as_deref()))),
    ];
    parts.extend(marks(record).map(|mark| format!("<span class=\"rn-mark-doubt\">{mark}</span>")));
    parts.join(" · ")
}

/// What makes a record less than a full one of committed code.
pub(crate) fn marks(record: &Record) -> impl Iterator<Item = &'static str> {
    let quick = match record.measurement.mode {
        Mode::Full => None,
        Mode::Quick => Some("quick: a few rounds only"),
        Mode::Verify => Some("one round only"),
    };
    quick.into_iter().chain(record.provenance.dirty.then_some("dirty: measured code was not committed"))
}

/// Doubts about the record, each with what to do.
pub(crate) fn warnings(record: &Record) -> String {
    let warnings = &record.measurement.warnings;
    if warnings.is_empty() {
        return String::new();
    }
    let item = |w: &roommates::results::Warning| {
        format!(
            "<li data-kind=\"{}\">{} <span class=\"rn-advice\">{}</span></li>",
            escape(&w.kind),
            with_code(&w.saw),
            with_code(&w.advice)
        )
    };
    let items: String = warnings.iter().map(item).collect();
    format!("<ul class=\"rn-warnings\" aria-label=\"What to know before believing the numbers\">{items}</ul>")
}
