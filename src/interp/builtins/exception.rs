//! Exceptions: instances with `args`.

use crate::{
    interp::{Thread, runtime::Entry},
    object::{Build, Call, Construct, ExceptionType, Instance, Result, Symbol, Tuple, Value},
};

/// The attributes of a class.
type Members<B> = Vec<(Symbol, Value<B>)>;

/// How an exception class makes instances, and its attributes: all but `BaseException` inherit both.
pub(crate) fn exception<B: Build>(kind: ExceptionType) -> (Option<Construct<B>>, Members<B>) {
    let methods = |entries: &[Entry<B>]| entries.iter().map(|e| (Symbol::new(e.name), e.value(true))).collect();
    match kind {
        ExceptionType::BaseException => {
            let init = Entry::new("__init__", 1, usize::MAX, init::<B>);
            let more = Entry::new("with_traceback", 2, 2, |_, mut call| Ok(call.take(0)));
            let entries = [init, more, Entry::new("__str__", 1, 1, str::<B>), Entry::new("__repr__", 1, 1, repr::<B>)];
            (Some(construct), methods(&entries))
        }
        ExceptionType::KeyError => (Some(construct), methods(&[Entry::new("__str__", 1, 1, key_error_str::<B>)])),
        ExceptionType::StopIteration => (Some(stop_iteration), Vec::new()),
        ExceptionType::OSError => (Some(os_error), methods(&[Entry::new("__str__", 1, 1, os_error_str::<B>)])),
        ExceptionType::SystemExit => (Some(system_exit), Vec::new()),
        _ if is_os_error(kind) => (Some(os_error), Vec::new()),
        _ => (Some(construct), Vec::new()),
    }
}

fn construct<B: Build>(_: &mut Thread<B>, class: &Value<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let arguments: Vec<_> = call.positional.iter_mut().map(|v| std::mem::replace(v, Value::UNSET)).collect();
    let exception = Instance::create(class.clone()).unwrap_or(Value::NONE);
    if let Some(instance) = exception.get::<Instance<B>>() {
        drop(instance.set(Symbol::new("args"), Value::new(Tuple::new(arguments))));
    }
    Ok(exception)
}

fn init<B: Build>(_: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let arguments: Vec<_> = (1..call.positional.len()).map(|index| call.take(index)).collect();
    if let Some(instance) = call.positional[0].get::<Instance<B>>() {
        drop(instance.set(Symbol::new("args"), Value::new(Tuple::new(arguments))));
    }
    Ok(Value::NONE)
}

fn stop_iteration<B: Build>(thread: &mut Thread<B>, class: &Value<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = call.positional.first().cloned().unwrap_or(Value::NONE);
    let exception = construct(thread, class, call)?;
    if let Some(instance) = exception.get::<Instance<B>>() {
        drop(instance.set(Symbol::new("value"), value));
    }
    Ok(exception)
}

fn system_exit<B: Build>(thread: &mut Thread<B>, class: &Value<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let code = match &*call.positional {
        [] => Value::NONE,
        [code] => code.clone(),
        all => Value::new(Tuple::new(all.to_vec())),
    };
    let exception = construct(thread, class, call)?;
    if let Some(instance) = exception.get::<Instance<B>>() {
        drop(instance.set(Symbol::new("code"), code));
    }
    Ok(exception)
}

/// The class that an error number of the operating system stands for.
fn by_number(number: i64) -> Option<ExceptionType> {
    Some(match number {
        1 | 13 => ExceptionType::PermissionError,
        2 => ExceptionType::FileNotFoundError,
        3 => ExceptionType::ProcessLookupError,
        4 => ExceptionType::InterruptedError,
        10 => ExceptionType::ChildProcessError,
        11 | 114 | 115 => ExceptionType::BlockingIOError,
        17 => ExceptionType::FileExistsError,
        20 => ExceptionType::NotADirectoryError,
        21 => ExceptionType::IsADirectoryError,
        32 | 108 => ExceptionType::BrokenPipeError,
        103 => ExceptionType::ConnectionAbortedError,
        104 => ExceptionType::ConnectionResetError,
        110 => ExceptionType::TimeoutError,
        111 => ExceptionType::ConnectionRefusedError,
        _ => return None,
    })
}

