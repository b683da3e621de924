use crate::{
    harness::{
        estimate::Estimate,
        number::{digits, percent, point, with_interval},
    },
    results::Unit,
};

fn estimate(point: f64, low: f64, high: f64) -> Estimate {
    Estimate { point, low, high, n: 20 }
}

#[test]
fn a_number_has_no_more_digits_than_its_interval_allows() {
    for (e, unit, text) in [
        (estimate(12_345_678.0, 12_100_000.0, 12_600_000.0), Some(Unit::Nanoseconds), "12.3\u{a0}ms (12.1–12.6)"),
        (estimate(1.9834, 1.9, 2.1), None, "2.0× (1.9–2.1)"),
        (estimate(1.0234, 1.019, 1.031), None, "1.023× (1.019–1.031)"),
        (estimate(40_000.0, 40_000.0, 40_000.0), Some(Unit::Count), "40,000"),
        (estimate(-6.0, -6.0, -6.0), Some(Unit::ExitStatus), "−6"),
        (estimate(10_752.0, 10_600.0, 10_900.0), Some(Unit::Bytes), "10.5\u{a0}KiB (10.4–10.6)"),
        (estimate(1_657.0, 1_650.0, 1_664.0), Some(Unit::Picoseconds), "1.657\u{a0}ns (1.650–1.664)"),
    ] {
        assert_eq!(with_interval(&e, unit), text);
    }
}

#[test]
fn a_number_alone_has_three_digits_at_most() {
    assert_eq!(point(&estimate(2_954_000.0, 2_953_990.0, 2_954_010.0), Some(Unit::Nanoseconds)), "2.95\u{a0}ms");
    assert_eq!(point(&estimate(1.0234, 1.0233, 1.0235), None), "1.02×");
    assert_eq!(point(&estimate(123_456.0, 123_455.0, 123_457.0), Some(Unit::Count)), "123,456");
}

#[test]
fn an_exact_fraction_has_three_digits() {
    assert_eq!(point(&Estimate::exact(2.277_77, 1), None), "2.28×");
}

#[test]
fn a_share_is_a_percentage() {
    assert_eq!(percent(&estimate(0.9824, 0.97, 0.99)), "98 %");
    assert_eq!(percent(&Estimate::exact(0.5, 1)), "50 %");
}

#[test]
fn thousands_are_grouped_and_zero_has_no_sign() {
    assert_eq!(digits(1_234_567.891, 2), "1,234,567.89");
    assert_eq!(digits(-0.04, 1), "0.0");
    assert_eq!(digits(-1_000.0, 0), "−1,000");
}
