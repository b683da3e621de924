//! The words of chapters: numbers that were typed, and sentences that say more than was measured.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag};
use roommates::harness::evaluate::{Answer, View};

use super::{Finding, context::Context, pages::all_directives};
use crate::directive::{self, Directive};

/// Units in which something is measured.
const UNITS: [&str; 14] = ["ns", "µs", "us", "ms", "s", "×", "x", "%", "MB", "MiB", "KiB", "GiB", "GB", "KB"];
/// A comment with these words, on a line or the one after it, says that its numbers are given, not measured, and why.
const GIVEN: &str = "<!-- given:";
/// Words that rank two measured things.
const RANKS: [&str; 6] = ["faster", "slower", "quicker", "speeds up", "slows down", "sped up"];

/// No number with a unit stands in the prose of a chapter.
pub(super) fn typed_numbers(context: &Context) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (_, file, text) in context.chapters() {
        for (line, words) in prose_lines(text) {
            for number in numbers_with_unit(&words) {
                findings.push(format!(
                    "book/{file}:{line}: `{number}` is typed: compute it with `{{{{#value NAME}}}}`; if it is a constant, end the line with `{GIVEN} why -->`"
                ));
            }
        }
    }
    findings
}

/// Lines of prose without code, directives, comments and links' targets; lines that are marked as given are left out.
fn prose_lines(text: &str) -> Vec<(usize, String)> {
    let mut visible = vec![false; text.len()];
    let options = Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES;
    let mut in_code = false;
    for (event, range) in Parser::new_ext(text, options).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(_)) => in_code = true,
            Event::End(pulldown_cmark::TagEnd::CodeBlock) => in_code = false,
            Event::Text(_) if !in_code => visible[range].fill(true),
            _ => {}
        }
    }
    hide(&mut visible, directives(text));
    let mut start = 0;
    let mut lines = Vec::new();
    let all: Vec<&str> = text.split_inclusive('\n').collect();
    let is_given = |i: usize| all[i..].iter().take(2).any(|line| line.contains(GIVEN));
    for (i, line) in all.iter().enumerate() {
        let shown = |(at, c): (usize, char)| if visible[start + at] { c } else { ' ' };
        if !is_given(i) {
            lines.push((i + 1, line.char_indices().map(shown).collect::<String>()));
        }
        start += line.len();
    }
    lines
}

fn hide(visible: &mut [bool], ranges: Vec<Range<usize>>) {
    ranges.into_iter().for_each(|range| visible[range].fill(false));
}

/// `{{…}}`, wherever it stands.
fn directives(text: &str) -> Vec<Range<usize>> {
    let opens = text.match_indices("{{").map(|(start, _)| start);
    opens.map(|start| start..text[start..].find("}}").map_or(text.len(), |end| start + end + 2)).collect()
}

/// Numbers that are followed by a unit: `5 ms`, `1.5×`, `20 %`.
fn numbers_with_unit(words: &str) -> Vec<String> {
    let chars: Vec<char> = words.chars().collect();
    let mut found = Vec::new();
    let mut i = 0;
    while i < chars.len() {
        let begins =
            chars[i].is_ascii_digit() && (i == 0 || !(chars[i - 1].is_alphanumeric() || ".-_".contains(chars[i - 1])));
        let start = i;
        i += 1;
        if !begins {
            continue;
        }
        while i < chars.len()
            && (chars[i].is_ascii_digit()
                || ".,".contains(chars[i]) && chars.get(i + 1).is_some_and(char::is_ascii_digit))
        {
            i += 1;
        }
        let unit_at = if chars.get(i).is_some_and(|c| [' ', '\u{a0}'].contains(c)) { i + 1 } else { i };
        let unit: String =
            chars[unit_at.min(chars.len())..].iter().take_while(|c| c.is_alphabetic() || "%×".contains(**c)).collect();
        if UNITS.contains(&unit.as_str()) {
            found.push(chars[start..unit_at + unit.chars().count()].iter().collect());
        }
    }
    found
}

