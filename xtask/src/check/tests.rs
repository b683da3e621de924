use std::collections::BTreeSet;

use roommates::results::{
    Declaration, Record,
    declaration::{Chart, Claim, Draw, Formula, Test, Title},
    to_text,
};

use super::{rust::RustFile, *};
use crate::{library::Library, samples};

/// Everything about the sample tree after `files` were written; no example is built.
fn context(files: &[(&str, &str)]) -> (tempfile::TempDir, Context) {
    let (root, tree) = samples::tree();
    files.iter().for_each(|(path, text)| samples::write(&root.path().join(path), text));
    let context = Context {
        pages: context::pages(&tree).unwrap(),
        library: Library::load(&tree).map_err(|e| format!("{e:#}")),
        reference: Some("kitchen".into()),
        rust: RustFile::all(&tree).unwrap(),
        programs: Ok(Default::default()),
        interrupt: Interrupt::default(),
        slugs: tree.slugs().unwrap(),
        tree,
    };
    (root, context)
}

#[track_caller]
fn finds(look: fn(&Context) -> Vec<Finding>, files: &[(&str, &str)], expected: &[&str]) {
    let (_root, context) = context(files);
    let found = look(&context);
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected), "expected {expected:?} in {found:?}");
    }
}

#[test]
fn names_are_unique_and_sentences_read_well() {
    let names: BTreeSet<_> = CHECKS.iter().map(|c| c.name).collect();
    assert_eq!(names.len(), CHECKS.len());
    for check in CHECKS {
        assert!(check.name.len() < 15 && !check.proves.ends_with('.'), "{}: {}", check.name, check.proves);
    }
}

#[test]
fn a_report_counts_what_is_to_be_mended() {
    assert!(report(&[]).contains("found nothing to mend"));
    let text = report(&[(&CHECKS[0], vec!["a:1: b: c".into(), "d: e".into()])]);
    assert!(text.contains("summary: not proven: book/SUMMARY.md lists"), "{text}");
    assert!(text.ends_with(&format!("2 to mend, in 1 of {} checks\n", CHECKS.len())), "{text}");
}

#[test]
fn a_class_that_nobody_styles_is_found() {
    let style = ("theme/rn.css", ".rn-box.rn-fill { fill: none; }\n.rn-text, .rn-s1 > a { --rn-ink: red; }\n");
    let page = "# Why?\n\n<svg class=\"rn-box rn-fill\"><g class=\"rn-text\"/><g class=\"rn-bocks other\"/></svg>\n";
    finds(classes::known, &[style, ("book/question.md", page)], &["book/question.md:3: the class `rn-bocks`"]);
    finds(classes::known, &[("book/question.md", page)], &["theme/rn.css: cannot be read"]);
}

#[test]
fn measured_code_that_names_the_harness_is_found() {
    let gil = "//! GIL.\nuse crate::{\n    thread,\n    harness::Plan,\n};\n";
    finds(sources::unaware, &[("src/gil/mod.rs", gil)], &["src/gil/mod.rs:4:"]);
    finds(sources::unaware, &[("src/thread.rs", "fn f() { crate::harness::now() }")], &["src/thread.rs:1:"]);
    finds(sources::unaware, &[("src/gil/mod.rs", "//! Not the harness.\nuse crate::thread;")], &[]);
}

#[test]
fn a_clock_outside_the_harness_is_found() {
    let reads = "fn f() {\n    let t = std::time::Instant::now();\n}";
    finds(sources::clocks, &[("examples/question.rs", reads)], &["examples/question.rs:2:"]);
    finds(sources::clocks, &[("src/thread.rs", reads)], &["src/thread.rs:2:"]);
    finds(sources::clocks, &[("src/harness/mod.rs", reads), ("src/gil/mod.rs", reads)], &[]);
    finds(sources::clocks, &[("src/thread/tests.rs", reads)], &[]);
}

#[test]
fn results_that_name_a_sibling_are_found() {
    finds(sources::results_alone, &[("src/results/mod.rs", "use crate::harness::VERSION;")], &["`harness`"]);
    finds(sources::results_alone, &[("src/results/mod.rs", "use super::declaration::Claim;")], &[]);
}

#[test]
fn charts_that_measure_and_examples_that_draw_are_found() {
    finds(sources::drawing, &[("xtask/src/charts/bars.rs", "fn f() { Command::new(\"x\"); }")], &["bars.rs:1:"]);
    finds(sources::drawing, &[("examples/question.rs", "fn f() { plotters::x(); }")], &["draws"]);
}

