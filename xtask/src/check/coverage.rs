//! Where each part of the source documents has its home: `cargo xtask check --coverage`.
//!
//! `book/coverage.toml` is the table; its head says what a row is. [`look`] reads it against the pages of the built book,
//! beside [`super::pages`], which looks at one page at a time.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    ops::Range,
};

use anyhow::Context as _;
use serde::Deserialize;
use toml::Spanned;

use super::Finding;
use crate::{
    chapters::{Tree, is_slug},
    site,
};

#[cfg(test)]
mod tests;

/// The table, as findings name it.
const FILE: &str = "book/coverage.toml";

/// What [`coverage`] found.
#[derive(Debug, Default)]
pub struct Coverage {
    /// What must be mended.
    pub findings: Vec<Finding>,
    /// How many parts have a home, and those that have none.
    pub summary: String,
}

impl Coverage {
    /// What was found, for people.
    #[must_use]
    pub fn report(&self) -> String {
        let findings: String = self.findings.iter().map(|finding| format!("  {finding}\n")).collect();
        match self.findings.len() {
            0 => self.summary.clone(),
            n => format!("{}coverage: not proven: {PROVES}\n{findings}{n} to mend\n", self.summary),
        }
    }
}

/// What is so if nothing is found.
pub(super) const PROVES: &str = "every part of the source documents has its home (only with --coverage)";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    /// Chapters that will be written.
    planned: Vec<Spanned<String>>,
    /// By number.
    documents: BTreeMap<String, Spanned<Document>>,
    /// By document and lines, as in `002:285-291`.
    rows: BTreeMap<String, Spanned<Row>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    /// How many parts it has.
    rows: usize,
    /// Lines that must have a home.
    must: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    /// What it is, in a few words.
    is: String,
    /// The page and the element that have it, `PAGE#ANCHOR`.
    home: Option<String>,
    /// The chapter that will have it.
    planned: Option<String>,
}

/// Reads the table against the book, which is built for that.
///
/// # Errors
/// If the table cannot be read or the book cannot be built.
pub fn coverage(tree: &Tree) -> anyhow::Result<Coverage> {
    let text = fs::read_to_string(tree.root().join(FILE)).with_context(|| format!("cannot read {FILE}"))?;
    let built = tree.root().join("target/check");
    site::build(tree, &site::Options { destination: Some(built.clone()) })?;
    let ids = |page: &str| {
        let html = tree.page(page).is_file().then(|| fs::read_to_string(built.join(format!("{page}.html"))));
        html.map(|html| site::links::ids(&html.unwrap_or_default()))
    };
    Ok(look(&text, &ids))
}

/// Reads the table; `ids` gives the ids of a page, or nothing where there is no such page.
fn look(text: &str, ids: &dyn Fn(&str) -> Option<BTreeSet<String>>) -> Coverage {
    let table: Table = match toml::from_str(text) {
        Ok(table) => table,
        Err(error) => {
            let line = line_of(text, error.span().unwrap_or_default());
            let finding = format!("{FILE}:{line}: {}: write it as the head of the file says", error.message());
            return Coverage { findings: vec![finding], summary: String::new() };
        }
    };
    let mut reader = Reader { text, ids, planned: BTreeSet::new(), findings: Vec::new() };
    reader.planned(&table.planned);
    let parts = reader.rows(&table);
    reader.documents(&table.documents, &parts);
    Coverage { summary: summary(&parts), findings: reader.findings }
}

/// A row that can be read.
struct Part {
    document: String,
    lines: (u32, u32),
    line: usize,
    is: String,
    home: Home,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Home {
    Page,
    Planned,
    None,
}

struct Reader<'a> {
    text: &'a str,
    ids: &'a dyn Fn(&str) -> Option<BTreeSet<String>>,
    planned: BTreeSet<String>,
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn finds(&mut self, line: usize, what: &str) {
        self.findings.push(format!("{FILE}:{line}: {what}"));
    }

    /// What is planned is not there yet.
    fn planned(&mut self, planned: &[Spanned<String>]) {
        for slug in planned {
            let (line, slug) = (line_of(self.text, slug.span()), slug.get_ref());
            if !is_slug(slug) {
                self.finds(line, &format!("`{slug}` cannot be a chapter: use lower_snake_case"));
            } else if (self.ids)(slug).is_some() {
                let mend = "take it off the list, and say in its rows where on the page they are";
                self.finds(line, &format!("`{slug}` is planned, and book/{slug}.md is there: {mend}"));
            }
            self.planned.insert(slug.clone());
        }
    }

