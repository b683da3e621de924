//! Attributes and methods of `range` and `slice`.

use num_bigint::BigInt;
use num_traits::{Signed as _, ToPrimitive as _, Zero as _};

use crate::{
    interp::{Thread, runtime::Entry},
    object::{Build, Call, ExceptionType, LongRange, Raised, Result, Slice, Tuple, Value, integer},
};

/// The methods of `range`.
pub(super) fn methods<B: Build>() -> &'static [Entry<B>] {
    const { &[Entry::new("count", 2, 2, count), Entry::new("index", 2, 2, index)] }
}

/// The attributes of `range`.
pub(super) fn attributes<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("start", 1, 1, |_, call| Ok(integer(this(&call)?.start))),
            Entry::new("stop", 1, 1, |_, call| Ok(integer(this(&call)?.stop))),
            Entry::new("step", 1, 1, |_, call| Ok(integer(this(&call)?.step))),
        ]
    }
}

/// The methods of `slice`.
pub(super) fn slice_methods<B: Build>() -> &'static [Entry<B>] {
    const { &[Entry::new("indices", 2, 2, indices)] }
}

/// The attributes of `slice`.
pub(super) fn slice_attributes<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("start", 1, 1, |_, call| part(&call, 0)),
            Entry::new("stop", 1, 1, |_, call| part(&call, 1)),
            Entry::new("step", 1, 1, |_, call| part(&call, 2)),
        ]
    }
}

fn this<B: Build>(call: &Call<'_, B>) -> Result<LongRange, B> {
    LongRange::of(&call.positional[0]).ok_or_else(|| Raised::type_error("descriptor requires a 'range' object"))
}

fn part<B: Build>(call: &Call<'_, B>, which: usize) -> Result<Value<B>, B> {
    match call.positional[0].get::<Slice<B>>() {
        Some(slice) => Ok(slice.parts[which].clone()),
        None => Err(Raised::type_error("descriptor requires a 'slice' object")),
    }
}

/// Where an item is. What is no integer is compared with every number, for a class may say that it is equal to one.
fn position<B: Build>(thread: &mut Thread<B>, call: &Call<'_, B>) -> Result<Option<BigInt>, B> {
    let (range, item) = (this(call)?, &call.positional[1]);
    if let Some(number) = item.as_big() {
        return Ok(range.position(&number));
    }
    let numbers = thread.iterate(&call.positional[0])?;
    let mut place = BigInt::zero();
    while let Some(number) = thread.next(&numbers)? {
        if thread.equals(&number, item)? {
            return Ok(Some(place));
        }
        place += 1;
    }
    Ok(None)
}

fn count<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::small(position(thread, &call)?.is_some().into()))
}

fn index<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    if let Some(place) = position(thread, &call)? {
        return Ok(integer(place));
    }
    let item = &call.positional[1];
    Err(Raised::value_error(match item.is_integer() {
        true => format!("{} is not in range", thread.repr(item)?),
        false => "sequence.index(x): x not in sequence".to_owned(),
    }))
}

/// `slice.indices(length)`: start, stop and step for something so long.
fn indices<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let length = thread.index(&call.positional[1])?;
    if length < 0 {
        return Err(Raised::value_error("length should not be negative"));
    }
    let Some(slice) = call.positional[0].get::<Slice<B>>() else { return part(&call, 0) };
    let bounds = thread.bounds(slice, &length.into())?;
    Ok(Value::new(Tuple::new(bounds.map(integer))))
}

impl<B: Build> Thread<B> {
    /// Start, stop and step of a slice of something of any length.
    fn bounds(&mut self, slice: &Slice<B>, length: &BigInt) -> Result<[BigInt; 3], B> {
        let part = |thread: &mut Self, value: &Value<B>| match (value.is_none(), value.as_big()) {
            (true, _) => Ok(None),
            (_, Some(number)) => Ok(Some(number)),
            _ => match thread.index(value) {
                Err(raised) if raised.is(ExceptionType::TypeError) => {
                    Err(Raised::type_error("slice indices must be integers or None or have an __index__ method"))
                }
                number => number.map(|number| Some(number.into())),
            },
        };
        let [start, stop, step] = &slice.parts;
        let step = part(self, step)?.unwrap_or_else(|| 1.into());
        if step.is_zero() {
            return Err(Raised::value_error("slice step cannot be zero"));
        }
        let last = length - 1;
        let (low, high) = if step.is_positive() { (BigInt::zero(), length.clone()) } else { ((-1).into(), last) };
        let clamp = |n: BigInt| (if n.is_negative() { n + length } else { n }).clamp(low.clone(), high.clone());
        let (first, end) = if step.is_positive() { (&low, &high) } else { (&high, &low) };
        let start = part(self, start)?.map_or_else(|| first.clone(), clamp);
        let stop = part(self, stop)?.map_or_else(|| end.clone(), clamp);
        Ok([start, stop, step])
    }

    /// A slice of a range: a range.
    pub(crate) fn range_slice(&mut self, range: &Value<B>, slice: &Slice<B>) -> Result<Value<B>, B> {
        let Some(range) = LongRange::of(range) else { return Ok(Value::NONE) };
        let [start, stop, step] = self.bounds(slice, &range.length())?;
        Ok(LongRange { start: range.at(&start), stop: range.at(&stop), step: range.step * step }.value())
    }

    /// An item or slice of a range beyond 64 bits.
    pub(crate) fn long_range_item(&mut self, range: &Value<B>, index: &Value<B>) -> Result<Value<B>, B> {
        if let Some(slice) = index.get::<Slice<B>>() {
            return self.range_slice(range, slice);
        }
        let Some(range) = LongRange::of(range) else { return Ok(Value::NONE) };
        let number = match index.as_big() {
            Some(number) => number,
            None => self.index(index)?.into(),
        };
        let length = range.length();
        let place = if number.is_negative() { number + &length } else { number };
        if place.is_negative() || place >= length {
            return Err(Raised::new(ExceptionType::IndexError, "range object index out of range"));
        }
        Ok(integer(range.at(&place)))
    }

    /// `range(…)` of numbers of any size.
    pub(crate) fn make_range(&mut self, [start, stop, step]: [BigInt; 3]) -> Result<Value<B>, B> {
        if step.to_i64() == Some(0) {
            return Err(Raised::value_error("range() arg 3 must not be zero"));
        }
        Ok(LongRange { start, stop, step }.value())
    }
}
