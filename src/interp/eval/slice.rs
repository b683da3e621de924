//! Slices: of what, from where to where, in which steps.

use num_traits::Signed as _;

use crate::{
    interp::Thread,
    object::{Build, ExceptionType, Kind, List, Raised, Range, Result, Slice, Str, Tuple, Value, drop_backward},
};

/// Takes `count` items out, from `start` in steps: the others move once.
fn remove_places<B: Build>(items: &mut Vec<Value<B>>, start: i64, step: i64, count: usize) -> Vec<Value<B>> {
    if count == 0 {
        return Vec::new();
    }
    let end = start.wrapping_add((count as i64 - 1).wrapping_mul(step));
    let (first, last, step) = (start.min(end) as usize, start.max(end) as usize, step.unsigned_abs() as usize);
    if last >= items.len() {
        // Another thread, or an `__index__`, has made the list shorter meanwhile.
        return Vec::new();
    }
    if step == 1 {
        return items.drain(first..=last).collect();
    }
    let (mut kept, mut removed) = (Vec::with_capacity(items.len() - count), Vec::with_capacity(count));
    for (place, item) in items.drain(first..).enumerate() {
        if place % step == 0 && place + first <= last { removed.push(item) } else { kept.push(item) }
    }
    items.append(&mut kept);
    removed
}

impl<B: Build> Thread<B> {
    /// A part of a slice: too large a number is as good as the largest.
    fn slice_part(&mut self, value: &Value<B>) -> Result<Option<i64>, B> {
        if value.is_none() {
            return Ok(None);
        }
        if let Some(big) = value.as_big().filter(|_| value.as_index().is_none()) {
            return Ok(Some(if big.is_negative() { i64::MIN } else { i64::MAX }));
        }
        match self.index_or_nothing(value)? {
            None => Err(Raised::type_error("slice indices must be integers or None or have an __index__ method")),
            number => Ok(number),
        }
    }

    /// Start, stop and step of a slice of something this long, and how many items that is.
    pub(crate) fn slice_bounds(&mut self, slice: &Slice<B>, length: usize) -> Result<(i64, i64, usize), B> {
        let [start, stop, step] = &slice.parts;
        let step = self.slice_part(step)?.unwrap_or(1);
        let (start, stop) = (self.slice_part(start)?, self.slice_part(stop)?);
        if step == 0 {
            return Err(Raised::value_error("slice step cannot be zero"));
        }
        let length = length as i64;
        let (low, high) = if step > 0 { (0, length) } else { (-1, length - 1) };
        let clamp = |n: i64| (if n < 0 { n.saturating_add(length) } else { n }).clamp(low, high);
        let start = start.map_or(if step > 0 { low } else { high }, clamp);
        let stop = stop.map_or(if step > 0 { high } else { low }, clamp);
        Ok((start, step, Range { start, stop, step }.length() as usize))
    }

    pub(super) fn get_slice(&mut self, container: &Value<B>, slice: &Slice<B>) -> Result<Value<B>, B> {
        let length = self.native_length(container).unwrap_or(0);
        let (start, step, count) = self.slice_bounds(slice, length)?;
        let places = (0..count).map(|n| start.wrapping_add((n as i64).wrapping_mul(step)) as usize);
        if let Some(text) = container.get::<Str>() {
            if text.is_ascii() && step == 1 {
                return Ok(self.runtime.text(&text.text()[start as usize..start as usize + count]));
            }
            let characters: Vec<char> = text.text().chars().collect();
            return Ok(self.runtime.text(&places.map(|place| characters[place]).collect::<String>()));
        }
        if let Some(bytes) = container.as_bytes() {
            return Ok(Value::bytes(places.map(|place| bytes[place]).collect::<Vec<u8>>()));
        }
        if container.kind() == Some(Kind::Range) {
            return self.range_slice(container, slice);
        }
        // Without a GIL a list may have changed since it was asked for its length.
        let part = |items: &[Value<B>]| match items.get(start as usize..start as usize + count) {
            Some(run) if step == 1 => run.to_vec(),
            _ => places.filter_map(|place| items.get(place).cloned()).collect(),
        };
        if let Some(tuple) = container.get::<Tuple<B>>() {
            return Ok(Value::new(Tuple::new(part(&tuple.items))));
        }
        let Some(list) = container.get::<List<B>>() else { return Ok(Value::NONE) };
        Ok(Value::new(List::new(list.items.with(|items| part(items)))))
    }

    pub(super) fn set_slice(&mut self, list: &List<B>, slice: &Slice<B>, value: &Value<B>) -> Result<(), B> {
        let new = self.items_of(value).map_err(|raised| match raised.is(ExceptionType::TypeError) {
            true => Raised::type_error("can only assign an iterable"),
            false => raised,
        })?;
        let (start, step, count) = self.slice_bounds(slice, list.length())?;
        if step != 1 {
            if new.len() != count {
                let message =
                    format!("attempt to assign sequence of size {} to extended slice of size {count}", new.len());
                return Err(Raised::value_error(message));
            }
            let old: Vec<_> = list.items.with(|items| {
                let places = (0..count as i64).map(|n| (start + n * step) as usize);
                let set = |(place, value)| match items.get_mut(place) {
                    Some(slot) => std::mem::replace(slot, value),
                    None => value,
                };
                places.zip(new).map(set).collect()
            });
            drop(old);
            return Ok(());
        }
        let old: Vec<_> = list.items.with(|items| {
            let start = (start as usize).min(items.len());
            let end = (start + count).min(items.len());
            items.splice(start..end, new).collect()
        });
        drop_backward(old);
        Ok(())
    }

    pub(super) fn delete_slice(&mut self, list: &List<B>, slice: &Slice<B>) -> Result<(), B> {
        let (start, step, count) = self.slice_bounds(slice, list.length())?;
        let old = list.items.with(|items| remove_places(items, start, step, count));
        if step == 1 {
            drop_backward(old);
        } else {
            drop(old);
        }
        Ok(())
    }
}
