use proptest::prelude::*;

use super::*;

/// What fires on a page, in order, `if` frames included.
fn fired(text: &str) -> Vec<String> {
    fn walk(nodes: &[Node], out: &mut Vec<String>) {
        for node in nodes {
            match node {
                Node::Text(_) => {}
                Node::Directive(d, line) => out.push(format!("{line}: {d:?}")),
                Node::If { condition, line, then, otherwise } => {
                    out.push(format!("{line}: if {}", condition.text));
                    walk(then, out);
                    out.push("else".into());
                    walk(otherwise, out);
                }
            }
        }
    }
    let mut out = Vec::new();
    walk(&parse(text).expect("the page is good"), &mut out);
    out
}

/// What is wrong with a page, `LINE: TEXT` each.
fn faults(text: &str) -> Vec<String> {
    parse(text).expect_err("the page is bad").into_iter().map(|f| format!("{}: {}", f.line, f.text)).collect()
}

#[test]
fn nothing_fires_in_code_or_comments() {
    for inert in [
        "`{{#value x}}`",
        "`` a ` {{#nonsense ``",
        "```\n{{#value x}}\n{{#unknown\n```",
        "~~~rust\n{{#if\n~~~",
        "    {{#value x}}",
        "<!-- {{#value x}} -->",
        "<!--\n\n{{#value x}}\n\n{{#if -->",
        "text <!-- {{#end}} --> text",
        "<pre>\n{{#value x}}\n</pre>",
        "- item\n\n  ```\n  {{#chart x}}\n  ```",
    ] {
        assert_eq!(fired(inert), Vec::<String>::new(), "{inert}");
    }
}

#[test]
fn directives_fire_in_every_kind_of_text() {
    for live in [
        "{{#machine}}",
        "a {{#machine}} b",
        "# Title {{#machine}}",
        "# Title {{#machine}} {#anchor}",
        "*a {{#machine}} b*",
        "- item {{#machine}}",
        "> quote {{#machine}}",
        "| a | b |\n|---|---|\n| {{#machine}} | c |",
        "[{{#machine}}](other.md)",
        "<details><summary>{{#machine}}</summary>\n\ntext\n\n</details>",
        "text[^1]\n\n[^1]: note {{#machine}}",
        "term\n: definition {{#machine}}",
    ] {
        assert_eq!(fired(live).len(), 1, "{live}");
    }
}

#[test]
fn the_words_of_a_directive_are_read() {
    let page = "{{#value a}} {{#value gil_vs_threads:two interval}} {{#machine cores}}\n\n{{#chart c}}\n\n{{#assert no-gain.holds}}";
    insta::assert_snapshot!(fired(page).join("\n"));
}

#[test]
fn conditions_nest_and_take_their_chapter_along() {
    let page = "{{#if a.holds}}\none\n{{#if not other:b above 2}}\ntwo\n{{#else}}\nthree {{#value x}}\n{{#end}}\n{{#else}}\nfour\n{{#end}}\n";
    assert_eq!(fired(page)[..2], ["1: if a.holds", "3: if not b above 2"]);
    let Node::If { then, .. } = &parse(page).unwrap()[0] else { panic!("an if") };
    let Node::If { condition, .. } = &then[1] else { panic!("a nested if") };
    assert_eq!(condition.slug.as_deref(), Some("other"));
}

#[test]
fn a_directive_alone_on_its_line_takes_the_line_away() {
    let page = "one\n  {{#if a.holds}}  \ntwo\n{{#end}}\nthree\n";
    let nodes = parse(page).unwrap();
    let Node::If { then, .. } = &nodes[1] else { panic!("an if") };
    assert_eq!((&nodes[0], &then[0], &nodes[2]), (&Node::Text(0..4), &Node::Text(24..28), &Node::Text(37..43)));
}

#[test]
fn every_fault_is_named_with_its_line_and_the_mend() {
    let page = "{{#vale x}}\n\n{{#value x\n\n{{#if a.holds}}\n\ntext {{#chart c}} text\n\n{{#include x.rs}}\n\n![{{#value x}}](y.png)\n\n{{#value x y}}\n\n{{# value x}}\n\n- {{#chart c}}\n";
    insta::assert_snapshot!(faults(page).join("\n"));
}

#[test]
fn frames_that_do_not_match_are_faults() {
    for (page, expected) in [
        ("{{#else}}", "1: `{{#else}}` without"),
        ("a\n\n{{#end}}", "3: `{{#end}}` without"),
        ("{{#if a.holds}}x{{#else}}y{{#else}}z{{#end}}", "1: a second `{{#else}}`"),
        ("{{#if a.holds}}", "1: `{{#if}}` is never closed"),
        ("{{#if}}x{{#end}}", "1: `{{#if}}`: it has no condition"),
        ("one {{#if a.holds}} two\n\nthree {{#end}}", "3: it belongs to the `{{#if}}` of line 1"),
        ("| {{#if a.holds}} | {{#end}} |\n|---|---|\n", "1: it belongs to the `{{#if}}` of line 1"),
        ("<div title=\"{{#value x}}\">\n</div>", "1: `{{#value x}}` stands inside a tag"),
        ("a <b title=\"{{#value x}}\">c</b>", "1: `{{#value x}}` stands inside a tag"),
        ("[a](b \"{{#value x}}\")", "1: `{{#value x}}` stands inside a tag"),
    ] {
        assert!(faults(page)[0].starts_with(expected), "{page}: {:?}", faults(page));
    }
}

proptest! {
    #[test]
    fn text_without_directives_is_one_piece(text in "[^{]*") {
        let expected = if text.is_empty() { vec![] } else { vec![Node::Text(0..text.len())] };
        prop_assert_eq!(parse(&text), Ok(expected));
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC*") {
        let _ = parse(&text);
    }

    /// Pages made of the pieces that matter, in any order: no panic, and pieces lie in order inside the page.
    #[test]
    fn arbitrary_pages_never_panic(pieces in proptest::collection::vec(proptest::sample::select(PIECES), 0..24)) {
        let page = pieces.concat();
        if let Ok(nodes) = parse(&page) {
            let mut end = 0;
            check_order(&nodes, &page, &mut end)?;
        }
    }
}

const PIECES: &[&str] = &[
    "{{#if a.holds}}",
    "{{#else}}",
    "{{#end}}",
    "{{#value x}}",
    "{{#chart c}}",
    "{{#",
    "}}",
    "{",
    "`",
    "```",
    "~~~",
    "<!--",
    "-->",
    "<div>",
    "<pre>",
    "</pre>",
    "<a b=\"",
    "\"",
    "\n",
    "\n\n",
    "    ",
    "- ",
    "> ",
    "# ",
    "|",
    "|---|\n",
    "[",
    "](",
    ")",
    "é",
    "𝄞",
    "\r\n",
    "\u{0}",
    "word",
    "***",
    "![",
    "[^1]",
    "[^1]: ",
    ": ",
    "\\",
];

fn check_order(nodes: &[Node], page: &str, end: &mut usize) -> Result<(), TestCaseError> {
    for node in nodes {
        match node {
            Node::Text(range) => {
                prop_assert!(range.start >= *end && page.get(range.clone()).is_some());
                *end = range.end;
            }
            Node::Directive(..) => {}
            Node::If { then, otherwise, .. } => {
                check_order(then, page, end)?;
                check_order(otherwise, page, end)?;
            }
        }
    }
    Ok(())
}
