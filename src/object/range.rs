//! Ranges beyond 64 bits, and what is rarely asked of shorter ones.

use num_bigint::BigInt;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};

use super::{Build, Kind, Payload, Range, Value};

/// A `range` of integers of any size.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LongRange {
    /// First number.
    pub start: BigInt,
    /// Where it ends, exclusive.
    pub stop: BigInt,
    /// Distance; never zero.
    pub step: BigInt,
}

impl<B: Build> Payload<B> for LongRange {
    const KIND: Kind = Kind::LongRange;
    const CONTAINER: bool = false;
}

impl LongRange {
    /// Any `range` as a long one.
    pub fn of<B: Build>(value: &Value<B>) -> Option<Self> {
        if let Some(range) = value.get::<Range>() {
            return Some(Self { start: range.start.into(), stop: range.stop.into(), step: range.step.into() });
        }
        value.get::<Self>().cloned()
    }

    /// The `range` as a value, short if it can be.
    pub fn value<B: Build>(self) -> Value<B> {
        match (self.start.to_i64(), self.stop.to_i64(), self.step.to_i64()) {
            (Some(start), Some(stop), Some(step)) => Value::new(Range { start, stop, step }),
            _ => Value::new(self),
        }
    }

    /// `len()`
    pub fn length(&self) -> BigInt {
        let distance = if self.step.is_positive() { &self.stop - &self.start } else { &self.start - &self.stop };
        if distance.is_positive() { (distance - 1) / self.step.abs() + 1 } else { BigInt::zero() }
    }

    /// The number at `index`, which is not checked.
    pub fn at(&self, index: &BigInt) -> BigInt {
        &self.start + index * &self.step
    }

    /// Where the number is.
    pub fn position(&self, number: &BigInt) -> Option<BigInt> {
        let distance = number - &self.start;
        if !(&distance % &self.step).is_zero() {
            return None;
        }
        let index = distance / &self.step;
        (!index.is_negative() && index < self.length()).then_some(index)
    }

    /// What makes two ranges equal: length, and first number and distance where they matter.
    pub fn identity(&self) -> Vec<BigInt> {
        let length = self.length();
        match length.to_u8() {
            Some(0) => vec![length],
            Some(1) => vec![length, self.start.clone()],
            _ => vec![length, self.start.clone(), self.step.clone()],
        }
    }

    /// Whether both have the same numbers.
    pub fn same(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }

    /// The same numbers the other way round.
    #[must_use]
    pub fn reversed(&self) -> Self {
        let length = self.length();
        let last = &length - BigInt::one();
        Self { start: self.at(&last), stop: &self.start - &self.step, step: -&self.step }
    }
}
