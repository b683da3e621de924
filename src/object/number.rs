//! Integers beyond 48 bits.

use std::sync::atomic::{AtomicU64, Ordering};

use num_traits::ToPrimitive as _;

use super::{Build, Kind, Payload, SMALL_MAX, SMALL_MIN, Value};

/// An `int` that does not fit 48 bits.
#[derive(Debug)]
pub struct BigInt(Size);

/// Between 48 and 64 bits no memory is needed beside the object.
#[derive(Debug)]
enum Size {
    Word(i64),
    Large(num_bigint::BigInt),
}

impl<B: Build> Payload<B> for BigInt {
    const KIND: Kind = Kind::BigInt;
    const CONTAINER: bool = false;
}

impl BigInt {
    /// Adds a small integer in place, for a number that nobody else refers to; whether it could.
    pub fn add_word<B: Build>(&mut self, more: &Value<B>) -> bool {
        let (Size::Word(word), Some(more)) = (&mut self.0, more.as_small()) else { return false };
        match word.checked_add(more).filter(|sum| !(SMALL_MIN..=SMALL_MAX).contains(sum)) {
            Some(sum) => *word = sum,
            None => return false,
        }
        true
    }
}

/// The `int` of this number, as an object only if it has to be one.
pub fn integer<B: Build>(number: impl Into<num_bigint::BigInt>) -> Value<B> {
    let number = number.into();
    match number.to_i64() {
        Some(small) if (SMALL_MIN..=SMALL_MAX).contains(&small) => Value::small(small),
        Some(word) => Value::new(BigInt(Size::Word(word))),
        None => Value::new(BigInt(Size::Large(number))),
    }
}

/// A NaN that no other is identical to: `nan in [float("nan")]` is false because they are different objects.
pub fn fresh_nan() -> f64 {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    // Relaxed: the payloads have to differ, no more.
    f64::from_bits(0x7ff8 << 48 | NEXT.fetch_add(1, Ordering::Relaxed) & ((1 << 48) - 1))
}

impl<B: Build> Value<B> {
    /// An `int`.
    #[inline(always)]
    pub fn int(number: i64) -> Self {
        if (SMALL_MIN..=SMALL_MAX).contains(&number) {
            Self::small(number)
        } else {
            Self::new(BigInt(Size::Word(number)))
        }
    }

    /// The `int` (or `bool`) of any size.
    pub fn as_big(&self) -> Option<num_bigint::BigInt> {
        if let Some(BigInt(Size::Large(number))) = self.get::<BigInt>() {
            return Some(number.clone());
        }
        self.as_index().map(Into::into)
    }

    /// The `int` or `bool`, if it fits 64 bits.
    #[inline]
    pub fn as_index(&self) -> Option<i64> {
        match self.as_small() {
            Some(number) => Some(number),
            None => match self.get::<BigInt>() {
                Some(BigInt(Size::Word(number))) => Some(*number),
                Some(BigInt(Size::Large(_))) => None,
                None => self.as_bool().map(i64::from),
            },
        }
    }

    /// Whether it is an `int` or a `bool`.
    pub fn is_integer(&self) -> bool {
        self.is_small() || self.as_bool().is_some() || self.kind() == Some(Kind::BigInt)
    }

    /// The number as a float, if it is a number; infinite if it is too large.
    pub fn to_float(&self) -> Option<f64> {
        match (self.as_float(), self.as_small()) {
            (Some(number), _) => Some(number),
            (_, Some(number)) => Some(number as f64),
            _ => self.as_big()?.to_f64(),
        }
    }
}
