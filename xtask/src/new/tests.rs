use super::*;
use crate::samples;

#[test]
fn a_chapter_is_one_name_in_three_places() {
    let (_root, tree) = samples::tree();
    write_files(&tree, "my_question").unwrap();
    let example = fs::read_to_string(tree.example("my_question")).unwrap();
    let page = fs::read_to_string(tree.page("my_question")).unwrap();
    assert!(example.contains("Declaration::new(\"my_question\", \"My question?\")"));
    assert!(page.starts_with("# My question?\n") && page.contains("{{#verdict my-question-matters}}"));
    let summary = fs::read_to_string(tree.summary()).unwrap();
    assert_eq!(summary, "# Summary\n\n- [Question](question.md)\n- [My question?](my_question.md)\n");
    for text in [example, page] {
        assert!(!["SLUG", "CLAIM", "QUESTION"].iter().any(|word| text.contains(word)), "{text}");
    }
}

#[test]
fn what_is_taken_or_no_slug_is_refused_and_nothing_is_written() {
    let (_root, tree) = samples::tree();
    let before = fs::read_to_string(tree.summary()).unwrap();
    assert!(write_files(&tree, "question").unwrap_err().to_string().contains("examples/question.rs is there already"));
    for bad in ["My", "a-b", "1st", "../x", "", "a__b"] {
        assert!(write_files(&tree, bad).unwrap_err().to_string().contains("lower_snake_case"), "{bad}");
    }
    assert_eq!(fs::read_to_string(tree.summary()).unwrap(), before);
}

#[test]
fn the_line_follows_the_last_chapter_and_stays_before_the_appendix() {
    let summary = "# Summary\n\n- [A](a.md)\n- [B](b.md)\n\n# Appendix\n\n- [C](c.md)\n";
    let with = with_line(summary, "- [N](n.md)", &["a".into(), "b".into()]);
    assert_eq!(with, "# Summary\n\n- [A](a.md)\n- [B](b.md)\n- [N](n.md)\n\n# Appendix\n\n- [C](c.md)\n");
    assert!(with_line("# Summary\n", "- [N](n.md)", &[]).ends_with("# Summary\n- [N](n.md)\n"));
}
