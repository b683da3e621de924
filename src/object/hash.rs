//! Equality, order and hashes, as far as they can be told without the interpreter.
//!
//! There are two hashes: the one that `hash()` shows, and the one that tables use, which is the first one mixed. A class
//! whose `__hash__` returns `hash(x)` finds what is stored under `x`.

use std::cmp::Ordering;

use num_bigint::BigInt as Integer;
use num_traits::{FromPrimitive as _, ToPrimitive as _};

use super::{BigInt, BoundMethod, Build, Kind, LongRange, Range, Slice, Str, Tuple, Value};

/// Hashes of numbers are remainders by this prime, so that equal numbers of all types have the same.
const PRIME: u64 = (1 << 61) - 1;
const INFINITY_HASH: i64 = 314_159;
const COMPARED_BY_CONTENT: [Kind; 7] =
    [Kind::List, Kind::Dict, Kind::Set, Kind::Slice, Kind::BoundMethod, Kind::DictView, Kind::WeakRef];

enum Number {
    Int(i64),
    Float(f64),
    Big,
}

fn number<B: Build>(value: &Value<B>) -> Option<Number> {
    match (value.as_small(), value.as_float(), value.as_bool()) {
        (Some(number), ..) => Some(Number::Int(number)),
        (_, Some(number), _) => Some(Number::Float(number)),
        (.., Some(truth)) => Some(Number::Int(truth.into())),
        _ => value.get::<BigInt>().map(|_| Number::Big),
    }
}

/// The order of two numbers, exactly; nothing if one is not a number. A NaN has no order.
pub fn compare_numbers<B: Build>(one: &Value<B>, other: &Value<B>) -> Option<Option<Ordering>> {
    Some(match (number(one)?, number(other)?) {
        (Number::Int(a), Number::Int(b)) => Some(a.cmp(&b)),
        (Number::Float(a), Number::Float(b)) => a.partial_cmp(&b),
        (_, Number::Float(b)) => with_float(&one.as_big()?, b),
        (Number::Float(a), _) => with_float(&other.as_big()?, a).map(Ordering::reverse),
        _ => Some(one.as_big()?.cmp(&other.as_big()?)),
    })
}

fn with_float(integer: &Integer, float: f64) -> Option<Ordering> {
    if float.is_nan() {
        return None;
    }
    let Some(floor) = Integer::from_f64(float.floor()) else {
        return Some(if float > 0.0 { Ordering::Less } else { Ordering::Greater });
    };
    let fraction = if float.floor() == float { Ordering::Equal } else { Ordering::Less };
    Some(integer.cmp(&floor).then(fraction))
}

/// So deep are tuples in tuples gone through here; deeper ones are left to the interpreter, which watches its stack.
const DEPTH: usize = 32;

/// `==` as far as it can be told without the interpreter: `None` if a method of a class has to be asked.
pub fn native_equals<B: Build>(one: &Value<B>, other: &Value<B>) -> Option<bool> {
    equals_within(one, other, DEPTH)
}

fn equals_within<B: Build>(one: &Value<B>, other: &Value<B>, depth: usize) -> Option<bool> {
    if let (Some(a), Some(b)) = (one.as_str(), other.as_str()) {
        return Some(a == b);
    }
    if let (Some(a), Some(b)) = (one.as_bytes(), other.as_bytes()) {
        return Some(a == b);
    }
    if let Some(order) = compare_numbers(one, other) {
        return Some(order == Some(Ordering::Equal));
    }
    match (one.kind(), other.kind()) {
        (Some(Kind::Tuple), Some(Kind::Tuple)) => {
            let (a, b) = (one.get::<Tuple<B>>()?, other.get::<Tuple<B>>()?);
            if a.items.len() != b.items.len() {
                return Some(false);
            }
            let inside = depth.checked_sub(1)?;
            let mut pairs = a.items.iter().zip(&b.items);
            pairs.try_fold(true, |same, (a, b)| Some(same && (a.is(b) || equals_within(a, b, inside)?)))
        }
        (Some(Kind::Instance), _) | (_, Some(Kind::Instance)) if !one.is(other) => None,
        (Some(Kind::Range | Kind::LongRange), Some(Kind::Range | Kind::LongRange)) => {
            Some(LongRange::of(one)?.same(&LongRange::of(other)?))
        }
        (Some(Kind::DictView), Some(Kind::Set)) | (Some(Kind::Set), Some(Kind::DictView)) => None,
        (Some(a), Some(b)) if a == b && COMPARED_BY_CONTENT.contains(&a) && !one.is(other) => None,
        _ => Some(one.is(other)),
    }
}

