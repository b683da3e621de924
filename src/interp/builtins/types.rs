//! Built-in classes as functions that make instances.

use num_bigint::BigInt;
use num_traits::FromPrimitive as _;

use super::{bytes, convert};
use crate::{
    interp::{Thread, runtime::Entry},
    object::{
        Build, Call, Class, Descriptor, DescriptorKind, Dict, ExceptionType, Instance, Kind, List, Raised, Result, Set,
        Slice, Symbol, Table, Tuple, Value, integer,
    },
};

pub(super) fn object<B: Build>(_: &mut Thread<B>, class: &Value<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Instance::create(class.clone()).unwrap_or(Value::NONE))
}

pub(super) fn none<B: Build>(thread: &mut Thread<B>, class: &Value<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    let name = thread.repr(class)?;
    Err(Raised::type_error(format!("cannot create {name} instances")))
}

pub(super) fn type_of<B: Build>(thread: &mut Thread<B>, _: &Value<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    match &*call.positional {
        [value] => Ok(thread.runtime.class_of(value).clone()),
        _ => Err(Raised::type_error("type() takes 1 argument in this subset of Python")),
    }
}

pub(super) fn int<B: Build>(thread: &mut Thread<B>, _: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = call.take(0);
    if value.is_unset() {
        return match call.take_keyword("base") {
            Some(_) => Err(Raised::type_error("int() missing string argument")),
            None => Ok(Value::small(0)),
        };
    }
    let base = call.take_keyword("base").unwrap_or_else(|| call.take(1));
    if !base.is_unset() || value.as_str().is_some() || value.as_bytes().is_some() {
        return convert::parse_int(thread, &value, &base);
    }
    if let Some(number) = value.as_float() {
        return match BigInt::from_f64(number.trunc()) {
            Some(number) => Ok(integer(number)),
            None if number.is_nan() => Err(Raised::value_error("cannot convert float NaN to integer")),
            None => Err(Raised::new(ExceptionType::OverflowError, "cannot convert float infinity to integer")),
        };
    }
    if let Some(number) = value.as_big() {
        return Ok(integer(number));
    }
    match thread.call_special(&value, Symbol::new("__int__"), &[])? {
        Some(number) => Ok(number),
        None => {
            let name = thread.type_name(&value);
            let message = "int() argument must be a string, a bytes-like object or a real number, not";
            Err(Raised::type_error(format!("{message} '{name}'")))
        }
    }
}

pub(super) fn float<B: Build>(thread: &mut Thread<B>, _: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = call.take(0);
    if value.is_unset() {
        return Ok(Value::float(0.0));
    }
    if let Some(number) = convert::to_float(&value)? {
        return Ok(Value::float(number));
    }
    if value.as_str().is_some() || value.as_bytes().is_some() {
        return convert::parse_float(thread, &value).map(Value::float);
    }
    match thread.call_special(&value, Symbol::new("__float__"), &[])? {
        Some(number) => Ok(number),
        None => {
            let name = thread.type_name(&value);
            Err(Raised::type_error(format!("float() argument must be a string or a real number, not '{name}'")))
        }
    }
}

pub(super) fn bool<B: Build>(thread: &mut Thread<B>, _: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = call.take(0);
    if value.is_unset() { Ok(Value::FALSE) } else { thread.truth(&value).map(Value::bool) }
}

pub(super) fn str<B: Build>(thread: &mut Thread<B>, _: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let decodes = call.positional.len() > 1 || !call.keywords.is_empty();
    let value = call.take_keyword("object").unwrap_or_else(|| call.take(0));
    if decodes {
        let (encoding, errors) = bytes::codec(thread, &mut call, 1, "str")?;
        if let Some(bytes) = value.as_bytes() {
            return bytes::decode(bytes, &encoding, &errors);
        }
    }
    match value.as_str() {
        Some(_) => Ok(value),
        None if value.is_unset() => Ok(Value::str("")),
        None => thread.str(&value).map(Value::str),
    }
}

/// The one argument of `class`, unset if there is none.
fn iterable<B: Build>(class: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let (value, given) = (call.take(0), call.positional.len());
    if given > 1 {
        let name = class.get::<Class<B>>().map_or("", |class| &class.name);
        return Err(Raised::type_error(format!("{name} expected at most 1 argument, got {given}")));
    }
    Ok(value)
}

fn items<B: Build>(thread: &mut Thread<B>, class: &Value<B>, call: Call<'_, B>) -> Result<Vec<Value<B>>, B> {
    let value = iterable(class, call)?;
    if value.is_unset() { Ok(Vec::new()) } else { thread.items_with_hint(&value) }
}

