//! Items.

use super::{Window, arith::instruction, variable::take_operand};
use crate::{
    interp::{Thread, code::Instruction},
    object::{
        Build, Dict, ExceptionType, Kind, List, Raised, Range, Result, Slice, Str, Symbol, Tuple, Value, native_hash,
    },
};

/// A list's item at a small index; a dict's at a text or a small integer.
#[inline(always)]
pub(super) fn index_fast<B: Build>(container: &Value<B>, index: &Value<B>) -> Option<Value<B>> {
    if let (Some(number), Some(list)) = (index.as_small(), container.get::<List<B>>()) {
        return list.items.with(|items| {
            let place = if number < 0 { number + items.len() as i64 } else { number };
            items.get(place as usize).cloned()
        });
    }
    let dict = container.get::<Dict<B>>()?;
    let hash = hash_of_key(index)?;
    dict.table.with(|table| {
        let place = table.find(hash, index).ok()??;
        table.entry(place).map(|entry| entry.value.clone())
    })
}

/// The hash of a text or a small integer: what most keys are.
#[inline(always)]
fn hash_of_key<B: Build>(key: &Value<B>) -> Option<u64> {
    if key.is_small() || key.kind() == Some(Kind::Str) { native_hash(key).ok() } else { None }
}

/// Where a key of that kind is in a dict, if it is there; nothing if methods may have to be asked.
#[inline]
pub(super) fn place_of_key<B: Build>(dict: &Dict<B>, key: &Value<B>) -> Option<Option<usize>> {
    let hash = hash_of_key(key)?;
    dict.table.with(|table| table.find(hash, key).ok())
}

/// Writes what was read; operands are consumed if they were temporaries.
#[inline(always)]
pub(super) fn finish<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction, value: Value<B>) {
    let first = thread.code().first_temporary;
    for operand in [i.b, i.c] {
        if operand >= first {
            w.set(operand, Value::UNSET);
        }
    }
    w.set(i.a, value);
}

#[inline(never)]
pub(super) fn index_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    thread.frame().pc = pc;
    let (container, index) = (take_operand(thread, w, i.b)?, take_operand(thread, w, i.c)?);
    let value = thread.get_item(&container, &index)?;
    w.set(i.a, value);
    Ok(())
}

/// r[a][r[b]] = r[c], for a list and a small index.
#[inline(always)]
pub(super) fn store_fast<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> bool {
    let Some(list) = w.get(i.a).get::<List<B>>() else { return false };
    let Some(number) = w.get(i.b).as_small() else { return false };
    if w.get(i.c).is_unset() {
        return false;
    }
    let first = thread.code().first_temporary;
    let old = list.items.with(|items| {
        let place = if number < 0 { number + items.len() as i64 } else { number };
        let slot = items.get_mut(place as usize)?;
        let value = if i.c >= first { w.take(i.c) } else { w.get(i.c).clone() };
        Some(std::mem::replace(slot, value))
    });
    let done = old.is_some();
    drop(old);
    if done && i.a >= first {
        w.set(i.a, Value::UNSET);
    }
    done
}

/// r[a][r[b]] = r[c], for a dict and a text or a small integer.
#[inline]
fn store_in_dict<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> bool {
    let (Some(dict), Some(hash)) = (w.get(i.a).get::<Dict<B>>(), hash_of_key(w.get(i.b))) else { return false };
    if w.get(i.c).is_unset() {
        return false;
    }
    let first = thread.code().first_temporary;
    let old = dict.table.with(|table| {
        let place = table.find(hash, w.get(i.b)).ok()?;
        let value = if i.c >= first { w.take(i.c) } else { w.get(i.c).clone() };
        Some(match place {
            Some(place) => table.replace(place, value),
            None => {
                table.insert_new(hash, w.get(i.b).clone(), value);
                Value::UNSET
            }
        })
    });
    let done = old.is_some();
    drop(old);
    for operand in [i.a, i.b].into_iter().filter(|&operand| done && operand >= first) {
        w.set(operand, Value::UNSET);
    }
    done
}

#[inline(never)]
pub(super) fn store_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    if store_in_dict(thread, w, i) {
        return Ok(());
    }
    thread.frame().pc = pc;
    let container = take_operand(thread, w, i.a)?;
    let index = take_operand(thread, w, i.b)?;
    let value = take_operand(thread, w, i.c)?;
    thread.set_item(&container, index, value)
}

pub(super) fn delete<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    thread.frame().pc = pc;
    let (container, index) = (take_operand(thread, w, i.a)?, take_operand(thread, w, i.b)?);
    thread.delete_item(&container, &index)
}

/// Where an index is, counted from the end if negative.
pub(crate) fn place(index: i64, length: usize) -> Option<usize> {
    let place = if index < 0 { index.checked_add(length as i64)? } else { index };
    usize::try_from(place).ok().filter(|&place| place < length)
}

fn index_error<B: Build>(message: &str) -> Raised<B> {
    Raised::new(ExceptionType::IndexError, message)
}

impl<B: Build> Thread<B> {
    /// `container[index]`
    pub fn get_item(&mut self, container: &Value<B>, index: &Value<B>) -> Result<Value<B>, B> {
        match container.kind() {
            Some(Kind::Dict) => match self.dict_get(container, index)? {
                Some(value) => Ok(value),
                None => Err(Raised::with(ExceptionType::KeyError, vec![index.clone()])),
            },
            Some(Kind::LongRange) => self.long_range_item(container, index),
            Some(Kind::List | Kind::Tuple | Kind::Str | Kind::Range | Kind::Bytes) => match index.get::<Slice<B>>() {
                Some(slice) => self.get_slice(container, slice),
                None => self.sequence_item(container, index),
            },
            _ => match self.call_special(container, Symbol::new("__getitem__"), &[index])? {
                Some(value) => Ok(value),
                None => {
                    let name = self.type_name(container);
                    Err(Raised::type_error(format!("'{name}' object is not subscriptable")))
                }
            },
        }
    }

