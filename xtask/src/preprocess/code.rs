//! `{{#code ANCHOR}}` and `{{#python ANCHOR}}`: lines of a program between anchors.

use std::fmt::Write as _;

use super::{Source, html};
use crate::directive::{Directive, Node};

/// Lines of one program, ready to be shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Listing {
    language: &'static str,
    label: &'static str,
    file: String,
    /// First and last line in the file, from 1.
    lines: (usize, usize),
    text: String,
    link: Option<String>,
    command: String,
}

/// The listing that stands right behind `first` in the other language: its directive, line and what follows.
pub(super) fn twin<'n>(first: &Directive, after: &'n [Node], text: &str) -> Option<(&'n Directive, usize, &'n [Node])> {
    let after = match after {
        [Node::Text(between), rest @ ..] if text[between.clone()].trim().is_empty() => rest,
        other => other,
    };
    match (first, after) {
        (Directive::Code(_), [Node::Directive(second @ Directive::Python(_), line), rest @ ..])
        | (Directive::Python(_), [Node::Directive(second @ Directive::Code(_), line), rest @ ..]) => {
            Some((second, *line, rest))
        }
        _ => None,
    }
}

/// The lines that a directive names.
pub(super) fn listing(
    directive: &Directive,
    slug: &str,
    source: &Source,
    repository: Option<&str>,
) -> Result<Listing, String> {
    let (anchor, text, extension, language, label, comment) = match directive {
        Directive::Code(anchor) => (anchor, &source.rust, "rs", "rust,noplayground", "Rust", "//"),
        Directive::Python(anchor) => (anchor, &source.python, "py", "python", "Python", "#"),
        _ => return Err("only `code` and `python` show code".into()),
    };
    let file = format!("examples/{slug}.{extension}");
    let text = text.as_deref().ok_or_else(|| format!("there is no {file}: write it, or remove the directive"))?;
    let (text, lines) = between(text, anchor, comment).map_err(|why| why.replace("{file}", &file))?;
    let link = repository.map(|address| format!("{address}/blob/HEAD/{file}#L{}-L{}", lines.0, lines.1));
    let command = if language == "python" { format!("python3 {file}") } else { format!("cargo run --example {slug}") };
    Ok(Listing { language, label, file, lines, text, link, command })
}

/// Lines between `ANCHOR: name` and `ANCHOR_END: name`, without anchors of others, moved to the left.
fn between(text: &str, name: &str, comment: &str) -> Result<(String, (usize, usize)), String> {
    let mut known = Vec::new();
    let mut start = None;
    let mut lines = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        match anchor(line, comment) {
            Some(("ANCHOR", found)) if found == name && start.is_some() => {
                return Err(format!("{{file}}:{number}: the anchor `{name}` begins a second time: rename one"));
            }
            Some(("ANCHOR", found)) if found == name => start = Some(number + 1),
            Some(("ANCHOR", found)) => known.push(format!("`{found}`")),
            Some(("ANCHOR_END", found)) if found == name && start.is_some() => {
                return Ok((dedent(&lines), (start.unwrap_or(1), number - 1)));
            }
            Some(_) => {}
            None if start.is_some() => lines.push(line),
            None => {}
        }
    }
    Err(match start {
        Some(line) => {
            format!("{{file}}:{}: the anchor `{name}` is never closed: add `{comment} ANCHOR_END: {name}`", line - 1)
        }
        None => {
            let known = if known.is_empty() { "none".into() } else { known.join(", ") };
            format!("there is no anchor `{name}` in {{file}}, which has: {known}; add `{comment} ANCHOR: {name}`")
        }
    })
}

/// `ANCHOR` or `ANCHOR_END` and the name, if the line is such a comment.
fn anchor<'l>(line: &'l str, comment: &str) -> Option<(&'l str, &'l str)> {
    let (word, name) = line.trim().strip_prefix(comment)?.trim().split_once(':')?;
    matches!(word, "ANCHOR" | "ANCHOR_END").then(|| (word, name.trim()))
}

fn dedent(lines: &[&str]) -> String {
    let filled = lines.iter().filter(|line| !line.trim().is_empty());
    let indent = filled.map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    let cut = lines.iter().map(|line| line.get(indent..).unwrap_or_default().trim_end());
    cut.collect::<Vec<_>>().join("\n").trim_matches('\n').to_owned()
}

impl Listing {
    /// The listing as it stands on its own.
    pub(super) fn alone(&self) -> String {
        format!("{}\n\n{}", self.fenced(), self.footer())
    }

    fn fenced(&self) -> String {
        let longest = self.text.lines().map(|l| l.trim_start().chars().take_while(|c| *c == '`').count()).max();
        let fence = "`".repeat(longest.unwrap_or(0).max(2) + 1);
        format!("{fence}{}\n{}\n{fence}", self.language, self.text)
    }

    fn footer(&self) -> String {
        let (file, (first, last)) = (html::escape(&self.file), self.lines);
        let place = match &self.link {
            Some(link) => format!("<a href=\"{}\">{file}, lines {first}–{last}</a>", html::escape(link)),
            None => format!("<code>{file}</code>, lines {first}–{last}"),
        };
        format!("<p class=\"rn-run\">{place}. Run it: <code>{}</code></p>", html::escape(&self.command))
    }
}

/// Listings of one program in several languages: labeled blocks in sequence, which a script may turn into tabs.
pub(super) fn tabs(listings: &[Listing]) -> String {
    let mut out = String::from("<div class=\"rn-tabs\">\n");
    for listing in listings {
        let (label, fenced, footer) = (listing.label, listing.fenced(), listing.footer());
        // Writing to a string cannot fail.
        let _ = write!(
            out,
            "<div class=\"rn-tab\" data-label=\"{label}\">\n<p class=\"rn-tab-label\">{label}</p>\n\n{fenced}\n\n{footer}\n</div>\n"
        );
    }
    out.push_str("</div>");
    out
}