#[test]
fn unsafe_and_orderings_without_a_comment_are_found() {
    let bare = "fn f() {\n    unsafe { g() }\n}\nunsafe impl Sync for X {}\n";
    finds(sources::unsafe_says_why, &[("src/gil/mod.rs", bare)], &["mod.rs:2:", "mod.rs:4:"]);
    let said =
        "fn f() {\n    // SAFETY: g is safe here.\n    unsafe { g() }\n}\n/// # Safety\n/// Never.\nunsafe fn h() {}\n";
    finds(sources::unsafe_says_why, &[("src/gil/mod.rs", said)], &[]);
    let bare = "use std::sync::atomic::Ordering::Relaxed;\nfn f() {\n    x.load(Ordering::Acquire);\n}\n";
    finds(sources::orderings, &[("src/gil/mod.rs", bare)], &["mod.rs:3:"]);
    let said = "fn f() {\n    // Acquire: pairs with the store in `g`.\n    x.load(Ordering::Acquire);\n}\n";
    finds(sources::orderings, &[("src/gil/mod.rs", said)], &[]);
    let once = "//! Books, kept with `SeqCst` throughout.\nfn f() {\n    x.load(SeqCst);\n\n\n\n\n\n\n\n    x.load(Relaxed);\n}\n";
    finds(sources::orderings, &[("src/gil/mod.rs", once)], &["mod.rs:11:"]);
}

#[test]
fn a_module_without_a_paragraph_is_found() {
    finds(
        sources::module_docs,
        &[("src/gil/mod.rs", "fn f() {}")],
        &["examples/question.rs:1:", "src/gil/mod.rs:1:"].map(|_| "no `//!`"),
    );
}

const CHAPTER: &str = "# Why?\n\n{{#chart a}}\n\n{{#verdict b}}\n\n{{#code c}}\n\n## Corrections\n\n## When it matters\n\n## Try it yourself\n";

#[test]
fn a_chapter_without_its_parts_is_found() {
    finds(pages::anatomy, &[("book/question.md", CHAPTER)], &[]);
    finds(
        pages::anatomy,
        &[("book/question.md", &CHAPTER.replace("{{#chart a}}", "`{{#chart a}}`"))],
        &["{{#chart NAME}}"],
    );
    finds(pages::anatomy, &[("book/question.md", &CHAPTER.replace("Why?", "Why"))], &["not a question"]);
    finds(
        pages::anatomy,
        &[("book/question.md", &CHAPTER.replace("## Corrections", "```\n## Corrections\n```"))],
        &["## Corrections"],
    );
    let swapped =
        CHAPTER.replace("Corrections", "X").replace("When it matters", "Corrections").replace('X', "When it matters");
    finds(pages::anatomy, &[("book/question.md", &swapped)], &["another order"]);
}

#[test]
fn typed_numbers_are_found_in_chapters_only() {
    let typed = format!("{CHAPTER}\nIt took 5 ms.\n");
    finds(prose::typed_numbers, &[("book/question.md", &typed)], &["book/question.md:15: `5 ms`"]);
    finds(prose::typed_numbers, &[("book/introduction.md", "It took 5 ms.")], &[]);
}

#[test]
fn a_chapter_without_a_page_and_a_declaration_without_a_chapter_are_found() {
    finds(pages::three_files, &[("examples/other.rs", "")], &["write book/other.md"]);
    let declaration = to_text(&Declaration { slug: "gone".into(), ..declaration() }).unwrap();
    finds(
        pages::three_files,
        &[("book/results/gone.json", &declaration)],
        &["book/results/gone.json: a declaration without"],
    );
}

fn declaration() -> Declaration {
    Declaration::new("question", "Why?")
        .quantity("ratio", "a ratio", Formula::ratio("model/gil[threads=2]", "model/gil[threads=1]"))
        .claim(
            Claim::new("slower", &[], "It is slower.")
                .holds_if("model", "ratio", Test::Above(1.0))
                .correction("No.", "Here"),
        )
}

/// A record in which two threads take as long as one, and the A/A pair differs by a few percent.
fn noisy_record() -> Record {
    let digests = roommates::results::Digests {
        code: "c".into(),
        harness: "h".into(),
        dependencies: "d".into(),
        compiler: "c".into(),
    };
    let mut record = samples::record("kitchen", "question", digests);
    let mut one = samples::series("gil", &[100, 101, 99]);
    one.params = [("threads".to_owned(), 1)].into();
    let again = roommates::results::Series {
        role: roommates::results::Role::Again,
        samples: vec![104, 97, 101],
        ..one.clone()
    };
    record.measurement.series = vec![samples::series("gil", &[101, 100, 100]), one, again];
    record
}

/// The sample tree with a declaration and the noisy record.
fn measured(page: &str, declaration: &Declaration) -> (tempfile::TempDir, Context) {
    recorded(page, declaration, &noisy_record())
}

/// The sample tree with a declaration and a record.
fn recorded(page: &str, declaration: &Declaration, record: &Record) -> (tempfile::TempDir, Context) {
    let (root, tree) = samples::tree();
    samples::store(&tree, record);
    let machine = std::fs::read_to_string(tree.machine("kitchen")).unwrap();
    let record = std::fs::read_to_string(tree.record("kitchen", "question")).unwrap();
    drop(root);
    context(&[
        ("book/question.md", page),
        ("book/results/question.json", &to_text(declaration).unwrap()),
        ("book/results/kitchen/machine.json", &machine),
        ("book/results/kitchen/question.json", &record),
    ])
}

