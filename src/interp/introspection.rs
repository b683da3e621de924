//! Attributes that no class lists: `__class__`, `__name__`, `__dict__`, `__mro__` …, and what every object inherits from
//! `object`.

use super::{Thread, eval::unwind::FRAMES, runtime::Entry};
use crate::object::{
    BoundMethod, Build, Call, Class, Descriptor, Dict, ExceptionType, Function, Instance, Kind, Native, Raised, Result,
    Symbol, Table, Tuple, Value,
};

/// Attributes of exceptions that CPython keeps outside of `__dict__`.
const OF_EXCEPTIONS: [&str; 11] = [
    "args",
    "value",
    "code",
    "errno",
    "strerror",
    "filename",
    "__cause__",
    "__context__",
    "__suppress_context__",
    "__traceback__",
    FRAMES,
];

impl<B: Build> Thread<B> {
    /// Attributes that no class lists.
    pub(crate) fn virtual_attribute(&mut self, object: &Value<B>, name: Symbol) -> Option<Value<B>> {
        let text = name.text();
        if !text.starts_with("__") {
            return self.native_attribute(object, text);
        }
        let found = match (text, object.kind()) {
            ("__class__", _) => Some(self.runtime.class_of(object).clone()),
            (_, Some(Kind::Class)) => self.class_attribute(object, text),
            (_, Some(Kind::Function)) => function_attribute(object, text),
            (_, Some(Kind::BoundMethod)) => self.method_attribute(object, name),
            ("__name__" | "__qualname__", Some(Kind::Native)) => {
                object.get::<Native<B>>().map(|native| Value::str(native.name))
            }
            ("__name__" | "__qualname__", Some(Kind::Generator)) => {
                let generator = object.get::<crate::object::Generator<B>>()?;
                function_attribute(&generator.function()?, text)
            }
            ("__doc__", Some(Kind::Descriptor)) => {
                let getter = object.get::<Descriptor<B>>()?.functions[0].clone();
                function_attribute(&getter, text)
            }
            ("__dict__", Some(Kind::Instance)) => {
                object.get::<Instance<B>>().map(|i| attributes(i, self.is_exception(object)))
            }
            ("__cause__" | "__context__" | "__traceback__", _) if self.is_exception(object) => Some(Value::NONE),
            ("__suppress_context__", _) if self.is_exception(object) => Some(Value::FALSE),
            ("__doc__", _) => Some(Value::NONE),
            _ => None,
        };
        found.or_else(|| {
            let method = object_method::<B>(text)?;
            let unbound = object.kind() == Some(Kind::Class) || text == "__new__";
            Some(if unbound { method } else { bound(method, object) })
        })
    }

    /// `repr` of what names its class or function in full.
    pub(crate) fn described(&mut self, value: &Value<B>) -> Option<String> {
        let full = |class: &Value<B>| {
            let class = class.get::<Class<B>>()?;
            Some(class.own(Symbol::new("__qualname__"))?.as_str()?.to_owned())
        };
        let address = value.word() & !1;
        if let Some(method) = value.get::<BoundMethod<B>>() {
            let (name, native) =
                (function_attribute(&method.function, "__qualname__"), method.function.get::<Native<B>>());
            if let Some(native) = native {
                let (class, at) = (self.type_name(&method.receiver), method.receiver.word() & !1);
                return Some(format!("<built-in method {} of {class} object at {at:#x}>", native.name));
            }
            let receiver = self.repr(&method.receiver).ok()?;
            return Some(format!("<bound method {} of {receiver}>", name?.as_str()?));
        }
        if let Some(generator) = value.get::<crate::object::Generator<B>>() {
            let name = function_attribute(&generator.function()?, "__qualname__")?;
            return Some(format!("<generator object {} at {address:#x}>", name.as_str()?));
        }
        match value.kind()? {
            Kind::Class => Some(format!("<class '__main__.{}'>", full(value)?)),
            Kind::Instance => {
                Some(format!("<__main__.{} object at {address:#x}>", full(self.runtime.class_of(value))?))
            }
            _ => None,
        }
    }

