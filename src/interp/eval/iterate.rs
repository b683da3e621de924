//! Iterators and loops.
//!
//! `GetIter` leaves an iterator in r[a]. Three things are iterated without an object of their own: r[a] is the step of a
//! range (a number is never an iterator), r[a+1] its next number, r[a+2] how many are left; or r[a] is the list or tuple
//! itself and r[a+1] the next index.

use super::{Window, arith::instruction, variable::take_operand};
use crate::{
    interp::{Thread, builtins::checked_length, code::Instruction},
    object::{
        Build, Dict, DictView, ExceptionType, Generator, Guarded, Iterator, IteratorState, Kind, List, Raised, Range,
        Result, SMALL_MAX, SMALL_MIN, Set, Str, Symbol, Table, TableView, Tuple, Value,
    },
};

/// What the fast path found.
pub(super) enum Next {
    Item,
    End,
    Other,
}

/// What the slow path did.
pub(super) enum Slow {
    Item,
    End,
    Enter,
}

pub(super) fn get_iter<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    if let Some(range) = w.get(i.a).get::<Range>().copied() {
        let fits = |n: i64| (SMALL_MIN / 2..SMALL_MAX / 2).contains(&n);
        if fits(range.start) && fits(range.stop) && fits(range.step) {
            w.set(i.a, Value::small(range.step));
            w.set(i.a + 1, Value::small(range.start));
            w.set(i.a + 2, Value::small(range.length() as i64));
            return Ok(());
        }
    }
    if let Some(Kind::List | Kind::Tuple | Kind::Str) = w.get(i.a).kind() {
        w.set(i.a + 1, Value::small(0));
        return Ok(());
    }
    let iterable = take_operand(thread, w, i.a)?;
    let iterator = thread.iterate(&iterable)?;
    w.set(i.a, iterator);
    Ok(())
}

/// What a generator expression goes over: it asks for the iterator when it is made, not when it is begun.
pub(super) fn iterable<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    if let Some(Kind::List | Kind::Tuple | Kind::Str | Kind::Range) = w.get(i.a).kind() {
        return Ok(());
    }
    let iterable = take_operand(thread, w, i.a)?;
    let iterator = thread.iterate(&iterable)?;
    w.set(i.a, iterator);
    Ok(())
}

#[inline(always)]
pub(super) fn next_fast<B: Build>(w: Window<B>, i: Instruction) -> Next {
    let iterator = w.get(i.a);
    if iterator.is_small() {
        let left = w.get(i.a + 2).small_unchecked();
        if left == 0 {
            return end(w, i);
        }
        let number = w.get(i.a + 1).small_unchecked();
        w.set(i.b, Value::small(number));
        w.set(i.a + 2, Value::small(left - 1));
        w.set(i.a + 1, Value::small(number + iterator.small_unchecked()));
        return Next::Item;
    }
    if let Some(list) = iterator.get::<List<B>>() {
        let index = w.get(i.a + 1).small_unchecked();
        let Some(item) = list.at(index as usize) else { return end(w, i) };
        w.set(i.a + 1, Value::small(index + 1));
        w.set(i.b, item);
        return Next::Item;
    }
    Next::Other
}

#[inline(never)]
fn end<B: Build>(w: Window<B>, i: Instruction) -> Next {
    (i.a..i.a + 3).for_each(|register| w.set(register, Value::UNSET));
    Next::End
}

/// The next item of a tuple or a text in registers, as `GetIter` has left it; nothing if it is something else.
#[inline]
pub(super) fn next_here<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Option<Option<Value<B>>> {
    let at = w.get(i.a + 1);
    if let Some(tuple) = w.get(i.a).get::<Tuple<B>>() {
        let index = at.small_unchecked();
        w.set(i.a + 1, Value::small(index + 1));
        return Some(tuple.items.get(index as usize).cloned());
    }
    let text = w.get(i.a).get::<Str>()?;
    let byte = at.small_unchecked() as usize;
    let character = if text.is_ascii() { text.char_at(byte) } else { text.text()[byte..].chars().next() };
    w.set(i.a + 1, Value::small((byte + character.map_or(0, char::len_utf8)) as i64));
    Some(character.map(|character| thread.runtime.character(character)))
}

