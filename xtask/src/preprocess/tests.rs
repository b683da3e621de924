use proptest::prelude::*;

use roommates::results::{Declaration, declaration::Formula};

use super::{
    fixture::{HOSTILE, SLUG, book, careful, declaration, hostile, hostile_declaration, inputs},
    *,
};

const PAGE: &str = "two_clocks.md";

fn fair() -> Inputs {
    inputs(declaration(), vec![careful()])
}

/// The chapter's page after preprocessing.
fn page_with(inputs: &Inputs, text: &str) -> String {
    pages_with(inputs, &[(PAGE, text)]).remove(0)
}

fn page(text: &str) -> String {
    page_with(&fair(), text)
}

fn pages_with(inputs: &Inputs, pages: &[(&str, &str)]) -> Vec<String> {
    let book = run(book(pages), inputs).unwrap_or_else(|faults| panic!("the book is good, but:\n{faults}"));
    book.chapters().map(|chapter| chapter.content.clone()).collect()
}

fn faults(text: &str) -> Vec<String> {
    run(book(&[(PAGE, text)]), &fair()).expect_err("the page has a fault").0
}

#[test]
fn a_chapter_says_what_its_record_says() {
    insta::assert_snapshot!(page(include_str!("fixture/chapter.md")));
}

#[test]
fn the_ledger_and_the_machines_name_everything() {
    let pages = [
        ("claims.md", "# Claims\n\n{{#ledger}}\n"),
        (PAGE, "{{#verdict threads-help}}\n"),
        ("machines.md", "# Machines\n\n{{#machines}}\n"),
    ];
    let mut quick = careful();
    quick.machine.name = "quick-2-cores".into();
    quick.records.get_mut(SLUG).unwrap().measurement.mode = roommates::results::Mode::Quick;
    let mut inputs = inputs(declaration(), vec![careful(), quick]);
    inputs.freshness.insert(("quick-2-cores".into(), SLUG.into()), Some("the harness changed".into()));
    insta::assert_snapshot!(pages_with(&inputs, &pages).join("\n=====\n"));
}

#[test]
fn a_hostile_machine_gets_no_markup_into_a_page() {
    let text = include_str!("fixture/chapter.md");
    let pages = [(PAGE, text), ("claims.md", "{{#ledger}}\n"), ("machines.md", "{{#machines}}\n{{#machine cpu}}\n")];
    let mut inputs = inputs(hostile_declaration(), vec![hostile(), careful()]);
    inputs.freshness.insert((HOSTILE.into(), SLUG.into()), Some(HOSTILE.into()));
    for page in pages_with(&inputs, &pages) {
        assert!(
            !page.contains("{{#value x}}"),
            "a directive in a record is text, also for those who read the page next"
        );
        let html = rendered(&page);
        for acting in ["<script", "<img", "href=\"javascript:", "<h1>heading", "<img src"] {
            assert!(!html.contains(acting), "{acting} in\n{html}");
        }
        assert_eq!(html.matches("<!--").count(), 0, "{html}");
        assert!(html.contains("alert(1)"), "the text itself is shown");
    }
}

#[test]
fn a_hostile_machine_cannot_break_a_table_or_a_heading() {
    let inputs = inputs(hostile_declaration(), vec![hostile()]);
    let text = "# The machine {{#machine}}\n\n| a | b |\n|---|---|\n| {{#value gain}} | {{#machine cpu}} |\n";
    let html = rendered(&page_with(&inputs, text));
    assert_eq!(
        (html.matches("<td>").count(), html.matches("<h1>").count(), html.matches("<code>").count()),
        (2, 1, 0),
        "{html}"
    );
}

/// The page as HTML, with mdBook's options.
fn rendered(markdown: &str) -> String {
    use pulldown_cmark::{Options, Parser, html};
    let mut out = String::new();
    html::push_html(&mut out, Parser::new_ext(markdown, Options::all() - Options::ENABLE_YAML_STYLE_METADATA_BLOCKS));
    out
}

#[test]
fn without_any_machine_nothing_is_measured_and_the_page_still_stands() {
    let inputs = inputs(declaration(), vec![]);
    let text = "{{#value gain}} {{#machine}} {{#if threads-help.not-measured-here}}unknown{{#end}}\n\n{{#verdict threads-help}}\n\n{{#machines}}\n\n{{#ledger}}\n";
    insta::assert_snapshot!(page_with(&inputs, text));
}

#[test]
fn a_machine_that_did_not_run_the_chapter_says_so() {
    let mut other = careful();
    other.records.clear();
    let inputs = inputs(declaration(), vec![other]);
    let text = page_with(&inputs, "{{#value gain}}\n\n{{#verdict threads-help}}\n");
    assert!(text.contains("title=\"This machine has not run the experiment.\">not measured here</span>"), "{text}");
    assert!(text.contains("careful-2-cores (2 cores) · has not run this experiment"), "{text}");
}

