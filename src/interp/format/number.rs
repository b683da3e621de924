//! Integers by a specification, and where sign, prefix, digits and filling go.

use num_bigint::{BigInt, Sign};

use super::specification::Specification;

/// The most digits that are converted between an integer and decimal text.
pub(crate) const MOST_DIGITS: usize = 4300;

/// The parts of a number in text.
#[derive(Default)]
pub(super) struct Parts {
    pub(super) negative: bool,
    /// `0x` and the like.
    pub(super) prefix: &'static str,
    /// What is grouped.
    pub(super) digits: String,
    /// Point, decimals, exponent.
    pub(super) rest: String,
}

impl Parts {
    /// The text.
    pub(super) fn lay_out(&self, specification: &Specification) -> String {
        let sign = match (self.negative, specification.sign) {
            (true, _) => "-",
            (false, Some('+')) => "+",
            (false, Some(' ')) => " ",
            _ => "",
        };
        let fixed = sign.len() + self.prefix.len() + self.rest.chars().count();
        let zeros = specification.fill == '0' && specification.align == '=';
        let least = if zeros { specification.width.saturating_sub(fixed) } else { 0 };
        // Infinity has no digits; the zeros before it are not grouped.
        let mark = specification.grouping.filter(|_| !self.digits.is_empty());
        let size = specification.group_size();
        let digits = group(&self.digits, size, mark, least);
        let (prefix, rest) = (self.prefix, &self.rest);
        let length = fixed + digits.chars().count();
        let missing = specification.width.saturating_sub(length);
        let fill = |count: usize| String::from(specification.fill).repeat(count);
        match specification.align {
            '<' => format!("{sign}{prefix}{digits}{rest}{}", fill(missing)),
            '^' => format!("{}{sign}{prefix}{digits}{rest}{}", fill(missing / 2), fill(missing - missing / 2)),
            '=' => format!("{sign}{prefix}{}{digits}{rest}", fill(missing)),
            _ => format!("{}{sign}{prefix}{digits}{rest}", fill(missing)),
        }
    }
}

/// Digits with a mark between groups, and zeros before them until there are `least` characters.
fn group(digits: &str, size: usize, mark: Option<char>, least: usize) -> String {
    let mut reversed = Vec::with_capacity(digits.len() + digits.len() / 3);
    let mut count = 0;
    let mut digits = digits.chars().rev();
    while let Some(digit) = digits.next().or_else(|| (reversed.len() < least).then_some('0')) {
        if count > 0 && count % size == 0 {
            reversed.extend(mark);
        }
        reversed.push(digit);
        count += 1;
    }
    reversed.into_iter().rev().collect()
}

/// An integer in decimal. As in CPython there is a limit, because the work grows with the square of the digits.
pub(crate) fn decimal(number: &BigInt) -> Result<String, String> {
    // A digit takes more than 3.32 bits, so beyond the limit nothing has to be computed.
    let digits = if number.bits() > 14_300 { None } else { Some(number.to_string()) };
    digits.filter(|digits| digits.trim_start_matches('-').len() <= MOST_DIGITS).ok_or_else(|| {
        format!(
            "Exceeds the limit ({MOST_DIGITS} digits) for integer string conversion; use sys.set_int_max_str_digits() \
             to increase the limit"
        )
    })
}

/// An integer by a specification whose code is one for integers, or none.
pub(super) fn integer(number: &BigInt, specification: &Specification) -> Result<String, String> {
    if specification.precision.is_some() {
        return Err("Precision not allowed in integer format specifier".into());
    }
    if specification.no_negative_zero {
        return Err("Negative zero coercion (z) not allowed in integer format specifier".into());
    }
    if specification.code == Some('c') {
        return character(number, specification);
    }
    let (radix, prefix) = match specification.code {
        Some('b') => (2, "0b"),
        Some('o') => (8, "0o"),
        Some('x') => (16, "0x"),
        Some('X') => (16, "0X"),
        _ => (10, ""),
    };
    let digits = match radix {
        10 => decimal(number)?.trim_start_matches('-').to_owned(),
        _ => number.magnitude().to_str_radix(radix),
    };
    let parts = Parts {
        negative: number.sign() == Sign::Minus,
        prefix: if specification.alternate { prefix } else { "" },
        digits: if specification.code == Some('X') { digits.to_uppercase() } else { digits },
        rest: String::new(),
    };
    Ok(parts.lay_out(specification))
}

fn character(number: &BigInt, specification: &Specification) -> Result<String, String> {
    if specification.sign.is_some() {
        return Err("Sign not allowed with integer format specifier 'c'".into());
    }
    if specification.alternate {
        return Err("Alternate form (#) not allowed with integer format specifier 'c'".into());
    }
    match u32::try_from(number).ok().and_then(char::from_u32) {
        Some(c) => Ok(Parts { rest: c.into(), ..Parts::default() }.lay_out(specification)),
        None if i64::try_from(number).is_err() => Err("Python int too large to convert to C long".into()),
        None => Err("%c arg not in range(0x110000)".into()),
    }
}