fn is_os_error(kind: ExceptionType) -> bool {
    let parent = ExceptionType::ALL.iter().find(|(k, _)| *k == kind).and_then(|(_, parent)| *parent);
    kind == ExceptionType::OSError || parent.is_some_and(is_os_error)
}

/// `OSError(number, text, file)`: the number chooses the class.
fn os_error<B: Build>(thread: &mut Thread<B>, class: &Value<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let number = call.positional.first().and_then(Value::as_index);
    let given = call.positional.len();
    let kind = number.filter(|_| (2..=3).contains(&given)).and_then(by_number);
    let base = thread.runtime.exception(ExceptionType::OSError);
    let class = match kind.filter(|_| class.is(base)) {
        Some(kind) => thread.runtime.exception(kind).clone(),
        None => class.clone(),
    };
    let mut told = [Value::NONE, Value::NONE, Value::NONE];
    if (2..=3).contains(&given) {
        told.iter_mut().zip(&*call.positional).for_each(|(told, given)| *told = given.clone());
        if given == 3 {
            let (number, text) = (call.take(0), call.take(1));
            return os_error_with(thread, &class, &mut [number, text], told);
        }
    }
    let exception = construct(thread, &class, call)?;
    Ok(note_os_error(exception, told))
}

fn os_error_with<B: Build>(
    thread: &mut Thread<B>,
    class: &Value<B>,
    positional: &mut [Value<B>],
    told: [Value<B>; 3],
) -> Result<Value<B>, B> {
    let exception = construct(thread, class, Call { positional, keywords: &mut [] })?;
    Ok(note_os_error(exception, told))
}

fn note_os_error<B: Build>(exception: Value<B>, told: [Value<B>; 3]) -> Value<B> {
    if let Some(instance) = exception.get::<Instance<B>>() {
        for (name, value) in ["errno", "strerror", "filename"].into_iter().zip(told) {
            drop(instance.set(Symbol::new(name), value));
        }
    }
    exception
}

fn os_error_str<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let own = |name| call.positional[0].get::<Instance<B>>().and_then(|instance| instance.own(Symbol::new(name)));
    let [number, text, file] = ["errno", "strerror", "filename"].map(|name| own(name).unwrap_or(Value::NONE));
    if number.is_none() && text.is_none() {
        return str(thread, call);
    }
    let (number, text) = (thread.str(&number)?, thread.str(&text)?);
    let file = if file.is_none() { String::new() } else { format!(": {}", thread.repr(&file)?) };
    Ok(Value::str(format!("[Errno {number}] {text}{file}")))
}

fn arguments<B: Build>(exception: &Value<B>) -> Vec<Value<B>> {
    let args = exception.get::<Instance<B>>().and_then(|instance| instance.own(Symbol::new("args")));
    args.and_then(|args| args.get::<Tuple<B>>().map(|tuple| tuple.items.to_vec())).unwrap_or_default()
}

pub(super) fn str<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::str(match &arguments(&call.positional[0])[..] {
        [] => String::new(),
        [one] => thread.str(one)?,
        all => thread.repr(&Value::new(Tuple::new(all.to_vec())))?,
    }))
}

fn key_error_str<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    match &arguments(&call.positional[0])[..] {
        [one] => Ok(Value::str(thread.repr(one)?)),
        _ => str(thread, call),
    }
}

fn repr<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (name, all) = (thread.type_name(&call.positional[0]), arguments(&call.positional[0]));
    Ok(Value::str(match &all[..] {
        [one] => format!("{name}({})", thread.repr(one)?),
        _ => format!("{name}{}", thread.repr(&Value::new(Tuple::new(all)))?),
    }))
}
