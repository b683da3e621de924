use super::*;

/// A table with these rows after its head, which says that `later` is planned and that 001 has `n` rows.
fn table(n: usize, rows: &str) -> String {
    format!("planned = [\"later\"]\n[documents]\n001 = {{ rows = {n}, must = [\"1-20\"] }}\n[rows]\n{rows}\n")
}

/// The book has one page, `here`, with the ids `top` and `end`.
fn found(text: &str) -> Coverage {
    look(text, &|page| (page == "here").then(|| ["top", "end"].map(String::from).into()))
}

#[track_caller]
fn finds(text: &str, expected: &[&str]) {
    let found = found(text).findings;
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for (found, expected) in found.iter().zip(expected) {
        assert!(found.contains(expected), "expected {expected:?} in {found:?}");
    }
}

#[test]
fn a_part_is_on_a_page_or_planned() {
    let text =
        table(2, "\"001:1-3\" = { is = \"a\", home = \"here#end\" }\n\"001:4\" = { is = \"b\", planned = \"later\" }");
    let coverage = found(&text);
    assert!(coverage.findings.is_empty(), "{:?}", coverage.findings);
    assert_eq!(coverage.report(), "2 parts: 1 are on a page, 1 are planned, 0 have no home\n");
}

#[test]
fn a_part_without_a_home_is_printed_and_fails_where_it_must_have_one() {
    let text = table(2, "\"001:20-22\" = { is = \"a scene\" }\n\"001:30\" = { is = \"an aside\" }");
    finds(&text, &["book/coverage.toml:5: `a scene` has no home: say `home` or `planned`"]);
    let report = found(&text).report();
    assert!(report.contains("2 parts: 0 are on a page, 0 are planned, 2 have no home"), "{report}");
    assert!(report.contains("  no home: 001:30-30 an aside\n"), "{report}");
    assert!(report.ends_with("1 to mend\n"), "{report}");
}

#[test]
fn a_home_is_there() {
    let row = |home: &str| table(1, &format!("\"001:1\" = {{ is = \"a\", {home} }}"));
    finds(&row("home = \"gone#top\""), &["coverage.toml:5: there is no book/gone.md: name another page"]);
    finds(&row("home = \"here#middle\""), &["coverage.toml:5: book/here.md has nothing with the id `middle`"]);
    finds(&row("home = \"here\""), &["coverage.toml:5: `here` is no home: write it as in"]);
    finds(&row("planned = \"never\""), &["coverage.toml:5: `never` is not among the planned chapters"]);
    finds(&row("home = \"here#top\", planned = \"later\""), &["5: the row has a home and is planned"]);
}

#[test]
fn what_is_planned_is_not_there_yet() {
    let text = table(0, "").replace("later", "here");
    finds(&text, &["coverage.toml:1: `here` is planned, and book/here.md is there: take it off the list"]);
    finds(&table(0, "").replace("later", "No Slug"), &["coverage.toml:1: `No Slug` cannot be a chapter"]);
}

#[test]
fn no_row_is_lost_or_there_twice() {
    finds(&table(2, "\"001:1\" = { is = \"a\", home = \"here#top\" }"), &["coverage.toml:3: 001 has 1 rows and not 2"]);
    let twice = "\"001:1-4\" = { is = \"a\", home = \"here#top\" }\n\"001:4\" = { is = \"b\", home = \"here#top\" }";
    finds(&table(2, twice), &["coverage.toml:6: its lines are in the row of line 5, too"]);
    finds(&table(0, "\"007:1\" = { is = \"a\", home = \"here#top\" }"), &["5: `007` is not among the documents"]);
}

#[test]
fn a_table_that_cannot_be_read_says_where() {
    finds(&table(1, "\"001:1\" = { is = \"a\", hom = \"here#top\" }"), &["coverage.toml:5: unknown field `hom`"]);
    finds(&table(1, "\"001:1\" = { is = \"a\" "), &["book/coverage.toml:"]);
    finds(&table(0, "\"001-1\" = { is = \"a\" }"), &["coverage.toml:5: `001-1` is no place in a document"]);
    finds(&table(0, "\"001:4-2\" = { is = \"a\" }"), &["coverage.toml:5: `001:4-2` is no place in a document"]);
    finds(&table(1, "\"001:1\" = { is = \" \", home = \"here#top\" }"), &["5: the row does not say what it is"]);
    let twice = "\"001:1\" = { is = \"a\", home = \"here#top\" }\n\"001:1\" = { is = \"a\", home = \"here#top\" }";
    finds(&table(1, twice), &["book/coverage.toml:6: duplicate key"]);
}
