//! Finds directives in a page and says where each of them stands.
//!
//! Directives are found in the source and then masked by letters of the same length, so that what is written in them
//! cannot change how the page parses; pulldown-cmark, with the options that mdBook uses, says what surrounds each.

use std::ops::Range;

use pulldown_cmark::{Event, LinkType, Options, Parser, Tag, TagEnd};

use super::WORDS;

/// A directive in the source, not yet read.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    /// Bytes that are replaced; the whole line where it stands alone.
    pub(super) range: Range<usize>,
    /// What stands between `{{#` and `}}`; `None` if it is not closed on its line.
    pub(super) inner: Option<&'a str>,
    /// From `{{#` on, for messages.
    pub(super) shown: &'a str,
    /// Line of the page, from 1.
    pub(super) line: usize,
    /// What surrounds it.
    pub(super) place: Place,
}

/// What surrounds a directive.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Alone on its line.
    Line {
        /// Number of the paragraph, cell, heading or HTML block.
        leaf: usize,
        /// Whether it stands in no list, quote, table, heading or HTML.
        top: bool,
    },
    /// Among other text.
    Inline {
        /// Number of the paragraph, cell, heading or HTML block.
        leaf: usize,
    },
    /// Where HTML cannot go: inside a tag, a link target, an image description.
    Nowhere,
}

/// All directives that are not code or comment, in order.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let found = find(text);
    if found.is_empty() {
        return Vec::new();
    }
    let surroundings = surroundings(&masked(text, &found));
    let mut line_starts = LineCounter::default();
    let mut tokens = Vec::new();
    for range in found {
        let line = line_starts.line(text, range.start);
        let shown = &text[range.clone()];
        let inner = shown.strip_suffix("}}").map(|s| &s["{{#".len()..]);
        if let Some((place, range)) = place(text, &range, &surroundings) {
            tokens.push(Token { range, inner, shown, line, place });
        }
    }
    tokens
}

/// Everything from `{{#` to `}}` on one line; only `{{#word` where that is not closed.
fn find(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(start) = text[from..].find("{{#").map(|at| from + at) {
        let rest = &text[start + 3..];
        let stop = rest.find(['{', '}', '`', '<', '>', '\n']).unwrap_or(rest.len());
        let end = if rest[stop..].starts_with("}}") {
            start + 3 + stop + 2
        } else {
            start + 3 + rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len()).min(stop)
        };
        found.push(start..end);
        from = end;
    }
    found
}

fn masked(text: &str, found: &[Range<usize>]) -> String {
    let mut masked = String::with_capacity(text.len());
    let mut end = 0;
    for range in found {
        masked.push_str(&text[end..range.start]);
        masked.extend(std::iter::repeat_n('x', range.len()));
        end = range.end;
    }
    masked.push_str(&text[end..]);
    masked
}

/// A stretch of the page in which directives are treated alike.
#[derive(Debug)]
struct Stretch {
    range: Range<usize>,
    kind: Kind,
    leaf: usize,
    top: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    /// Code and comments: nothing fires.
    Inert,
    /// Inside an HTML tag, an image description or an automatic link.
    Forbidden,
}

fn surroundings(masked: &str) -> Vec<Stretch> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM;
    let mut walk = Walk::default();
    for (event, range) in Parser::new_ext(masked, options).into_offset_iter() {
        walk.event(masked, &event, range);
    }
    walk.stretches
}

/// State while walking over the events of a page.
#[derive(Default)]
struct Walk {
    stretches: Vec<Stretch>,
    /// Numbers of the open blocks, and whether each is a paragraph.
    blocks: Vec<(usize, bool)>,
    next_block: usize,
    code: bool,
    /// Open links and images, and whether each takes only plain text.
    links: Vec<bool>,
}

impl Walk {
    fn event(&mut self, masked: &str, event: &Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(Tag::HtmlBlock) => {
                self.open(false);
                for (kind, part) in html_parts(&masked[range.clone()]) {
                    self.add(kind, range.start + part.start..range.start + part.end);
                }
            }
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(*tag),
            Event::Code(_) => self.add(Kind::Inert, range),
            Event::InlineHtml(html) => {
                let kind = if html.starts_with("<!") { Kind::Inert } else { Kind::Forbidden };
                self.add(kind, range);
            }
            Event::Text(_) if self.links.contains(&true) => self.add(Kind::Forbidden, range),
            Event::Text(_) if !self.code => self.add(Kind::Text, range),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::CodeBlock(_) => {
                self.open(false);
                self.code = true;
                self.add(Kind::Inert, range);
            }
            Tag::Image { .. } => self.links.push(true),
            Tag::Link { link_type, .. } => self.links.push(matches!(link_type, LinkType::Autolink | LinkType::Email)),
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            Tag::Paragraph => self.open(true),
            _ => self.open(false),
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Image | TagEnd::Link => {
                self.links.pop();
            }
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            TagEnd::CodeBlock => {
                self.code = false;
                self.blocks.pop();
            }
            _ => {
                self.blocks.pop();
            }
        }
    }

    fn open(&mut self, paragraph: bool) {
        self.next_block += 1;
        self.blocks.push((self.next_block, paragraph));
    }

    fn add(&mut self, kind: Kind, range: Range<usize>) {
        let leaf = self.blocks.last().map_or(0, |b| b.0);
        let top = matches!(self.blocks.as_slice(), [] | [(_, true)]);
        self.stretches.push(Stretch { range, kind, leaf, top });
    }
}

