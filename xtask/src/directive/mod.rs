//! Directives: `{{#value two_threads}}` and its kin in a page.
//!
//! [`parse`] turns the text of a page into [`Node`]s and names everything that is wrong with it at once. What stands in
//! a code block, in inline code or in an HTML comment is text, so that a page can write about directives. [`scan`] finds
//! directives and where they stand, [`word`] reads what one says, this module builds the tree.

mod scan;
mod word;

use std::ops::Range;

use scan::{Place, Token};

/// One directive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Directive {
    /// Lines of the example between anchors.
    Code(String),
    /// Lines of the Python twin between anchors.
    Python(String),
    /// A figure.
    Chart(Name),
    /// A number.
    Value(Name, Form),
    /// The verdict on a claim.
    Verdict(Name),
    /// Which machine speaks.
    Machine(Part),
    /// The text assumes a verdict: a condition of the form `CLAIM.VERDICT`.
    Assert(Condition),
    /// The matrix of all claims.
    Ledger,
    /// How far the model is from CPython, over all chapters.
    Predictions,
    /// All machines.
    Machines,
    /// What the Pythons of the machine say of themselves.
    Pythons,
}

/// What a directive names; pages that are not chapters say in which chapter.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// The chapter, where it is not that of the page.
    pub slug: Option<String>,
    /// A quantity, chart or claim.
    pub name: String,
}

/// How a number is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The number; its interval on demand.
    #[default]
    Point,
    /// The number and its interval.
    Interval,
    /// As a percentage.
    Percent,
    /// The number without markup, for headings and links.
    Bare,
}

/// What is said about the machine that speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Part {
    /// Name and cores.
    #[default]
    Whole,
    /// Number of logical CPUs.
    Cores,
    /// CPU model.
    Cpu,
    /// Main memory.
    Memory,
    /// Day of the measurement.
    Date,
    /// Whether the measurement still speaks of this code.
    Freshness,
}

/// A condition as `harness::evaluate` reads it, and the chapter it asks.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Condition {
    /// The chapter, where it is not that of the page.
    pub slug: Option<String>,
    /// The condition without the chapter; empty if it could not be read.
    pub text: String,
}

/// A piece of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node {
    /// Markdown that stays as it is: a range of bytes of the page.
    Text(Range<usize>),
    /// A directive, with its line.
    Directive(Directive, usize),
    /// Text that depends on a condition.
    If {
        /// The condition.
        condition: Condition,
        /// Line of the `if`.
        line: usize,
        /// Where it is true.
        then: Vec<Node>,
        /// Where it is not.
        otherwise: Vec<Node>,
    },
}

/// Something wrong on a page, with the mend.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// Line of the page, from 1.
    pub line: usize,
    /// What is wrong and how to mend it.
    pub text: String,
}

/// Words that a directive may start with.
pub const WORDS: [&str; 14] = [
    "code",
    "python",
    "chart",
    "value",
    "verdict",
    "if",
    "else",
    "end",
    "machine",
    "assert",
    "ledger",
    "predictions",
    "machines",
    "pythons",
];

/// Reads the directives of a page.
///
/// # Errors
/// All directives that are unknown, malformed, unclosed, misplaced or wrongly nested.
pub fn parse(text: &str) -> Result<Vec<Node>, Vec<Fault>> {
    let (nodes, faults) = parse_all(text);
    if faults.is_empty() { Ok(nodes) } else { Err(faults) }
}

/// Reads what can be read, and names all that cannot: a page with one bad directive is still checked as a whole.
#[must_use]
pub fn parse_all(text: &str) -> (Vec<Node>, Vec<Fault>) {
    let mut tree = Tree::new();
    let mut end = 0;
    for token in scan::tokens(text) {
        tree.text(end..token.range.start);
        end = token.range.end;
        tree.token(&token);
    }
    tree.text(end..text.len());
    tree.finish()
}