    fn is_exception(&self, object: &Value<B>) -> bool {
        let base = self.runtime.exception(ExceptionType::BaseException);
        object.get::<Instance<B>>().is_some_and(|instance| Class::is_subclass(&instance.class, base))
    }

    fn class_attribute(&self, object: &Value<B>, name: &str) -> Option<Value<B>> {
        let class = object.get::<Class<B>>()?;
        Some(match name {
            "__name__" | "__qualname__" => Value::str(class.name.as_str()),
            "__mro__" => {
                Value::new(Tuple::new(std::iter::once(object).chain(&class.inherits).cloned().collect::<Vec<_>>()))
            }
            "__bases__" => Value::new(Tuple::new(class.bases.to_vec())),
            "__base__" => class.bases.first().cloned().unwrap_or(Value::NONE),
            "__module__" => Value::str("builtins"),
            "__doc__" => Value::NONE,
            "__dict__" => {
                let members = class.inner.with(|inner| inner.members.clone());
                dict(members.into_iter())
            }
            _ => return None,
        })
    }

    /// A bound method has its function's attributes too.
    fn method_attribute(&mut self, object: &Value<B>, name: Symbol) -> Option<Value<B>> {
        let method = object.get::<BoundMethod<B>>()?;
        match name.text() {
            "__self__" => Some(method.receiver.clone()),
            "__func__" => Some(method.function.clone()),
            "__qualname__" if method.function.kind() == Some(Kind::Native) => {
                let (class, name) = (self.type_name(&method.receiver), method.function.get::<Native<B>>()?.name);
                Some(Value::str(format!("{class}.{name}")))
            }
            _ => self.virtual_attribute(&method.function, name),
        }
    }

    /// Attributes of built-in values that are no methods.
    fn native_attribute(&mut self, object: &Value<B>, name: &str) -> Option<Value<B>> {
        if let Some(method) = object.get::<BoundMethod<B>>() {
            return function_attribute(&method.function, name);
        }
        if object.kind() == Some(Kind::Function) {
            return function_attribute(object, name);
        }
        let place = match name {
            "fget" => 0,
            "fset" => 1,
            "fdel" => 2,
            _ => return None,
        };
        let function = object.get::<Descriptor<B>>()?.functions[place].clone();
        Some(if function.is_unset() { Value::NONE } else { function })
    }

    /// Sets an attribute that no class lists; `None` if it is none of them.
    pub(crate) fn set_virtual(&mut self, object: &Value<B>, name: Symbol, value: &Value<B>) -> Option<Result<(), B>> {
        match name.text() {
            "__class__" if object.kind() == Some(Kind::Instance) => {
                Some(match (value.get::<Class<B>>(), object.get()) {
                    (Some(class), Some(instance)) if !class.is_builtin() => {
                        Instance::become_instance_of(instance, value);
                        Ok(())
                    }
                    _ => Err(Raised::type_error("__class__ must be set to a class written in Python")),
                })
            }
            "args" if self.is_exception(object) => Some(self.items_of(value).map(|items| {
                if let Some(instance) = object.get::<Instance<B>>() {
                    drop(instance.set(name, Value::new(Tuple::new(items))));
                }
            })),
            "__cause__" if self.is_exception(object) => {
                if let Some(instance) = object.get::<Instance<B>>() {
                    drop(instance.set(name, value.clone()));
                    drop(instance.set(Symbol::new("__suppress_context__"), Value::TRUE));
                }
                Some(Ok(()))
            }
            _ => None,
        }
    }
}

fn bound<B: Build>(function: Value<B>, receiver: &Value<B>) -> Value<B> {
    Value::new(BoundMethod { function, receiver: receiver.clone() })
}

fn dict<B: Build>(members: impl Iterator<Item = (Symbol, Value<B>)>) -> Value<B> {
    let mut table = Table::default();
    for (name, value) in members {
        let key = crate::object::Str::new(name.text());
        table.insert_new(key.hash(), Value::new(key), value);
    }
    Value::new(Dict::new(table))
}