/// No sentence ranks two things by a ratio that the reference machine cannot tell from 1.
pub(super) fn inside_the_noise(context: &Context) -> Vec<Finding> {
    let (Some(library), Some(reference)) = (context.library(), &context.reference) else { return Vec::new() };
    let mut findings = Vec::new();
    for (slug, file, text) in context.chapters() {
        let Some(declaration) = library.declarations.get(slug) else { continue };
        let record = library.machines.get(reference).and_then(|m| m.records.get(slug));
        let view = View { declaration, measurement: record.map(|r| &r.measurement) };
        for (name, line) in ranked(text) {
            if is_in_the_noise(&view, &name) {
                findings.push(format!(
                    "book/{file}:{line}: the sentence ranks by `{name}`, which is inside the noise floor on {reference}: put it into `{{{{#if …}}}}`"
                ));
            }
        }
    }
    findings
}

/// Whether the ratio `name` cannot be told from 1.
fn is_in_the_noise(view: &View<'_>, name: &str) -> bool {
    match (view.quantity(name), view.noise_floor()) {
        (Ok(Answer::Known(e, None)), Some(floor)) => e.low <= 1.0 + floor && e.high >= 1.0 - floor,
        _ => false,
    }
}

/// Quantities, with their lines, in sentences that rank something. Text inside `{{#if …}}` is the author's word that it
/// was looked at, so only the top of the page counts.
fn ranked(text: &str) -> Vec<(String, usize)> {
    let nodes = directive::parse_all(text).0;
    let top: Vec<directive::Node> = nodes.into_iter().filter(|n| !matches!(n, directive::Node::If { .. })).collect();
    let values = all_directives(&top).into_iter().filter_map(|(d, line)| match d {
        Directive::Value(name, _) if name.slug.is_none() => Some((name.name.clone(), line)),
        _ => None,
    });
    values.filter(|(name, line)| RANKS.iter().any(|rank| sentence_around(text, name, *line).contains(rank))).collect()
}

/// The sentence that holds the value `name` of `line`: from the last full stop before it to the next one after it.
fn sentence_around<'a>(text: &'a str, name: &str, line: usize) -> &'a str {
    let begin: usize = text.split_inclusive('\n').take(line - 1).map(str::len).sum();
    let at = text[begin..].find(name).map_or(begin, |i| begin + i);
    let ends = |s: &str| s.ends_with(['.', '?', ':']) || s.is_empty();
    let start = text[..at].rfind(". ").map_or(0, |i| i + 2).max(text[..at].rfind("\n\n").map_or(0, |i| i + 2));
    let stop = text[at..].match_indices(['.', '\n']).map(|(i, _)| at + i + 1).find(|stop| {
        let rest = &text[*stop..];
        (ends(&text[..*stop]) && rest.starts_with([' ', '\n'])) || rest.starts_with('\n') || rest.is_empty()
    });
    &text[start..stop.unwrap_or(text.len())]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_with_a_unit_are_found_and_others_are_not() {
        let found =
            |text: &str| prose_lines(text).into_iter().flat_map(|(_, w)| numbers_with_unit(&w)).collect::<Vec<_>>();
        assert_eq!(
            found("It takes 5 ms, then 1.02× or 1,000 µs; 20% of 3.5 s."),
            ["5 ms", "1.02×", "1,000 µs", "20%", "3.5 s"]
        );
        assert_eq!(found("Two threads, 4 roommates, Python 3.14t, PEP 703, i7-5 s."), [""; 0]);
        assert_eq!(found("`5 ms` and {{#value two_5 ms}}\n\n```text\n5 ms\n```\n<!-- 5 ms -->"), [""; 0]);
        assert_eq!(found("The interval is 5 ms. <!-- given: a constant of CPython -->"), [""; 0]);
        assert_eq!(found("The interval is 5 ms\nby default <!-- given: a constant of CPython -->."), [""; 0]);
        assert_eq!(found("| a |\n| - |\n| 5 ms |\n"), ["5 ms"]);
    }

    #[test]
    fn a_sentence_ends_at_its_full_stop_or_paragraph() {
        let text = "One. Two {{#value a}} is\nslower by 1.5 here. Three.\n\nFour {{#value b}} faster";
        assert_eq!(sentence_around(text, "a}}", 1), "Two {{#value a}} is\nslower by 1.5 here.");
        assert_eq!(sentence_around(text, "b}}", 4), "Four {{#value b}} faster");
    }

    #[test]
    fn only_unconditional_sentences_rank() {
        let text =
            "It is {{#value a}} slower.\n\n{{#if x.holds}}It is {{#value b}} faster.{{#end}}\n\nIt is {{#value c}}.\n";
        assert_eq!(ranked(text), [("a".to_owned(), 1)]);
    }
}