/// Elements whose content is not prose.
const VERBATIM: [&str; 5] = ["script", "style", "pre", "code", "textarea"];

/// Cuts a block of HTML into text, tags and what is inert (comments, scripts, code).
fn html_parts(html: &str) -> Vec<(Kind, Range<usize>)> {
    let mut parts = Vec::new();
    let mut at = 0;
    while at < html.len() {
        let rest = &html[at..];
        let (kind, length) = if rest.starts_with("<!--") {
            (Kind::Inert, until(rest, "-->"))
        } else if let Some(name) = tag_name(rest) {
            if VERBATIM.contains(&name.as_str()) {
                (Kind::Inert, until(&rest.to_ascii_lowercase(), &format!("</{name}")))
            } else {
                (Kind::Forbidden, tag_length(rest))
            }
        } else {
            let first = rest.chars().next().map_or(1, char::len_utf8);
            (Kind::Text, rest[first..].find('<').map_or(rest.len(), |n| n + first))
        };
        parts.push((kind, at..at + length));
        at += length;
    }
    parts
}

/// Length up to and with `end`; everything if it does not occur.
fn until(text: &str, end: &str) -> usize {
    text.find(end).map_or(text.len(), |n| n + end.len())
}

/// Name of the tag at the start of `html`, in lower case; a closing tag starts with `/`.
fn tag_name(html: &str) -> Option<String> {
    let name = html.strip_prefix('<')?;
    let length = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '/' && c != '-').unwrap_or(name.len());
    let starts = name.trim_start_matches('/').starts_with(|c: char| c.is_ascii_alphabetic());
    starts.then(|| name[..length].trim_end_matches('/').to_ascii_lowercase())
}

/// Length of the tag at the start of `html`; a `>` in a quoted attribute does not end it.
fn tag_length(html: &str) -> usize {
    let mut quote = None;
    for (at, c) in html.char_indices() {
        match (quote, c) {
            (None, '>') => return at + 1,
            (None, '"' | '\'') => quote = Some(c),
            (Some(q), c) if q == c => quote = None,
            _ => {}
        }
    }
    html.len()
}

/// Where the directive at `range` stands and which bytes it takes; `None` if nothing fires there.
fn place(text: &str, range: &Range<usize>, surroundings: &[Stretch]) -> Option<(Place, Range<usize>)> {
    let first = surroundings.partition_point(|s| s.range.end <= range.start);
    let around = surroundings[first..].iter().find(|s| s.range.start <= range.start && range.start < s.range.end);
    let Some(stretch) = around else { return Some((Place::Nowhere, range.clone())) };
    let leaf = stretch.leaf;
    match stretch.kind {
        Kind::Inert => None,
        Kind::Forbidden => Some((Place::Nowhere, range.clone())),
        Kind::Text => Some(match alone(text, range) {
            Some(line) => (Place::Line { leaf, top: stretch.top }, line),
            None => (Place::Inline { leaf }, range.clone()),
        }),
    }
}

/// The whole line with its end, if nothing but blanks stands beside `range`.
fn alone(text: &str, range: &Range<usize>) -> Option<Range<usize>> {
    let start = text[..range.start].rfind('\n').map_or(0, |n| n + 1);
    let end = text[range.end..].find('\n').map_or(text.len(), |n| range.end + n + 1);
    let blank = |part: &str| part.trim().is_empty();
    (blank(&text[start..range.start]) && blank(&text[range.end..end])).then_some(start..end)
}

/// Counts lines once over the whole page.
#[derive(Default)]
struct LineCounter {
    seen: usize,
    lines: usize,
}

impl LineCounter {
    fn line(&mut self, text: &str, at: usize) -> usize {
        self.lines += text.as_bytes()[self.seen..at].iter().filter(|b| **b == b'\n').count();
        self.seen = at;
        self.lines + 1
    }
}

/// All directives by name, for messages.
pub(super) fn known() -> String {
    WORDS.map(|word| format!("`{word}`")).join(", ")
}
