//! Comparisons and identity.

use std::cmp::Ordering;

use super::{Window, arith::instruction, variable::take_operand};
use crate::{
    interp::{
        Thread,
        code::{Instruction, Op},
    },
    object::{
        BoundMethod, Build, Dict, Kind, Raised, Result, Str, Symbol, Value, compare_numbers, native_equals, slice_parts,
    },
};

const METHODS: [&str; 6] = ["__lt__", "__le__", "__gt__", "__ge__", "__eq__", "__ne__"];
const REFLECTED: [usize; 6] = [2, 3, 0, 1, 4, 5];
const SIGNS: [&str; 6] = ["<", "<=", ">", ">=", "==", "!="];

#[inline(always)]
fn ordered<T: PartialOrd, const OP: u8>(a: T, b: T) -> bool {
    match OP {
        0 => a < b,
        1 => a <= b,
        2 => a > b,
        3 => a >= b,
        4 => a == b,
        _ => a != b,
    }
}

/// Small integers and floats, and `==` of texts that are the same object.
#[inline(always)]
pub(super) fn fast<B: Build, const OP: u8>(left: &Value<B>, right: &Value<B>) -> Option<bool> {
    if left.is_small() && right.is_small() {
        return Some(ordered::<_, OP>(left.small_shifted(), right.small_shifted()));
    }
    match (left.as_float(), right.as_float()) {
        (Some(a), Some(b)) => Some(ordered::<_, OP>(a, b)),
        _ => None,
    }
}

/// Which comparison an instruction makes, and its operands.
fn operands<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Result<(usize, Value<B>, Value<B>), B> {
    let value_form = i.op as u16 - Op::Lt as u16;
    if value_form < 6 {
        let left = take_operand(thread, w, i.b)?;
        return Ok((value_form.into(), left, take_operand(thread, w, i.c)?));
    }
    let place = i.op as u16 - Op::LtJump as u16;
    let left = take_operand(thread, w, i.a)?;
    let right = if place >= 12 { w.constant(i.b).clone() } else { take_operand(thread, w, i.b)? };
    Ok((usize::from(place % 6), left, right))
}

#[inline(never)]
pub(super) fn value_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let (op, left, right) = operands(thread, w, i)?;
    let value = thread.compare(op, &left, &right)?;
    w.set(i.a, value);
    Ok(())
}

/// The truth of the comparison itself; whether it jumps is the instruction's matter.
#[inline(never)]
pub(super) fn jump_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<bool, B> {
    let i = instruction(pc);
    let place = i.op as u16 - Op::LtJump as u16;
    let constant = place >= 12;
    let right = if constant { w.constant(i.b) } else { w.get(i.b) };
    if let (4 | 5, Some(a), Some(b)) = (place % 6, w.get(i.a).get::<Str>(), right.get::<Str>()) {
        let same = std::ptr::eq(a, b) || a.same(b);
        let first = thread.code().first_temporary;
        if i.a >= first {
            w.set(i.a, Value::UNSET);
        }
        if !constant && i.b >= first {
            w.set(i.b, Value::UNSET);
        }
        return Ok(same == (place % 6 == 4));
    }
    let (op, left, right) = operands(thread, w, i)?;
    let value = thread.compare(op, &left, &right)?;
    thread.truth(&value)
}

/// Registers a and b: `is`. No reference to a register is held while its value is taken.
#[inline(always)]
pub(super) fn same<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Result<bool, B> {
    let (left, right) = (w.get(i.a), w.get(i.b));
    let (same, plain) = (left.is(right), !left.is_counted() && !right.is_counted() && !left.is_unset());
    if !plain {
        drop(take_operand(thread, w, i.a)?);
        drop(take_operand(thread, w, i.b)?);
    }
    Ok(same)
}

/// Register a and constant b: `is`.
#[inline(always)]
pub(super) fn same_constant<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Result<bool, B> {
    let left = w.get(i.a);
    let (same, plain) = (left.is(w.constant(i.b)), !left.is_counted() && !left.is_unset());
    if !plain {
        drop(take_operand(thread, w, i.a)?);
    }
    Ok(same)
}

impl<B: Build> Thread<B> {
    /// `left == right`, as a truth.
    pub fn equals(&mut self, left: &Value<B>, right: &Value<B>) -> Result<bool, B> {
        if let Some(same) = native_equals(left, right) {
            return Ok(same);
        }
        let value = self.compare(4, left, right)?;
        self.truth(&value)
    }

    /// `left < right`, as a truth: what sorting needs.
    pub fn less(&mut self, left: &Value<B>, right: &Value<B>) -> Result<bool, B> {
        if let Some(truth) = fast::<B, 0>(left, right) {
            return Ok(truth);
        }
        let value = self.compare(0, left, right)?;
        self.truth(&value)
    }

    /// `left > right`, as a truth: what `max` needs.
    pub(crate) fn greater(&mut self, left: &Value<B>, right: &Value<B>) -> Result<bool, B> {
        if let Some(truth) = fast::<B, 2>(left, right) {
            return Ok(truth);
        }
        let value = self.compare(2, left, right)?;
        self.truth(&value)
    }

    /// A comparison by its number: `<`, `<=`, `>`, `>=`, `==`, `!=`.
    pub(crate) fn compare(&mut self, op: usize, left: &Value<B>, right: &Value<B>) -> Result<Value<B>, B> {
        if let Some(Kind::List | Kind::Tuple | Kind::Dict | Kind::Set | Kind::DictView | Kind::Slice | Kind::WeakRef) =
            left.kind()
        {
            return self.deeper(" in comparison", |thread| thread.compare_here(op, left, right));
        }
        self.compare_here(op, left, right)
    }