/// What the fast path has no room for. Each case has a function of its own, so that none pays for another's registers.
#[inline(never)]
pub(super) fn next_slow<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<Slow, B> {
    match w.get(instruction(pc).a).kind() {
        Some(Kind::Generator) => next_of_generator(thread, w, pc),
        Some(Kind::Str | Kind::Tuple) => next_of_sequence(thread, w, pc),
        _ => next_of_iterator(thread, w, pc),
    }
}

#[inline(never)]
fn next_of_generator<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<Slow, B> {
    let i = instruction(pc);
    if let Some(generator) = w.get(i.a).get::<Generator<B>>()
        && super::generator::resume_for(thread, generator, pc)?
    {
        return Ok(Slow::Enter);
    }
    end(w, i);
    Ok(Slow::End)
}

#[inline(never)]
fn next_of_sequence<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<Slow, B> {
    let i = instruction(pc);
    Ok(give(w, i, next_here(thread, w, i).flatten()))
}

#[inline(never)]
fn next_of_iterator<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<Slow, B> {
    let i = instruction(pc);
    thread.frame().pc = pc;
    let iterator = w.get(i.a).clone();
    let next = thread.next(&iterator)?;
    Ok(give(w, i, next))
}

#[inline(always)]
fn give<B: Build>(w: Window<B>, i: Instruction, next: Option<Value<B>>) -> Slow {
    match next {
        Some(item) => {
            w.set(i.b, item);
            Slow::Item
        }
        None => {
            end(w, i);
            Slow::End
        }
    }
}

impl<B: Build> Thread<B> {
    /// `iter(value)`
    pub fn iterate(&mut self, value: &Value<B>) -> Result<Value<B>, B> {
        let state = match value.kind() {
            Some(Kind::Iterator | Kind::Generator) => return Ok(value.clone()),
            Some(Kind::List | Kind::Tuple | Kind::Bytes) => IteratorState::Sequence(value.clone(), 0),
            Some(Kind::Str) => IteratorState::Text(value.clone(), 0),
            Some(Kind::Dict | Kind::Set) => {
                IteratorState::Table(value.clone(), 0, self.native_length(value).unwrap_or(0), TableView::Keys)
            }
            Some(Kind::DictView) => match value.get::<DictView<B>>() {
                Some(view) => {
                    IteratorState::Table(view.dict.clone(), 0, self.native_length(value).unwrap_or(0), view.what)
                }
                None => IteratorState::Done,
            },
            Some(Kind::LongRange) => super::iterate_more::long_range(value),
            Some(Kind::Range) => match value.get::<Range>() {
                Some(range) => IteratorState::Range(range.start, range.length(), range.step),
                None => IteratorState::Done,
            },
            _ => return self.iterate_by_method(value),
        };
        Ok(iterator(state))
    }

    fn iterate_by_method(&mut self, value: &Value<B>) -> Result<Value<B>, B> {
        match self.call_special(value, Symbol::new("__iter__"), &[])? {
            Some(iterator) => match iterator.kind() {
                Some(Kind::Iterator | Kind::Generator) => Ok(iterator),
                _ if self.special(&iterator, Symbol::new("__next__")).is_some() => Ok(iterator),
                _ => {
                    let name = self.type_name(&iterator);
                    Err(Raised::type_error(format!("iter() returned non-iterator of type '{name}'")))
                }
            },
            None if value.kind() == Some(Kind::Instance)
                && self.special(value, Symbol::new("__getitem__")).is_some() =>
            {
                Ok(iterator(IteratorState::Indexed(value.clone(), 0, 1)))
            }
            None => Err(Raised::type_error(format!("'{}' object is not iterable", self.type_name(value)))),
        }
    }

