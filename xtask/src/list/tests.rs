use std::fs;

use super::*;
use crate::samples;

#[test]
fn every_chapter_is_listed_with_what_each_machine_answered() {
    let (root, tree) = samples::tree();
    fs::write(root.path().join("examples/other.rs"), "fn main() {}").unwrap();
    let mut old = samples::record("attic", "question", samples::digests(&tree, "question"));
    old.provenance.digests.code = "older".into();
    old.measurement.mode = Mode::Quick;
    samples::store(&tree, &old);
    samples::store(&tree, &samples::record("kitchen", "question", samples::digests(&tree, "question")));
    let text = list(&tree).unwrap();
    let expected = "\
other: not declared yet: cargo xtask regen (0 claims)
    not measured yet
question: not declared yet: cargo xtask regen (0 claims)
    attic: quick, 2026-01-01, 3 rounds, stale: the experiment's code changed since
    kitchen: full, 2026-01-01, 3 rounds, fresh
";
    assert_eq!(text, expected);
}
