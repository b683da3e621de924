//! What is true, how long things are, and what is in them.

use num_traits::ToPrimitive as _;

use super::{Window, arith::instruction, variable::take_operand};
use crate::{
    interp::{
        Thread,
        builtins::bytes::position,
        code::{Instruction, Op},
    },
    object::{
        Build, Dict, DictView, ExceptionType, Kind, List, LongRange, Raised, Range, Result, Set, Str, Symbol, Tuple,
        Value,
    },
};

/// The truth of what is no object: nothing has to be dropped.
#[inline(always)]
fn truth_fast<B: Build>(value: &Value<B>) -> Option<bool> {
    value.as_bool().or_else(|| value.as_small().map(|number| number != 0))
}

/// The truth of a register that stays.
#[inline(always)]
pub(super) fn truth_kept<B: Build>(thread: &mut Thread<B>, w: Window<B>, register: u16) -> Result<bool, B> {
    match truth_fast(w.get(register)) {
        Some(truth) => Ok(truth),
        None => truth_slow(thread, w, register, true),
    }
}

/// The truth of a register, which is consumed if it is a temporary.
#[inline(always)]
pub(super) fn truth_of<B: Build>(thread: &mut Thread<B>, w: Window<B>, register: u16) -> Result<bool, B> {
    match truth_fast(w.get(register)) {
        Some(truth) => Ok(truth),
        None => truth_slow(thread, w, register, false),
    }
}

#[inline(never)]
fn truth_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, register: u16, keep: bool) -> Result<bool, B> {
    let value = if keep { w.get(register).clone() } else { take_operand(thread, w, register)? };
    thread.truth(&value)
}

#[inline(never)]
pub(super) fn identity_or_membership<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
) -> Result<(), B> {
    let i = instruction(pc);
    if let (Op::In | Op::NotIn, Some(dict)) = (i.op, w.get(i.c).get::<Dict<B>>())
        && let Some(place) = super::subscript::place_of_key(dict, w.get(i.b))
    {
        super::subscript::finish(thread, w, i, Value::bool(place.is_some() == (i.op == Op::In)));
        return Ok(());
    }
    let (left, right) = (take_operand(thread, w, i.b)?, take_operand(thread, w, i.c)?);
    let truth = match i.op {
        Op::Is | Op::IsNot => left.is(&right),
        _ => thread.contains(&right, &left)?,
    };
    w.set(i.a, Value::bool(truth != matches!(i.op, Op::IsNot | Op::NotIn)));
    Ok(())
}

impl<B: Build> Thread<B> {
    /// `bool(value)`
    pub fn truth(&mut self, value: &Value<B>) -> Result<bool, B> {
        if let Some(number) = value.to_float() {
            return Ok(number != 0.0);
        }
        let length = match value.kind() {
            None => return Ok(value.as_bool().unwrap_or(!value.is_none())),
            Some(Kind::Str) => value.as_str().map(str::len),
            Some(Kind::Instance) => return self.instance_truth(value),
            _ => self.native_length(value),
        };
        Ok(length != Some(0))
    }

    fn instance_truth(&mut self, value: &Value<B>) -> Result<bool, B> {
        if let Some(answer) = self.call_special(value, Symbol::new("__bool__"), &[])? {
            return answer.as_bool().ok_or_else(|| {
                let name = self.type_name(&answer);
                Raised::type_error(format!("__bool__ should return bool, returned {name}"))
            });
        }
        match self.call_special(value, Symbol::new("__len__"), &[])? {
            Some(length) => Ok(length.as_index() != Some(0)),
            None => Ok(true),
        }
    }

    /// `len()` of something built in.
    pub(crate) fn native_length(&self, value: &Value<B>) -> Option<usize> {
        Some(match value.kind()? {
            Kind::Str => value.get::<Str>()?.length(),
            Kind::Bytes => value.as_bytes()?.len(),
            Kind::List => value.get::<List<B>>()?.length(),
            Kind::Tuple => value.get::<Tuple<B>>()?.items.len(),
            Kind::Dict => value.get::<Dict<B>>()?.table.with(|t| t.length()),
            Kind::Set => value.get::<Set<B>>()?.table.with(|t| t.length()),
            Kind::Range => value.get::<Range>()?.length() as usize,
            Kind::LongRange => value.get::<LongRange>()?.length().to_usize().unwrap_or(usize::MAX),
            Kind::DictView => return self.native_length(&value.get::<DictView<B>>()?.dict),
            _ => return None,
        })
    }

    /// `item in container`
    pub fn contains(&mut self, container: &Value<B>, item: &Value<B>) -> Result<bool, B> {
        match container.kind() {
            Some(Kind::Dict) => Ok(self.dict_get(container, item)?.is_some()),
            Some(Kind::Set) => self.set_contains(container, item),
            Some(Kind::Str) => match (container.as_str(), item.as_str()) {
                (Some(text), Some(part)) => Ok(text.contains(part)),
                _ => {
                    let name = self.type_name(item);
                    Err(Raised::type_error(format!("'in <string>' requires string as left operand, not {name}")))
                }
            },
            Some(Kind::DictView) => match container.get::<DictView<B>>() {
                Some(view) => self.view_contains(view, item),
                None => Ok(false),
            },
            Some(Kind::Range | Kind::LongRange) if item.is_integer() => {
                if let Some((range, number)) = container.get::<Range>().zip(item.as_index()) {
                    return Ok(range.contains(number));
                }
                let (range, number) = (LongRange::of(container), item.as_big());
                Ok(range.zip(number).is_some_and(|(range, number)| range.position(&number).is_some()))
            }
            Some(Kind::Bytes) => self.bytes_contain(container, item),
            Some(Kind::Instance) => {
                if let Some(answer) = self.call_special(container, Symbol::new("__contains__"), &[item])? {
                    return self.truth(&answer);
                }
                self.contains_by_iteration(container, item)
            }
            _ => self.contains_by_iteration(container, item),
        }
    }

    fn bytes_contain(&mut self, container: &Value<B>, item: &Value<B>) -> Result<bool, B> {
        let bytes = container.as_bytes().unwrap_or(b"");
        match (item.as_bytes(), item.as_index()) {
            (Some(part), _) => Ok(position(bytes, part).is_some()),
            (_, Some(byte @ 0..=255)) => Ok(bytes.contains(&(byte as u8))),
            _ if item.is_integer() => Err(Raised::value_error("byte must be in range(0, 256)")),
            _ => {
                let name = self.type_name(item);
                Err(Raised::type_error(format!("a bytes-like object is required, not '{name}'")))
            }
        }
    }

    fn contains_by_iteration(&mut self, container: &Value<B>, item: &Value<B>) -> Result<bool, B> {
        let iterator = self.iterate(container).map_err(|raised| match raised.is(ExceptionType::TypeError) {
            true => {
                let name = self.type_name(container);
                Raised::type_error(format!("argument of type '{name}' is not iterable"))
            }
            false => raised,
        })?;
        while let Some(next) = self.next(&iterator)? {
            if next.is(item) || self.equals(&next, item)? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}
