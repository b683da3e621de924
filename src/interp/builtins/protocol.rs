//! `__len__`, `__iter__`, `__getitem__` … of built-in containers, for programs that call them by name.

use crate::{
    interp::{Thread, runtime::Entry},
    object::{Build, Call, Raised, Result, Value},
};

/// Of everything that holds items.
pub(super) fn container<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("__contains__", 2, 2, |thread, call| {
                thread.contains(&call.positional[0], &call.positional[1]).map(Value::bool)
            }),
            Entry::new("__iter__", 1, 1, |thread, call| thread.iterate(&call.positional[0])),
            Entry::new("__len__", 1, 1, length),
        ]
    }
}

/// Of what has its items under an index or a key.
pub(super) fn indexed<B: Build>() -> &'static [Entry<B>] {
    const { &[Entry::new("__getitem__", 2, 2, |thread, call| thread.get_item(&call.positional[0], &call.positional[1]))] }
}

/// Of what can be changed there.
pub(super) fn changeable<B: Build>() -> &'static [Entry<B>] {
    const { &[Entry::new("__delitem__", 2, 2, delete_item), Entry::new("__setitem__", 3, 3, set_item)] }
}

fn length<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    match thread.native_length(&call.positional[0]) {
        Some(length) => Ok(Value::int(i64::try_from(length).unwrap_or(i64::MAX))),
        None => Err(Raised::type_error("descriptor '__len__' requires a container")),
    }
}

fn set_item<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let (index, value) = (call.take(1), call.take(2));
    thread.set_item(&call.positional[0], index, value)?;
    Ok(Value::NONE)
}

fn delete_item<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    thread.delete_item(&call.positional[0], &call.positional[1])?;
    Ok(Value::NONE)
}
