//! Checks the built site: every internal link, anchor, image and script leads somewhere, and no page asks another host
//! for anything.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    fmt, fs,
    path::{Path, PathBuf},
};

use anyhow::Context;
use html5ever::{
    tendril::StrTendril,
    tokenizer::{
        BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts, states::RawKind,
    },
};
use percent_encoding::percent_decode_str;

/// A reference of the site that leads nowhere, or somewhere it must not.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Broken {
    /// File of the site that holds it.
    pub file: String,
    /// Its line there; the built pages have long lines.
    pub line: u64,
    /// The reference.
    pub target: String,
    /// What is wrong with it.
    pub why: String,
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: `{}` {}", self.file, self.line, self.target, self.why)
    }
}

/// What can be referred to in a page.
#[must_use]
pub fn ids(html: &str) -> BTreeSet<String> {
    scan(html).ids
}

/// Checks all pages and style sheets below `site`.
///
/// # Errors
/// If a file cannot be read.
pub fn check(site: &Path) -> anyhow::Result<Vec<Broken>> {
    let files = files(site)?;
    let mut pages = BTreeMap::new();
    let mut references = Vec::new();
    for file in &files {
        let read = || fs::read_to_string(site.join(file)).with_context(|| format!("cannot read {file} of the site"));
        match Path::new(file).extension().and_then(|e| e.to_str()) {
            Some("html") => {
                let page = scan(&read()?);
                references.extend(page.references.into_iter().map(|r| (file.clone(), r)));
                pages.insert(file.clone(), page.ids);
            }
            Some("css") => references.extend(style_references(&read()?, 1).into_iter().map(|r| (file.clone(), r))),
            _ => {}
        }
    }
    let site = Site { files, pages };
    let broken = references.into_iter().filter_map(|(file, reference)| {
        let why = site.fault(&file, &reference)?;
        Some(Broken { file, line: reference.line, target: reference.target.chars().take(120).collect(), why })
    });
    let broken: BTreeSet<Broken> = broken.collect();
    Ok(broken.into_iter().collect())
}

/// All files below `site`, relative, with `/` between names.
fn files(site: &Path) -> anyhow::Result<BTreeSet<String>> {
    let mut files = BTreeSet::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = site.join(&folder);
        let entries = fs::read_dir(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for entry in entries {
            let entry = entry?;
            let inner = folder.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                folders.push(inner);
            } else {
                let names: Vec<_> = inner.iter().map(|name| name.to_string_lossy()).collect();
                files.insert(names.join("/"));
            }
        }
    }
    Ok(files)
}

/// A reference in a page or style sheet.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Reference {
    target: String,
    line: u64,
    /// Whether a browser fetches it without being asked.
    fetched: bool,
}

/// What a page refers to and what can be referred to in it.
#[derive(Debug, Default)]
struct Page {
    ids: BTreeSet<String>,
    references: Vec<Reference>,
    /// Inside a style element.
    style: bool,
    /// Inside a drawing, where a style element is no style sheet: the gate of a figure.
    drawing: bool,
}

fn scan(html: &str) -> Page {
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Scanner::default(), TokenizerOpts::default());
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner()
}

#[derive(Default)]
struct Scanner(RefCell<Page>);

impl TokenSink for Scanner {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let mut page = self.0.borrow_mut();
        match token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => page.tag(&tag, line),
            Token::TagToken(tag) => {
                page.style = false;
                page.drawing &= &*tag.name != "svg";
                TokenSinkResult::Continue
            }
            Token::CharacterTokens(text) => {
                if page.style {
                    page.references.extend(style_references(&text, line));
                }
                TokenSinkResult::Continue
            }
            _ => TokenSinkResult::Continue,
        }
    }
}

