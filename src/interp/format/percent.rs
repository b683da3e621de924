//! `text % values`

use num_traits::{FromPrimitive as _, Signed as _};

use super::{as_float, float, number, pad, specification::Specification};
use crate::{
    interp::{Thread, text},
    object::{Build, Dict, Kind, Raised, Result, Tuple, Value},
};

/// The values that are still to be formatted.
struct Values<'a, B: Build> {
    all: &'a Value<B>,
    tuple: &'a [Value<B>],
    next: usize,
}

impl<B: Build> Values<'_, B> {
    fn take(&mut self) -> Result<Value<B>, B> {
        self.next += 1;
        let taken = self.tuple.get(self.next - 1).cloned();
        taken.ok_or_else(|| Raised::type_error("not enough arguments for format string"))
    }
}

impl<B: Build> Thread<B> {
    /// `text % arguments`
    pub(crate) fn format_percent(&mut self, text: &Value<B>, arguments: &Value<B>) -> Result<Value<B>, B> {
        let tuple = arguments.get::<Tuple<B>>().map_or(std::slice::from_ref(arguments), |tuple| &tuple.items);
        let mut values = Values { all: arguments, tuple, next: 0 };
        let (whole, mut out) = (text.as_str().unwrap_or(""), String::new());
        let (mut rest, mut named) = (whole, false);
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('%') {
                (out, rest) = (out + "%", after);
                continue;
            }
            let value;
            (value, rest) = self.percent_key(rest, &values)?;
            named |= value.is_some();
            let (specification, after) = percent_specification(rest, &mut values)?;
            let Some(code) = after.chars().next() else { return Err(Raised::value_error("incomplete format")) };
            let value = value.map_or_else(|| values.take(), Ok)?;
            let place = whole.chars().count() - after.chars().count();
            out.push_str(&self.percent_value(code, &value, specification, place)?);
            rest = &after[code.len_utf8()..];
        }
        out.push_str(rest);
        if !named && values.next < tuple.len() && !matches!(arguments.kind(), Some(Kind::Dict | Kind::List)) {
            return Err(Raised::type_error("not all arguments converted during string formatting"));
        }
        Ok(Value::str(out))
    }

    /// `(name)` after the sign: the value under that name.
    fn percent_key<'t>(&mut self, rest: &'t str, values: &Values<B>) -> Result<(Option<Value<B>>, &'t str), B> {
        let Some(rest) = rest.strip_prefix('(') else { return Ok((None, rest)) };
        if values.all.get::<Dict<B>>().is_none() {
            return Err(Raised::type_error("format requires a mapping"));
        }
        let Some((name, rest)) = rest.split_once(')') else {
            return Err(Raised::value_error("incomplete format key"));
        };
        Ok((Some(self.get_item(values.all, &Value::str(name))?), rest))
    }

    fn percent_value(
        &mut self,
        code: char,
        value: &Value<B>,
        mut specification: Specification,
        place: usize,
    ) -> Result<String, B> {
        let shown = match code {
            's' => self.str(value)?,
            'r' => self.repr(value)?,
            'a' => text::ascii(&self.repr(value)?),
            'c' => self.percent_character(value)?,
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => return self.percent_integer(code, value, specification),
            'e' | 'E' | 'f' | 'F' | 'g' | 'G' => {
                let number = match (value.as_float(), value.as_big()) {
                    (Some(number), _) => number,
                    (_, Some(number)) => as_float(&number)?,
                    _ => {
                        let name = self.type_name(value);
                        return Err(Raised::type_error(format!("must be real number, not {name}")));
                    }
                };
                specification.code = Some(code);
                return Ok(float::float(number, &specification));
            }
            _ => {
                let message = format!("unsupported format character '{code}' ({:#x}) at index {place}", code as u32);
                return Err(Raised::value_error(message));
            }
        };
        specification.fill = ' ';
        Ok(pad(&shown, &specification))
    }

    fn percent_character(&mut self, value: &Value<B>) -> Result<String, B> {
        match (value.as_str(), value.as_index()) {
            (Some(text), _) if text.chars().count() == 1 => Ok(text.to_owned()),
            (_, Some(number)) => match u32::try_from(number).ok().and_then(char::from_u32) {
                Some(c) => Ok(c.into()),
                None => {
                    let kind = crate::object::ExceptionType::OverflowError;
                    Err(Raised::new(kind, "%c arg not in range(0x110000)"))
                }
            },
            _ => Err(Raised::type_error("%c requires int or char")),
        }
    }

    fn percent_integer(&mut self, code: char, value: &Value<B>, mut specification: Specification) -> Result<String, B> {
        let decimal = matches!(code, 'd' | 'i' | 'u');
        let whole = value.as_float().filter(|_| decimal).and_then(num_bigint::BigInt::from_f64);
        let Some(integer) = value.as_big().or(whole) else {
            let (name, wanted) = (self.type_name(value), if decimal { "a real number" } else { "an integer" });
            return Err(Raised::type_error(format!("%{code} format: {wanted} is required, not {name}")));
        };
        specification.code = Some(if decimal { 'd' } else { code });
        let digits = specification.precision.take();
        if let Some(digits) = digits {
            // A precision is the least number of digits; what it makes is padded like a text.
            let prefix = if specification.alternate && !decimal { 2 } else { 0 };
            let zeros = Specification {
                width: digits + prefix + usize::from(integer.is_negative() || specification.sign.is_some()),
                fill: '0',
                align: '=',
                ..specification.clone()
            };
            let text = number::integer(&integer, &zeros).map_err(Raised::value_error)?;
            return Ok(pad(&text, &specification));
        }
        number::integer(&integer, &specification).map_err(Raised::value_error)
    }
}

