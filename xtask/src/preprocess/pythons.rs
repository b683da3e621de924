//! `{{#pythons}}`: what the Pythons of a machine say of themselves, as a table: a column for each question, a row for
//! all that say the same.
//!
//! The questions, and the words for the numbers with which a twin answers them, are in [`QUESTIONS`]; `doctor` says the
//! same in a sentence.

use std::{collections::BTreeSet, fmt::Write as _};

use roommates::results::{Interpreter, Record, Role};

use super::html::{escape, with_code};

/// Something that a Python is asked about itself.
pub(crate) struct Question {
    /// Variant of the twin.
    pub variant: &'static str,
    /// Head of its column.
    pub head: &'static str,
    /// What each number means.
    pub words: &'static [(i64, &'static str)],
}

const GIL: &[(i64, &str)] = &[(0, "off"), (1, "on")];
const NAMES: &[(i64, &str)] = &[(0, "no"), (1, "yes")];

/// What is shown of each Python, in this order.
pub(crate) const QUESTIONS: &[Question] = &[
    Question { variant: "free_threaded", head: "Built", words: &[(0, "with a GIL"), (1, "free-threaded")] },
    Question { variant: "gil", head: "GIL now", words: GIL },
    Question { variant: "gil_after_imports", head: "after imports", words: GIL },
    Question { variant: "gil_in_a_worker", head: "in a worker", words: GIL },
    Question { variant: "gil_when_asked_for", head: "with -X gil=1", words: GIL },
    Question { variant: "version_names_build", head: "--version tells", words: NAMES },
    Question { variant: "long_version_names_build", head: "-VV tells", words: NAMES },
    Question { variant: "jit", head: "JIT", words: &[(0, "none"), (1, "off"), (2, "on")] },
    Question {
        variant: "optimized",
        head: "Optimized",
        words: &[
            (0, "-O0"),
            (1, "-O1"),
            (2, "-O2"),
            (3, "-O3"),
            (10, "PGO"),
            (11, "-O1, PGO"),
            (12, "-O2, PGO"),
            (13, "-O3, PGO"),
        ],
    },
    Question {
        variant: "start_method",
        head: "Starts processes by",
        words: &[(1, "fork"), (2, "forkserver"), (3, "spawn")],
    },
    Question { variant: "modules_missing", head: "Modules left out", words: &[(0, "none")] },
];

impl Question {
    /// The word for a number; a number that has none stands for itself.
    #[must_use]
    pub(crate) fn word(&self, number: i64) -> String {
        let known = self.words.iter().find(|(n, _)| *n == number);
        known.map_or_else(|| number.to_string(), |(_, word)| (*word).to_owned())
    }
}

/// The table, and what is not on this machine.
pub(super) fn table(record: Option<&Record>) -> String {
    let Some(record) = record else {
        return "<p class=\"rn-absent\">No machine has asked its Pythons yet: run <code>cargo xtask regen</code>.</p>"
            .into();
    };
    let pythons = &record.provenance.interpreters;
    if pythons.is_empty() {
        return format!("<p class=\"rn-absent\">No Python has answered on this machine.</p>{}", absent(record));
    }
    let mut out = String::from(
        "<div class=\"rn-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"What each Python says of itself\"><table \
         class=\"rn-records rn-cards\" role=\"table\"><caption>The Pythons of this machine, as they describe themselves</caption><thead><tr><th \
         scope=\"col\">Python</th>",
    );
    let asked: Vec<&Question> =
        QUESTIONS.iter().filter(|q| pythons.iter().any(|p| !said(record, p, q).is_empty())).collect();
    for question in &asked {
        let _ = write!(out, "<th scope=\"col\">{}</th>", escape(question.head));
    }
    out.push_str("</tr></thead><tbody>");
    for (alike, answers) in rows(record, &asked) {
        let names: String = alike
            .iter()
            .map(|p| format!("<span>{} <small>{}</small></span> ", escape(&p.engine), escape(&p.version)))
            .collect();
        let _ = write!(out, "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\">{}</th>", names.trim_end());
        for (question, numbers) in asked.iter().zip(answers) {
            let words: Vec<String> = numbers.into_iter().map(|n| question.word(n)).collect();
            let (class, text) = match words.as_slice() {
                [] => (" class=\"rn-not-asked\"", "<span aria-label=\"not asked\">–</span>".into()),
                some => ("", escape(&some.join(" or "))),
            };
            let _ = write!(out, "<td role=\"cell\"{class} data-on=\"{}\">{text}</td>", escape(question.head));
        }
        out.push_str("</tr>");
    }
    out.push_str("</tbody></table></div>");
    out + &absent(record) + &builds(pythons)
}

/// Pythons that say the same, and what they say to each question, in the order of the record.
fn rows<'r>(record: &'r Record, asked: &[&Question]) -> Vec<(Vec<&'r Interpreter>, Vec<BTreeSet<i64>>)> {
    let mut rows: Vec<(Vec<&Interpreter>, Vec<BTreeSet<i64>>)> = Vec::new();
    for python in &record.provenance.interpreters {
        let answers: Vec<_> = asked.iter().map(|question| said(record, python, question)).collect();
        match rows.iter_mut().find(|(_, same)| *same == answers) {
            Some((alike, _)) => alike.push(python),
            None => rows.push((vec![python], answers)),
        }
    }
    rows
}

/// The different numbers that a Python gave.
fn said(record: &Record, python: &Interpreter, question: &Question) -> BTreeSet<i64> {
    let is_it = |s: &&roommates::results::Series| {
        s.role == Role::Measured && s.engine == python.engine && s.variant == question.variant
    };
    record.measurement.series.iter().filter(is_it).flat_map(|s| s.samples.iter().copied()).collect()
}

/// What was not there, and how to get it.
fn absent(record: &Record) -> String {
    let is_python = |engine: &str| engine.starts_with("cpython") || engine.starts_with("pypy");
    let missing = record.measurement.missing.iter().filter(|m| is_python(&m.engine));
    let items: String = missing
        .map(|m| format!("<li>{}: not measured here. {}</li>", escape(&m.engine), with_code(&m.reason)))
        .collect();
    if items.is_empty() { items } else { format!("<ul class=\"rn-checks\">{items}</ul>") }
}

/// How each was built, in full.
fn builds(pythons: &[Interpreter]) -> String {
    let items: String = pythons
        .iter()
        .map(|p| format!("<li>{}, {}: {}</li>", escape(&p.engine), escape(&p.version), escape(&p.build)))
        .collect();
    format!(
        "<details class=\"rn-doubts\"><summary>How each of them was built</summary><ul class=\"rn-checks\">{items}</ul></details>"
    )
}
