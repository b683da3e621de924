//! Rust files as lines and tokens with their lines.

use std::fs;

use anyhow::Context as _;
use proc_macro2::{TokenStream, TokenTree};

use crate::{chapters::Tree, digest::rust_files};

/// One Rust file.
pub(super) struct RustFile {
    /// Path from the root of the checkout, with `/`.
    pub(super) path: String,
    pub(super) lines: Vec<String>,
    /// Tokens with their lines, from 1; groups are opened and closed by tokens of their own. Empty if it is not Rust,
    /// which is the compiler's to say.
    pub(super) tokens: Vec<(String, usize)>,
}

impl RustFile {
    pub(super) fn all(tree: &Tree) -> anyhow::Result<Vec<Self>> {
        let mut files = Vec::new();
        for folder in ["src", "examples", "xtask/src"] {
            let folder = tree.root().join(folder);
            if !folder.is_dir() {
                continue;
            }
            for path in rust_files(&folder)? {
                let text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
                let inside = path.strip_prefix(tree.root()).unwrap_or(&path);
                files.push(Self::parse(&inside.to_string_lossy().replace('\\', "/"), &text));
            }
        }
        Ok(files)
    }

    pub(super) fn parse(path: &str, text: &str) -> Self {
        let mut tokens = Vec::new();
        if let Ok(stream) = text.parse::<TokenStream>() {
            flatten(stream, &mut tokens);
        }
        Self { path: path.into(), lines: text.lines().map(String::from).collect(), tokens }
    }

    /// Whether the file holds only tests.
    pub(super) fn is_test(&self) -> bool {
        self.path.ends_with("/tests.rs") || self.path.contains("/tests/")
    }

    pub(super) fn is_below(&self, folders: &[&str]) -> bool {
        folders.iter().any(|f| self.path.strip_prefix(f).is_some_and(|rest| rest.starts_with(['/', '.'])))
    }

    /// Lines on which one of these words stands as a token, except in `use` declarations.
    pub(super) fn lines_with(&self, words: &[&str]) -> Vec<usize> {
        let mut in_use = false;
        let mut lines = Vec::new();
        for (token, line) in &self.tokens {
            match token.as_str() {
                "use" => in_use = true,
                ";" => in_use = false,
                word if !in_use && words.contains(&word) => lines.push(*line),
                _ => {}
            }
        }
        lines.dedup();
        lines
    }

    /// First names of paths that begin at the root of the library, with their lines: `gil` for `crate::gil::Gil`, both
    /// for `roommates::{gil, thread}`.
    pub(super) fn modules_named(&self) -> Vec<(&str, usize)> {
        let mut named = Vec::new();
        for i in 0..self.tokens.len() {
            let is_root = ["crate", "roommates", "super"].contains(&self.word(i));
            if !is_root || self.word(i + 1) != ":" || self.word(i + 2) != ":" {
                continue;
            }
            if self.word(i + 3) == "{" {
                self.members(i + 4, &mut named);
            } else if let Some((name, line)) = self.tokens.get(i + 3) {
                named.push((name.as_str(), *line));
            }
        }
        named
    }

    fn members<'a>(&'a self, from: usize, named: &mut Vec<(&'a str, usize)>) {
        let (mut depth, mut begins) = (0_usize, true);
        for (token, line) in &self.tokens[from..] {
            match token.as_str() {
                "{" => depth += 1,
                "}" if depth == 0 => break,
                "}" => depth -= 1,
                "," if depth == 0 => begins = true,
                name if begins && depth == 0 => {
                    named.push((name, *line));
                    begins = false;
                }
                _ => {}
            }
        }
    }

    /// The token at `i`; empty behind the end.
    pub(super) fn word(&self, i: usize) -> &str {
        self.tokens.get(i).map_or("", |(token, _)| token)
    }

    /// Whether the line, or one of the `above` lines before it, holds a comment with one of `words`.
    pub(super) fn is_explained(&self, line: usize, above: usize, words: &[&str]) -> bool {
        let until = line.min(self.lines.len());
        self.lines[until.saturating_sub(above + 1)..until]
            .iter()
            .any(|l| l.split_once("//").is_some_and(|(_, comment)| words.iter().any(|w| comment.contains(w))))
    }
}

fn flatten(stream: TokenStream, out: &mut Vec<(String, usize)>) {
    for token in stream {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    proc_macro2::Delimiter::Parenthesis => ("(", ")"),
                    proc_macro2::Delimiter::Brace => ("{", "}"),
                    proc_macro2::Delimiter::Bracket => ("[", "]"),
                    proc_macro2::Delimiter::None => ("", ""),
                };
                out.push((open.into(), group.span_open().start().line));
                flatten(group.stream(), out);
                out.push((close.into(), group.span_close().start().line));
            }
            other => out.push((other.to_string(), other.span().start().line)),
        }
    }
}
