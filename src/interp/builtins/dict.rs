//! Methods of `dict` and its views.

use crate::{
    interp::{Thread, runtime::Entry},
    object::{Build, Call, Dict, DictView, ExceptionType, Raised, Result, Table, TableView, Tuple, Value},
};

/// The methods.
pub(super) fn methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("clear", 1, 1, clear),
            Entry::new("copy", 1, 1, copy),
            Entry::new("get", 2, 3, get),
            Entry::new("items", 1, 1, |_, call| view(call, TableView::Items)),
            Entry::new("keys", 1, 1, |_, call| view(call, TableView::Keys)),
            Entry::new("pop", 2, 3, pop),
            Entry::new("popitem", 1, 1, popitem),
            Entry::new("setdefault", 2, 3, setdefault),
            Entry::new("update", 1, 2, update).any_keywords(),
            Entry::new("values", 1, 1, |_, call| view(call, TableView::Values)),
        ]
    }
}

/// Methods of the class itself.
pub(super) fn class_methods<B: Build>() -> &'static [Entry<B>] {
    const { &[Entry::new("fromkeys", 2, 3, fromkeys)] }
}

/// The methods of `dict_keys` and `dict_items`.
pub(super) fn view_methods<B: Build>() -> &'static [Entry<B>] {
    const { &[Entry::new("isdisjoint", 2, 2, isdisjoint)] }
}

fn this<'a, B: Build>(call: &'a Call<'_, B>, method: &str) -> Result<&'a Dict<B>, B> {
    call.positional[0]
        .get()
        .ok_or_else(|| Raised::type_error(format!("descriptor '{method}' requires a 'dict' object")))
}

fn or_none<B: Build>(value: Value<B>) -> Value<B> {
    if value.is_unset() { Value::NONE } else { value }
}

fn clear<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let old = this(&call, "clear")?.table.with(std::mem::take);
    drop(old);
    Ok(Value::NONE)
}

fn copy<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::new(Dict::new(this(&call, "copy")?.table.with(|table| table.copy()))))
}

fn get<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    this(&call, "get")?;
    match thread.dict_get(&call.positional[0], &call.positional[1])? {
        Some(value) => Ok(value),
        None => Ok(or_none(call.take(2))),
    }
}

fn view<B: Build>(mut call: Call<'_, B>, what: TableView) -> Result<Value<B>, B> {
    this(&call, "items")?;
    Ok(Value::new(DictView { dict: call.take(0), what }))
}

fn pop<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    this(&call, "pop")?;
    match thread.dict_remove(&call.positional[0], &call.positional[1])? {
        Some(value) => Ok(value),
        None if call.positional.len() > 2 => Ok(call.take(2)),
        None => Err(Raised::with(ExceptionType::KeyError, vec![call.take(1)])),
    }
}

fn popitem<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    match this(&call, "popitem")?.table.with(|table| table.pop_last()) {
        Some((key, value)) => Ok(Value::new(Tuple::new([key, value]))),
        None => Err(Raised::new(ExceptionType::KeyError, "popitem(): dictionary is empty")),
    }
}

fn setdefault<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    this(&call, "setdefault")?;
    if let Some(value) = thread.dict_get(&call.positional[0], &call.positional[1])? {
        return Ok(value);
    }
    let (key, value) = (call.take(1), or_none(call.take(2)));
    thread.dict_set(&call.positional[0], key, value.clone())?;
    Ok(value)
}

fn update<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    this(&call, "update")?;
    let more = call.take(1);
    if !more.is_unset() {
        thread.dict_update(&call.positional[0], &more)?;
    }
    for (name, value) in call.keywords.iter_mut() {
        let value = std::mem::replace(value, Value::UNSET);
        thread.dict_set(&call.positional[0], Value::str(name.text()), value)?;
    }
    Ok(Value::NONE)
}

fn fromkeys<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let (dict, value) = (Value::new(Dict::new(Table::default())), or_none(call.take(2)));
    let keys = thread.iterate(&call.positional[1])?;
    while let Some(key) = thread.next(&keys)? {
        thread.dict_set(&dict, key, value.clone())?;
    }
    Ok(dict)
}

fn isdisjoint<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let set = thread.as_set(&call.positional[0])?;
    thread.is_disjoint(&set, &call.positional[1]).map(Value::bool)
}
