//! One source file as tokens: what it says to the compiler, which modules it names.

use std::collections::BTreeSet;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use quote::ToTokens as _;
use serde::{Deserialize, Serialize};
use syn::{
    Attribute, Block, File, Item, ItemImpl, ItemMod, Meta, ReturnType, Stmt, Type,
    visit_mut::{self, VisitMut},
};

use super::{hash, imports};

/// What is left out of a digest besides comments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Strip {
    /// Tests.
    Tests,
    /// Tests, and the functions that declare quantities, claims and charts: those that return a `Declaration`.
    Declare,
}

/// What counts of one file, or of several together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Source {
    /// Digest of the tokens.
    pub(super) hash: String,
    /// First names of paths that begin with `roommates`, `crate` or `super`.
    pub(super) uses: BTreeSet<String>,
    /// All names before a `::`; crates are among them.
    pub(super) roots: BTreeSet<String>,
    /// `mod name;`: modules in files of their own.
    pub(super) files: BTreeSet<String>,
    /// `include_str!("name.py")`: Python that the program runs.
    pub(super) scripts: BTreeSet<String>,
}

impl Source {
    /// What counts of the text of a file.
    pub(super) fn parse(text: &str, strip: Strip) -> syn::Result<Self> {
        let mut file: File = syn::parse_file(text)?;
        Stripper { strip }.visit_file_mut(&mut file);
        let files = file.items.iter().filter_map(|item| match item {
            Item::Mod(ItemMod { ident, content: None, .. }) => Some(ident.to_string()),
            _ => None,
        });
        let mut source = Self { files: files.collect(), ..Self::default() };
        let mut flat = Vec::new();
        flatten(file.to_token_stream(), &mut flat);
        source.find_uses(&flat);
        source.scripts = scripts(&flat);
        if strip == Strip::Declare {
            imports::prune(&mut file);
            flat.clear();
            flatten(file.to_token_stream(), &mut flat);
        }
        source.hash = hash(flat.iter().map(String::as_str));
        let roots = (0..flat.len()).filter(|i| is_path_separator(&flat, i + 1)).map(|i| flat[i].clone());
        source.roots = roots.filter(|token| is_ident(token)).collect();
        Ok(source)
    }

    /// Adds another file.
    pub(super) fn absorb(&mut self, other: Self) {
        self.hash = hash([self.hash.as_str(), other.hash.as_str()]);
        self.uses.extend(other.uses);
        self.roots.extend(other.roots);
    }

    /// `crate::x`, and every `x` of `crate::{x, y::z}`. Works on tokens, so paths inside macros count too.
    fn find_uses(&mut self, flat: &[String]) {
        for (i, token) in flat.iter().enumerate() {
            if !["roommates", "crate", "super"].contains(&token.as_str()) || !is_path_separator(flat, i + 1) {
                continue;
            }
            match flat.get(i + 3).map(String::as_str) {
                Some("{") => self.uses.extend(first_names(&flat[i + 4..])),
                Some("super") | None => {}
                Some(name) => drop(self.uses.insert(name.to_owned())),
            }
        }
    }
}

/// Names of the Python files that are included as text.
fn scripts(flat: &[String]) -> BTreeSet<String> {
    let included = flat.windows(4).filter(|w| w[..3] == ["include_str", "!", "("]).map(|w| w[3].trim_matches('"'));
    included.filter(|name| name.ends_with(".py")).map(String::from).collect()
}

/// First name of each member of a brace group that has just been opened.
fn first_names(tokens: &[String]) -> Vec<String> {
    let (mut depth, mut expecting, mut names) = (0_usize, true, Vec::new());
    for token in tokens {
        match token.as_str() {
            "{" => depth += 1,
            "}" if depth == 0 => break,
            "}" => depth -= 1,
            "," if depth == 0 => expecting = true,
            name if expecting && depth == 0 => {
                names.push(name.to_owned());
                expecting = false;
            }
            _ => {}
        }
    }
    names
}

fn is_path_separator(flat: &[String], at: usize) -> bool {
    flat.get(at).is_some_and(|t| t == ":") && flat.get(at + 1).is_some_and(|t| t == ":")
}

fn is_ident(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

fn flatten(stream: TokenStream, out: &mut Vec<String>) {
    for token in stream {
        match token {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                out.push(open.into());
                flatten(group.stream(), out);
                out.push(close.into());
            }
            other => out.push(other.to_string()),
        }
    }
}

/// Removes what must not count.
struct Stripper {
    strip: Strip,
}

impl Stripper {
    fn counts(&self, item: &Item) -> bool {
        let declares = self.strip == Strip::Declare && matches!(item, Item::Fn(f) if is_declaration(&f.sig.output));
        !declares && !attributes(item).iter().any(is_test)
    }
}

impl VisitMut for Stripper {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        attributes.retain(|a| !a.path().is_ident("doc"));
    }

    fn visit_file_mut(&mut self, file: &mut File) {
        file.items.retain(|item| self.counts(item));
        visit_mut::visit_file_mut(self, file);
    }

    fn visit_item_mod_mut(&mut self, module: &mut ItemMod) {
        if let Some((_, items)) = &mut module.content {
            items.retain(|item| self.counts(item));
        }
        visit_mut::visit_item_mod_mut(self, module);
    }

    fn visit_item_impl_mut(&mut self, item: &mut ItemImpl) {
        item.items.retain(|i| !matches!(i, syn::ImplItem::Fn(f) if f.attrs.iter().any(is_test)));
        visit_mut::visit_item_impl_mut(self, item);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        block.stmts.retain(|stmt| !matches!(stmt, Stmt::Item(item) if !self.counts(item)));
        visit_mut::visit_block_mut(self, block);
    }
}

/// Whether a function gives a `Declaration`: then it says what is asked, and measures nothing.
fn is_declaration(output: &ReturnType) -> bool {
    let ReturnType::Type(_, kind) = output else { return false };
    matches!(&**kind, Type::Path(path) if path.path.segments.last().is_some_and(|s| s.ident == "Declaration"))
}

/// `#[test]`, `#[cfg(test)]`, `#[cfg(all(test, …))]`, `#[cfg(doctest)]`.
fn is_test(attribute: &Attribute) -> bool {
    match &attribute.meta {
        Meta::Path(path) => path.is_ident("test"),
        Meta::List(list) if list.path.is_ident("cfg") => {
            let mut words = Vec::new();
            flatten(list.tokens.clone(), &mut words);
            let only = |word: &str| words.len() == 1 && words[0] == word;
            let among = words.first().is_some_and(|w| w == "all") && !words.iter().any(|w| w == "not" || w == "any");
            only("test") || only("doctest") || (among && words.iter().any(|w| w == "test"))
        }
        _ => false,
    }
}

fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(i) => &i.attrs,
        Item::Enum(i) => &i.attrs,
        Item::Fn(i) => &i.attrs,
        Item::Impl(i) => &i.attrs,
        Item::Macro(i) => &i.attrs,
        Item::Mod(i) => &i.attrs,
        Item::Static(i) => &i.attrs,
        Item::Struct(i) => &i.attrs,
        Item::Trait(i) => &i.attrs,
        Item::Type(i) => &i.attrs,
        Item::Use(i) => &i.attrs,
        _ => &[],
    }
}
