use std::fs;

use roommates::results::to_text;
use tempfile::TempDir;

use super::*;
use crate::{
    chapters::Tree,
    preprocess::fixture::{SLUG, careful, declaration},
};

/// A checkout with one chapter, one machine and the pages that `pages` adds or replaces.
pub(super) fn checkout(pages: &[(&str, &str)]) -> (TempDir, Tree) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let tree = Tree::at(folder.path());
    let machine = careful();
    let write = |path: std::path::PathBuf, text: String| {
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        tree.root().join("book.toml"),
        "[book]\ntitle = \"Fixture\"\nsrc = \"book\"\n[build]\nbuild-dir = \"target/site\"\ncreate-missing = false\nuse-default-preprocessors = false\n[preprocessor.roommates]\ncommand = \"false\"\n[output.html]\nplayground = { runnable = false }\n".into(),
    );
    write(tree.summary(), "# Summary\n\n[Introduction](introduction.md)\n\n- [Clocks](two_clocks.md)\n".into());
    write(tree.page("introduction"), "# Introduction\n\nSee [the clocks](two_clocks.md#do-two-clocks-agree).\n".into());
    write(tree.page(SLUG), include_str!("../preprocess/fixture/chapter.md").into());
    let example = "fn main() {\n    // ANCHOR: work\n    // ANCHOR: inner\n    work();\n    // ANCHOR_END: inner\n    // ANCHOR_END: work\n}\n";
    write(tree.example(SLUG), example.into());
    write(tree.twin(SLUG), "# ANCHOR: work\nwork()\n# ANCHOR_END: work\n".into());
    write(tree.declaration(SLUG), to_text(&declaration()).unwrap());
    write(tree.machine(&machine.machine.name), to_text(&machine.machine).unwrap());
    write(tree.record(&machine.machine.name, SLUG), to_text(&machine.records[SLUG]).unwrap());
    pages.iter().for_each(|(file, text)| write(tree.book().join(file), (*text).to_owned()));
    (folder, tree)
}

fn error(tree: &Tree) -> String {
    build(tree, &Options::default()).expect_err("the book has a fault").to_string()
}

#[test]
fn the_site_holds_pages_numbers_and_downloads() {
    let (_folder, tree) = checkout(&[]);
    let built = build(&tree, &Options::default()).unwrap();
    assert_eq!((built.pages, built.warnings), (2, Vec::<String>::new()));
    let page = fs::read_to_string(tree.site().join("two_clocks.html")).unwrap();
    for expected in [
        "<span class=\"rn-badge rn-depends\">depends</span>",
        "<code class=\"language-rust noplayground\">work();",
        "<div class=\"rn-tab\" data-label=\"Python\">",
        "<code>{{#value gain}}</code>",
        "102\u{a0}ms",
    ] {
        assert!(page.contains(expected), "{expected} in\n{page}");
    }
    assert_eq!(links::check(&tree.site()).unwrap(), []);
    let record = tree.site().join("results/careful-2-cores/two_clocks.json");
    assert_eq!(fs::read(record).unwrap(), fs::read(tree.record("careful-2-cores", SLUG)).unwrap());
}

#[test]
fn a_fault_keeps_the_last_good_site() {
    let (_folder, tree) = checkout(&[]);
    build(&tree, &Options::default()).unwrap();
    fs::write(tree.page("introduction"), "# Introduction\n\n{{#value gain}}\n").unwrap();
    assert_eq!(
        error(&tree),
        "book/introduction.md:3: this page is not a chapter: say which one is meant, `SLUG:NAME`; there are: two_clocks"
    );
    assert!(fs::read_to_string(tree.site().join("introduction.html")).unwrap().contains("the clocks"));
}

#[test]
fn the_summary_and_the_pages_must_agree() {
    let summary = "# Summary\n\n- [Clocks](two_clocks.md)\n- [Again](two_clocks.md)\n- [Gone](gone.md)\n- [Draft]()\n";
    let (_folder, tree) = checkout(&[("SUMMARY.md", summary), ("more/lost.md", "# Lost\n")]);
    assert_eq!(
        error(&tree),
        "book/SUMMARY.md:4: two_clocks.md is listed twice: remove one line\n\
         book/SUMMARY.md:5: book/gone.md does not exist: write it, or remove the line\n\
         book/introduction.md: the page is not in book/SUMMARY.md: add a line for it, or delete it\n\
         book/more/lost.md: the page is not in book/SUMMARY.md: add a line for it, or delete it"
    );
}

#[test]
fn mdbooks_own_doubts_are_handed_on() {
    let (_folder, tree) = checkout(&[("introduction.md", "# Introduction\n\n<div>\n\nnever closed\n")]);
    let built = build(&tree, &Options::default()).unwrap();
    assert!(built.warnings.iter().any(|w| w.contains("unclosed HTML tag `<div>`")), "{:?}", built.warnings);
}

#[test]
fn a_site_is_never_built_over_its_sources() {
    let (_folder, tree) = checkout(&[]);
    let toml = tree.root().join("book.toml");
    fs::write(&toml, fs::read_to_string(&toml).unwrap().replace("target/site", "book")).unwrap();
    assert!(error(&tree).starts_with("the site would be built over its sources"), "{}", error(&tree));
}

#[test]
fn plain_mdbook_gets_the_same_pages() {
    use mdbook_driver::{MDBook, config::Config};
    use mdbook_preprocessor::PreprocessorContext;
    let (_folder, tree) = checkout(&[]);
    let config = Config::from_disk(tree.root().join("book.toml")).unwrap();
    let book = MDBook::load_with_config(tree.root(), config.clone()).unwrap().book;
    let context = PreprocessorContext::new(tree.root().to_path_buf(), config.clone(), "html".into());
    let input = serde_json::to_string(&(&context, &book)).unwrap();
    let mut output = Vec::new();
    crate::preprocess::external::main_external(&[], input.as_bytes(), &mut output).unwrap();
    let outside: mdbook_driver::book::Book = serde_json::from_slice(&output).unwrap();
    let inputs = crate::preprocess::Inputs::gather(&tree, &config).unwrap();
    assert_eq!(outside, crate::preprocess::run(book, &inputs).unwrap());
}
