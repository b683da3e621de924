//! Built-in functions.

use super::{convert, iteration, number, sort};
use crate::{
    interp::{Thread, runtime::Entry},
    object::{
        Build, Call, Class, Descriptor, DescriptorKind, ExceptionType, Kind, Raised, Result, Symbol, Tuple, Value,
    },
};

const MANY: usize = usize::MAX;

/// The built-in functions.
pub(super) fn table<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("abs", 1, 1, number::abs),
            Entry::new("callable", 1, 1, callable),
            Entry::new("classmethod", 1, 1, class_method),
            Entry::new("enumerate", 0, 2, iteration::enumerate).named(&["iterable", "start"]),
            Entry::new("filter", 2, 2, iteration::filter),
            Entry::new("getattr", 2, 3, getattr),
            Entry::new("hasattr", 2, 2, hasattr),
            Entry::new("hash", 1, 1, hash),
            Entry::new("id", 1, 1, id),
            Entry::new("isinstance", 2, 2, isinstance),
            Entry::new("issubclass", 2, 2, issubclass),
            Entry::new("iter", 1, 2, iteration::iter),
            Entry::new("len", 1, 1, len),
            Entry::new("map", 0, MANY, iteration::map),
            Entry::new("max", 1, MANY, max).any_keywords(),
            Entry::new("min", 1, MANY, min).any_keywords(),
            Entry::new("next", 1, 2, iteration::next),
            Entry::new("print", 0, MANY, print).any_keywords(),
            Entry::new("repr", 1, 1, repr),
            Entry::new("setattr", 3, 3, setattr),
            Entry::new("sorted", 0, MANY, sort::sorted).any_keywords(),
            Entry::new("staticmethod", 1, 1, static_method),
            Entry::new("sum", 1, 2, iteration::sum).named(&["start"]),
            Entry::new("zip", 0, MANY, iteration::zip).named(&["strict"]),
            Entry::new("all", 1, 1, iteration::all),
            Entry::new("any", 1, 1, iteration::any),
            Entry::new("delattr", 2, 2, delattr),
            Entry::new("divmod", 2, 2, number::divmod),
            Entry::new("pow", 0, 3, number::pow).named(&["base", "exp", "mod"]),
            Entry::new("reversed", 1, 1, iteration::reversed),
            Entry::new("round", 0, 2, number::round).named(&["number", "ndigits"]),
            Entry::new("ascii", 1, 1, convert::ascii),
            Entry::new("bin", 1, 1, convert::bin),
            Entry::new("chr", 1, 1, convert::chr),
            Entry::new("format", 1, 2, convert::format),
            Entry::new("hex", 1, 1, convert::hex),
            Entry::new("oct", 1, 1, convert::oct),
            Entry::new("ord", 1, 1, convert::ord),
        ]
    }
}

fn callable<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = &call.positional[0];
    Ok(Value::bool(iteration::is_callable(thread, value)))
}

fn class_method<B: Build>(_: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let functions = [call.take(0), Value::UNSET, Value::UNSET];
    Ok(Value::new(Descriptor { kind: DescriptorKind::ClassMethod, functions }))
}

fn static_method<B: Build>(_: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let functions = [call.take(0), Value::UNSET, Value::UNSET];
    Ok(Value::new(Descriptor { kind: DescriptorKind::StaticMethod, functions }))
}

fn name_of<B: Build>(thread: &Thread<B>, value: &Value<B>) -> Result<Symbol, B> {
    value
        .as_str()
        .map(Symbol::new)
        .ok_or_else(|| Raised::type_error(format!("attribute name must be string, not '{}'", thread.type_name(value))))
}

fn delattr<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let name = name_of(thread, &call.positional[1])?;
    thread.set_attribute(&call.positional[0], name, Value::UNSET)?;
    Ok(Value::NONE)
}

fn getattr<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let name = name_of(thread, &call.positional[1])?;
    match thread.get_attribute(&call.positional[0], name) {
        Err(raised) if call.positional.len() > 2 && thread.is_instance_of(&raised, ExceptionType::AttributeError) => {
            Ok(call.take(2))
        }
        result => result,
    }
}

fn hasattr<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let name = name_of(thread, &call.positional[1])?;
    match thread.get_attribute(&call.positional[0], name) {
        Ok(_) => Ok(Value::TRUE),
        Err(raised) if thread.is_instance_of(&raised, ExceptionType::AttributeError) => Ok(Value::FALSE),
        Err(raised) => Err(raised),
    }
}

fn setattr<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let name = name_of(thread, &call.positional[1])?;
    let value = call.take(2);
    thread.set_attribute(&call.positional[0], name, value)?;
    Ok(Value::NONE)
}

fn hash<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::int(match thread.shown_hash(&call.positional[0])? {
        -1 => -2,
        hash => hash,
    }))
}

fn id<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(crate::object::integer(call.positional[0].word() & !1))
}

fn isinstance<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let class = thread.runtime.class_of(&call.positional[0]).clone();
    subclass(thread, &class, &call.positional[1], "isinstance() arg 2 must be a type, a tuple of types, or a union")
}

fn issubclass<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    if call.positional[0].kind() != Some(Kind::Class) {
        return Err(Raised::type_error("issubclass() arg 1 must be a class"));
    }
    subclass(
        thread,
        &call.positional[0],
        &call.positional[1],
        "issubclass() arg 2 must be a class, a tuple of classes, or a union",
    )
}