    fn rows(&mut self, table: &Table) -> Vec<Part> {
        let mut parts: Vec<Part> = table.rows.iter().filter_map(|(at, row)| self.row(at, row)).collect();
        parts.sort_by(|a, b| (&a.document, a.lines).cmp(&(&b.document, b.lines)));
        for pair in parts.windows(2) {
            if pair[0].document == pair[1].document && pair[1].lines.0 <= pair[0].lines.1 {
                let (first, second) = (pair[0].line, pair[1].line);
                self.finds(second, &format!("its lines are in the row of line {first}, too: make it one row, or two"));
            }
        }
        parts
    }

    fn row(&mut self, at: &str, row: &Spanned<Row>) -> Option<Part> {
        let (line, row) = (line_of(self.text, row.span()), row.get_ref());
        let Some((document, lines)) = at.split_once(':').and_then(|(d, lines)| Some((d, range(lines)?))) else {
            self.finds(line, &format!("`{at}` is no place in a document: write it as in \"002:285-291\""));
            return None;
        };
        if row.is.trim().is_empty() {
            self.finds(line, "the row does not say what it is: name it in a few words");
        }
        let home = match (&row.home, &row.planned) {
            (Some(home), None) => self.home(line, home),
            (None, Some(slug)) => self.later(line, slug),
            (None, None) => Home::None,
            (Some(_), Some(_)) => {
                self.finds(line, "the row has a home and is planned: delete one of them");
                Home::Page
            }
        };
        Some(Part { document: document.into(), lines, line, is: row.is.clone(), home })
    }

    fn home(&mut self, line: usize, home: &str) -> Home {
        let Some((page, anchor)) = home.split_once('#').filter(|(page, id)| !page.is_empty() && !id.is_empty()) else {
            self.finds(line, &format!("`{home}` is no home: write it as in \"the_gil#corrections\""));
            return Home::Page;
        };
        match (self.ids)(page) {
            None => self.finds(line, &format!("there is no book/{page}.md: name another page, or say `planned`")),
            Some(ids) if !ids.contains(anchor) => {
                let mend = "name the id of a heading or of an element of the built page";
                self.finds(line, &format!("book/{page}.md has nothing with the id `{anchor}`: {mend}"));
            }
            Some(_) => {}
        }
        Home::Page
    }

    fn later(&mut self, line: usize, slug: &str) -> Home {
        if !self.planned.contains(slug) {
            self.finds(
                line,
                &format!("`{slug}` is not among the planned chapters: put it on the list, or mend its name"),
            );
        }
        Home::Planned
    }

    /// No row is lost, and what must have a home has one.
    fn documents(&mut self, documents: &BTreeMap<String, Spanned<Document>>, parts: &[Part]) {
        for (number, document) in documents {
            let (line, document) = (line_of(self.text, document.span()), document.get_ref());
            let own = || parts.iter().filter(|part| part.document == *number);
            if own().count() != document.rows {
                let (is, said) = (own().count(), document.rows);
                self.finds(
                    line,
                    &format!("{number} has {is} rows and not {said}: add what is missing, or mend the number"),
                );
            }
            let must: Vec<_> = document.must.iter().filter_map(|lines| range(lines)).collect();
            if must.len() != document.must.len() {
                self.finds(line, &format!("`must` of {number} are not all lines: write them as in \"1-64\""));
            }
            for part in own().filter(|part| part.home == Home::None) {
                if must.iter().any(|lines| lines.0 <= part.lines.1 && part.lines.0 <= lines.1) {
                    let what = format!("`{}` has no home: say `home` or `planned`", part.is);
                    self.finds(part.line, &what);
                }
            }
        }
        for part in parts.iter().filter(|part| !documents.contains_key(&part.document)) {
            let what = format!("`{}` is not among the documents: add it there, or mend the row", part.document);
            self.finds(part.line, &what);
        }
    }
}

/// How many parts have which home, and those that have none.
fn summary(parts: &[Part]) -> String {
    let with = |home: Home| parts.iter().filter(move |part| part.home == home);
    let [page, planned, none] = [Home::Page, Home::Planned, Home::None].map(|home| with(home).count());
    let mut text = format!("{} parts: {page} are on a page, {planned} are planned, {none} have no home\n", parts.len());
    for Part { document, lines, is, .. } in with(Home::None) {
        text.push_str(&format!("  no home: {document}:{}-{} {is}\n", lines.0, lines.1));
    }
    text
}

/// `285-291` or `285`.
fn range(lines: &str) -> Option<(u32, u32)> {
    let (first, last) = lines.split_once('-').unwrap_or((lines, lines));
    let range = (first.parse().ok()?, last.parse().ok()?);
    (0 < range.0 && range.0 <= range.1).then_some(range)
}

/// The line on which a part of the text begins.
fn line_of(text: &str, span: Range<usize>) -> usize {
    text.as_bytes().iter().take(span.start).filter(|byte| **byte == b'\n').count() + 1
}
