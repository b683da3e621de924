use std::fs;

use super::*;
use crate::samples;

#[test]
fn a_record_is_fresh_until_its_code_changes_and_then_says_so() {
    let (root, tree) = samples::tree();
    let digests = samples::digests(&tree, "question");
    samples::store(&tree, &samples::record("kitchen", "question", digests));
    let key = ("kitchen".to_owned(), "question".to_owned());
    let reasons = |tree: &Tree| freshness(tree, &Library::load(tree).unwrap())[&key].clone();
    assert_eq!(reasons(&tree), []);

    fs::write(root.path().join("examples/question.rs"), "// moved\nfn main() {}").unwrap();
    assert_eq!(reasons(&tree), []);

    fs::write(root.path().join("examples/question.rs"), "fn main() { loop {} }").unwrap();
    fs::write(root.path().join("src/harness/mod.rs"), "pub fn now() {}").unwrap();
    assert_eq!(reasons(&tree), [Reason::Code, Reason::Harness]);
    assert_eq!(in_words(&reasons(&tree)), "the experiment's code changed since; the harness changed since");

    fs::remove_file(root.path().join("examples/question.rs")).unwrap();
    assert_eq!(reasons(&tree), [Reason::Unknown]);
}

#[test]
fn another_compiler_is_seen_only_when_it_is_asked() {
    let (_root, tree) = samples::tree();
    let digests = samples::digests(&tree, "question");
    let record = samples::record("kitchen", "question", digests.clone());
    let newer = Digests { compiler: "newer".into(), ..digests };
    assert_eq!(of_all(&record, &newer), [Reason::Compiler]);
    assert_eq!(of_all(&record, &record.provenance.digests), []);
}
