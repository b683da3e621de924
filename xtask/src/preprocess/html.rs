//! Strings of records and declarations on their way into a page.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Text for the inside of an HTML block, which markdown does not read: one line, no markup.
pub(crate) fn escape(text: &str) -> String {
    encode(text, |c| matches!(c, '&' | '<' | '>' | '"' | '\'' | '{'))
}

/// As [`escape`], with what stands between two backticks as code.
pub(crate) fn with_code(text: &str) -> String {
    let mut parts = text.split('`').map(escape).collect::<Vec<_>>();
    // An odd number of parts is an even number of backticks; a lone one at the end stays what it is.
    if parts.len().is_multiple_of(2)
        && let Some(last) = parts.pop()
        && let Some(before) = parts.last_mut()
    {
        let _ = write!(before, "&#96;{last}");
    }
    let code = |(i, part): (usize, String)| if i % 2 == 1 { format!("<code>{part}</code>") } else { part };
    parts.into_iter().enumerate().map(code).collect()
}

/// Text among markdown, also in attributes of inline tags: one line in which nothing is markup.
pub(crate) fn inert(text: &str) -> String {
    encode(text, |c| c.is_ascii_punctuation() && !",.:;?()/%+-".contains(c))
}

/// Encodes the characters of `marked`; white space and control characters become single blanks, so that a string can
/// neither end a block of HTML nor hide in one.
fn encode(text: &str, marked: impl Fn(char) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_whitespace() && c != '\u{a0}' || c.is_control() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if marked(c) {
            // Writing to a string cannot fail.
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out
}

/// One segment of a relative link.
pub(crate) fn segment(text: &str) -> String {
    const OPEN: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');
    utf8_percent_encode(text, OPEN).to_string()
}

/// Renders markdown of a declaration as HTML on one line: HTML in it is shown as text, links go to the web or to a page.
pub(crate) fn markdown(text: &str) -> String {
    let mut ignored = 0_usize;
    let events = Parser::new_ext(text, Options::ENABLE_STRIKETHROUGH).filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) => Some(Event::Text(html)),
        Event::Start(Tag::Image { .. }) => {
            ignored += 1;
            None
        }
        Event::End(TagEnd::Image) => {
            ignored -= 1;
            None
        }
        Event::Start(Tag::Link { dest_url, link_type, title, id }) => {
            let dest_url = if is_safe(&dest_url) { dest_url } else { "#".into() };
            Some(Event::Start(Tag::Link { link_type, dest_url, title, id }))
        }
        other => Some(other),
    });
    let mut out = String::new();
    for event in events {
        write_event(&event, &mut out);
    }
    out.trim().to_owned()
}

/// The same without the frame of a single paragraph.
pub(crate) fn markdown_phrase(text: &str) -> String {
    let html = markdown(text);
    let inner = html.strip_prefix("<p>").and_then(|rest| rest.strip_suffix("</p>"));
    inner.filter(|inner| !inner.contains("<p>")).map_or_else(|| html.clone(), str::to_owned)
}

/// Relative links and the web; no scripts, no data.
fn is_safe(url: &str) -> bool {
    let scheme = url.split(['/', '#', '?']).next().unwrap_or_default();
    !scheme.contains(':') || url.starts_with("https://") || url.starts_with("http://")
}

fn write_event(event: &Event<'_>, out: &mut String) {
    match event {
        Event::Text(text) => out.push_str(&escape_keeping_ends(text)),
        Event::Code(code) => {
            let _ = write!(out, "<code>{}</code>", escape(code));
        }
        Event::SoftBreak | Event::HardBreak => out.push(' '),
        Event::Start(Tag::Link { dest_url, .. }) => {
            let _ = write!(out, "<a href=\"{}\">", escape(dest_url));
        }
        Event::Start(tag) => out.push_str(element(&tag.to_end()).0),
        Event::End(TagEnd::Link) => out.push_str("</a>"),
        Event::End(tag) => out.push_str(element(tag).1),
        _ => {}
    }
}

/// The HTML around what a correction may hold; the rest is shown as plain text.
fn element(tag: &TagEnd) -> (&'static str, &'static str) {
    match tag {
        TagEnd::Paragraph | TagEnd::Heading(_) => ("<p>", "</p>"),
        TagEnd::Emphasis => ("<em>", "</em>"),
        TagEnd::Strong => ("<strong>", "</strong>"),
        TagEnd::Strikethrough => ("<del>", "</del>"),
        TagEnd::List(true) => ("<ol>", "</ol>"),
        TagEnd::List(false) => ("<ul>", "</ul>"),
        TagEnd::Item => ("<li>", "</li>"),
        TagEnd::BlockQuote(_) => ("<blockquote>", "</blockquote>"),
        TagEnd::CodeBlock => ("<pre><code>", "</code></pre>"),
        _ => ("", ""),
    }
}

/// Pieces of text keep the blanks at their ends, which separate words from code and links.
fn escape_keeping_ends(text: &str) -> String {
    let before = if text.starts_with(char::is_whitespace) { " " } else { "" };
    let inner = escape(text);
    format!("{before}{inner}")
}

/// `1 core`, `2 cores`.
pub(crate) fn plural(n: u64, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}
