//! Imports that only a declaration needed: they come and go with wordings and figures, so they must not count.

use std::collections::BTreeSet;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens as _;
use syn::{File, Item, UseTree};

/// Removes names from the imports of `file` that nothing else in it says.
pub(super) fn prune(file: &mut File) {
    let mut said = BTreeSet::new();
    for item in file.items.iter().filter(|item| !matches!(item, Item::Use(_))) {
        words(item.to_token_stream(), &mut said);
    }
    file.items.retain_mut(|item| match item {
        Item::Use(item) => is_needed(&mut item.tree, &said),
        _ => true,
    });
}

/// Whether something of an import is left.
fn is_needed(tree: &mut UseTree, said: &BTreeSet<String>) -> bool {
    match tree {
        UseTree::Path(path) => match &*path.tree {
            UseTree::Name(name) if name.ident == "self" => said.contains(&path.ident.to_string()),
            _ => is_needed(&mut path.tree, said),
        },
        // `self` in a group gives the name before the group, which may be said; it stays to be safe.
        UseTree::Name(name) => name.ident == "self" || said.contains(&name.ident.to_string()),
        // A trait that is imported as `_` is needed without being named.
        UseTree::Rename(name) => name.rename == "_" || said.contains(&name.rename.to_string()),
        UseTree::Glob(_) => true,
        UseTree::Group(group) => {
            let items = std::mem::take(&mut group.items).into_iter();
            group.items = items.filter_map(|mut tree| is_needed(&mut tree, said).then_some(tree)).collect();
            !group.items.is_empty()
        }
    }
}

fn words(stream: TokenStream, said: &mut BTreeSet<String>) {
    for token in stream {
        match token {
            TokenTree::Group(group) => words(group.stream(), said),
            TokenTree::Ident(ident) => drop(said.insert(ident.to_string())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
