//! Classes: a shape in a page that names a class nobody styles is drawn black on black.

use std::{collections::BTreeSet, fs};

use super::{Finding, context::Context};

/// Prefix of the classes that this book adds.
const OURS: &str = "rn-";

/// Every class of ours that stands in a page is known to the theme.
pub(super) fn known(context: &Context) -> Vec<Finding> {
    let theme = context.tree.root().join("theme/rn.css");
    let Ok(style) = fs::read_to_string(&theme) else {
        return vec!["theme/rn.css: cannot be read: the pages have no colors without it".into()];
    };
    let styled: BTreeSet<&str> = words(&style).into_iter().filter_map(|w| w.strip_prefix('.')).collect();
    let of_page = |(file, text): &(String, String)| {
        let lines = text.lines().enumerate();
        lines.flat_map(|(i, line)| classes(line).map(move |class| (i + 1, class))).fold(
            Vec::new(),
            |mut unknown, (line, class)| {
                if class.starts_with(OURS) && !styled.contains(class) {
                    unknown.push(format!(
                        "book/{file}:{line}: the class `{class}` is not in theme/rn.css: style it there, or spell it right"
                    ));
                }
                unknown
            },
        )
    };
    context.pages.iter().flat_map(of_page).collect()
}

/// Words of a style sheet: what can be a selector, with its dot.
fn words(style: &str) -> Vec<&str> {
    let is_part = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    let words = style.split(|c| !is_part(c));
    // `.rn-box.rn-fill` names two classes.
    words.flat_map(|word| word.match_indices('.').map(|(at, _)| &word[at..]).collect::<Vec<_>>()).map(first).collect()
}

/// `.rn-box` of `.rn-box.rn-fill`.
fn first(word: &str) -> &str {
    let end = word[1..].find('.').map_or(word.len(), |at| at + 1);
    &word[..end]
}

/// Classes of the elements in a line of a page.
fn classes(line: &str) -> impl Iterator<Item = &str> {
    let lists = line.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    lists.flat_map(str::split_whitespace)
}
