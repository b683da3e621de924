//! Methods of `list`, and those that it shares with `tuple`.

use crate::{
    interp::{Thread, eval::subscript::place, runtime::Entry},
    object::{Build, Call, ExceptionType, List, Raised, Result, Tuple, Value, drop_backward},
};

/// The methods of `list`.
pub(super) fn methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("append", 2, 2, append),
            Entry::new("clear", 1, 1, clear),
            Entry::new("copy", 1, 1, |_, call| Ok(Value::new(List::new(this(&call, "copy")?.to_vec())))),
            Entry::new("count", 2, 2, count),
            Entry::new("extend", 2, 2, extend),
            Entry::new("index", 2, 4, index),
            Entry::new("insert", 3, 3, insert),
            Entry::new("pop", 1, 2, pop),
            Entry::new("remove", 2, 2, remove),
            Entry::new("reverse", 1, 1, reverse),
            Entry::new("sort", 1, usize::MAX, super::sort::list_sort).any_keywords(),
        ]
    }
}

/// The methods of `tuple`.
pub(super) fn tuple_methods<B: Build>() -> &'static [Entry<B>] {
    const { &[Entry::new("count", 2, 2, count), Entry::new("index", 2, 4, index)] }
}

/// The list that a method was called on.
pub(super) fn this<'a, B: Build>(call: &'a Call<'_, B>, method: &str) -> Result<&'a List<B>, B> {
    call.positional[0]
        .get()
        .ok_or_else(|| Raised::type_error(format!("descriptor '{method}' requires a 'list' object")))
}

fn append<B: Build>(_: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let item = call.take(1);
    let list = this(&call, "append")?;
    list.items.with(|items| items.push(item));
    Ok(Value::NONE)
}

fn clear<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let old = this(&call, "clear")?.items.with(std::mem::take);
    drop_backward(old);
    Ok(Value::NONE)
}

fn extend<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let more = thread.items_with_hint(&call.positional[1])?;
    this(&call, "extend")?.items.with(|items| items.extend(more));
    Ok(Value::NONE)
}

fn insert<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let (index, item) = (thread.index(&call.positional[1])?, call.take(2));
    this(&call, "insert")?.items.with(|items| {
        let length = items.len() as i64;
        let index = if index < 0 { index.saturating_add(length) } else { index };
        items.insert(index.clamp(0, length) as usize, item);
    });
    Ok(Value::NONE)
}

fn pop<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let index = match call.positional.get(1) {
        Some(index) => thread.index(index)?,
        None => -1,
    };
    let list = this(&call, "pop")?;
    if list.length() == 0 {
        return Err(Raised::new(ExceptionType::IndexError, "pop from empty list"));
    }
    let popped = list.items.with(|items| place(index, items.len()).map(|place| items.remove(place)));
    popped.ok_or_else(|| Raised::new(ExceptionType::IndexError, "pop index out of range"))
}

fn reverse<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    this(&call, "reverse")?.items.with(|items| items.reverse());
    Ok(Value::NONE)
}

/// The item at `index` of a list, which may change at any time, or a tuple.
fn at<B: Build>(call: &Call<'_, B>, index: usize) -> Result<Option<Value<B>>, B> {
    match (call.positional[0].get::<List<B>>(), call.positional[0].get::<Tuple<B>>()) {
        (Some(list), _) => Ok(list.at(index)),
        (_, Some(tuple)) => Ok(tuple.items.get(index).cloned()),
        _ => Err(Raised::type_error("descriptor requires a 'list' or 'tuple' object")),
    }
}

/// The first place from `start` to `end` with an item equal to the argument.
fn find<B: Build>(thread: &mut Thread<B>, call: &Call<'_, B>, start: usize, end: usize) -> Result<Option<usize>, B> {
    for index in start..end {
        let Some(item) = at(call, index)? else { return Ok(None) };
        if item.is(&call.positional[1]) || thread.equals(&item, &call.positional[1])? {
            return Ok(Some(index));
        }
    }
    Ok(None)
}

fn count<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (mut count, mut next) = (0, 0);
    while let Some(index) = find(thread, &call, next, usize::MAX)? {
        (count, next) = (count + 1, index + 1);
    }
    Ok(Value::int(count))
}

fn index<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let length = thread.native_length(&call.positional[0]).unwrap_or(0) as i64;
    let mut bound = |place: usize, default| {
        let Some(given) = call.positional.get(place) else { return Ok(default) };
        let bound = thread.index(given)?;
        Ok(if bound < 0 { bound.saturating_add(length).max(0) } else { bound } as usize)
    };
    let (start, end) = (bound(2, 0)?, bound(3, usize::MAX)?);
    if let Some(index) = find(thread, &call, start, end)? {
        return Ok(Value::int(index as i64));
    }
    if call.positional[0].get::<List<B>>().is_some() {
        let item = thread.repr(&call.positional[1])?;
        return Err(Raised::value_error(format!("{item} is not in list")));
    }
    Err(Raised::value_error("tuple.index(x): x not in tuple"))
}

fn remove<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let Some(index) = find(thread, &call, 0, usize::MAX)? else {
        return Err(Raised::value_error("list.remove(x): x not in list"));
    };
    let removed = this(&call, "remove")?.items.with(|items| (index < items.len()).then(|| items.remove(index)));
    drop(removed);
    Ok(Value::NONE)
}