impl Page {
    fn tag(&mut self, tag: &Tag, line: u64) -> TokenSinkResult<()> {
        let name: &str = &tag.name;
        let attribute = |wanted: &str| tag.attrs.iter().find(|a| *a.name.local == *wanted).map(|a| a.value.to_string());
        self.ids.extend(attribute("id"));
        if name == "a" {
            self.ids.extend(attribute("name"));
        }
        if let Some(style) = attribute("style") {
            self.references.extend(style_references(&style, line));
        }
        for (wanted, fetched) in references_of(name, attribute("rel").as_deref()) {
            let Some(value) = attribute(wanted) else { continue };
            let targets: Vec<&str> = if *wanted == "srcset" {
                value.split(',').filter_map(|candidate| candidate.split_whitespace().next()).collect()
            } else {
                vec![value.trim()]
            };
            self.references.extend(targets.into_iter().map(|t| Reference {
                target: t.into(),
                line,
                fetched: *fetched,
            }));
        }
        match name {
            "svg" => {
                self.drawing = true;
                TokenSinkResult::Continue
            }
            "style" if !self.drawing => {
                self.style = true;
                TokenSinkResult::RawData(RawKind::Rawtext)
            }
            "script" => TokenSinkResult::RawData(RawKind::ScriptData),
            "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
            _ => TokenSinkResult::Continue,
        }
    }
}

/// Attributes of an element that refer to something, and whether a browser fetches it without being asked.
fn references_of(element: &str, rel: Option<&str>) -> &'static [(&'static str, bool)] {
    let fetched_link = |rel: &str| {
        ["stylesheet", "icon", "preload", "prefetch", "modulepreload", "preconnect", "dns-prefetch", "manifest"]
            .iter()
            .any(|word| rel.split_whitespace().any(|r| r.eq_ignore_ascii_case(word)))
    };
    match element {
        "a" | "area" => &[("href", false)],
        "link" if fetched_link(rel.unwrap_or_default()) => &[("href", true)],
        "link" => &[("href", false)],
        "img" | "source" => &[("src", true), ("srcset", true)],
        "script" | "iframe" | "embed" | "audio" | "track" | "input" | "frame" => &[("src", true)],
        "video" => &[("src", true), ("poster", true)],
        "object" => &[("data", true)],
        "use" | "image" | "feimage" => &[("href", true), ("xlink:href", true)],
        "form" => &[("action", false)],
        _ => &[],
    }
}

/// `url(…)` and `@import "…"` of a style sheet.
fn style_references(css: &str, first_line: u64) -> Vec<Reference> {
    let mut references = Vec::new();
    for (opening, closing) in [("url(", ')'), ("@import \"", '"'), ("@import '", '\'')] {
        for (at, _) in css.match_indices(opening) {
            let rest = &css[at + opening.len()..];
            let target = rest.split(closing).next().unwrap_or_default().trim().trim_matches(['"', '\'']);
            let line = first_line + css[..at].matches('\n').count() as u64;
            references.push(Reference { target: target.into(), line, fetched: true });
        }
    }
    references
}

/// Everything that can be referred to.
struct Site {
    files: BTreeSet<String>,
    /// Ids by page.
    pages: BTreeMap<String, BTreeSet<String>>,
}

impl Site {
    /// What is wrong with a reference in `file`.
    fn fault(&self, file: &str, reference: &Reference) -> Option<String> {
        let target = reference.target.as_str();
        match scheme(target) {
            Some("data") => return None,
            Some("javascript" | "vbscript") => return Some("runs a script from a link".into()),
            Some(_) if reference.fetched => return Some("makes the page ask another host".into()),
            Some(_) => return None,
            None if target.starts_with("//") => return Some("names another host without a scheme".into()),
            None => {}
        }
        // The page for unknown addresses is shown under any of them, so it refers from the root.
        let from_root = file == "404.html";
        if target.starts_with('/') && !from_root {
            return Some("begins at the root of the host: it breaks under a sub-path and from a file".into());
        }
        let (path, fragment) = target.split_once('#').map_or((target, None), |(p, f)| (p, Some(f)));
        let path = path.split('?').next().unwrap_or_default();
        let Some(goal) = resolve(if from_root { "" } else { file }, path) else {
            return Some("leaves the site".into());
        };
        let goal = if path.is_empty() && fragment.is_some() { file.to_owned() } else { goal };
        let Some(goal) = self.file(&goal) else {
            return Some("does not exist".into());
        };
        let ids = self.pages.get(goal)?;
        let fragment = decoded(fragment?);
        let found = fragment.is_empty() || fragment == "top" || ids.contains(&fragment);
        (!found).then(|| format!("has no place of that name in {goal}"))
    }

