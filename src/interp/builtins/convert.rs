//! Functions between numbers, characters and their texts: `ord`, `chr`, `bin`, `oct`, `hex`, `ascii`, `format`; and
//! the numbers that `int` and `float` read.

use num_bigint::BigInt;
use num_traits::Num as _;

use super::string::number;
use crate::{
    interp::{Thread, format::number::MOST_DIGITS, text, unicode},
    object::{Build, Call, ExceptionType, Raised, Result, Symbol, Value, fresh_nan, integer},
};

pub(super) fn ascii<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::str(text::ascii(&thread.repr(&call.positional[0])?)))
}

pub(super) fn format<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let specification = match call.positional.get(1) {
        None => "",
        Some(specification) => match specification.as_str() {
            Some(text) => text,
            None => {
                let name = thread.type_name(specification);
                return Err(Raised::type_error(format!("format() argument 2 must be str, not {name}")));
            }
        },
    };
    thread.format(&call.positional[0], specification).map(Value::str)
}

pub(super) fn ord<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = &call.positional[0];
    let length = match (value.as_str(), value.as_bytes()) {
        (Some(text), _) => {
            let mut characters = text.chars();
            if let (Some(c), None) = (characters.next(), characters.next()) {
                return Ok(Value::int((c as u32).into()));
            }
            text.chars().count()
        }
        (_, Some(&[byte])) => return Ok(Value::int(byte.into())),
        (_, Some(bytes)) => bytes.len(),
        _ => {
            let name = thread.type_name(value);
            return Err(Raised::type_error(format!("ord() expected string of length 1, but {name} found")));
        }
    };
    Err(Raised::type_error(format!("ord() expected a character, but string of length {length} found")))
}

pub(super) fn chr<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = &call.positional[0];
    let code = if value.is_integer() { value.as_index().unwrap_or(-1) } else { number(thread, value)? };
    match u32::try_from(code) {
        Ok(0xd800..=0xdfff) => Err(Raised::value_error("surrogates are outside the subset of Python")),
        Ok(code) if code < 0x11_0000 => Ok(thread.runtime.character(char::from_u32(code).unwrap_or('\u{fffd}'))),
        _ => Err(Raised::value_error("chr() arg not in range(0x110000)")),
    }
}

pub(super) fn bin<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    radix(thread, &call, 2, "0b")
}

pub(super) fn oct<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    radix(thread, &call, 8, "0o")
}

pub(super) fn hex<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    radix(thread, &call, 16, "0x")
}

fn radix<B: Build>(thread: &mut Thread<B>, call: &Call<'_, B>, radix: u32, prefix: &str) -> Result<Value<B>, B> {
    let value = &call.positional[0];
    let value = match thread.call_special(value, Symbol::new("__index__"), &[]) {
        Ok(Some(number)) => number,
        _ => value.clone(),
    };
    let Some(number) = value.as_big() else {
        let name = thread.type_name(&value);
        return Err(Raised::type_error(format!("'{name}' object cannot be interpreted as an integer")));
    };
    let sign = if number.sign() == num_bigint::Sign::Minus { "-" } else { "" };
    Ok(Value::str(format!("{sign}{prefix}{}", number.magnitude().to_str_radix(radix))))
}

/// `int(text, base)`
pub(super) fn parse_int<B: Build>(thread: &mut Thread<B>, value: &Value<B>, base: &Value<B>) -> Result<Value<B>, B> {
    let base = if base.is_unset() { 10 } else { number(thread, base)? };
    let Some(base) = u32::try_from(base).ok().filter(|base| *base == 0 || (2..=36).contains(base)) else {
        return Err(Raised::value_error("int() base must be >= 2 and <= 36, or 0"));
    };
    let text = match (value.as_str(), value.as_bytes()) {
        (Some(text), _) => text.to_owned(),
        (_, Some(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        _ => return Err(Raised::type_error("int() can't convert non-string with explicit base")),
    };
    let plain = unicode::plain_digits(&text);
    let Some((negative, digits, radix)) = integer_parts(&plain, base) else {
        let shown = thread.repr(value)?;
        return Err(Raised::value_error(format!("invalid literal for int() with base {base}: {shown}")));
    };
    if digits.len() > MOST_DIGITS && !radix.is_power_of_two() {
        let message = format!(
            "Exceeds the limit ({MOST_DIGITS} digits) for integer string conversion: value has {} digits; use \
             sys.set_int_max_str_digits() to increase the limit",
            digits.len()
        );
        return Err(Raised::value_error(message));
    }
    let number = BigInt::from_str_radix(&digits, radix).unwrap_or_default();
    Ok(integer(if negative { -number } else { number }))
}

/// Whether there is a minus, the digits, and their base.
fn integer_parts(text: &str, base: u32) -> Option<(bool, String, u32)> {
    let negative = text.starts_with('-');
    let body = text.strip_prefix(['+', '-']).unwrap_or(text).to_lowercase();
    let named = match body.get(..2) {
        Some("0x") => Some(16),
        Some("0o") => Some(8),
        Some("0b") => Some(2),
        _ => None,
    };
    let (digits, radix) = match named {
        // A prefix may be followed by an underscore.
        Some(radix) if base == 0 || base == radix => (body[2..].strip_prefix('_').unwrap_or(&body[2..]), radix),
        _ if base == 0 => (&*body, 10),
        _ => (&*body, base),
    };
    let digits = without_underscores(digits, |c| c.is_ascii_alphanumeric())?;
    let leading_zero = base == 0 && radix == 10 && digits.starts_with('0') && digits.contains(|c| c != '0');
    let good = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix)) && !leading_zero;
    good.then_some((negative, digits, radix))
}

/// Without underscores, each of which has to be between two digits.
fn without_underscores(text: &str, is_digit: fn(char) -> bool) -> Option<String> {
    let alone = |part: &str, first: bool, last: bool| {
        part.is_empty() || !first && !part.starts_with(is_digit) || !last && !part.ends_with(is_digit)
    };
    let parts: Vec<&str> = text.split('_').collect();
    let bad = parts.len() > 1 && parts.iter().enumerate().any(|(n, part)| alone(part, n == 0, n + 1 == parts.len()));
    (!bad).then(|| parts.concat())
}

/// `float(text)`
pub(super) fn parse_float<B: Build>(thread: &mut Thread<B>, value: &Value<B>) -> Result<f64, B> {
    let text = match (value.as_str(), value.as_bytes()) {
        (Some(text), _) => text.to_owned(),
        (_, bytes) => String::from_utf8_lossy(bytes.unwrap_or(b"")).into_owned(),
    };
    let plain = unicode::plain_digits(&text);
    match without_underscores(&plain, |c| c.is_ascii_digit()).and_then(|digits| digits.parse().ok()) {
        Some(number) if f64::is_nan(number) => Ok(fresh_nan()),
        Some(number) => Ok(number),
        None => {
            let shown = thread.repr(value)?;
            Err(Raised::value_error(format!("could not convert string to float: {shown}")))
        }
    }
}

/// The float of a number; too large an `int` is refused.
pub(super) fn to_float<B: Build>(value: &Value<B>) -> Result<Option<f64>, B> {
    match value.to_float() {
        Some(number) if number.is_infinite() && value.is_integer() => {
            Err(Raised::new(ExceptionType::OverflowError, "int too large to convert to float"))
        }
        found => Ok(found),
    }
}
