//! Arithmetic of integers of any size, and of floats where it can fail.

use num_bigint::{BigInt, Sign};
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};

use super::precise;
use crate::{
    interp::code::Op,
    object::{Build, ExceptionType, Raised, Result, Value, integer},
};

const ZERO_TO_NEGATIVE: &str = "0.0 cannot be raised to a negative power";

pub(crate) fn zero_division<B: Build>(message: &str) -> Raised<B> {
    Raised::new(ExceptionType::ZeroDivisionError, message)
}

pub(super) fn integers<B: Build>(op: Op, left: &Value<B>, right: &Value<B>) -> Result<Value<B>, B> {
    if let (Some(a), Some(b)) = (left.as_bool(), right.as_bool()) {
        match op {
            Op::And => return Ok(Value::bool(a & b)),
            Op::Or => return Ok(Value::bool(a | b)),
            Op::Xor => return Ok(Value::bool(a ^ b)),
            _ => {}
        }
    }
    if let (Some(a), Some(b)) = (left.as_index(), right.as_index())
        && let Some(value) = of_64_bits(op, a.into(), b.into())
    {
        return Ok(value);
    }
    let (Some(a), Some(b)) = (left.as_big(), right.as_big()) else { return Ok(Value::UNSET) };
    Ok(match op {
        Op::Add => integer(a + b),
        Op::Sub => integer(a - b),
        Op::Mul => integer(a * b),
        Op::And => integer(a & b),
        Op::Or => integer(a | b),
        Op::Xor => integer(a ^ b),
        Op::Div if b.is_zero() => return Err(zero_division("division by zero")),
        Op::FloorDiv if b.is_zero() => return Err(zero_division("integer division or modulo by zero")),
        Op::Mod if b.is_zero() => return Err(zero_division("integer modulo by zero")),
        Op::Div => match precise::true_division(&a, &b) {
            Some(quotient) => Value::float(quotient),
            None => {
                return Err(Raised::new(ExceptionType::OverflowError, "integer division result too large for a float"));
            }
        },
        Op::FloorDiv => integer(div_mod(&a, &b).0),
        Op::Mod => integer(div_mod(&a, &b).1),
        Op::Pow => return power(&a, &b),
        Op::Shl | Op::Shr => return shift(op, a, &b),
        _ => Value::UNSET,
    })
}

/// Operators whose result on 64 bits is within 128 bits: no allocation but for the result.
fn of_64_bits<B: Build>(op: Op, a: i128, b: i128) -> Option<Value<B>> {
    let result = match op {
        Op::Add => a + b,
        Op::Sub => a - b,
        Op::Mul => a * b,
        Op::FloorDiv if b != 0 => a.div_euclid(b) - i128::from(b < 0 && a.rem_euclid(b) != 0),
        Op::Mod if b != 0 => a.rem_euclid(b) + if b < 0 && a.rem_euclid(b) != 0 { b } else { 0 },
        Op::Shl if (0..64).contains(&b) => a << b,
        Op::Shr if (0..64).contains(&b) => a >> b,
        _ => return None,
    };
    Some(i64::try_from(result).map_or_else(|_| integer(result), Value::int))
}

/// Quotient rounded down, and the rest, which has the sign of the divisor.
pub(crate) fn div_mod(a: &BigInt, b: &BigInt) -> (BigInt, BigInt) {
    let (quotient, rest) = (a / b, a % b);
    if !rest.is_zero() && rest.is_negative() != b.is_negative() { (quotient - 1, rest + b) } else { (quotient, rest) }
}

fn power<B: Build>(base: &BigInt, exponent: &BigInt) -> Result<Value<B>, B> {
    if exponent.sign() == Sign::Minus {
        if base.is_zero() {
            return Err(zero_division(ZERO_TO_NEGATIVE));
        }
        let (x, y) = (precise::big_to_float(base)?, precise::big_to_float(exponent)?);
        return Ok(Value::float(x.powf(y)));
    }
    match exponent.to_u32() {
        Some(exponent) if base.bits().saturating_mul(exponent.into()) < 1 << 33 => Ok(integer(base.pow(exponent))),
        _ if base.bits() <= 1 => {
            Ok(integer(if base.is_negative() && exponent.bit(0) { -1 } else { i32::from(!base.is_zero()) }))
        }
        _ => Err(Raised::new(ExceptionType::MemoryError, "")),
    }
}

fn shift<B: Build>(op: Op, a: BigInt, b: &BigInt) -> Result<Value<B>, B> {
    if b.is_negative() {
        return Err(Raised::value_error("negative shift count"));
    }
    match (op, b.to_u64()) {
        (Op::Shr, Some(distance)) => Ok(integer(a >> distance)),
        (Op::Shr, None) => Ok(Value::small(if a.is_negative() { -1 } else { 0 })),
        (_, Some(distance)) if distance < 1 << 33 => Ok(integer(a << distance)),
        _ if a.is_zero() => Ok(Value::small(0)),
        _ => Err(Raised::new(ExceptionType::OverflowError, "too many digits in integer")),
    }
}

pub(super) fn floats<B: Build>(op: Op, a: f64, b: f64) -> Result<Option<Value<B>>, B> {
    Ok(Some(Value::float(match op {
        Op::Add => a + b,
        Op::Sub => a - b,
        Op::Mul => a * b,
        Op::Div if b == 0.0 => return Err(zero_division("float division by zero")),
        Op::FloorDiv if b == 0.0 => return Err(zero_division("float floor division by zero")),
        Op::Mod if b == 0.0 => return Err(zero_division("float modulo by zero")),
        Op::Div => a / b,
        Op::FloorDiv => float_div_mod(a, b).0,
        Op::Mod => float_div_mod(a, b).1,
        Op::Pow if a == 0.0 && b < 0.0 => return Err(zero_division(ZERO_TO_NEGATIVE)),
        Op::Pow if a < 0.0 && b.is_finite() && b.fract() != 0.0 => {
            return Err(Raised::value_error("a negative number to a fractional power is complex: outside the subset"));
        }
        Op::Pow => match a.powf(b) {
            power if power.is_infinite() && a.is_finite() && b.is_finite() => {
                let arguments = vec![Value::small(34), Value::str("Numerical result out of range")];
                return Err(Raised::with(ExceptionType::OverflowError, arguments));
            }
            power => power,
        },
        _ => return Ok(None),
    })))
}

/// As Python's: the rest has the sign of the divisor, and the quotient is a whole number.
pub(crate) fn float_div_mod(a: f64, b: f64) -> (f64, f64) {
    let mut rest = a % b;
    let mut quotient = (a - rest) / b;
    if rest == 0.0 {
        rest = 0.0_f64.copysign(b);
    } else if (rest < 0.0) != (b < 0.0) {
        rest += b;
        quotient -= 1.0;
    }
    let floor = if quotient == 0.0 { 0.0_f64.copysign(a / b) } else { quotient.floor() };
    (if quotient - floor > 0.5 { floor + 1.0 } else { floor }, rest)
}
