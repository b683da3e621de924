//! Floats by a specification: every digit is that of the exact value, rounded half to even once.

use super::{number::Parts, specification::Specification};
use crate::interp::text;

/// No double has more decimals; what is asked for beyond them is zeros.
const DECIMALS: usize = 1100;

/// A float by a specification whose code is one for floats, or none.
pub(super) fn float(number: f64, specification: &Specification) -> String {
    let negative = number.is_sign_negative() && !number.is_nan();
    let code = specification.code;
    let magnitude = if code == Some('%') { (number * 100.0).abs() } else { number.abs() };
    let mut body = if magnitude.is_finite() {
        finite(magnitude, specification)
    } else {
        String::from(if magnitude.is_nan() { "nan" } else { "inf" })
    };
    if matches!(code, Some('E' | 'F' | 'G')) {
        body = body.to_uppercase();
    }
    if code == Some('%') {
        body.push('%');
    }
    let zero = !body.split(['e', 'E']).next().unwrap_or("").contains(|c: char| c != '0' && c != '.' && c != '%');
    let digits = body.find(|c: char| !c.is_ascii_digit()).unwrap_or(body.len());
    let rest = body.split_off(digits);
    let negative = negative && !(specification.no_negative_zero && zero);
    Parts { negative, prefix: "", digits: body, rest }.lay_out(specification)
}

fn finite(number: f64, specification: &Specification) -> String {
    let (precision, alternate) = (specification.precision, specification.alternate);
    match specification.code {
        Some('e' | 'E') => scientific(number, precision.unwrap_or(6), alternate),
        Some('f' | 'F' | '%') => fixed(number, precision.unwrap_or(6), alternate),
        Some(_) => general(number, precision.unwrap_or(6), alternate, false),
        None => match precision {
            Some(precision) => general(number, precision, alternate, true),
            None => with_point(text::float(number), alternate),
        },
    }
}

/// Alternate form: a point even where no digit follows.
fn with_point(text: String, alternate: bool) -> String {
    if !alternate || text.contains('.') {
        return text;
    }
    match text.split_once('e') {
        Some((digits, exponent)) => format!("{digits}.e{exponent}"),
        None => format!("{text}."),
    }
}

fn fixed(number: f64, precision: usize, alternate: bool) -> String {
    let mut text = format!("{number:.*}", precision.min(DECIMALS));
    text.extend(std::iter::repeat_n('0', precision.saturating_sub(DECIMALS)));
    with_point(text, alternate)
}

/// Digits and exponent of the number rounded to `precision` digits after the first.
fn rounded(number: f64, precision: usize) -> (String, i32) {
    let text = format!("{number:.*e}", precision.min(DECIMALS));
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let zeros = std::iter::repeat_n('0', precision.saturating_sub(DECIMALS));
    (digits.chars().chain(zeros).collect(), exponent.parse().unwrap_or(0))
}

fn with_exponent(digits: &str, exponent: i32) -> String {
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", exponent.unsigned_abs())
}

fn scientific(number: f64, precision: usize, alternate: bool) -> String {
    let (digits, exponent) = rounded(number, precision);
    with_point(with_exponent(&digits, exponent), alternate)
}

/// `g`; or what a precision without a code means, which keeps a digit after the point.
fn general(number: f64, precision: usize, alternate: bool, keeps_digit: bool) -> String {
    let precision = precision.max(1);
    let (digits, exponent) = rounded(number, precision - 1);
    let limit = precision as i64 - i64::from(keeps_digit);
    let trim = |text: String| {
        let trimmed = text.trim_end_matches('0').trim_end_matches('.').len();
        if alternate || !text.contains('.') { text } else { text[..trimmed].to_owned() }
    };
    if exponent < -4 || i64::from(exponent) >= limit && number != 0.0 || number == 0.0 && limit < 1 {
        return with_point(with_exponent(&trim(digits), exponent), alternate);
    }
    let decimals = usize::try_from(precision as i64 - 1 - i64::from(exponent)).unwrap_or(0);
    let text = trim(fixed(number, decimals, false));
    if keeps_digit && !text.contains('.') { format!("{text}.0") } else { with_point(text, alternate) }
}
