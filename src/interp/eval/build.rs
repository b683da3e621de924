//! Displays: lists, tuples, sets, dicts, slices, formatted texts.

use super::{Window, arith::instruction, variable::take_operand};
use crate::{
    interp::{Thread, code::Instruction},
    object::{
        BoundMethod, Build, Class, Dict, ExceptionType, Function, Kind, List, Native, Raised, Result, Set, Slice,
        Table, Tuple, Value,
    },
};

/// r[b ..+ c], taken.
fn items<B: Build>(w: Window<B>, i: Instruction) -> Vec<Value<B>> {
    w.slice(i.b, i.c.into()).iter_mut().map(|value| std::mem::replace(value, Value::UNSET)).collect()
}

#[inline(never)]
pub(super) fn list<B: Build>(_: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    w.set(i.a, Value::new(List::new(items(w, i))));
    Ok(())
}

#[inline(never)]
pub(super) fn tuple<B: Build>(_: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    w.set(i.a, Value::new(Tuple::new(items(w, i))));
    Ok(())
}

pub(super) fn set<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let set = Value::new(Set::new(Table::default()));
    for item in items(w, i) {
        thread.set_add(&set, item)?;
    }
    w.set(i.a, set);
    Ok(())
}

pub(super) fn dict<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let dict = Value::new(Dict::new(Table::default()));
    for register in (i.b..i.b + 2 * i.c).step_by(2) {
        thread.dict_set(&dict, w.take(register), w.take(register + 1))?;
    }
    w.set(i.a, dict);
    Ok(())
}

pub(super) fn slice<B: Build>(w: Window<B>, i: Instruction) {
    let parts = [i.b, i.b + 1, i.b + 2].map(|register| w.take(register));
    w.set(i.a, Value::new(Slice { parts }));
}

#[inline(always)]
pub(super) fn list_append<B: Build>(w: Window<B>, i: Instruction) {
    let item = w.take(i.b);
    if let Some(list) = w.get(i.a).get::<List<B>>() {
        list.items.with(|items| items.push(item));
    }
}

pub(super) fn list_extend<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let more = take_operand(thread, w, i.b)?;
    let list = w.get(i.a).clone();
    let iterator = match thread.iterate(&more) {
        Err(raised) if raised.is(ExceptionType::TypeError) => {
            let name = thread.type_name(&more);
            return Err(Raised::type_error(if i.c == 1 {
                let callee = called(w.get(i.a - 1));
                format!("{callee} argument after * must be an iterable, not {name}")
            } else {
                format!("Value after * must be an iterable, not {name}")
            }));
        }
        iterator => iterator?,
    };
    if more.kind() == Some(Kind::Instance) {
        thread.length_hint(&more)?;
    }
    thread.list_extend(&list, &iterator)
}

/// A function as messages about its call name it.
fn called<B: Build>(callee: &Value<B>) -> String {
    if let Some(method) = callee.get::<BoundMethod<B>>() {
        return called(&method.function);
    }
    match (callee.get::<Function<B>>(), callee.get::<Native<B>>(), callee.get::<Class<B>>()) {
        (Some(f), ..) => format!("{}.{}()", f.code.globals.module, f.code.unit.qualified_name),
        (_, Some(native), _) => format!("{}()", native.name),
        (.., Some(class)) if class.is_builtin() => format!("{}()", class.name),
        (.., Some(class)) => format!("__main__.{}()", class.name),
        _ => "object".into(),
    }
}

pub(super) fn set_add<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let (set, item) = (w.get(i.a).clone(), take_operand(thread, w, i.b)?);
    thread.set_add(&set, item)
}

pub(super) fn set_update<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let (set, more) = (w.get(i.a).clone(), take_operand(thread, w, i.b)?);
    let items = thread.items_of(&more)?;
    items.into_iter().try_for_each(|item| thread.set_add(&set, item))
}

pub(super) fn dict_add<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let (dict, key, value) = (w.get(i.a).clone(), w.take(i.b), w.take(i.b + 1));
    thread.dict_set(&dict, key, value)
}

pub(super) fn dict_update<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let (dict, more) = (w.get(i.a).clone(), take_operand(thread, w, i.b)?);
    if i.c == 1 && more.get::<Dict<B>>().is_none() {
        let (callee, name) = (called(w.get(i.a - 2)), thread.type_name(&more));
        return Err(Raised::type_error(format!("{callee} argument after ** must be a mapping, not {name}")));
    }
    if i.c == 1 {
        return add_keywords(thread, w, i, &dict, &more);
    }
    thread.dict_update(&dict, &more)
}

/// `f(a=1, **{"a": 2})` is refused.
fn add_keywords<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    i: Instruction,
    dict: &Value<B>,
    more: &Value<B>,
) -> Result<(), B> {
    let pairs = more.get::<Dict<B>>().map(|d| d.table.with(|t| t.iter().map(|e| e.key.clone()).collect::<Vec<_>>()));
    for key in pairs.unwrap_or_default() {
        if thread.dict_get(dict, &key)?.is_some() {
            let (callee, name) = (called(w.get(i.a - 2)), thread.str(&key)?);
            return Err(Raised::type_error(format!("{callee} got multiple values for keyword argument '{name}'")));
        }
    }
    thread.dict_update(dict, more)
}

pub(super) fn list_to_tuple<B: Build>(w: Window<B>, i: Instruction) {
    let items = w.take(i.b).get::<List<B>>().map(List::to_vec).unwrap_or_default();
    w.set(i.a, Value::new(Tuple::new(items)));
}

pub(super) fn format<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    thread.frame().pc = pc;
    let (value, specification) = (w.take(i.b), w.take(i.b + 1));
    let value = match i.c as u8 {
        b'r' => Value::str(thread.repr(&value)?),
        b'a' => Value::str(crate::interp::text::ascii(&thread.repr(&value)?)),
        b's' => Value::str(thread.str(&value)?),
        _ => value,
    };
    let text = thread.format(&value, specification.as_str().unwrap_or(""))?;
    w.set(i.a, Value::str(text));
    Ok(())
}

pub(super) fn join<B: Build>(_: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let parts = items(w, i);
    w.set(i.a, Value::str(parts.iter().filter_map(Value::as_str).collect::<String>()));
    Ok(())
}

impl<B: Build> Thread<B> {
    /// `list.extend(more)`
    pub(crate) fn list_extend(&mut self, list: &Value<B>, more: &Value<B>) -> Result<(), B> {
        let items = match self.items_of(more) {
            Err(raised) if raised.is(ExceptionType::TypeError) => {
                let name = self.type_name(more);
                return Err(Raised::type_error(format!("Value after * must be an iterable, not {name}")));
            }
            items => items?,
        };
        if let Some(list) = list.get::<List<B>>() {
            list.items.with(|all| all.extend(items));
        }
        Ok(())
    }
}