/// The hash that tables use. `Err(true)`: a method has to be asked; `Err(false)`: it has none.
#[inline(always)]
pub fn native_hash<B: Build>(value: &Value<B>) -> Result<u64, bool> {
    match (value.as_small(), value.get::<Str>()) {
        (Some(number), _) => Ok(mix(number as u64)),
        (_, Some(text)) => Ok(text.hash()),
        _ => shown_hash(value).map(|hash| mix(hash as u64)),
    }
}

/// The hash that `hash()` shows, but for -1, which it shows as -2. `Err` as for [`native_hash`].
pub fn shown_hash<B: Build>(value: &Value<B>) -> Result<i64, bool> {
    hash_within(value, DEPTH)
}

fn hash_within<B: Build>(value: &Value<B>, depth: usize) -> Result<i64, bool> {
    if let Some(number) = number(value) {
        return Ok(match number {
            Number::Int(number) if number.unsigned_abs() < PRIME => number,
            Number::Float(number) => float_hash(number),
            _ => value.as_big().map_or(0, |big| integer_hash(&big)),
        });
    }
    if let Some(text) = value.get::<Str>() {
        return Ok(text.raw_hash() as i64);
    }
    if let Some(bytes) = value.as_bytes() {
        return Ok(combine(bytes.iter().map(|&byte| byte.into())) as i64);
    }
    if let Some(tuple) = value.get::<Tuple<B>>() {
        let inside = depth.checked_sub(1).ok_or(true)?;
        let hashes = tuple.items.iter().map(|item| hash_within(item, inside).map(|hash| hash as u64));
        return Ok(combine(hashes.collect::<Result<Vec<_>, _>>()?) as i64);
    }
    match value.kind() {
        Some(Kind::Instance | Kind::WeakRef) => Err(true),
        Some(Kind::List | Kind::Dict | Kind::Set | Kind::Slice | Kind::DictView) => Err(false),
        Some(Kind::Range | Kind::LongRange) => {
            Ok(LongRange::of(value).map_or(0, |r| combine(r.identity().iter().map(|n| integer_hash(n) as u64)) as i64))
        }
        Some(Kind::BoundMethod) => Ok(value
            .get::<BoundMethod<B>>()
            .map_or(0, |method| combine([&method.function, &method.receiver].map(|part| part.word() & !1)) as i64)),
        _ => Ok(((value.word() & !1).rotate_right(4)) as i64),
    }
}

/// The parts of a slice, whose hash is that of a tuple of them.
pub fn slice_parts<B: Build>(value: &Value<B>) -> Option<Value<B>> {
    value.get::<Slice<B>>().map(|slice| Value::new(Tuple::new(slice.parts.clone())))
}

/// A hash made of those of the parts, in their order.
pub fn combine(parts: impl IntoIterator<Item = u64>) -> u64 {
    parts.into_iter().fold(0x345_678, |hash, part| mix(hash.rotate_left(5) ^ mix(part)))
}

fn integer_hash(number: &Integer) -> i64 {
    (number % PRIME).to_i64().unwrap_or(0)
}

fn float_hash(number: f64) -> i64 {
    if number.is_infinite() {
        return if number > 0.0 { INFINITY_HASH } else { -INFINITY_HASH };
    }
    if number.is_nan() {
        return (number.to_bits() >> 3) as i64;
    }
    if let Some(whole) = Integer::from_f64(number).filter(|_| number.trunc() == number) {
        return integer_hash(&whole);
    }
    // The mantissa times a power of two, by the prime: 2 to the power 61 is 1 there, so that exponents turn in a circle.
    let (mantissa, exponent) = parts(number.abs());
    let turned = u128::from(mantissa % PRIME) << exponent.rem_euclid(61);
    let hash = (turned % u128::from(PRIME)) as i64;
    if number < 0.0 { -hash } else { hash }
}

/// A finite positive float as an integer times a power of two.
pub fn parts(number: f64) -> (u64, i32) {
    let bits = number.to_bits();
    let (exponent, fraction) = ((bits >> 52 & 0x7ff) as i32, bits & ((1 << 52) - 1));
    if exponent == 0 { (fraction, -1074) } else { (fraction | 1 << 52, exponent - 1075) }
}

/// Makes each bit of a hash depend on all of them.
#[inline(always)]
pub fn mix(word: u64) -> u64 {
    let product = u128::from(word ^ 0x2545_f491_4f6c_dd1d) * u128::from(0x9e37_79b9_7f4a_7c15_u64);
    (product >> 64) as u64 ^ product as u64
}

impl Range {
    /// Whether the number is in it.
    pub fn contains(&self, number: i64) -> bool {
        let (start, stop, step) = (i128::from(self.start), i128::from(self.stop), i128::from(self.step));
        let number = i128::from(number);
        let between = if step > 0 { start <= number && number < stop } else { stop < number && number <= start };
        between && (number - start) % step == 0
    }
}
