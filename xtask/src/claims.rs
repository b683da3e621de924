//! The ledger: every claim, on every machine, for every engine; and what contradicts it.
//!
//! Claims are declared beside the experiment that settles them; [`ledger`] is the matrix that a page shows,
//! [`contradicted`] what `check` reports when the words of a page assume a verdict that the reference machine does not
//! give, [`repeated`] when two chapters use one id.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use roommates::{
    harness::evaluate::{EngineVerdict, EvaluateError, View},
    results::declaration::{Claim, Condition, Settled, Verdict},
};

use crate::{
    directive::{self, Directive, Node},
    library::{Library, MachineRecords},
    preprocess::{
        Facts, Inputs,
        html::{escape, markdown, markdown_phrase, segment, with_code},
        verdict::badge,
    },
};

/// The matrix claim × engine × machine as HTML on one line, with an entry for each claim below it.
///
/// # Errors
/// If a claim names a quantity that is not declared.
pub(crate) fn ledger(inputs: &Inputs, facts: &Facts) -> Result<String, EvaluateError> {
    let claims: Vec<(&str, &Claim)> = all(&inputs.library).collect();
    if claims.is_empty() {
        return Ok("<p class=\"rn-absent\">No chapter declares a claim yet.</p>".into());
    }
    let machines = columns(inputs);
    let engines = engines(&claims);
    let mut out = head(&machines, &engines);
    for (slug, claim) in &claims {
        out.push_str(&row(inputs, facts, &machines, &engines, slug, claim)?);
    }
    out.push_str("</tbody></table></div><dl class=\"rn-claims\">");
    claims.iter().for_each(|(slug, claim)| out.push_str(&entry(facts, slug, claim)));
    out.push_str("</dl>");
    Ok(out)
}

/// All claims with their chapters.
pub fn all(library: &Library) -> impl Iterator<Item = (&str, &Claim)> {
    library.declarations.iter().flat_map(|(slug, d)| d.claims.iter().map(move |claim| (slug.as_str(), claim)))
}

/// Conditions of a claim; none where a source decides.
fn conditions(claim: &Claim) -> &[Condition] {
    match &claim.settled {
        Settled::By(conditions) => conditions,
        Settled::Cited { .. } => &[],
    }
}

fn engines<'a>(claims: &[(&str, &'a Claim)]) -> Vec<&'a str> {
    let names: BTreeSet<&str> =
        claims.iter().flat_map(|(_, claim)| conditions(claim)).map(|c| engine_and_case(&c.engine).0).collect();
    names.into_iter().collect()
}

/// `model, beyond the cores`: a column of the ledger, and which of several cases it is.
fn engine_and_case(engine: &str) -> (&str, Option<&str>) {
    engine.split_once(", ").map_or((engine, None), |(engine, case)| (engine, Some(case)))
}

/// The verdict of one engine, with the case if there are several.
fn judged(verdict: &EngineVerdict) -> String {
    let case =
        engine_and_case(&verdict.engine).1.map(|case| format!(" <span class=\"rn-case\">{}</span>", escape(case)));
    format!("<div>{}{}</div>", badge(verdict.verdict), case.unwrap_or_default())
}

/// Machines with their names; a single column for none where nothing was measured yet.
type Columns<'a> = Vec<(&'a str, Option<&'a MachineRecords>)>;

fn columns(inputs: &Inputs) -> Columns<'_> {
    let machines: Columns<'_> = inputs.machines().into_iter().map(|m| (m.machine.name.as_str(), Some(m))).collect();
    if machines.is_empty() { vec![("no machine yet", None)] } else { machines }
}

/// Two header rows: machines, and under each the overall verdict and the engines.
fn head(machines: &Columns<'_>, engines: &[&str]) -> String {
    let span = engines.len() + 1;
    let mut first = String::new();
    let mut second = String::new();
    for (at, (name, _)) in machines.iter().enumerate() {
        let name = escape(name);
        let _ = write!(first, "<th scope=\"colgroup\" colspan=\"{span}\" id=\"ledger-m{at}\">{name}</th>");
        let _ = write!(second, "<th scope=\"col\" id=\"ledger-m{at}-all\">together</th>");
        for (n, engine) in engines.iter().enumerate() {
            let _ = write!(second, "<th scope=\"col\" id=\"ledger-m{at}-e{n}\">{}</th>", escape(engine));
        }
    }
    format!(
        "<div class=\"rn-scroll\" role=\"region\" tabindex=\"0\" aria-label=\"Verdicts on all claims\"><table \
         class=\"rn-ledger rn-cards\" role=\"table\"><caption>Verdicts by claim, machine and engine</caption><thead><tr><th scope=\"col\" \
         rowspan=\"2\">Claim</th>{first}</tr><tr>{second}</tr></thead><tbody>"
    )
}

