//! What is built in: functions, classes and their methods, modules.
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | the registry |
//! | `functions` | `print`, `len`, … |
//! | `types` | `int`, `str`, … as functions that make instances |
//! | `iteration`, `number`, `sort` | functions about iterators, numbers, order |
//! | `protocol` | `__len__`, `__iter__`, … of built-in containers |
//! | `list`, `string`, `dict`, `set`, `range`, `generator` | methods |
//! | `string_search`, `string_split`, `string_case` | more methods of `str` |
//! | `bytes` | `bytes` and codecs |
//! | `convert` | `ord`, `hex`, …; numbers from texts |
//! | `exception` | exceptions |
//! | `gc`, `weakref` | modules: the collector, weak references |
//! | `sys`, `time`, `os`, `thread` | modules; `threading` is written in Python |
//!
//! To add a function or a method, write it in its theme's file and add a line to that file's table. To add methods of
//! another class, add a file and a line to `METHODS`-like [`methods`]; to add a module, a line to [`module`].

pub(crate) mod bytes;
mod convert;
mod dict;
mod exception;
mod functions;
mod gc;
mod generator;
mod iteration;
mod list;
mod number;
mod os;
mod protocol;
mod range;
mod set;
mod sort;
mod string;
mod string_case;
mod string_search;
mod string_split;
mod sys;
mod thread;
mod time;
mod types;
mod weakref;

use std::collections::HashMap;

pub(super) use exception::exception;
pub(super) use functions::checked_length;

use super::runtime::{Entry, Runtime, Type};
use crate::object::{Build, Class, Construct, Descriptor, DescriptorKind, Symbol, Value};

/// The methods of a built-in class.
fn methods<B: Build>(which: Type) -> &'static [Entry<B>] {
    match which {
        Type::List => list::methods(),
        Type::Str => string::methods(),
        Type::Bytes => bytes::methods(),
        Type::Dict => dict::methods(),
        Type::Set => set::methods(),
        Type::Generator | Type::Iterator => generator::methods(),
        Type::Descriptor => types::property_methods(),
        Type::FrozenSet => set::frozen_methods(),
        Type::DictKeys | Type::DictItems => dict::view_methods(),
        Type::Tuple => list::tuple_methods(),
        Type::Range => range::methods(),
        Type::Slice => range::slice_methods(),
        Type::Int => number::int_methods(),
        Type::Float => number::float_methods(),
        Type::WeakRef => weakref::methods(),
        Type::Lock | Type::RLock => thread::methods(),
        _ => &[],
    }
}

/// The attributes of a built-in class that are computed when they are asked for.
fn attributes<B: Build>(which: Type) -> &'static [Entry<B>] {
    match which {
        Type::Range => range::attributes(),
        Type::Slice => range::slice_attributes(),
        Type::Int => number::int_attributes(),
        Type::Float => number::float_attributes(),
        _ => &[],
    }
}

/// The methods of a built-in class that get the class rather than an instance.
fn class_methods<B: Build>(which: Type) -> &'static [Entry<B>] {
    match which {
        Type::Dict => dict::class_methods(),
        _ => &[],
    }
}

/// The methods with underscores of a built-in container.
fn protocol<B: Build>(which: Type) -> [&'static [Entry<B>]; 3] {
    let (holds, indexed, changeable) = match which {
        Type::List | Type::Dict => (true, true, true),
        Type::Str | Type::Bytes | Type::Tuple | Type::Range => (true, true, false),
        Type::Set | Type::FrozenSet | Type::DictKeys | Type::DictValues | Type::DictItems => (true, false, false),
        _ => (false, false, false),
    };
    [
        if holds { protocol::container() } else { &[] },
        if indexed { protocol::indexed() } else { &[] },
        if changeable { protocol::changeable() } else { &[] },
    ]
}

/// All that a built-in class begins with.
fn members<B: Build>(which: Type) -> Vec<(Symbol, Value<B>)> {
    let wrapped = |entry: &Entry<B>, kind| {
        let functions = [entry.value(true), Value::UNSET, Value::UNSET];
        (Symbol::new(entry.name), Value::new(Descriptor { kind, functions }).immortal())
    };
    let methods = methods::<B>(which).iter().map(|entry| (Symbol::new(entry.name), entry.value(true)));
    let attributes = attributes::<B>(which).iter().map(|entry| wrapped(entry, DescriptorKind::Property));
    let class_methods = class_methods::<B>(which).iter().map(|entry| wrapped(entry, DescriptorKind::ClassMethod));
    let protocol = protocol::<B>(which).into_iter().flatten();
    let methods = methods.chain(protocol.map(|entry| (Symbol::new(entry.name), entry.value(true))));
    methods.chain(attributes).chain(class_methods).collect()
}

