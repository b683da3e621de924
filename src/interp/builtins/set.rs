//! Methods of `set` and `frozenset`.

use crate::{
    interp::{Thread, code::Op, runtime::Entry},
    object::{Build, Call, ExceptionType, Raised, Result, Set, Value},
};

const MANY: usize = usize::MAX;

/// The methods of `set`.
pub(super) fn methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("add", 2, 2, add),
            Entry::new("clear", 1, 1, clear),
            Entry::new("copy", 1, 1, copy),
            Entry::new("difference", 1, MANY, |thread, call| combined(thread, call, Op::Sub)),
            Entry::new("difference_update", 1, MANY, |thread, call| update_by(thread, call, Op::Sub)),
            Entry::new("discard", 2, 2, discard),
            Entry::new("intersection", 1, MANY, |thread, call| combined(thread, call, Op::And)),
            Entry::new("intersection_update", 1, MANY, |thread, call| update_by(thread, call, Op::And)),
            Entry::new("isdisjoint", 2, 2, isdisjoint),
            Entry::new("issubset", 2, 2, |thread, call| compare(thread, call, 1)),
            Entry::new("issuperset", 2, 2, |thread, call| compare(thread, call, 3)),
            Entry::new("pop", 1, 1, pop),
            Entry::new("remove", 2, 2, remove),
            Entry::new("symmetric_difference", 2, 2, |thread, call| combined(thread, call, Op::Xor)),
            Entry::new("symmetric_difference_update", 2, 2, |thread, call| update_by(thread, call, Op::Xor)),
            Entry::new("union", 1, MANY, |thread, call| combined(thread, call, Op::Or)),
            Entry::new("update", 1, MANY, |thread, call| update_by(thread, call, Op::Or)),
        ]
    }
}

/// The methods of `frozenset`: those that change nothing.
pub(super) fn frozen_methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("copy", 1, 1, |_, mut call| Ok(call.take(0))),
            Entry::new("difference", 1, MANY, |thread, call| combined(thread, call, Op::Sub)),
            Entry::new("intersection", 1, MANY, |thread, call| combined(thread, call, Op::And)),
            Entry::new("isdisjoint", 2, 2, isdisjoint),
            Entry::new("issubset", 2, 2, |thread, call| compare(thread, call, 1)),
            Entry::new("issuperset", 2, 2, |thread, call| compare(thread, call, 3)),
            Entry::new("symmetric_difference", 2, 2, |thread, call| combined(thread, call, Op::Xor)),
            Entry::new("union", 1, MANY, |thread, call| combined(thread, call, Op::Or)),
        ]
    }
}

fn this<'a, B: Build>(call: &'a Call<'_, B>) -> Result<&'a Set<B>, B> {
    call.positional[0].get().ok_or_else(|| Raised::type_error("descriptor requires a 'set' object"))
}

fn add<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let item = call.take(1);
    this(&call)?;
    thread.set_add(&call.positional[0], item)?;
    Ok(Value::NONE)
}

fn clear<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let old = this(&call)?.table.with(std::mem::take);
    drop(old);
    Ok(Value::NONE)
}

fn copy<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    this(&call)?;
    Ok(Thread::set_copy(&call.positional[0]))
}

fn discard<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    this(&call)?;
    thread.set_remove(&call.positional[0], &call.positional[1])?;
    Ok(Value::NONE)
}

fn remove<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    this(&call)?;
    if thread.set_remove(&call.positional[0], &call.positional[1])? {
        return Ok(Value::NONE);
    }
    Err(Raised::with(ExceptionType::KeyError, vec![call.take(1)]))
}

fn pop<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    match this(&call)?.table.with(|table| table.pop_first()) {
        Some((item, _)) => Ok(item),
        None => Err(Raised::new(ExceptionType::KeyError, "pop from an empty set")),
    }
}

/// `union` and the like: of the set and each argument in turn.
fn combined<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>, op: Op) -> Result<Value<B>, B> {
    this(&call)?;
    let mut result = Thread::set_copy(&call.positional[0]);
    for other in &call.positional[1..] {
        let other = thread.as_set(other)?;
        result = thread.combine_sets(op, &result, &other)?;
    }
    Ok(result)
}

/// `update` and the like.
fn update_by<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>, op: Op) -> Result<Value<B>, B> {
    this(&call)?;
    let [set, others @ ..] = &*call.positional else { return Ok(Value::NONE) };
    for other in others {
        if op == Op::Or && other.get::<Set<B>>().is_none() {
            thread.items_of(other)?.into_iter().try_for_each(|item| thread.set_add(set, item))?;
            continue;
        }
        let other = thread.as_set(other)?;
        if op == Op::Or {
            thread.set_extend(set, &other)?;
        } else {
            let result = thread.combine_sets(op, set, &other)?;
            Thread::set_become(set, &result);
        }
    }
    Ok(Value::NONE)
}

fn isdisjoint<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    this(&call)?;
    thread.is_disjoint(&call.positional[0], &call.positional[1]).map(Value::bool)
}

fn compare<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>, op: usize) -> Result<Value<B>, B> {
    this(&call)?;
    let other = thread.as_set(&call.positional[1])?;
    thread.compare_sets(op, &call.positional[0], &other).map(Value::bool)
}