pub(super) fn tuple<B: Build>(thread: &mut Thread<B>, class: &Value<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    if let [tuple] = &*call.positional
        && tuple.kind() == Some(Kind::Tuple)
    {
        return Ok(tuple.clone());
    }
    items(thread, class, call).map(|items| Value::new(Tuple::new(items)))
}

pub(super) fn list<B: Build>(thread: &mut Thread<B>, class: &Value<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    items(thread, class, call).map(|items| Value::new(List::new(items)))
}

pub(super) fn set<B: Build>(thread: &mut Thread<B>, class: &Value<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (set, value) = (Value::new(Set::new(Table::default())), iterable(class, call)?);
    if value.is_unset() {
        return Ok(set);
    }
    let iterator = thread.iterate(&value)?;
    while let Some(item) = thread.next(&iterator)? {
        thread.set_add(&set, item)?;
    }
    Ok(set)
}

pub(super) fn dict<B: Build>(thread: &mut Thread<B>, _: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let dict = Value::new(Dict::new(Table::default()));
    let more = call.take(0);
    if !more.is_unset() {
        thread.dict_update(&dict, &more)?;
    }
    for (name, value) in call.keywords.iter_mut() {
        let value = std::mem::replace(value, Value::UNSET);
        thread.dict_set(&dict, Value::str(name.text()), value)?;
    }
    Ok(dict)
}

pub(super) fn range<B: Build>(thread: &mut Thread<B>, _: &Value<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let mut numbers = Vec::with_capacity(3);
    for value in call.positional.iter() {
        numbers.push(match value.as_big() {
            Some(number) => number,
            None => thread.index(value)?.into(),
        });
    }
    let given = numbers.len();
    let mut numbers = numbers.into_iter();
    let mut next = || numbers.next().unwrap_or_default();
    match given {
        1 => thread.make_range([0.into(), next(), 1.into()]),
        2 => thread.make_range([next(), next(), 1.into()]),
        3 => thread.make_range([next(), next(), next()]),
        0 => Err(Raised::type_error("range expected at least 1 argument, got 0")),
        _ => Err(Raised::type_error(format!("range expected at most 3 arguments, got {given}"))),
    }
}

pub(super) fn frozenset<B: Build>(thread: &mut Thread<B>, _: &Value<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let given = call.positional.len();
    if given > 1 {
        return Err(Raised::type_error(format!("frozenset expected at most 1 argument, got {given}")));
    }
    let Some(value) = call.positional.first() else { return Ok(Value::new(Set::frozen(Table::default()))) };
    let set = thread.as_set(value)?;
    let Some(items) = set.get::<Set<B>>() else { return Ok(Value::NONE) };
    if items.frozen {
        return Ok(set);
    }
    Ok(Value::new(Set::frozen(items.table.with(|table| table.copy()))))
}

pub(super) fn slice<B: Build>(_: &mut Thread<B>, _: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let given = call.positional.len();
    if given == 0 {
        return Err(Raised::type_error("slice expected at least 1 argument, got 0"));
    }
    let mut part = |index: usize| if index < given { call.take(index) } else { Value::NONE };
    let parts = if given == 1 { [Value::NONE, part(0), Value::NONE] } else { [part(0), part(1), part(2)] };
    Ok(Value::new(Slice { parts }))
}

pub(super) fn property<B: Build>(_: &mut Thread<B>, _: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let functions = [("fget", 0), ("fset", 1), ("fdel", 2)]
        .map(|(name, index)| call.take_keyword(name).unwrap_or_else(|| call.take(index)));
    Ok(Value::new(Descriptor { kind: DescriptorKind::Property, functions }))
}

/// `property.setter` and the like.
pub(super) fn property_methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("getter", 2, 2, |_, call| with_function(call, 0)),
            Entry::new("setter", 2, 2, |_, call| with_function(call, 1)),
            Entry::new("deleter", 2, 2, |_, call| with_function(call, 2)),
        ]
    }
}

fn with_function<B: Build>(mut call: Call<'_, B>, which: usize) -> Result<Value<B>, B> {
    let new = call.take(1);
    let Some(property) = call.positional[0].get::<Descriptor<B>>() else { return Ok(Value::NONE) };
    let mut functions = property.functions.clone();
    functions[which] = new;
    Ok(Value::new(Descriptor { kind: property.kind, functions }))
}

pub(super) fn super_object<B: Build>(
    _: &mut Thread<B>,
    class: &Value<B>,
    mut call: Call<'_, B>,
) -> Result<Value<B>, B> {
    let object = Instance::create(class.clone()).unwrap_or(Value::NONE);
    if let Some(instance) = object.get::<Instance<B>>() {
        drop(instance.set(Symbol::new("__thisclass__"), call.take(0)));
        drop(instance.set(Symbol::new("__self__"), call.take(1)));
    }
    Ok(object)
}
