//! Numbers where precision is at stake: division and conversion of large integers, rounding.

use num_bigint::BigInt;
use num_traits::{FromPrimitive as _, Pow as _, Signed as _, ToPrimitive as _, Zero as _};

use crate::object::{Build, ExceptionType, Raised, Result, Value, integer, parts};

/// The exponent of the smallest float.
const TINY: i64 = -1074;

/// Two floats, if both are numbers.
pub(crate) fn float_operands<B: Build>(left: &Value<B>, right: &Value<B>) -> Result<Option<(f64, f64)>, B> {
    match (to_float(left)?, to_float(right)?) {
        (Some(a), Some(b)) => Ok(Some((a, b))),
        _ => Ok(None),
    }
}

/// The number as a float, if it is one; an error if it is too large.
pub(crate) fn to_float<B: Build>(value: &Value<B>) -> Result<Option<f64>, B> {
    match value.to_float() {
        Some(number) if number.is_infinite() && value.is_integer() => Err(too_large()),
        number => Ok(number),
    }
}

fn too_large<B: Build>() -> Raised<B> {
    Raised::new(ExceptionType::OverflowError, "int too large to convert to float")
}

/// An integer as the nearest float.
pub(crate) fn big_to_float<B: Build>(number: &BigInt) -> Result<f64, B> {
    number.to_f64().filter(|number| number.is_finite()).ok_or_else(too_large)
}

/// The float nearest to `a / b`; nothing if it is too large. The quotient is computed to 62 bits, of which the last one
/// says whether anything is left, so that it is rounded once.
pub(crate) fn true_division(a: &BigInt, b: &BigInt) -> Option<f64> {
    if a.is_zero() {
        return Some(if b.is_negative() { -0.0 } else { 0.0 });
    }
    let negative = a.is_negative() != b.is_negative();
    let (a, b) = (a.magnitude(), b.magnitude());
    let shift = 62 - (a.bits() as i64 - b.bits() as i64);
    let (a, b) = if shift > 0 { (a << shift, b.clone()) } else { (a.clone(), b << -shift) };
    let (quotient, rest) = (&a / &b, &a % &b);
    let mantissa = quotient.to_u64()? | u64::from(!rest.is_zero());
    let number = scale(mantissa, -shift);
    number.is_finite().then_some(if negative { -number } else { number })
}

/// `mantissa * 2 ** exponent`, rounded once.
fn scale(mantissa: u64, exponent: i64) -> f64 {
    let bits = 64 - i64::from(mantissa.leading_zeros());
    if bits + exponent > 1025 {
        return f64::INFINITY;
    }
    if bits + exponent > TINY + 53 {
        let power = |n: i64| 2_f64.powi(n as i32);
        // In two steps: the power of two alone may be too small or too large.
        return mantissa as f64 * power(exponent / 2) * power(exponent - exponent / 2);
    }
    // Floats this small are multiples of the smallest one.
    let drop = TINY - exponent;
    if drop > 64 {
        return 0.0;
    }
    let wide = u128::from(mantissa);
    let (whole, rest, half) = (wide >> drop, wide & ((1 << drop) - 1), 1_u128 << (drop - 1));
    f64::from_bits((whole + u128::from(rest > half || rest == half && whole & 1 == 1)) as u64)
}

/// Half to even: `round(number)`.
pub(crate) fn round_to_integer<B: Build>(number: f64) -> Result<Value<B>, B> {
    match BigInt::from_f64(number.round_ties_even()) {
        Some(whole) => Ok(integer(whole)),
        None if number.is_nan() => Err(Raised::value_error("cannot convert float NaN to integer")),
        None => Err(Raised::new(ExceptionType::OverflowError, "cannot convert float infinity to integer")),
    }
}

/// `round(number, digits)` of an integer: digits before the point are rounded away.
pub(crate) fn round_integer(number: &BigInt, digits: i64) -> BigInt {
    if digits >= 0 {
        return number.clone();
    }
    if digits.unsigned_abs() > number.bits() {
        return BigInt::zero();
    }
    let unit: BigInt = BigInt::from(10).pow(digits.unsigned_abs());
    let (mut quotient, rest) = super::number::div_mod(number, &unit);
    let twice = rest * 2;
    if twice > unit || twice == unit && quotient.bit(0) {
        quotient += 1;
    }
    quotient * unit
}

/// `round(number, digits)` of a float: to the nearest decimal, computed exactly.
pub(crate) fn round_float<B: Build>(number: f64, digits: i64) -> Result<Value<B>, B> {
    if !number.is_finite() || digits > 323 || number == 0.0 {
        return Ok(Value::float(number));
    }
    if digits < -309 {
        return Ok(Value::float(0.0_f64.copysign(number)));
    }
    if digits >= 0 {
        let text = format!("{number:.*}", digits as usize);
        return Ok(Value::float(text.parse().unwrap_or(number)));
    }
    // Twice the number, so that a half is whole; what is below that only breaks a tie.
    let whole = BigInt::from_f64(number.trunc()).unwrap_or_default();
    let unit: BigInt = BigInt::from(10).pow(digits.unsigned_abs());
    let up = number.fract() != 0.0 && (whole.magnitude() * 2_u8 % (unit.magnitude() * 2_u8)) == *unit.magnitude();
    let nudged = if up { whole + number.signum() as i8 } else { whole };
    let rounded = round_integer(&nudged, digits).to_f64().unwrap_or(f64::INFINITY);
    if rounded.is_infinite() {
        return Err(Raised::new(ExceptionType::OverflowError, "rounded value too large to represent"));
    }
    Ok(Value::float(rounded.abs().copysign(number)))
}

/// Numerator and denominator of a finite float.
pub(crate) fn ratio(number: f64) -> (BigInt, BigInt) {
    let (mut mantissa, mut exponent) = parts(number.abs());
    let zeros = if mantissa == 0 { 0 } else { mantissa.trailing_zeros() as i32 };
    mantissa >>= zeros;
    exponent = if mantissa == 0 { 0 } else { exponent + zeros };
    let sign = if number < 0.0 { -1 } else { 1 };
    let numerator = (BigInt::from(mantissa) * sign) << exponent.max(0);
    (numerator, BigInt::from(1) << (-exponent).max(0))
}
