//! The module `gc`, and of the model's own module `model` what concerns the collector.

use crate::{
    gc,
    interp::{
        Thread,
        runtime::{Entry, Runtime},
    },
    object::{Build, Call, Dict, List, Raised, Result, Table, Tuple, Value},
};

/// The variables of the module.
pub(super) fn module<B: Build>(runtime: &Runtime<B>) -> Vec<(&'static str, Value<B>)> {
    let functions: &[Entry<B>] = const {
        &[
            Entry::new("collect", 0, 1, collect).named(&["generation"]),
            Entry::new("enable", 0, 0, |thread, _| switch(thread, true)),
            Entry::new("disable", 0, 0, |thread, _| switch(thread, false)),
            Entry::new("isenabled", 0, 0, |thread, _| Ok(Value::bool(thread.runtime.heap.settings().enabled))),
            Entry::new("get_count", 0, 0, |thread, _| Ok(numbers(thread.runtime.heap.counts()))),
            Entry::new("get_threshold", 0, 0, get_threshold),
            Entry::new("set_threshold", 1, 3, set_threshold),
            Entry::new("get_stats", 0, 0, get_stats),
            Entry::new("is_tracked", 1, 1, is_tracked),
            Entry::new("is_finalized", 1, 1, is_finalized),
        ]
    };
    let mut module: Vec<_> = functions.iter().map(|entry| (entry.name, entry.value(false))).collect();
    module.push(("callbacks", runtime.heap.callbacks().clone()));
    module.push(("garbage", Value::new(List::new(Vec::new()))));
    module
}

/// What no other Python has.
pub(super) fn model<B: Build>() -> Vec<(&'static str, Value<B>)> {
    let watch: Entry<B> = Entry::new("watch", 2, 2, |_, call| {
        let Some(name) = call.positional[0].as_str() else { return Err(Raised::type_error("a name must be a str")) };
        gc::watch(name, &call.positional[1]);
        Ok(Value::NONE)
    });
    vec![("watch", watch.value(false))]
}

fn numbers<B: Build>(numbers: [i64; 3]) -> Value<B> {
    Value::new(Tuple::new(numbers.map(Value::small).to_vec()))
}

fn integer<B: Build>(thread: &Thread<B>, value: &Value<B>) -> Result<i64, B> {
    value.as_index().ok_or_else(|| {
        Raised::type_error(format!("'{}' object cannot be interpreted as an integer", thread.type_name(value)))
    })
}

fn collect<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let given = Some(call.take(0)).filter(|value| !value.is_unset());
    let generation = match given.or_else(|| call.take_keyword("generation")) {
        Some(value) => integer(thread, &value)?,
        None => 2,
    };
    match usize::try_from(generation).ok().filter(|&generation| generation <= 2) {
        Some(generation) => Ok(Value::small(gc::collect(thread, generation) as i64)),
        None => Err(Raised::value_error("invalid generation")),
    }
}

fn switch<B: Build>(thread: &mut Thread<B>, enabled: bool) -> Result<Value<B>, B> {
    thread.runtime.heap.change_settings(|settings| settings.enabled = enabled);
    Ok(Value::NONE)
}

fn get_threshold<B: Build>(thread: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(numbers(thread.runtime.heap.settings().thresholds.map(i64::from)))
}

fn set_threshold<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let mut thresholds = thread.runtime.heap.settings().thresholds;
    for (threshold, value) in thresholds.iter_mut().zip(call.positional.iter()) {
        // As in CPython, less than nothing is as good as never.
        *threshold = integer(thread, value)?.clamp(0, u32::MAX.into()) as u32;
    }
    thread.runtime.heap.change_settings(|settings| settings.thresholds = thresholds);
    Ok(Value::NONE)
}

fn get_stats<B: Build>(thread: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    let totals = thread.runtime.heap.report().totals;
    let mut all = Vec::new();
    for (collections, collected) in totals.collections.into_iter().zip(totals.collected) {
        let dict = Value::new(Dict::new(Table::default()));
        for (name, number) in [("collections", collections), ("collected", collected), ("uncollectable", 0)] {
            thread.dict_set(&dict, Value::str(name), Value::small(number as i64))?;
        }
        all.push(dict);
    }
    Ok(Value::new(List::new(all)))
}

fn is_tracked<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::bool(call.positional[0].header().is_some_and(|header| gc::is_tracked(header))))
}

fn is_finalized<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::bool(call.positional[0].header().is_some_and(|header| header.is_finalized())))
}