#[test]
fn a_stale_quick_or_dirty_record_is_marked_and_its_warnings_are_shown_once() {
    let mut doubtful = careful();
    let record = doubtful.records.get_mut(SLUG).unwrap();
    record.provenance.dirty = true;
    record.measurement.mode = roommates::results::Mode::Quick;
    record.measurement.warnings.push(roommates::results::Warning {
        kind: "load".into(),
        saw: "The load was 3.1.".into(),
        advice: "Close other programs.".into(),
    });
    let mut inputs = inputs(declaration(), vec![doubtful]);
    inputs.freshness.insert(("careful-2-cores".into(), SLUG.into()), Some("the compiler changed".into()));
    let text = page_with(&inputs, "{{#verdict threads-help}}\n\n{{#verdict said-so}}\n\n{{#verdict threads-help}}\n");
    for (mark, times) in [
        ("<span class=\"rn-stale\">stale: the compiler changed</span>", 2),
        ("quick: a few rounds only", 2),
        ("dirty: measured code was not committed", 2),
        ("Close other programs.", 1),
        ("id=\"verdict-threads-help\"", 1),
    ] {
        assert_eq!(text.matches(mark).count(), times, "{mark} in\n{text}");
    }
}

#[test]
fn pages_that_are_not_chapters_name_the_chapter() {
    let pages = [(
        "introduction.md",
        "{{#value two_clocks:gain}} {{#if two_clocks:threads-help.holds}}yes{{#else}}no{{#end}}\n\n{{#verdict two_clocks:threads-help}}\n\n{{#chart two_clocks:overview}}\n",
    )];
    let text = pages_with(&fair(), &pages).remove(0);
    assert!(text.contains("0.98") && text.contains("no\n") && text.contains("id=\"two_clocks--overview\""), "{text}");
    assert!(!text.contains("id=\"verdict-"), "only the chapter's own page is the target of links: {text}");
}

#[test]
fn every_fault_of_every_page_is_reported() {
    let pages = [
        (
            PAGE,
            "{{#value gian}}\n\n{{#chart nope}}\n\n{{#verdict nope}}\n\n{{#code nope}}\n\n{{#code open}}\n\n{{#if gain}}x{{#end}}\n\n{{#if gain above 1}}a{{#else}}{{#value hidden}}{{#end}}\n\n{{#assert threads-help.true}}\n",
        ),
        ("introduction.md", "{{#value gain}}\n\n{{#code work}}\n\n{{#value other:gain}}\n\n{{#vaule x}}\n"),
    ];
    let error = run(book(&pages), &fair()).unwrap_err();
    insta::assert_snapshot!(error);
}

#[test]
fn a_fault_names_file_line_and_mend() {
    assert_eq!(
        faults("# A\n\n{{#code missing}}\n"),
        [
            "book/two_clocks.md:3: there is no anchor `missing` in examples/two_clocks.rs, which has: `work`, `inner`, `open`; add `// ANCHOR: missing`"
        ]
    );
}

#[test]
fn an_asserted_verdict_that_is_not_given_is_found() {
    let pages =
        [(PAGE.to_owned(), "a\n\n{{#assert threads-help.holds}}\n\n{{#assert threads-help.depends}}\n".to_owned())];
    assert_eq!(
        crate::claims::contradicted(&pages, &fair().library, "careful-2-cores"),
        [
            "book/two_clocks.md:3: the text assumes `threads-help.holds`, but on careful-2-cores it depends: reword it with `{{#if}}`"
        ]
    );
}

#[test]
fn mdbook_is_told_which_renderers_work_and_what_is_wrong() {
    let external = |arguments: &[&str], input: &str| {
        let arguments: Vec<String> = arguments.iter().map(|a| (*a).to_owned()).collect();
        external::main_external(&arguments, input.as_bytes(), &mut Vec::new()).map_err(|e| e.to_string())
    };
    assert_eq!(external(&["supports", "html"], ""), Ok(()));
    assert!(external(&["supports", "epub"], "").unwrap_err().contains("`epub` cannot use"));
    assert!(external(&[], "").unwrap_err().contains("cargo xtask book"));
    assert!(external(&[], "[1, 2]").unwrap_err().contains("cannot be read"));
}

proptest! {
    /// Pages without directives come through to the byte, whatever else they hold.
    #[test]
    fn pages_without_directives_come_through_to_the_byte(text in "([^{]|\\{[^{])*") {
        prop_assert_eq!(page(&text), text);
    }

    /// Whatever a machine is called, it shows as that text and nothing else.
    #[test]
    fn every_string_is_inert(name in "\\PC*") {
        use pulldown_cmark::{Event, Parser};
        let page = format!("a <b title=\"{0}\">{0}</b> z\n", html::inert(&name));
        let events: Vec<_> = Parser::new(&page).collect();
        let tags = events.iter().filter(|e| matches!(e, Event::InlineHtml(_))).count();
        let other = events.iter().filter(|e| matches!(e, Event::Code(_) | Event::Start(_))).count();
        prop_assert_eq!((tags, other), (2, 1));
    }
}

#[test]
fn a_chapter_shows_its_own_predictions_and_other_pages_show_all() {
    let share = || Formula::ratio("model/gil[threads=2]", "model/gil[threads=1]");
    let mut machine = careful();
    let record = machine.records[SLUG].clone();
    machine.records.insert("other_question".into(), record);
    let mut inputs = inputs(declaration().prediction("own", "a share here", share()), vec![machine]);
    let other = Declaration::new("other_question", "Which?").prediction("other", "a share there", share());
    inputs.library.declarations.insert("other_question".into(), other);
    let pages = pages_with(&inputs, &[(PAGE, "{{#predictions}}\n"), ("the_model.md", "{{#predictions}}\n")]);
    assert!(pages[0].contains("a share here") && !pages[0].contains("Which?"), "{}", pages[0]);
    assert!(pages[1].contains("Do two clocks agree?") && pages[1].contains("Which?"), "{}", pages[1]);
}