    /// An index of a sequence, as a number.
    fn index_number(&mut self, container: &Value<B>, index: &Value<B>) -> Result<i64, B> {
        if let Some(number) = self.index_or_nothing(index)? {
            return Ok(number);
        }
        let (container, index) = (self.type_name(container), self.type_name(index));
        Err(Raised::type_error(match container.as_str() {
            "str" => format!("string indices must be integers, not '{index}'"),
            "bytes" => format!("byte indices must be integers or slices, not {index}"),
            _ => format!("{container} indices must be integers or slices, not {index}"),
        }))
    }

    /// An integer that counts items, by `__index__` if need be; nothing if it is none.
    pub(super) fn index_or_nothing(&mut self, value: &Value<B>) -> Result<Option<i64>, B> {
        if value.is_integer() {
            return match value.as_index() {
                None => Err(index_error("cannot fit 'int' into an index-sized integer")),
                number => Ok(number),
            };
        }
        if value.kind() == Some(Kind::Instance)
            && let Some(index) = self.call_special(value, Symbol::new("__index__"), &[])?
        {
            if !index.is_integer() {
                let name = self.type_name(&index);
                return Err(Raised::type_error(format!("__index__ returned non-int (type {name})")));
            }
            return self.index_or_nothing(&index);
        }
        Ok(None)
    }

    /// An argument that has to be an integer.
    pub(crate) fn index(&mut self, value: &Value<B>) -> Result<i64, B> {
        match self.index_or_nothing(value)? {
            Some(number) => Ok(number),
            None => {
                let name = self.type_name(value);
                Err(Raised::type_error(format!("'{name}' object cannot be interpreted as an integer")))
            }
        }
    }

    fn sequence_item(&mut self, container: &Value<B>, index: &Value<B>) -> Result<Value<B>, B> {
        let number = self.index_number(container, index)?;
        let found = place(number, self.native_length(container).unwrap_or(0)).and_then(|place| {
            match (container.get::<List<B>>(), container.get::<Tuple<B>>(), container.get::<Str>()) {
                (Some(list), ..) => list.at(place),
                (_, Some(tuple), _) => tuple.items.get(place).cloned(),
                (.., Some(text)) => text.char_at(place).map(|c| self.runtime.character(c)),
                _ if container.kind() == Some(Kind::Bytes) => {
                    container.as_bytes().and_then(|bytes| bytes.get(place)).map(|&byte| Value::small(byte.into()))
                }
                _ => container
                    .get::<Range>()
                    .map(|range| Value::int(range.start.wrapping_add((place as i64).wrapping_mul(range.step)))),
            }
        });
        found.ok_or_else(|| match container.kind() {
            Some(Kind::Bytes) => index_error("index out of range"),
            Some(Kind::Str) => index_error("string index out of range"),
            Some(Kind::Range) => index_error("range object index out of range"),
            Some(Kind::Tuple) => index_error("tuple index out of range"),
            _ => index_error("list index out of range"),
        })
    }

    /// `container[index] = value`
    pub fn set_item(&mut self, container: &Value<B>, index: Value<B>, value: Value<B>) -> Result<(), B> {
        if container.kind() == Some(Kind::Dict) {
            return self.dict_set(container, index, value);
        }
        if let Some(list) = container.get::<List<B>>() {
            if let Some(slice) = index.get::<Slice<B>>() {
                return self.set_slice(list, slice, &value);
            }
            let number = self.index_number(container, &index)?;
            let old = list.items.with(|items| {
                let place = place(number, items.len())?;
                Some(std::mem::replace(&mut items[place], value))
            });
            return old.map(drop).ok_or_else(|| index_error("list assignment index out of range"));
        }
        match self.call_special(container, Symbol::new("__setitem__"), &[&index, &value])? {
            Some(_) => Ok(()),
            None => {
                let name = self.type_name(container);
                Err(Raised::type_error(format!("'{name}' object does not support item assignment")))
            }
        }
    }

    /// `del container[index]`
    pub fn delete_item(&mut self, container: &Value<B>, index: &Value<B>) -> Result<(), B> {
        if container.kind() == Some(Kind::Dict) {
            return match self.dict_remove(container, index)? {
                Some(_) => Ok(()),
                None => Err(Raised::with(ExceptionType::KeyError, vec![index.clone()])),
            };
        }
        if let Some(list) = container.get::<List<B>>() {
            if let Some(slice) = index.get::<Slice<B>>() {
                return self.delete_slice(list, slice);
            }
            let number = self.index_number(container, index)?;
            let old = list.items.with(|items| place(number, items.len()).map(|place| items.remove(place)));
            return old.map(drop).ok_or_else(|| index_error("list assignment index out of range"));
        }
        match self.call_special(container, Symbol::new("__delitem__"), &[index])? {
            Some(_) => Ok(()),
            None => {
                let name = self.type_name(container);
                let does_not =
                    if matches!(container.kind(), Some(Kind::Tuple | Kind::Str | Kind::Range | Kind::Instance))
                        && index.is_integer()
                    {
                        "doesn't"
                    } else {
                        "does not"
                    };
                Err(Raised::type_error(format!("'{name}' object {does_not} support item deletion")))
            }
        }
    }
}
