//! The mdBook preprocessor: turns directives into what the records say.
//!
//! [`run`] is a pure function of a book and its [`Inputs`]; it reads no file, no clock and no environment. [`external`]
//! is its door for plain `mdbook build`; `site::book` calls it in-process. One module a family of directives: [`code`],
//! [`value`] (numbers and the machine), [`verdict`], [`predictions`], [`machines`], [`pythons`]; the ledger is [`crate::claims`].

mod code;
pub mod external;
pub(crate) mod html;
mod inputs;
mod machines;
mod page;
mod predictions;
pub(crate) mod pythons;
mod value;
pub(crate) mod verdict;

use std::{collections::BTreeSet, fmt, path::Path};

use mdbook_preprocessor::book::{Book, BookItem, Chapter};

use crate::charts::Speaker;
pub use inputs::{Draw, Freshness, Inputs, Source, draw_nothing};

use crate::directive::{self, Directive, Node};

/// Name of the preprocessor in `book.toml`.
pub const NAME: &str = "roommates";

/// All that is wrong with the pages of a book, one line each.
#[derive(Clone, Debug, Default, PartialEq, Eq, thiserror::Error)]
pub struct Faults(pub Vec<String>);

impl fmt::Display for Faults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.join("\n"))
    }
}

/// A page whose directives are read and not yet replaced.
struct Parsed {
    file: String,
    slug: Option<String>,
    nodes: Vec<Node>,
    faults: Vec<directive::Fault>,
}

/// What links may go to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Facts {
    /// Slugs of the pages at the top of the book.
    pub(crate) pages: BTreeSet<String>,
    /// Claims whose verdict their page shows: chapter and claim.
    pub(crate) shown: BTreeSet<(String, String)>,
}

/// Replaces all directives of a book.
///
/// # Errors
/// All faults of all pages, each with file, line and the mend.
pub fn run(mut book: Book, inputs: &Inputs) -> Result<Book, Faults> {
    let mut faults = Vec::new();
    let mut facts = Facts::default();
    for_each_page(&mut book.items, &mut |chapter| facts.pages.extend(slug_of(file_of(chapter))));
    // The ledger links to verdicts, so pages that hold it come last.
    for last in [false, true] {
        for_each_page(&mut book.items, &mut |chapter| {
            let page = parsed(chapter);
            if has_ledger(&page.nodes) == last {
                match page::expand(&chapter.content, &page, inputs, &mut facts) {
                    Ok(text) => chapter.content = text,
                    Err(all) => faults.extend(located(&page.file, all)),
                }
            }
        });
    }
    if faults.is_empty() { Ok(book) } else { Err(Faults(faults)) }
}

/// All pages, parents before their children.
fn for_each_page(items: &mut [BookItem], visit: &mut impl FnMut(&mut Chapter)) {
    for item in items {
        if let BookItem::Chapter(chapter) = item {
            if !chapter.is_draft_chapter() {
                visit(chapter);
            }
            for_each_page(&mut chapter.sub_items, visit);
        }
    }
}

fn parsed(chapter: &Chapter) -> Parsed {
    let path = file_of(chapter);
    let (nodes, faults) = directive::parse_all(&chapter.content);
    Parsed { file: format!("book/{}", path.display()), slug: slug_of(path), nodes, faults }
}

fn file_of(chapter: &Chapter) -> &Path {
    chapter.source_path.as_deref().or(chapter.path.as_deref()).unwrap_or(Path::new("?"))
}

/// Name of a page at the top of the book.
fn slug_of(path: &Path) -> Option<String> {
    let top = path.parent().is_none_or(|p| p.as_os_str().is_empty());
    path.file_stem().filter(|_| top).map(|stem| stem.to_string_lossy().into_owned())
}

fn located(file: &str, faults: Vec<directive::Fault>) -> Vec<String> {
    faults.into_iter().map(|fault| format!("{file}:{}: {}", fault.line, fault.text)).collect()
}

fn has_ledger(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Directive(directive, _) => *directive == Directive::Ledger,
        Node::If { then, otherwise, .. } => has_ledger(then) || has_ledger(otherwise),
        Node::Text(_) => false,
    })
}

#[cfg(test)]
pub(crate) mod fixture;
#[cfg(test)]
mod tests;