fn subclass<B: Build>(
    thread: &mut Thread<B>,
    class: &Value<B>,
    wanted: &Value<B>,
    message: &str,
) -> Result<Value<B>, B> {
    is_one_of(thread, class, wanted, message).map(Value::bool)
}

/// Tuples may be in tuples.
fn is_one_of<B: Build>(thread: &mut Thread<B>, class: &Value<B>, wanted: &Value<B>, message: &str) -> Result<bool, B> {
    if let Some(tuple) = wanted.get::<Tuple<B>>() {
        for candidate in &tuple.items {
            if thread.deeper(" in __instancecheck__", |thread| is_one_of(thread, class, candidate, message))? {
                return Ok(true);
            }
        }
        return Ok(false);
    }
    if wanted.kind() != Some(Kind::Class) {
        return Err(Raised::type_error(message));
    }
    Ok(Class::is_subclass(class, wanted))
}

fn len<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = &call.positional[0];
    if let Some(length) = thread.native_length(value) {
        return match i64::try_from(length) {
            Ok(length) => Ok(Value::int(length)),
            Err(_) => Err(Raised::new(ExceptionType::OverflowError, "Python int too large to convert to C ssize_t")),
        };
    }
    match thread.call_special(value, Symbol::new("__len__"), &[])? {
        Some(length) => checked_length(thread, length),
        None => Err(Raised::type_error(format!("object of type '{}' has no len()", thread.type_name(value)))),
    }
}

/// What `__len__` has returned.
pub(crate) fn checked_length<B: Build>(thread: &mut Thread<B>, length: Value<B>) -> Result<Value<B>, B> {
    match length.as_index() {
        Some(0..) => Ok(length),
        Some(_) => Err(Raised::value_error("__len__() should return >= 0")),
        None => {
            let name = thread.type_name(&length);
            Err(Raised::type_error(format!("'{name}' object cannot be interpreted as an integer")))
        }
    }
}

fn max<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    extreme(thread, call, "max", |thread, new, best| thread.greater(new, best))
}

fn min<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    extreme(thread, call, "min", |thread, new, best| thread.less(new, best))
}

/// Whether the first value wins over the second.
type Better<B> = fn(&mut Thread<B>, &Value<B>, &Value<B>) -> Result<bool, B>;

fn extreme<B: Build>(
    thread: &mut Thread<B>,
    mut call: Call<'_, B>,
    name: &str,
    better: Better<B>,
) -> Result<Value<B>, B> {
    let (key, default) = (call.take_keyword("key").filter(|key| !key.is_none()), call.take_keyword("default"));
    if let Some((keyword, _)) = call.keywords.iter().find(|(_, value)| !value.is_unset()) {
        let keyword = keyword.text();
        return Err(Raised::type_error(format!("{name}() got an unexpected keyword argument '{keyword}'")));
    }
    let items = match &*call.positional {
        [one] => thread.items_of(one)?,
        _ if default.is_some() => {
            let message = format!("Cannot specify a default for {name}() with multiple positional arguments");
            return Err(Raised::type_error(message));
        }
        many => many.to_vec(),
    };
    let mut best: Option<(Value<B>, Value<B>)> = None;
    for item in items {
        let rank = match &key {
            Some(key) => thread.call(key, vec![item.clone()])?,
            None => item.clone(),
        };
        let wins = match &best {
            Some((best, _)) => better(thread, &rank, best)?,
            None => true,
        };
        if wins {
            best = Some((rank, item));
        }
    }
    match best.map(|(_, item)| item).or(default) {
        Some(value) => Ok(value),
        None => Err(Raised::value_error(format!("{name}() iterable argument is empty"))),
    }
}

fn print<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let separator = print_option(thread, &mut call, "sep", " ")?;
    let end = print_option(thread, &mut call, "end", "\n")?;
    let flush = call.take_keyword("flush");
    if let Some((name, _)) = call.keywords.iter().find(|(_, value)| !value.is_unset()) {
        return Err(Raised::type_error(format!("print() got an unexpected keyword argument '{}'", name.text())));
    }
    let mut line = String::new();
    for (n, value) in call.positional.iter().enumerate() {
        if n > 0 {
            line.push_str(&separator);
        }
        line.push_str(&thread.str(value)?);
    }
    line.push_str(&end);
    let failed = |error: std::io::Error| Raised::new(ExceptionType::OSError, error.to_string());
    thread.runtime.write(&line).map_err(failed)?;
    if let Some(flush) = flush
        && thread.truth(&flush)?
    {
        thread.runtime.flush().map_err(failed)?;
    }
    Ok(Value::NONE)
}

/// `sep` or `end`: a text, or `None` for the default.
fn print_option<B: Build>(
    thread: &mut Thread<B>,
    call: &mut Call<'_, B>,
    name: &str,
    default: &str,
) -> Result<String, B> {
    let given = call.take_keyword(name).unwrap_or(Value::NONE);
    match given.as_str() {
        Some(text) => Ok(text.to_owned()),
        None if given.is_none() => Ok(default.to_owned()),
        None => {
            let kind = thread.type_name(&given);
            Err(Raised::type_error(format!("{name} must be None or a string, not {kind}")))
        }
    }
}

fn repr<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    thread.repr(&call.positional[0]).map(Value::str)
}