    /// `next(iterator)`; nothing at the end.
    pub fn next(&mut self, iterator: &Value<B>) -> Result<Option<Value<B>>, B> {
        match iterator.kind() {
            Some(Kind::Iterator) => self.advance(iterator),
            Some(Kind::Generator) => self.generator_next(iterator),
            _ => match self.call_special(iterator, Symbol::new("__next__"), &[]) {
                Ok(Some(value)) => Ok(Some(value)),
                Ok(None) => {
                    Err(Raised::type_error(format!("'{}' object is not an iterator", self.type_name(iterator))))
                }
                Err(raised) if self.is_instance_of(&raised, ExceptionType::StopIteration) => Ok(None),
                Err(raised) => Err(raised),
            },
        }
    }

    /// All items of an iterable.
    pub fn items_of(&mut self, iterable: &Value<B>) -> Result<Vec<Value<B>>, B> {
        if let Some(list) = iterable.get::<List<B>>() {
            return Ok(list.to_vec());
        }
        if let Some(tuple) = iterable.get::<Tuple<B>>() {
            return Ok(tuple.items.to_vec());
        }
        let iterator = self.iterate(iterable)?;
        self.rest_of(&iterator)
    }

    /// All items of an iterable, whose length is asked for, as CPython does before it makes a list or a tuple: to
    /// make room there, and because a `__len__` can be seen at work here.
    pub fn items_with_hint(&mut self, iterable: &Value<B>) -> Result<Vec<Value<B>>, B> {
        if iterable.kind() != Some(Kind::Instance) {
            return self.items_of(iterable);
        }
        let iterator = self.iterate(iterable)?;
        self.length_hint(iterable)?;
        self.rest_of(&iterator)
    }

    /// `operator.length_hint`, of which only the effects are wanted.
    pub(super) fn length_hint(&mut self, iterable: &Value<B>) -> Result<(), B> {
        match self.call_special(iterable, Symbol::new("__len__"), &[]) {
            Ok(Some(length)) => checked_length(self, length).map(drop),
            Ok(None) => Ok(()),
            Err(raised) if self.is_instance_of(&raised, ExceptionType::TypeError) => Ok(()),
            Err(raised) => Err(raised),
        }
    }

    fn rest_of(&mut self, iterator: &Value<B>) -> Result<Vec<Value<B>>, B> {
        let mut items = Vec::new();
        while let Some(item) = self.next(iterator)? {
            items.push(item);
        }
        Ok(items)
    }

    fn advance(&mut self, value: &Value<B>) -> Result<Option<Value<B>>, B> {
        let Some(iterator) = value.get::<Iterator<B>>() else { return Ok(None) };
        // What calls into the interpreter is done outside of `with`, on copies of what the iterator goes over.
        let step = iterator.state.with(|state| match state {
            IteratorState::Range(next, left, step) => {
                let Some(rest) = left.checked_sub(1) else { return Step::End };
                let number = *next;
                (*left, *next) = (rest, next.wrapping_add(*step));
                Step::Item(Value::int(number))
            }
            IteratorState::Sequence(sequence, index) => {
                *index += 1;
                item_at(sequence, *index - 1).map_or(Step::End, Step::Item)
            }
            IteratorState::Text(text, at) => {
                let next = text.as_str().and_then(|text| text[*at..].chars().next());
                *at += next.map_or(0, char::len_utf8);
                next.map_or(Step::End, |c| Step::Item(self.runtime.character(c)))
            }
            IteratorState::Table(of, index, length, view) => step_table(of, index, *length, *view),
            IteratorState::Values(values) => values.pop().map_or(Step::End, Step::Item),
            IteratorState::Enumerate(inner, number) => {
                *number += 1;
                Step::Enumerate(inner.clone(), *number - 1)
            }
            IteratorState::Zip(inner, strict) => Step::Zip(inner.clone(), *strict),
            IteratorState::Map(function, inner) => Step::Map(function.clone(), inner.clone()),
            IteratorState::Filter(function, inner) => Step::Filter(function.clone(), inner.clone()),
            IteratorState::Reversed(sequence, left) => {
                *left = left.wrapping_sub(1);
                item_at(sequence, *left).map_or(Step::End, Step::Item)
            }
            IteratorState::TableReversed(of, index, length, view) => {
                super::iterate_more::step(of, index, *length, *view)
            }
            IteratorState::Indexed(object, index, distance) => {
                *index += *distance;
                Step::Indexed(object.clone(), *index - *distance)
            }
            IteratorState::Calls(function, sentinel) => Step::Calls(function.clone(), sentinel.clone()),
            IteratorState::LongRange(range) => super::iterate_more::step_range(range),
            IteratorState::Done => Step::End,
        });
        let item = match step {
            Step::Item(item) => return Ok(Some(item)),
            Step::End => None,
            // An iterator over an iterator over an iterator …
            step => self.deeper("", |thread| thread.finish_step(step))?,
        };
        if item.is_none() {
            drop(iterator.state.with(|state| std::mem::replace(state, IteratorState::Done)));
        }
        Ok(item)
    }

