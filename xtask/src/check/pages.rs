//! Pages: that they are there, complete, and say only what can be computed.

use std::path::PathBuf;

use super::{Finding, context::Context};
use crate::{
    directive::{self, Directive, Node},
    site,
};

/// Sections that end a chapter, in their order.
const SECTIONS: [&str; 3] = ["Corrections", "When it matters", "Try it yourself"];

/// The summary and the pages agree.
pub(super) fn summary(context: &Context) -> Vec<Finding> {
    site::faults_of_summary(&context.tree)
}

/// A slug has an example, a page and a declaration.
pub(super) fn three_files(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for slug in &context.slugs {
        if !context.tree.page(slug).is_file() {
            findings.push(format!("examples/{slug}.rs: the chapter has no page: write book/{slug}.md"));
        }
    }
    let Some(library) = context.library() else { return findings };
    for slug in library.declarations.keys().filter(|slug| !context.slugs.contains(slug)) {
        findings.push(format!(
            "book/results/{slug}.json: a declaration without an example: delete it, or write examples/{slug}.rs"
        ));
    }
    for (machine, records) in &library.machines {
        for slug in records.records.keys().filter(|slug| !context.slugs.contains(slug)) {
            findings.push(format!("book/results/{machine}/{slug}.json: a record without an example: delete it"));
        }
    }
    findings
}

/// The whole book can be built: the preprocessor names every directive that is wrong.
pub(super) fn directives(context: &Context) -> Vec<Finding> {
    let built = site::build(&context.tree, &site::Options { destination: Some(trial(context)) });
    built.err().map(|e| format!("{e:#}").lines().map(String::from).collect()).unwrap_or_default()
}

/// Where the book is built to be looked at; the site that is read stays as it is.
fn trial(context: &Context) -> PathBuf {
    context.tree.root().join("target/check")
}

/// Every link of the built book leads somewhere. If it could not be built, [`directives`] says so.
pub(super) fn links(context: &Context) -> Vec<Finding> {
    match site::links::check(&trial(context)) {
        Ok(broken) => {
            broken.iter().map(|b| format!("target/check/{b}: mend it in the page that it comes from")).collect()
        }
        Err(_) => Vec::new(),
    }
}

/// A chapter has what every chapter has.
pub(super) fn anatomy(context: &Context) -> Vec<Finding> {
    context.chapters().flat_map(|(_, file, text)| missing_parts(file, text)).collect()
}

fn missing_parts(file: &str, text: &str) -> Vec<Finding> {
    let nodes = directive::parse_all(text).0;
    let found = all_directives(&nodes);
    let has = |wanted: fn(&Directive) -> bool| found.iter().any(|(d, _)| wanted(d));
    let mut findings = Vec::new();
    for (present, what) in [
        (has(|d| matches!(d, Directive::Chart(_))), "{{#chart NAME}}"),
        (has(|d| matches!(d, Directive::Verdict(_))), "{{#verdict CLAIM}}"),
        (has(|d| matches!(d, Directive::Code(_))), "{{#code ANCHOR}}"),
    ] {
        if !present {
            findings.push(format!("book/{file}:1: the chapter has no `{what}`: add one where the reader needs it"));
        }
    }
    let title = headings(text).into_iter().find(|(level, ..)| *level == 1);
    if !title.as_ref().is_some_and(|(_, _, words)| words.ends_with('?')) {
        findings.push(format!("book/{file}:1: the title is not a question: ask what a working programmer asks"));
    }
    findings.extend(missing_sections(file, text));
    findings
}

fn missing_sections(file: &str, text: &str) -> Vec<Finding> {
    let headings = headings(text);
    let at = |section: &str| headings.iter().position(|(level, _, words)| *level == 2 && words == section);
    let places = SECTIONS.map(at);
    let mut findings: Vec<Finding> = SECTIONS
        .iter()
        .zip(places)
        .filter(|(_, place)| place.is_none())
        .map(|(section, _)| format!("book/{file}:1: the chapter has no section `## {section}`: write it"))
        .collect();
    if findings.is_empty() && !places.is_sorted() {
        findings.push(format!(
            "book/{file}:1: the last sections are in another order than {}: move them",
            SECTIONS.join(", ")
        ));
    }
    findings
}

/// Headings with level, line and words; code blocks hold none.
fn headings(text: &str) -> Vec<(usize, usize, String)> {
    use pulldown_cmark::{Event, Parser, Tag, TagEnd};
    let (mut headings, mut open) = (Vec::new(), None);
    for (event, range) in Parser::new(text).into_offset_iter() {
        match (event, &mut open) {
            (Event::Start(Tag::Heading { level, .. }), _) => {
                open = Some((level as usize, text[..range.start].matches('\n').count() + 1, String::new()));
            }
            (Event::End(TagEnd::Heading(_)), _) => headings.extend(open.take()),
            (Event::Text(words) | Event::Code(words), Some((_, _, heading))) => heading.push_str(&words),
            _ => {}
        }
    }
    headings
}

/// All directives of a page with their lines, also those inside conditions.
pub(super) fn all_directives(nodes: &[Node]) -> Vec<(&Directive, usize)> {
    let mut found = Vec::new();
    for node in nodes {
        match node {
            Node::Directive(directive, line) => found.push((directive, *line)),
            Node::If { then, otherwise, .. } => {
                found.extend(all_directives(then));
                found.extend(all_directives(otherwise));
            }
            Node::Text(_) => {}
        }
    }
    found
}
