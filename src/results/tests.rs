use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;

fn a_name() -> impl Strategy<Value = String> {
    "[a-z][a-z0-9_.-]{0,8}"
}

fn a_value() -> impl Strategy<Value = ParamValue> {
    prop_oneof![
        any::<i64>().prop_map(ParamValue::Exact),
        Just(ParamValue::Min),
        Just(ParamValue::Max),
        Just(ParamValue::Cores)
    ]
}

proptest! {
    #[test]
    fn a_selector_reads_back_what_it_writes(
        engine in a_name(), variant in a_name(), params in prop::collection::btree_map(a_name(), a_value(), 0..4)
    ) {
        let selector = Selector { engine, variant, params };
        prop_assert_eq!(selector.to_string().parse(), Ok(selector));
    }

    #[test]
    fn no_text_makes_the_selector_parser_panic(text in ".{0,60}") {
        let _ = text.parse::<Selector>();
    }

    #[test]
    fn the_text_form_reads_back_to_the_same_record(samples in prop::collection::vec(any::<i64>(), 0..60)) {
        let series = Series {
            engine: "rust".into(),
            variant: "x\"<script>".into(),
            params: BTreeMap::from([("threads".into(), 2)]),
            role: Role::Again,
            unit: Unit::Nanoseconds,
            per_round: 3,
            sittings: Vec::new(),
            samples,
        };
        let text = to_text(&series).expect("it has a JSON form");
        prop_assert_eq!(serde_json::from_str::<Series>(&text).expect("it reads back"), series);
    }
}

#[test]
fn a_selector_that_is_wrong_says_what_is_wrong() {
    for (text, why) in [
        ("gil", "no `/`"),
        ("model/", "letters"),
        ("model/gil[threads=2", "not closed"),
        ("model/gil[threads]", "no `=`"),
        ("model/gil[threads=two]", "integer"),
        ("model/gil[a=1,a=2]", "twice"),
    ] {
        let error = text.parse::<Selector>().expect_err(text).to_string();
        assert!(error.contains(why), "{text}: {error}");
    }
}

#[test]
fn samples_stand_side_by_side_so_that_a_re_run_is_a_small_diff() {
    let text = to_text(&serde_json::json!({ "samples": (0..30).collect::<Vec<_>>(), "few": [1, 2], "none": [] }))
        .expect("it has a JSON form");
    insta::assert_snapshot!(text, @r#"
    {
      "samples": [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
        12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23,
        24, 25, 26, 27, 28, 29
      ],
      "few": [1, 2],
      "none": []
    }
    "#);
}

#[test]
fn a_field_that_nobody_knows_is_refused() {
    let text = r#"{"engine":"a","variant":"b","unit":"ns","per_round":1,"samples":[],"surprise":1}"#;
    let error = serde_json::from_str::<Series>(text).expect_err("it has an unknown field").to_string();
    assert!(error.contains("surprise"), "{error}");
}