/// An `if` that is not closed yet.
struct Open {
    condition: Condition,
    line: usize,
    place: Place,
    then: Vec<Node>,
    /// Present once its `else` was seen.
    otherwise: Option<Vec<Node>>,
}

impl From<Open> for Node {
    fn from(Open { condition, line, then, otherwise, .. }: Open) -> Self {
        Self::If { condition, line, then, otherwise: otherwise.unwrap_or_default() }
    }
}

struct Tree {
    top: Vec<Node>,
    open: Vec<Open>,
    faults: Vec<Fault>,
}

impl Tree {
    fn new() -> Self {
        Self { top: Vec::new(), open: Vec::new(), faults: Vec::new() }
    }

    fn text(&mut self, range: Range<usize>) {
        if !range.is_empty() {
            self.push(Node::Text(range));
        }
    }

    fn push(&mut self, node: Node) {
        match self.open.last_mut() {
            Some(open) => open.otherwise.as_mut().unwrap_or(&mut open.then).push(node),
            None => self.top.push(node),
        }
    }

    fn fault(&mut self, line: usize, text: impl Into<String>) {
        self.faults.push(Fault { line, text: text.into() });
    }

    fn token(&mut self, token: &Token<'_>) {
        let line = token.line;
        let word = match word::read(token) {
            Ok(word) => word,
            Err(text) => {
                self.fault(line, text);
                if token.shown.starts_with("{{#if") {
                    // Its `end` is no second fault, and neither is what it asks.
                    self.frame(Condition::default(), token);
                }
                return;
            }
        };
        match word {
            word::Word::If(condition) => self.frame(condition, token),
            word::Word::Else => self.other(token),
            word::Word::End => self.close(token),
            word::Word::Directive(directive) => self.push(Node::Directive(directive, line)),
        }
    }

    fn frame(&mut self, condition: Condition, token: &Token<'_>) {
        self.open.push(Open { condition, line: token.line, place: token.place, then: Vec::new(), otherwise: None });
    }

    fn other(&mut self, token: &Token<'_>) {
        let line = token.line;
        self.same_place(token);
        match self.open.last_mut() {
            None => self.fault(line, "`{{#else}}` without an `{{#if}}` before it: add one, or remove it"),
            Some(open) if open.otherwise.is_none() => open.otherwise = Some(Vec::new()),
            Some(open) => {
                let first = open.line;
                self.fault(line, format!("a second `{{{{#else}}}}` for the `{{{{#if}}}}` of line {first}: remove one"));
            }
        }
    }

    fn close(&mut self, token: &Token<'_>) {
        self.same_place(token);
        let Some(open) = self.open.pop() else {
            return self.fault(token.line, "`{{#end}}` without an `{{#if}}` before it: add one, or remove it");
        };
        self.push(open.into());
    }

    /// An `if` inside a sentence ends in that sentence; one on a line of its own ends on a line of its own.
    fn same_place(&mut self, token: &Token<'_>) {
        let Some(open) = self.open.last() else { return };
        let fits = match (open.place, token.place) {
            (Place::Line { .. }, Place::Line { .. }) => true,
            (Place::Inline { leaf: a, .. }, Place::Inline { leaf: b, .. })
            | (Place::Inline { leaf: a, .. }, Place::Line { leaf: b, .. })
            | (Place::Line { leaf: a, .. }, Place::Inline { leaf: b, .. }) => a == b,
            _ => true, // A misplaced directive was named already.
        };
        if !fits {
            let text = format!(
                "it belongs to the `{{{{#if}}}}` of line {}, which stands in another paragraph, cell or item: put each of \
                 them on a line of its own, or all into one paragraph",
                open.line
            );
            self.fault(token.line, text);
        }
    }

    fn finish(mut self) -> (Vec<Node>, Vec<Fault>) {
        while let Some(open) = self.open.pop() {
            self.fault(open.line, "`{{#if}}` is never closed: add `{{#end}}`");
            self.push(open.into());
        }
        self.faults.sort();
        (self.top, self.faults)
    }
}

#[cfg(test)]
mod tests;