    fn compare_here(&mut self, op: usize, left: &Value<B>, right: &Value<B>) -> Result<Value<B>, B> {
        if let (4 | 5, Some(a), Some(b)) = (op, left.get::<BoundMethod<B>>(), right.get::<BoundMethod<B>>()) {
            let same = a.receiver.is(&b.receiver) && a.function.is(&b.function);
            return Ok(Value::bool(same == (op == 4)));
        }
        if let Some(truth) = self.compare_native(op, left, right)? {
            return Ok(Value::bool(truth));
        }
        let mut forms = [(left, right, op), (right, left, REFLECTED[op])];
        let (of_left, of_right) = (self.runtime.class_of(left), self.runtime.class_of(right));
        if !of_left.is(of_right) && crate::object::Class::is_subclass(of_right, of_left) {
            forms.reverse();
        }
        for (receiver, other, op) in forms {
            if receiver.kind() == Some(Kind::Instance)
                && let Some(value) = self.call_special(receiver, Symbol::new(METHODS[op]), &[other])?
                && !value.is(&Value::NOT_IMPLEMENTED)
            {
                return Ok(value);
            }
        }
        match op {
            4 => Ok(Value::bool(left.is(right))),
            5 => {
                let eq = [(left, right), (right, left)];
                for (receiver, other) in eq.into_iter().filter(|(r, _)| r.kind() == Some(Kind::Instance)) {
                    if let Some(value) = self.call_special(receiver, Symbol::new("__eq__"), &[other])?
                        && !value.is(&Value::NOT_IMPLEMENTED)
                    {
                        return Ok(Value::bool(!self.truth(&value)?));
                    }
                }
                Ok(Value::bool(!left.is(right)))
            }
            _ => {
                let (sign, a, b) = (SIGNS[op], self.type_name(left), self.type_name(right));
                Err(Raised::type_error(format!("'{sign}' not supported between instances of '{a}' and '{b}'")))
            }
        }
    }

    /// A comparison of two built-in values that can be compared.
    fn compare_native(&mut self, op: usize, left: &Value<B>, right: &Value<B>) -> Result<Option<bool>, B> {
        let equality = op >= 4;
        if equality && let Some(same) = native_equals(left, right) {
            return Ok(Some(same == (op == 4)));
        }
        if let Some(order) = compare_numbers(left, right) {
            return Ok(Some(holds(op, order)));
        }
        match (left.kind(), right.kind()) {
            (Some(Kind::Str), Some(Kind::Str)) => Ok(Some(holds(op, left.as_str().partial_cmp(&right.as_str())))),
            (Some(Kind::Bytes), Some(Kind::Bytes)) => {
                Ok(Some(holds(op, left.as_bytes().partial_cmp(&right.as_bytes()))))
            }
            (Some(a @ (Kind::List | Kind::Tuple)), Some(b)) if a == b => {
                let (a, b) = (self.items_of(left)?, self.items_of(right)?);
                self.compare_items(op, &a, &b).map(Some)
            }
            (Some(Kind::Dict), Some(Kind::Dict)) if equality => Ok(Some(self.same_dicts(left, right)? == (op == 4))),
            (Some(Kind::WeakRef), Some(Kind::WeakRef)) if equality => {
                Ok(Some(self.same_weakrefs(left, right)? == (op == 4)))
            }
            (Some(Kind::Set), Some(Kind::Set)) => self.compare_sets(op, left, right).map(Some),
            (Some(Kind::Set | Kind::DictView), Some(Kind::Set | Kind::DictView))
                if Self::is_set_like(left) && Self::is_set_like(right) =>
            {
                let (left, right) = (self.as_set(left)?, self.as_set(right)?);
                self.compare_sets(op, &left, &right).map(Some)
            }
            (Some(Kind::Slice), Some(Kind::Slice)) => match slice_parts(left).zip(slice_parts(right)) {
                Some((a, b)) => self.compare_native(op, &a, &b),
                None => Ok(None),
            },
            (Some(Kind::BoundMethod), Some(Kind::BoundMethod)) if equality => {
                let (a, b) = (left.get::<BoundMethod<B>>(), right.get::<BoundMethod<B>>());
                let same = a.zip(b).is_some_and(|(a, b)| a.receiver.is(&b.receiver) && a.function.is(&b.function));
                Ok(Some(same == (op == 4)))
            }
            _ => Ok(None),
        }
    }

    fn compare_items(&mut self, op: usize, a: &[Value<B>], b: &[Value<B>]) -> Result<bool, B> {
        if op >= 4 && a.len() != b.len() {
            return Ok(op == 5);
        }
        for (x, y) in a.iter().zip(b) {
            if x.is(y) || self.equals(x, y)? {
                continue;
            }
            let value = if op >= 4 { return Ok(op == 5) } else { self.compare(op, x, y)? };
            return self.truth(&value);
        }
        Ok(holds(op, Some(a.len().cmp(&b.len()))))
    }

    fn same_dicts(&mut self, left: &Value<B>, right: &Value<B>) -> Result<bool, B> {
        if self.native_length(left) != self.native_length(right) {
            return Ok(false);
        }
        let Some(a) = left.get::<Dict<B>>() else { return Ok(false) };
        let pairs: Vec<_> = a.table.with(|t| t.iter().map(|e| (e.key.clone(), e.value.clone())).collect());
        for (key, value) in pairs {
            match self.dict_get(right, &key)? {
                Some(other) if value.is(&other) || self.equals(&value, &other)? => {}
                _ => return Ok(false),
            }
        }
        Ok(true)
    }
}

fn holds(op: usize, order: Option<Ordering>) -> bool {
    match op {
        0 => order == Some(Ordering::Less),
        1 => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        2 => order == Some(Ordering::Greater),
        3 => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
        4 => order == Some(Ordering::Equal),
        _ => order != Some(Ordering::Equal),
    }
}