/// A copy of an instance's attributes.
fn attributes<B: Build>(instance: &Instance<B>, exception: bool) -> Value<B> {
    let pairs: Vec<_> = instance.slots.with(|slots| {
        // SAFETY: the instance keeps its class alive, which keeps the shape alive.
        let names = &unsafe { slots.shape.as_ref() }.names;
        names.iter().copied().zip(slots.values.iter().cloned()).collect()
    });
    let hidden = |name: &Symbol| exception && OF_EXCEPTIONS.contains(&name.text());
    dict(pairs.into_iter().filter(|(name, value)| !value.is_unset() && !hidden(name)))
}

fn function_attribute<B: Build>(object: &Value<B>, name: &str) -> Option<Value<B>> {
    let function = object.get::<Function<B>>()?;
    if let Some(own) = function.attribute(Symbol::new(name)) {
        return Some(own);
    }
    let unit = &function.code.unit;
    Some(match name {
        "__name__" => Value::str(unit.name.as_str()),
        "__qualname__" => Value::str(unit.qualified_name.as_str()),
        "__module__" => Value::str(function.code.globals.module.as_str()),
        "__doc__" => unit.doc.as_deref().map_or(Value::NONE, Value::str),
        "__dict__" => dict(function.attributes().into_iter()),
        _ => return None,
    })
}

/// Methods that every object has from `object`.
///
/// They are not in its class: operators must not find them, for what they do is done without a method.
pub(crate) fn object_method<B: Build>(name: &str) -> Option<Value<B>> {
    let table: &'static [Entry<B>] = const {
        &[
            Entry::new("__init__", 1, usize::MAX, |_, _| Ok(Value::NONE)).any_keywords(),
            Entry::new("__init_subclass__", 0, 1, |_, _| Ok(Value::NONE)).any_keywords(),
            Entry::new("__setattr__", 3, 3, set_attribute),
            Entry::new("__delattr__", 2, 2, delete_attribute),
            Entry::new("__getattribute__", 2, 2, get_attribute),
            Entry::new("__repr__", 1, 1, |thread, call| Ok(Value::str(thread.plain_repr(&call.positional[0])))),
            Entry::new("__str__", 1, 1, |thread, call| thread.repr(&call.positional[0]).map(Value::str)),
            Entry::new("__eq__", 2, 2, |_, call| Ok(same(&call))),
            Entry::new("__ne__", 2, 2, |_, call| Ok(different(&call))),
            Entry::new("__hash__", 1, 1, |_, call| Ok(Value::int((call.positional[0].word() >> 4) as i64))),
            Entry::new("__new__", 1, usize::MAX, |_, call| Ok(new(&call))).any_keywords(),
        ]
    };
    table.iter().find(|entry| entry.name == name).map(|entry| entry.value(true))
}

fn new<B: Build>(call: &Call<'_, B>) -> Value<B> {
    Instance::create(call.positional[0].clone()).unwrap_or(Value::NONE)
}

fn same<B: Build>(call: &Call<'_, B>) -> Value<B> {
    if call.positional[0].is(&call.positional[1]) { Value::TRUE } else { Value::NOT_IMPLEMENTED }
}

fn different<B: Build>(call: &Call<'_, B>) -> Value<B> {
    if call.positional[0].is(&call.positional[1]) { Value::FALSE } else { Value::NOT_IMPLEMENTED }
}

fn name_of<B: Build>(value: &Value<B>) -> Result<Symbol, B> {
    value.as_str().map(Symbol::new).ok_or_else(|| Raised::type_error("attribute name must be string"))
}

fn set_attribute<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let (name, value) = (name_of(&call.positional[1])?, call.take(2));
    thread.set_own_attribute(&call.positional[0], name, value).map(|()| Value::NONE)
}

fn delete_attribute<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let name = name_of(&call.positional[1])?;
    thread.set_own_attribute(&call.positional[0], name, Value::UNSET).map(|()| Value::NONE)
}

fn get_attribute<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let name = name_of(&call.positional[1])?;
    thread.own_attribute(&call.positional[0], name)
}
