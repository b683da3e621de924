//! Methods of `int` and `float`; `abs`, `divmod`, `pow`, `round`.

use num_bigint::BigInt;
use num_traits::{Signed as _, Zero as _};

use crate::{
    interp::{
        Thread,
        code::Op,
        eval::{
            arith::binary,
            number::{div_mod, float_div_mod, zero_division},
            precise::{float_operands, ratio, round_float, round_integer, round_to_integer},
        },
        runtime::Entry,
    },
    object::{Build, Call, ExceptionType, Raised, Result, Symbol, Tuple, Value, integer},
};

/// The methods of `int`.
pub(super) fn int_methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("as_integer_ratio", 1, 1, |_, call| Ok(pair(integer(int(&call)?), Value::small(1)))),
            Entry::new("bit_count", 1, 1, |_, call| {
                Ok(integer(int(&call)?.magnitude().iter_u64_digits().map(u64::count_ones).sum::<u32>()))
            }),
            Entry::new("bit_length", 1, 1, |_, call| Ok(integer(int(&call)?.bits()))),
            Entry::new("conjugate", 1, 1, |_, call| Ok(integer(int(&call)?))),
            Entry::new("is_integer", 1, 1, |_, _| Ok(Value::TRUE)),
        ]
    }
}

/// The attributes of `int`.
pub(super) fn int_attributes<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("denominator", 1, 1, |_, _| Ok(Value::small(1))),
            Entry::new("imag", 1, 1, |_, _| Ok(Value::small(0))),
            Entry::new("numerator", 1, 1, |_, call| Ok(integer(int(&call)?))),
            Entry::new("real", 1, 1, |_, call| Ok(integer(int(&call)?))),
        ]
    }
}

/// The methods of `float`.
pub(super) fn float_methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("as_integer_ratio", 1, 1, float_ratio),
            Entry::new("conjugate", 1, 1, |_, call| Ok(Value::float(float(&call)?))),
            Entry::new("is_integer", 1, 1, |_, call| {
                float(&call).map(|number| Value::bool(number.is_finite() && number.fract() == 0.0))
            }),
        ]
    }
}

/// The attributes of `float`.
pub(super) fn float_attributes<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("imag", 1, 1, |_, _| Ok(Value::float(0.0))),
            Entry::new("real", 1, 1, |_, call| Ok(Value::float(float(&call)?))),
        ]
    }
}

fn pair<B: Build>(one: Value<B>, other: Value<B>) -> Value<B> {
    Value::new(Tuple::new([one, other]))
}

fn int<B: Build>(call: &Call<'_, B>) -> Result<BigInt, B> {
    call.positional[0].as_big().ok_or_else(|| Raised::type_error("descriptor requires an 'int' object"))
}

fn float<B: Build>(call: &Call<'_, B>) -> Result<f64, B> {
    call.positional[0].as_float().ok_or_else(|| Raised::type_error("descriptor requires a 'float' object"))
}

fn float_ratio<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let number = float(&call)?;
    if number.is_nan() {
        return Err(Raised::value_error("cannot convert NaN to integer ratio"));
    }
    if number.is_infinite() {
        return Err(Raised::new(ExceptionType::OverflowError, "cannot convert Infinity to integer ratio"));
    }
    let (numerator, denominator) = ratio(number);
    Ok(pair(integer(numerator), integer(denominator)))
}

pub(super) fn abs<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = call.take(0);
    if let Some(number) = value.as_float() {
        return Ok(Value::float(number.abs()));
    }
    if let Some(number) = value.as_big() {
        return Ok(integer(number.abs()));
    }
    match thread.call_special(&value, Symbol::new("__abs__"), &[])? {
        Some(value) => Ok(value),
        None => Err(Raised::type_error(format!("bad operand type for abs(): '{}'", thread.type_name(&value)))),
    }
}

