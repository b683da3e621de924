//! Built-in functions that make or consume iterators.

use crate::{
    interp::{
        Thread,
        eval::{iterate::iterator, iterate_more::long_range},
    },
    object::{
        Build, Call, Dict, DictView, ExceptionType, IteratorState, Kind, LongRange, Raised, Result, Symbol, TableView,
        Value,
    },
};

pub(super) fn all<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    ends_with(thread, &call.positional[0], false)
}

pub(super) fn any<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    ends_with(thread, &call.positional[0], true)
}

/// The truth that ends the search if an item has it; its opposite if none has.
fn ends_with<B: Build>(thread: &mut Thread<B>, iterable: &Value<B>, wanted: bool) -> Result<Value<B>, B> {
    let items = thread.iterate(iterable)?;
    while let Some(item) = thread.next(&items)? {
        if thread.truth(&item)? == wanted {
            return Ok(Value::bool(wanted));
        }
    }
    Ok(Value::bool(!wanted))
}

pub(super) fn enumerate<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let iterable = match call.take_keyword("iterable") {
        Some(iterable) => iterable,
        None => call.take(0),
    };
    if iterable.is_unset() {
        return Err(Raised::type_error("enumerate() missing required argument 'iterable'"));
    }
    let inner = thread.iterate(&iterable)?;
    let start = call.take_keyword("start").unwrap_or_else(|| call.take(1));
    let start = if start.is_unset() { 0 } else { thread.index(&start)? };
    Ok(iterator(IteratorState::Enumerate(inner, start)))
}

pub(super) fn filter<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let inner = thread.iterate(&call.positional[1])?;
    Ok(iterator(IteratorState::Filter(call.take(0), inner)))
}

pub(super) fn map<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    if call.positional.len() < 2 {
        return Err(Raised::type_error("map() must have at least two arguments."));
    }
    let inner = call.positional[1..].iter().map(|value| thread.iterate(value)).collect::<Result<_, B>>()?;
    Ok(iterator(IteratorState::Map(call.take(0), inner)))
}

pub(super) fn zip<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let strict = call.take_keyword("strict").unwrap_or(Value::FALSE);
    let strict = thread.truth(&strict)?;
    let inner = call.positional.iter().map(|value| thread.iterate(value)).collect::<Result<_, B>>()?;
    Ok(iterator(IteratorState::Zip(inner, strict)))
}

pub(super) fn iter<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    if call.positional.len() < 2 {
        return thread.iterate(&call.positional[0]);
    }
    if !is_callable(thread, &call.positional[0]) {
        return Err(Raised::type_error("iter(v, w): v must be callable"));
    }
    Ok(iterator(IteratorState::Calls(call.take(0), call.take(1))))
}

/// Whether the value can be called.
pub(super) fn is_callable<B: Build>(thread: &mut Thread<B>, value: &Value<B>) -> bool {
    let native = matches!(value.kind(), Some(Kind::Function | Kind::Native | Kind::Class | Kind::BoundMethod));
    native || thread.special(value, Symbol::new("__call__")).is_some()
}

pub(super) fn next<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    if call.positional.len() == 1 && call.positional[0].kind() == Some(Kind::Generator) {
        return super::generator::next(thread, call);
    }
    if call.positional.len() == 1 && call.positional[0].kind() == Some(Kind::Instance) {
        // What `__next__` raises is passed on as it is, with its value.
        if let Some(value) = thread.call_special(&call.positional[0], Symbol::new("__next__"), &[])? {
            return Ok(value);
        }
    }
    match thread.next(&call.positional[0])? {
        Some(value) => Ok(value),
        None if call.positional.len() > 1 => Ok(call.take(1)),
        None => Err(Raised::with(ExceptionType::StopIteration, Vec::new())),
    }
}

pub(super) fn reversed<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = call.take(0);
    let length = thread.native_length(&value).unwrap_or(0);
    let state = match value.kind() {
        Some(Kind::List | Kind::Tuple) => IteratorState::Reversed(value, length),
        Some(Kind::Str) => {
            let text = value.as_str().unwrap_or("");
            IteratorState::Values(text.chars().map(|c| thread.runtime.character(c)).collect())
        }
        Some(Kind::Range | Kind::LongRange) => match LongRange::of(&value) {
            Some(range) => long_range(&range.reversed().value()),
            None => IteratorState::Done,
        },
        Some(Kind::Dict) => table(value, TableView::Keys),
        Some(Kind::DictView) => match value.get::<DictView<B>>() {
            Some(view) => table(view.dict.clone(), view.what),
            None => IteratorState::Done,
        },
        _ => return reversed_by_method(thread, value),
    };
    Ok(iterator(state))
}

fn table<B: Build>(dict: Value<B>, what: TableView) -> IteratorState<B> {
    let (end, length) = dict.get::<Dict<B>>().map_or((0, 0), |dict| dict.table.with(|t| (t.end(), t.length())));
    IteratorState::TableReversed(dict, end, length, what)
}

/// `__reversed__`, or `__len__` and `__getitem__`.
fn reversed_by_method<B: Build>(thread: &mut Thread<B>, value: Value<B>) -> Result<Value<B>, B> {
    if let Some(reversed) = thread.call_special(&value, Symbol::new("__reversed__"), &[])? {
        return Ok(reversed);
    }
    let sequence = value.kind() == Some(Kind::Instance) && thread.special(&value, Symbol::new("__getitem__")).is_some();
    if sequence && let Some(length) = thread.call_special(&value, Symbol::new("__len__"), &[])? {
        let length = thread.index(&length)?;
        return Ok(iterator(IteratorState::Indexed(value, length - 1, -1)));
    }
    Err(Raised::type_error(format!("'{}' object is not reversible", thread.type_name(&value))))
}

/// Text is joined rather than added; floats are added with what each addition loses kept aside.
pub(super) fn sum<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let start = call.take_keyword("start").unwrap_or_else(|| call.take(1));
    let mut total = if start.is_unset() { Value::small(0) } else { start };
    if total.kind() == Some(Kind::Str) {
        return Err(Raised::type_error("sum() can't sum strings [use ''.join(seq) instead]"));
    }
    let items = thread.iterate(&call.positional[0])?;
    let mut lost = 0.0;
    while let Some(item) = thread.next(&items)? {
        match (total.as_float(), item.as_float(), item.as_index()) {
            (Some(sum), Some(number), _) => total = Value::float(compensated(sum, number, &mut lost)),
            // As CPython does: what is lost in adding an integer stays lost.
            (Some(sum), _, Some(number)) => total = Value::float(sum + number as f64),
            _ => {
                total = with_lost(total, &mut lost);
                total = thread.add(total, item)?;
            }
        }
    }
    Ok(with_lost(total, &mut lost))
}

/// Adds what was lost, unless infinities have made it meaningless.
fn with_lost<B: Build>(total: Value<B>, lost: &mut f64) -> Value<B> {
    match (total.as_float(), std::mem::take(lost)) {
        (Some(sum), lost) if lost != 0.0 && lost.is_finite() => Value::float(sum + lost),
        _ => total,
    }
}

/// Neumaier's addition.
fn compensated(sum: f64, number: f64, lost: &mut f64) -> f64 {
    let next = sum + number;
    *lost += if sum.abs() >= number.abs() { sum - next + number } else { number - next + sum };
    next
}