#[test]
fn a_sentence_that_ranks_inside_the_noise_is_found() {
    let (_root, noisy) = measured("# Why?\n\nTwo threads are {{#value ratio}} slower.\n", &declaration());
    let found = prose::inside_the_noise(&noisy);
    assert!(found.len() == 1 && found[0].contains("book/question.md:3: the sentence ranks by `ratio`"), "{found:?}");
    let (_root, hedged) =
        measured("# Why?\n\n{{#if slower.holds}}It is {{#value ratio}} slower.{{#end}}\n", &declaration());
    assert_eq!(prose::inside_the_noise(&hedged), [""; 0]);
}

#[test]
fn a_page_that_assumes_another_verdict_is_found() {
    let (_root, wrong) = measured("# Why?\n\n{{#assert slower.holds}}\n", &declaration());
    let found = claims::contradicted(&wrong);
    assert!(
        found.len() == 1 && found[0].contains("book/question.md:3:") && found[0].contains("inconclusive"),
        "{found:?}"
    );
    let (_root, right) = measured("# Why?\n\n{{#assert slower.inconclusive}}\n", &declaration());
    assert_eq!(claims::contradicted(&right), [""; 0]);
}

#[test]
fn a_prediction_that_misses_without_a_reason_is_found() {
    let predicts = |misses: &str| {
        let half = Formula::ratio("model/gil[threads=2]", "model/gil[threads=1]");
        let declared = declaration().prediction("twice", "two threads over one", half);
        if misses.is_empty() { declared } else { declared.misses(misses) }
    };
    let right = measured("# Why?\n", &predicts("")).1;
    assert_eq!(claims::predictions(&right), [""; 0], "two threads take as long as one");
    let off = |declared: &Declaration| {
        let mut record = noisy_record();
        record.measurement.series[0].samples = vec![151, 150, 152];
        claims::predictions(&recorded("# Why?\n", declared, &record).1)
    };
    let found = off(&predicts(""));
    assert!(found.len() == 1 && found[0].contains("examples/question.rs: the prediction `twice` misses"), "{found:?}");
    assert_eq!(off(&predicts("it is another kitchen")), [""; 0]);
}

#[test]
fn a_share_of_a_single_sample_is_found() {
    let share = Formula::share("model/gil[threads=2]", 101);
    let declared = declaration().quantity("how_often", "how often it takes 101", share);
    let of = |samples: &[i64]| {
        let mut record = noisy_record();
        record.measurement.series[0].samples = samples.to_vec();
        claims::shares(&recorded("# Why?\n", &declared, &record).1)
    };
    let found = of(&[101]);
    assert!(
        found.len() == 1 && found[0].contains("examples/question.rs: `how_often` is a share of a single sample"),
        "{found:?}"
    );
    assert_eq!(of(&[101, 100, 100]), [""; 0]);
}

#[test]
fn claims_and_charts_that_name_nothing_are_found() {
    let mut d = declaration();
    d.quantities.clear();
    d.charts.push(Chart {
        name: "figure".into(),
        title: vec![Title { when: Some("faster.holds".into()), say: "It is {much} faster.".into() }],
        draw: Draw::Distribution { x_label: "time".into(), rows: Vec::new(), log: false },
    });
    let (_root, context) = measured("# Why?\n", &d);
    let found = claims::quantities(&context).join("\n");
    for words in [
        "the claim `slower`: there is no quantity `ratio`",
        "no claim `faster`",
        "without a title",
        "no quantity `much`",
    ] {
        assert!(found.contains(words), "{words} in {found}");
    }
}

#[test]
fn the_same_claim_in_two_chapters_is_found() {
    let other = to_text(&Declaration { slug: "other".into(), ..declaration() }).unwrap();
    let one = to_text(&declaration()).unwrap();
    let files = [("book/results/question.json", one.as_str()), ("book/results/other.json", &other)];
    finds(claims::unique, &files, &["the claim `slower` is declared by other and question"]);
}

#[test]
fn records_that_are_missing_stale_or_unreadable_are_found() {
    finds(records::reference, &[], &["book/results/kitchen: the reference machine has no records"]);
    let (_root, stale) = measured("# Why?\n", &declaration());
    let found = records::reference(&stale);
    assert!(found[0].contains("kitchen/question.json: stale: the experiment's code changed since"), "{found:?}");
    let torn = [("book/results/kitchen/question.json", "{\"schema_version\": 1"), ("book/results/question.json", "[]")];
    finds(
        records::readable,
        &torn,
        &["book/results/question.json is not usable", "book/results/kitchen/question.json is not"],
    );
}
