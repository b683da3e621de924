//! Methods of generators and other iterators.

use crate::{
    interp::{Thread, eval::generator::Outcome, runtime::Entry},
    object::{Build, Call, ExceptionType, Kind, Raised, Result, Value},
};

/// The methods.
pub(super) fn methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("__iter__", 1, 1, |_, mut call| Ok(call.take(0))),
            Entry::new("__next__", 1, 1, next),
            Entry::new("send", 2, 2, send),
            Entry::new("throw", 2, 4, throw),
            Entry::new("close", 1, 1, close),
        ]
    }
}

fn stop<B: Build>(value: Value<B>) -> Raised<B> {
    Raised::with(ExceptionType::StopIteration, if value.is_none() { Vec::new() } else { vec![value] })
}

pub(super) fn next<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    if call.positional[0].kind() == Some(Kind::Generator) {
        return resume(thread, &call.positional[0], Value::NONE);
    }
    thread.next(&call.positional[0])?.ok_or_else(|| stop(Value::NONE))
}

fn send<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let sent = call.take(1);
    resume(thread, &call.positional[0], sent)
}

fn throw<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let (mut exception, value) = (call.take(1), call.take(2));
    if exception.kind() == Some(Kind::Class) && !value.is_unset() && !value.is_none() {
        exception = thread.construct(&exception, vec![value], Vec::new())?;
    }
    let given = thread.type_name(&exception);
    let exception = thread.exception_of(exception).map_err(|raised| {
        let message = "exceptions must be classes or instances deriving from BaseException, not";
        if raised.is(ExceptionType::TypeError) { Raised::type_error(format!("{message} {given}")) } else { raised }
    })?;
    let generator = call.take(0);
    match thread.throw(&generator, Raised::object(exception))? {
        Outcome::Yielded(value) => Ok(value),
        Outcome::Returned(value) => Err(stop(value)),
    }
}

fn close<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    thread.close_generator(&call.positional[0])
}

fn resume<B: Build>(thread: &mut Thread<B>, generator: &Value<B>, sent: Value<B>) -> Result<Value<B>, B> {
    match thread.send(generator, sent)? {
        Outcome::Yielded(value) => Ok(value),
        Outcome::Returned(value) => Err(stop(value)),
    }
}