    fn finish_step(&mut self, step: Step<B>) -> Result<Option<Value<B>>, B> {
        match step {
            Step::Item(item) => Ok(Some(item)),
            Step::End => Ok(None),
            Step::Changed(what) => Err(Raised::new(ExceptionType::RuntimeError, what)),
            Step::Enumerate(inner, number) => {
                let item = self.next(&inner)?;
                Ok(item.map(|item| Value::new(Tuple::new([Value::int(number), item]))))
            }
            Step::Zip(inner, strict) => self.zip_step(&inner, strict),
            Step::Map(function, inner) => {
                let mut arguments = Vec::with_capacity(inner.len());
                for iterator in &inner {
                    let Some(item) = self.next(iterator)? else { return Ok(None) };
                    arguments.push(item);
                }
                self.call(&function, arguments).map(Some)
            }
            Step::Indexed(object, index) => self.indexed_step(&object, index),
            Step::Calls(function, sentinel) => self.calls_step(&function, &sentinel),
            Step::Filter(function, inner) => {
                while let Some(item) = self.next(&inner)? {
                    let verdict =
                        if function.is_none() { item.clone() } else { self.call(&function, vec![item.clone()])? };
                    if self.truth(&verdict)? {
                        return Ok(Some(item));
                    }
                }
                Ok(None)
            }
        }
    }
}

/// An iterator object.
pub(crate) fn iterator<B: Build>(state: IteratorState<B>) -> Value<B> {
    Value::new(Iterator { state: Guarded::new(state) })
}

pub(super) enum Step<B: Build> {
    Item(Value<B>),
    End,
    Changed(&'static str),
    Enumerate(Value<B>, i64),
    Zip(Vec<Value<B>>, bool),
    Map(Value<B>, Vec<Value<B>>),
    Indexed(Value<B>, i64),
    Calls(Value<B>, Value<B>),
    Filter(Value<B>, Value<B>),
}

fn item_at<B: Build>(sequence: &Value<B>, index: usize) -> Option<Value<B>> {
    match sequence.get::<List<B>>() {
        Some(list) => list.at(index),
        None => match sequence.as_bytes() {
            Some(bytes) => bytes.get(index).map(|&byte| Value::small(byte.into())),
            None => sequence.get::<Tuple<B>>()?.items.get(index).cloned(),
        },
    }
}

fn step_table<B: Build>(of: &Value<B>, index: &mut usize, length: usize, view: TableView) -> Step<B> {
    let mut step = |table: &mut Table<B>, changed| {
        if table.length() != length {
            return Step::Changed(changed);
        }
        let Some((entry, next)) = table.next(*index) else { return Step::End };
        *index = next;
        Step::Item(entry.shown(view))
    };
    match (of.get::<Dict<B>>(), of.get::<Set<B>>()) {
        (Some(dict), _) => dict.table.with(|table| step(table, "dictionary changed size during iteration")),
        (_, Some(set)) => set.table.with(|table| step(table, "Set changed size during iteration")),
        _ => Step::End,
    }
}