/// The name of a built-in class, and how it makes instances.
fn class<B: Build>(which: Type) -> (&'static str, Construct<B>) {
    match which {
        Type::Object => ("object", types::object),
        Type::Type => ("type", types::type_of),
        Type::Int => ("int", types::int),
        Type::Float => ("float", types::float),
        Type::Bool => ("bool", types::bool),
        Type::Str => ("str", types::str),
        Type::Tuple => ("tuple", types::tuple),
        Type::List => ("list", types::list),
        Type::Dict => ("dict", types::dict),
        Type::Set => ("set", types::set),
        Type::Range => ("range", types::range),
        Type::Slice => ("slice", types::slice),
        Type::Descriptor => ("property", types::property),
        Type::Super => ("super", types::super_object),
        Type::NoneType => ("NoneType", types::none),
        Type::NotImplementedType => ("NotImplementedType", types::none),
        Type::Ellipsis => ("ellipsis", types::none),
        Type::Function => ("function", types::none),
        Type::Method => ("method", types::none),
        Type::NativeFunction => ("builtin_function_or_method", types::none),
        Type::Cell => ("cell", types::none),
        Type::Generator => ("generator", types::none),
        Type::Iterator => ("iterator", types::none),
        Type::Module => ("module", types::none),
        Type::FrozenSet => ("frozenset", types::frozenset),
        Type::DictKeys => ("dict_keys", types::none),
        Type::DictValues => ("dict_values", types::none),
        Type::DictItems => ("dict_items", types::none),
        Type::Bytes => ("bytes", bytes::construct),
        Type::WeakRef => ("ReferenceType", weakref::refer),
        Type::Lock => ("lock", thread::lock),
        Type::RLock => ("RLock", thread::reentrant_lock),
    }
}

/// Names under which programs see the built-in classes.
const VISIBLE: [Type; 16] = [
    Type::Object,
    Type::Type,
    Type::Int,
    Type::Float,
    Type::Bool,
    Type::Str,
    Type::Tuple,
    Type::List,
    Type::Dict,
    Type::Set,
    Type::Range,
    Type::Slice,
    Type::Descriptor,
    Type::Super,
    Type::FrozenSet,
    Type::Bytes,
];

/// The built-in classes, in the order of their places.
pub(super) fn types<B: Build>() -> Vec<Value<B>> {
    let mut all: Vec<Value<B>> = Vec::new();
    for &which in Type::ALL {
        let (name, construct) = class::<B>(which);
        let base = match which {
            Type::Object => None,
            Type::Bool => Some(Type::Int),
            _ => Some(Type::Object),
        };
        let bases: Vec<Value<B>> = base.iter().map(|&base| all[base as usize].clone()).collect();
        let above = bases.first().and_then(|base| base.get::<Class<B>>()).map_or(&[][..], |class| &class.inherits);
        let inherits = bases.iter().chain(above).cloned().collect();
        let members = members::<B>(which);
        // `object` makes plain instances, which its subclasses do by themselves.
        let construct = Some(construct).filter(|_| which != Type::Object);
        all.push(Class::create(name, bases, inherits, construct, members).immortal());
    }
    all
}

/// All built-in names.
pub(super) fn names<B: Build>(runtime: &Runtime<B>) -> HashMap<&'static str, Value<B>> {
    let functions = functions::table::<B>().iter().map(|entry| (entry.name, entry.value(false)));
    let classes = VISIBLE.into_iter().map(|which| (class::<B>(which).0, runtime.type_object(which).clone()));
    let exceptions = runtime.exceptions().filter_map(|class| Some((exception_name(class)?, class.clone())));
    let others = [
        ("NotImplemented", Value::NOT_IMPLEMENTED),
        ("Ellipsis", Value::ELLIPSIS),
        ("__doc__", Value::NONE),
        ("IOError", runtime.exception(crate::object::ExceptionType::OSError).clone()),
        ("EnvironmentError", runtime.exception(crate::object::ExceptionType::OSError).clone()),
        ("__name__", Value::str("__main__").immortal()),
    ];
    functions.chain(classes).chain(exceptions).chain(others).collect()
}

fn exception_name<B: Build>(class: &Value<B>) -> Option<&'static str> {
    Some(Symbol::new(&class.get::<Class<B>>()?.name).text())
}

/// The variables of a built-in module.
pub(super) fn module<B: Build>(runtime: &Runtime<B>, name: &str) -> Option<Vec<(&'static str, Value<B>)>> {
    let functions = |entries: &[Entry<B>]| entries.iter().map(|entry| (entry.name, entry.value(false))).collect();
    Some(match name {
        "_thread" => thread::module(runtime),
        "gc" => gc::module(runtime),
        "model" => gc::model(),
        "os" => functions(os::functions()),
        "sys" => sys::module(runtime),
        "time" => functions(time::functions()),
        "weakref" => weakref::module(runtime),
        _ => return None,
    })
}

/// The source text of a module that is written in Python.
pub(super) fn library(name: &str) -> Option<&'static str> {
    (name == "threading").then_some(include_str!("../library/threading.py"))
}