/// Flags, width and precision, and what follows them.
fn percent_specification<'t, B: Build>(
    mut rest: &'t str,
    values: &mut Values<B>,
) -> Result<(Specification, &'t str), B> {
    let mut read = Specification::plain('>');
    let mut left = false;
    while let Some(flag) = rest.chars().next().filter(|c| "-+ #0".contains(*c)) {
        match flag {
            '-' => left = true,
            '+' => read.sign = Some('+'),
            ' ' => read.sign = read.sign.or(Some(' ')),
            '#' => read.alternate = true,
            _ => (read.fill, read.align) = ('0', '='),
        }
        rest = &rest[1..];
    }
    let (width, after) = percent_number(rest, values)?;
    read.width = usize::try_from(width.unwrap_or(0).unsigned_abs()).unwrap_or(0);
    if left || width.is_some_and(|width| width < 0) {
        (read.fill, read.align) = (' ', '<');
    }
    rest = after;
    if let Some(after) = rest.strip_prefix('.') {
        let precision;
        (precision, rest) = percent_number(after, values)?;
        read.precision = Some(usize::try_from(precision.unwrap_or(0)).unwrap_or(0));
    }
    // Lengths of C mean nothing here.
    Ok((read, rest.strip_prefix(['h', 'l', 'L']).unwrap_or(rest)))
}

/// Digits, or a `*` that takes them from the values.
fn percent_number<'t, B: Build>(rest: &'t str, values: &mut Values<B>) -> Result<(Option<i64>, &'t str), B> {
    if let Some(rest) = rest.strip_prefix('*') {
        let number = values.take()?.as_index().ok_or_else(|| Raised::type_error("* wants int"))?;
        return Ok((Some(number), rest));
    }
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (digits, rest) = rest.split_at(end);
    match digits.parse::<i32>() {
        Ok(number) => Ok((Some(number.into()), rest)),
        Err(_) if digits.is_empty() => Ok((None, rest)),
        Err(_) => Err(Raised::value_error("width too big")),
    }
}
