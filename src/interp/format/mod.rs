//! `format()`, f-strings, `%` and `str.format`.
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | which type formats what |
//! | `specification` | the language of specifications |
//! | `number`, `float` | integers and floats by a specification |
//! | `percent` | `text % values` |
//! | `fields` | `text.format(...)` |

mod fields;
pub(crate) mod float;
pub(crate) mod number;
mod percent;
mod specification;

use num_bigint::BigInt;
use num_traits::ToPrimitive as _;
use specification::Specification;

use super::Thread;
use crate::object::{Build, ExceptionType, Kind, Raised, Result, Symbol, Value};

impl<B: Build> Thread<B> {
    /// `format(value, specification)`
    pub fn format(&mut self, value: &Value<B>, specification: &str) -> Result<String, B> {
        if value.kind() == Some(Kind::Instance) {
            return self.format_instance(value, specification);
        }
        if specification.is_empty() {
            return self.str(value);
        }
        let name = self.type_name(value);
        let formatted = if let Some(text) = value.as_str() {
            format_text(text, specification, &name)
        } else if let Some(number) = value.as_float() {
            format_float(number, specification, &name)
        } else if let Some(number) = value.as_big() {
            return format_integer(&number, specification, &name);
        } else {
            return Err(unsupported(&name));
        };
        formatted.map_err(Raised::value_error)
    }

    fn format_instance(&mut self, value: &Value<B>, specification: &str) -> Result<String, B> {
        if let Some(text) = self.call_special(value, Symbol::new("__format__"), &[&Value::str(specification)])? {
            return match text.as_str() {
                Some(text) => Ok(text.to_owned()),
                None => {
                    let name = self.type_name(&text);
                    Err(Raised::type_error(format!("__format__ must return a str, not {name}")))
                }
            };
        }
        if specification.is_empty() { self.str(value) } else { Err(unsupported(&self.type_name(value))) }
    }
}

fn unsupported<B: Build>(name: &str) -> Raised<B> {
    Raised::type_error(format!("unsupported format string passed to {name}.__format__"))
}

fn format_text(text: &str, specification: &str, name: &str) -> std::result::Result<String, String> {
    let read = Specification::parse(specification, name, '<')?;
    if let Some(code) = read.code.filter(|&code| code != 's') {
        return Err(Specification::unknown_code(code, name));
    }
    let refused = [
        (read.sign == Some(' '), "Space not allowed in string format specifier"),
        (read.sign.is_some(), "Sign not allowed in string format specifier"),
        (read.no_negative_zero, "Negative zero coercion (z) not allowed in string format specifier"),
        (read.alternate, "Alternate form (#) not allowed in string format specifier"),
        (read.grouping.is_some(), "Cannot specify ',' with 's'."),
        (read.align == '=', "'=' alignment not allowed in string format specifier"),
    ];
    if let Some((_, message)) = refused.into_iter().find(|&(given, _)| given) {
        return Err(message.into());
    }
    Ok(pad(text, &read))
}

/// The first characters of a text, and filling around them.
fn pad(text: &str, specification: &Specification) -> String {
    let end = specification.precision.and_then(|precision| text.char_indices().nth(precision));
    let text = end.map_or(text, |(end, _)| &text[..end]);
    let missing = specification.width.saturating_sub(text.chars().count());
    let before = match specification.align {
        '<' => 0,
        '^' => missing / 2,
        _ => missing,
    };
    let fill = |count: usize| String::from(specification.fill).repeat(count);
    format!("{}{text}{}", fill(before), fill(missing - before))
}

fn format_float(number: f64, specification: &str, name: &str) -> std::result::Result<String, String> {
    let read = Specification::parse(specification, name, '>')?;
    match read.code {
        None | Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | 'n' | '%') => Ok(float::float(number, &read)),
        Some(code) => Err(Specification::unknown_code(code, name)),
    }
}

fn format_integer<B: Build>(number: &BigInt, specification: &str, name: &str) -> Result<String, B> {
    let read = Specification::parse(specification, name, '>').map_err(Raised::value_error)?;
    match read.code {
        Some('c') => number::integer(number, &read).map_err(|message| match message.starts_with(['%', 'P']) {
            true => Raised::new(ExceptionType::OverflowError, message),
            false => Raised::value_error(message),
        }),
        None | Some('b' | 'd' | 'n' | 'o' | 'x' | 'X') => number::integer(number, &read).map_err(Raised::value_error),
        Some('e' | 'E' | 'f' | 'F' | 'g' | 'G' | '%') => Ok(float::float(as_float(number)?, &read)),
        Some(code) => Err(Raised::value_error(Specification::unknown_code(code, name))),
    }
}

/// An integer as a float.
pub(crate) fn as_float<B: Build>(number: &BigInt) -> Result<f64, B> {
    match number.to_f64().filter(|float| float.is_finite()) {
        Some(float) => Ok(float),
        None => Err(Raised::new(ExceptionType::OverflowError, "int too large to convert to float")),
    }
}

#[cfg(test)]
mod tests;