pub(super) fn divmod<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (a, b) = (&call.positional[0], &call.positional[1]);
    if let (Some(a), Some(b)) = (a.as_big(), b.as_big()) {
        if b.is_zero() {
            return Err(zero_division("integer division or modulo by zero"));
        }
        let (quotient, rest) = div_mod(&a, &b);
        return Ok(pair(integer(quotient), integer(rest)));
    }
    if let Some((a, b)) = float_operands(a, b)? {
        if b == 0.0 {
            return Err(zero_division("float divmod()"));
        }
        let (quotient, rest) = float_div_mod(a, b);
        return Ok(pair(Value::float(quotient), Value::float(rest)));
    }
    for (name, receiver, other) in [("__divmod__", a, b), ("__rdivmod__", b, a)] {
        if let Some(value) = thread.call_special(receiver, Symbol::new(name), &[other])?
            && !value.is(&Value::NOT_IMPLEMENTED)
        {
            return Ok(value);
        }
    }
    let (a, b) = (thread.type_name(a), thread.type_name(b));
    Err(Raised::type_error(format!("unsupported operand type(s) for divmod(): '{a}' and '{b}'")))
}

pub(super) fn pow<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let mut argument = |index: usize, name| call.take_keyword(name).unwrap_or_else(|| call.take(index));
    let (base, exponent, modulus) = (argument(0, "base"), argument(1, "exp"), argument(2, "mod"));
    if base.is_unset() || exponent.is_unset() {
        return Err(Raised::type_error("pow() missing required argument"));
    }
    if modulus.is_unset() || modulus.is_none() {
        return binary(thread, Op::Pow, base, exponent);
    }
    if let (Some(a), Some(b), Some(c)) = (base.as_big(), exponent.as_big(), modulus.as_big()) {
        return modular_power(&a, b, c);
    }
    if let Some(value) = thread.call_special(&base, Symbol::new("__pow__"), &[&exponent, &modulus])? {
        return Ok(value);
    }
    let number = |value: &Value<B>| value.to_float().is_some();
    if number(&base) && number(&exponent) && number(&modulus) {
        return Err(Raised::type_error("pow() 3rd argument not allowed unless all arguments are integers"));
    }
    let [a, b, c] = [base, exponent, modulus].map(|value| thread.type_name(&value));
    Err(Raised::type_error(format!("unsupported operand type(s) for ** or pow(): '{a}', '{b}', '{c}'")))
}

/// The result has the sign of the modulus; a negative exponent asks for the inverse.
fn modular_power<B: Build>(base: &BigInt, exponent: BigInt, modulus: BigInt) -> Result<Value<B>, B> {
    if modulus.is_zero() {
        return Err(Raised::value_error("pow() 3rd argument cannot be 0"));
    }
    if !exponent.is_negative() {
        return Ok(integer(base.modpow(&exponent, &modulus)));
    }
    match base.modinv(&modulus) {
        Some(inverse) => Ok(integer(inverse.modpow(&-exponent, &modulus))),
        None => Err(Raised::value_error("base is not invertible for the given modulus")),
    }
}

pub(super) fn round<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let mut argument = |index: usize, name| call.take_keyword(name).unwrap_or_else(|| call.take(index));
    let (number, digits) = (argument(0, "number"), argument(1, "ndigits"));
    let given = !digits.is_unset() && !digits.is_none();
    if number.to_float().is_none() {
        let arguments: &[&Value<B>] = if given { &[&digits] } else { &[] };
        return match thread.call_special(&number, Symbol::new("__round__"), arguments)? {
            Some(value) => Ok(value),
            None => {
                let name = thread.type_name(&number);
                Err(Raised::type_error(format!("type {name} doesn't define __round__ method")))
            }
        };
    }
    let digits = if given { Some(thread.index(&digits)?) } else { None };
    match (number.as_float(), number.as_big(), digits) {
        (Some(number), _, None) => round_to_integer(number),
        (Some(number), _, Some(digits)) => round_float(number, digits),
        (_, Some(number), digits) => Ok(integer(round_integer(&number, digits.unwrap_or(0)))),
        _ => Ok(number),
    }
}