fn row(
    inputs: &Inputs,
    facts: &Facts,
    machines: &Columns<'_>,
    engines: &[&str],
    slug: &str,
    claim: &Claim,
) -> Result<String, EvaluateError> {
    let id = segment(&claim.id);
    let target = verdict_link(facts, slug, &claim.id);
    let mut out = format!(
        "<tr role=\"row\"><th scope=\"row\" role=\"rowheader\" id=\"ledger-{id}\"><a href=\"#claim-{id}\">{}</a></th>",
        with_code(&claim.sentence)
    );
    if let Settled::Cited { verdict } = &claim.settled {
        let span = machines.len() * (engines.len() + 1);
        let _ = write!(
            out,
            "<td role=\"cell\" colspan=\"{}\">{} by its reference</td></tr>",
            span,
            linked(target.as_deref(), *verdict)
        );
        return Ok(out);
    }
    let declaration = &inputs.library.declarations[slug];
    for (at, (name, machine)) in machines.iter().enumerate() {
        let record = machine.and_then(|m| m.records.get(slug));
        let view = View { declaration, measurement: record.map(|r| &r.measurement) };
        let verdict = view.verdict(&claim.id)?;
        // On a phone a row is a card: each cell says whose it is, and those of engines that were not asked are left out.
        let of = |engine: &str| if machines.len() > 1 { format!("{name}, {engine}") } else { engine.to_owned() };
        let mut cell = |column: &str, engine: &str, text: Option<&str>| {
            let (class, text) = match text {
                Some(text) => ("", text),
                None => (" class=\"rn-not-asked\"", "<span aria-label=\"not asked\">–</span>"),
            };
            let _ = write!(
                out,
                "<td role=\"cell\"{class} data-on=\"{}\" headers=\"ledger-{id} ledger-m{at} ledger-m{at}-{column}\">{text}</td>",
                escape(&of(engine))
            );
        };
        cell("all", "together", Some(&linked(target.as_deref(), verdict.overall)));
        for (n, engine) in engines.iter().enumerate() {
            let of_engine = verdict.engines.iter().filter(|e| engine_and_case(&e.engine).0 == *engine);
            let judged: String = of_engine.map(judged).collect();
            cell(&format!("e{n}"), engine, Some(judged.as_str()).filter(|judged| !judged.is_empty()));
        }
    }
    out.push_str("</tr>");
    Ok(out)
}

fn linked(target: Option<&str>, verdict: Verdict) -> String {
    match target {
        Some(target) => format!("<a href=\"{target}\">{}</a>", badge(verdict)),
        None => badge(verdict),
    }
}

/// Where the verdict is shown: its place on the chapter's page, else the page, if there is one.
fn verdict_link(facts: &Facts, slug: &str, id: &str) -> Option<String> {
    if facts.shown.contains(&(slug.to_owned(), id.to_owned())) {
        Some(format!("{}.html#verdict-{}", segment(slug), segment(id)))
    } else {
        facts.pages.contains(slug).then(|| format!("{}.html", segment(slug)))
    }
}

/// The words around one claim: who says it, what is true instead, where that is written.
fn entry(facts: &Facts, slug: &str, claim: &Claim) -> String {
    let sources = match claim.sources.as_slice() {
        [] => String::new(),
        some => format!("<dd>Said in: {}</dd>", escape(&some.join(", "))),
    };
    let correction = match markdown(&claim.correction) {
        empty if empty.is_empty() => String::new(),
        text => format!("<dd class=\"rn-correction\">{text}</dd>"),
    };
    let reference = match claim.reference.as_str() {
        "" => String::new(),
        text => format!("<dd>Reference: {}</dd>", markdown_phrase(text)),
    };
    let chapter = verdict_link(facts, slug, &claim.id).map(|target| {
        format!("<dd><a href=\"{target}\">Verdict of the chapter <code>{}</code></a></dd>", escape(slug))
    });
    format!(
        "<dt id=\"claim-{}\">“{}”</dt>{}{sources}{correction}{reference}",
        segment(&claim.id),
        escape(&claim.sentence),
        chapter.unwrap_or_default()
    )
}

/// Ids that more than one claim has, each with its chapters: links and the ledger need them to be unique.
#[must_use]
pub fn repeated(library: &Library) -> Vec<String> {
    let mut chapters: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    all(library).for_each(|(slug, claim)| chapters.entry(&claim.id).or_default().push(slug));
    let several = chapters.into_iter().filter(|(_, slugs)| slugs.len() > 1);
    several
        .map(|(id, slugs)| format!("the claim `{id}` is declared by {}: rename all but one", slugs.join(" and ")))
        .collect()
}

/// Asserted verdicts that `machine` does not give: `book/PAGE.md:LINE: …`.
///
/// `pages` are file names below `book/` and texts. Directives that cannot be read are not reported here; the
/// preprocessor does that.
#[must_use]
pub fn contradicted(pages: &[(String, String)], library: &Library, machine: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (file, text) in pages {
        let slug = file.strip_suffix(".md").unwrap_or(file);
        for (condition, line) in asserts(&directive::parse(text).unwrap_or_default()) {
            let slug = condition.slug.as_deref().unwrap_or(slug);
            let Some(declaration) = library.declarations.get(slug) else { continue };
            let record = library.machines.get(machine).and_then(|m| m.records.get(slug));
            let view = View { declaration, measurement: record.map(|r| &r.measurement) };
            let claim = condition.text.rsplit_once('.').map_or("", |(claim, _)| claim);
            if let (Ok(false), Ok(verdict)) = (view.condition(&condition.text), view.verdict(claim)) {
                found.push(format!(
                    "book/{file}:{line}: the text assumes `{}`, but on {machine} it {}: reword it with `{{{{#if}}}}`",
                    condition.text,
                    said(verdict.overall)
                ));
            }
        }
    }
    found
}

fn said(verdict: Verdict) -> String {
    match verdict {
        Verdict::Holds | Verdict::Depends | Verdict::DoesNotHold => verdict.words().into(),
        Verdict::Outdated | Verdict::Inconclusive | Verdict::NotMeasuredHere => format!("is {}", verdict.words()),
    }
}

/// All assertions of a page with their lines, also those inside conditions.
fn asserts(nodes: &[Node]) -> Vec<(directive::Condition, usize)> {
    let mut found = Vec::new();
    for node in nodes {
        match node {
            Node::Directive(Directive::Assert(condition), line) => found.push((condition.clone(), *line)),
            Node::If { then, otherwise, .. } => {
                found.extend(asserts(then));
                found.extend(asserts(otherwise));
            }
            Node::Directive(..) | Node::Text(_) => {}
        }
    }
    found
}