    fn file(&self, goal: &str) -> Option<&str> {
        let index =
            if goal.is_empty() { "index.html".into() } else { format!("{}/index.html", goal.trim_end_matches('/')) };
        self.files.get(goal).or_else(|| self.files.get(&index)).map(String::as_str)
    }
}

/// The scheme of an address, if it has one.
fn scheme(target: &str) -> Option<&str> {
    let (scheme, _) = target.split_once(':')?;
    let good = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    good.then_some(scheme)
}

/// The file that `path` names, seen from `file`; `None` if it lies above the site.
fn resolve(file: &str, path: &str) -> Option<String> {
    let mut names: Vec<String> = file.split('/').map(String::from).collect();
    names.pop();
    for name in path.trim_start_matches('/').split('/') {
        match name {
            "" | "." => {}
            ".." => {
                names.pop()?;
            }
            name => names.push(decoded(name)),
        }
    }
    Some(names.join("/"))
}

fn decoded(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Faults of a site that holds `pages`.
    fn faults(pages: &[(&str, &str)]) -> Vec<String> {
        let site = tempfile::tempdir().unwrap();
        for (file, text) in pages {
            let path = site.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        check(site.path()).unwrap().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_leads_somewhere_is_fine() {
        let page = "<a href=\"b.html#h%C3%A9\">b</a><a href=\"sub/\">s</a><a href=\"#x\">x</a><p id=x></p><img src=\"data:image/png;base64,AA\">\
                    <a href=\"https://example.org/\">out</a><link rel=canonical href=\"https://example.org/a\"><a href=\"mailto:a@example.org\">m</a>";
        let good = [
            ("a.html", page),
            ("b.html", "<h1 id=\"hé\">B</h1><a href=\"sub/index.html\">s</a>"),
            ("sub/index.html", "<a href=\"../a.html?query#x\">up</a><link rel=stylesheet href=\"../s.css\">"),
            ("s.css", "a { background: url(\"sub/i.png\") }"),
            ("sub/i.png", ""),
            ("404.html", "<base href=\"/\"><a href=\"/a.html\">a</a>"),
        ];
        assert_eq!(faults(&good), Vec::<String>::new());
    }

    #[test]
    fn what_leads_nowhere_is_named_with_its_place() {
        let page = "<p>\n<a href=\"gone.html\">g</a>\n<a href=\"#gone\">g</a>\n<a href=\"../up.html\">u</a>\n<img src=\"gone.png\">\n<a href=\"/a.html\">root</a>\n<script src=\"gone.js\"></script>";
        assert_eq!(
            faults(&[("a.html", page)]),
            [
                "a.html:2: `gone.html` does not exist",
                "a.html:3: `#gone` has no place of that name in a.html",
                "a.html:4: `../up.html` leaves the site",
                "a.html:5: `gone.png` does not exist",
                "a.html:6: `/a.html` begins at the root of the host: it breaks under a sub-path and from a file",
                "a.html:7: `gone.js` does not exist",
            ]
        );
    }

    #[test]
    fn a_page_asks_no_other_host() {
        let page = "<link rel=\"stylesheet\" href=\"https://example.org/a.css\"><script src=\"//example.org/a.js\"></script>\
                    <img srcset=\"https://example.org/1.png 1x\"><div style=\"background:url(http://example.org/i.png)\"></div>\
                    <style>@import 'https://example.org/b.css';</style><svg><use href=\"https://example.org/u.svg#a\"/></svg>\
                    <a href=\"javascript:alert(1)\">j</a>";
        let css = "@font-face { src: url('https://example.org/f.woff2') }";
        assert_eq!(faults(&[("a.html", page), ("s.css", css)]).len(), 8);
    }

    #[test]
    fn a_gate_in_a_figure_hides_nothing_from_the_check() {
        let page = "<svg><style></svg><a href=\"gone.html\">g</a><svg></style></svg>";
        assert_eq!(faults(&[("a.html", page)]), ["a.html:1: `gone.html` does not exist"]);
    }

    #[test]
    fn text_that_looks_like_a_link_is_none() {
        assert!(
            faults(&[("a.html", "<script>let a = '<a href=\"gone.html\">';</script><!-- <img src=gone.png> -->")])
                .is_empty()
        );
    }
}
