//! `sys`, as far as programs of the book use it.

use std::time::Duration;

use crate::{
    interp::{
        Thread,
        runtime::{Entry, Runtime, Type},
    },
    object::{Build, Call, Class, ExceptionType, Instance, Keywords, Native, Raised, Result, Symbol, Tuple, Value},
    refcount::{IMMORTAL_COUNT, RefCount as _},
};

/// The variables of `sys`.
pub(super) fn module<B: Build>(runtime: &Runtime<B>) -> Vec<(&'static str, Value<B>)> {
    let functions: &[Entry<B>] = const {
        &[
            Entry::new("exit", 0, 1, exit),
            Entry::new("getrefcount", 1, 1, getrefcount),
            Entry::new("getswitchinterval", 0, 0, getswitchinterval),
            Entry::new("setswitchinterval", 1, 1, setswitchinterval),
            Entry::new("getrecursionlimit", 0, 0, getrecursionlimit),
            Entry::new("_is_gil_enabled", 0, 0, is_gil_enabled),
        ]
    };
    let version = [Value::small(3), Value::small(13), Value::small(0), Value::str("final"), Value::small(0)];
    let mut variables: Vec<_> = functions.iter().map(|entry| (entry.name, entry.value(false))).collect();
    variables.extend([
        ("maxsize", crate::object::integer(i64::MAX)),
        ("version_info", Value::new(Tuple::new(version))),
        ("version", Value::str("3.13.0 (model)")),
        ("platform", Value::str(std::env::consts::OS)),
        ("byteorder", Value::str(if cfg!(target_endian = "little") { "little" } else { "big" })),
        ("argv", Value::new(crate::object::List::new(vec![Value::str("")]))),
        ("stdout", stream(runtime, "stdout", write_out)),
        ("stderr", stream(runtime, "stderr", write_err)),
    ]);
    variables
}

/// An object with `write` and `flush`.
fn stream<B: Build>(runtime: &Runtime<B>, name: &str, write: crate::object::NativeFunction<B>) -> Value<B> {
    let method = |name, least, run| {
        Value::new(Native { name, least, most: least, run, keywords: Keywords::None, binds: true }).immortal()
    };
    let members =
        vec![(Symbol::new("write"), method("write", 2, write)), (Symbol::new("flush"), method("flush", 1, flush))];
    let object = runtime.type_object(Type::Object).clone();
    let class = Class::create(name, vec![object.clone()], vec![object], None, members);
    Instance::create(class).unwrap_or(Value::NONE)
}

fn text<'a, B: Build>(thread: &Thread<B>, call: &'a Call<'_, B>) -> Result<&'a str, B> {
    let value = &call.positional[1];
    let wrong = || format!("write() argument must be str, not {}", thread.type_name(value));
    value.as_str().ok_or_else(|| Raised::type_error(wrong()))
}

fn write_out<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let text = text(thread, &call)?;
    thread.runtime.write(text).map_err(|error| Raised::new(ExceptionType::OSError, error.to_string()))?;
    Ok(Value::int(text.chars().count() as i64))
}

fn write_err<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let text = text(thread, &call)?;
    thread.runtime.complain(text);
    Ok(Value::int(text.chars().count() as i64))
}

fn flush<B: Build>(thread: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    thread.runtime.flush().map_err(|error| Raised::new(ExceptionType::OSError, error.to_string()))?;
    Ok(Value::NONE)
}

/// `sys.exit(code)`
fn exit<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let code = call.take(0);
    let arguments = if code.is_unset() { Vec::new() } else { vec![code] };
    let class = thread.runtime.exception(ExceptionType::SystemExit).clone();
    Err(Raised::object(thread.construct(&class, arguments, Vec::new())?))
}

/// The argument itself is one of the references, as in CPython before 3.14.
fn getrefcount<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let count = call.positional[0].header().map_or(IMMORTAL_COUNT, |header| header.count.count());
    Ok(Value::int(count as i64))
}

fn getswitchinterval<B: Build>(thread: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    let interval = thread.runtime.gil.as_ref().map_or(thread.runtime.switch_interval(), |gil| gil.switch_interval());
    Ok(Value::float(interval.as_secs_f64()))
}

fn setswitchinterval<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = &call.positional[0];
    let seconds = match (value.as_float(), value.as_index()) {
        (Some(seconds), _) => seconds,
        (_, Some(seconds)) => seconds as f64,
        _ => return Err(Raised::type_error(format!("must be real number, not {}", thread.type_name(value)))),
    };
    let interval = Duration::try_from_secs_f64(seconds).ok().filter(|interval| !interval.is_zero());
    let Some(interval) = interval else {
        return Err(Raised::value_error("switch interval must be strictly positive"));
    };
    match &thread.runtime.gil {
        Some(gil) => gil.set_switch_interval(interval),
        None => thread.runtime.set_switch_interval(interval),
    }
    Ok(Value::NONE)
}

fn getrecursionlimit<B: Build>(thread: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::int(thread.recursion_limit() as i64))
}

fn is_gil_enabled<B: Build>(_: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::bool(!B::FREE_THREADED))
}
