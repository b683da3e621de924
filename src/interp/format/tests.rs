use super::{Specification, float::float, format_text, number::integer};

fn specification(text: &str) -> Specification {
    Specification::parse(text, "float", '>').expect("a good specification")
}

fn shown(number: f64, text: &str) -> String {
    float(number, &specification(text))
}

#[test]
fn floats_are_rounded_once_from_their_exact_value() {
    assert_eq!(shown(2.675, ".2f"), "2.67");
    assert_eq!(shown(0.125, ".2f"), "0.12");
    assert_eq!(shown(2.5, ".0f"), "2");
    assert_eq!(shown(5e-324, ".3e"), "4.941e-324");
    assert_eq!(shown(1.0, ".1200f").len(), 1202);
}

#[test]
fn general_form_changes_at_its_precision() {
    assert_eq!(shown(999_999.5, "g"), "1e+06");
    assert_eq!(shown(100_000.0, "g"), "100000");
    assert_eq!(shown(12.0, ".2"), "1.2e+01");
    assert_eq!(shown(0.0, ".3"), "0.0");
    assert_eq!(shown(1.0, "#g"), "1.00000");
}

#[test]
fn zeros_are_grouped_like_digits() {
    assert_eq!(shown(1234.5, "012,.1f"), "00,001,234.5");
    assert_eq!(shown(f64::INFINITY, "08,"), "00000inf");
    let hexadecimal = specification("#_x");
    assert_eq!(integer(&0x1234_5678.into(), &hexadecimal), Ok("0x1234_5678".into()));
}

#[test]
fn a_negative_zero_can_be_refused() {
    assert_eq!(shown(-0.04, ".1f"), "-0.0");
    assert_eq!(shown(-0.04, "z.1f"), "0.0");
}

#[test]
fn texts_are_cut_and_padded_by_characters() {
    assert_eq!(format_text("日本語", "_^6.2", "str"), Ok("__日本__".into()));
    assert_eq!(format_text("ab", "05", "str"), Ok("ab000".into()));
}

#[test]
fn what_a_specification_gets_wrong_is_named() {
    let message = |text| Specification::parse(text, "int", '>').expect_err("a bad specification");
    assert_eq!(message(",_"), "Cannot specify both ',' and '_'.");
    assert_eq!(message(",x"), "Cannot specify ',' with 'x'.");
    assert_eq!(message(".f"), "Format specifier missing precision");
    assert_eq!(message("5dd"), "Invalid format specifier '5dd' for object of type 'int'");
}
