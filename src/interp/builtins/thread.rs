//! `_thread`: what `threading` is made of, and its locks.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    interp::{
        Thread,
        runtime::{Entry, Runtime, Type},
    },
    object::{Build, Call, ExceptionType, Mutex, Raised, Result, Value},
};

/// The variables of `_thread`.
pub(super) fn module<B: Build>(runtime: &Runtime<B>) -> Vec<(&'static str, Value<B>)> {
    let functions: &[Entry<B>] = const {
        &[
            Entry::new("start", 4, 4, start),
            Entry::new("current", 0, 0, current),
            Entry::new("get_ident", 0, 0, get_ident),
            Entry::new("count", 0, 0, count),
        ]
    };
    let functions = functions.iter().map(|entry| (entry.name, entry.value(false)));
    let classes = [("Lock", Type::Lock), ("RLock", Type::RLock)];
    functions.chain(classes.map(|(name, class)| (name, runtime.type_object(class).clone()))).collect()
}

/// `_thread.start(run, thread, done, daemon)`: a new thread that calls `run()` and releases the lock `done` at its end.
fn start<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let daemon = thread.truth(&call.positional[3])?;
    let values = [call.take(0), call.take(1), call.take(2)];
    thread.start(values, daemon).map(|id| Value::int(id as i64))
}

fn current<B: Build>(thread: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(if thread.object.is_unset() { Value::NONE } else { thread.object.clone() })
}

fn get_ident<B: Build>(thread: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::int(ident(thread)))
}

/// Not zero, which programs take for "no thread".
fn ident<B: Build>(thread: &Thread<B>) -> i64 {
    thread.state.id as i64 + 1
}

fn count<B: Build>(thread: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::int(thread.runtime.threads.count() as i64))
}

/// `Lock()`
pub(super) fn lock<B: Build>(_: &mut Thread<B>, _: &Value<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::new(Mutex::new(false)))
}

/// `RLock()`
pub(super) fn reentrant_lock<B: Build>(_: &mut Thread<B>, _: &Value<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::new(Mutex::new(true)))
}

/// Methods of both.
pub(super) fn methods<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("acquire", 1, 3, acquire).named(&["blocking", "timeout"]),
            Entry::new("release", 1, 1, release),
            Entry::new("locked", 1, 1, locked),
            Entry::new("__enter__", 1, 1, acquire),
            Entry::new("__exit__", 4, 4, exit),
            Entry::new("_is_owned", 1, 1, is_owned),
        ]
    }
}

fn this<'a, B: Build>(call: &'a Call<'_, B>) -> Result<&'a Mutex, B> {
    call.positional[0].get().ok_or_else(|| Raised::type_error("descriptor requires a lock"))
}

/// `acquire(blocking=True, timeout=-1)`
fn acquire<B: Build>(thread: &mut Thread<B>, mut call: Call<'_, B>) -> Result<Value<B>, B> {
    let blocking = call.take_keyword("blocking").unwrap_or_else(|| call.take(1));
    let timeout = call.take_keyword("timeout").unwrap_or_else(|| call.take(2));
    let blocking = blocking.is_unset() || thread.truth(&blocking)?;
    let mutex = this(&call)?;
    let until = deadline(&timeout, blocking)?;
    if mutex.try_acquire(thread.state.id) {
        return Ok(Value::TRUE);
    }
    if !blocking {
        return Ok(Value::FALSE);
    }
    let attempt = |state: &Arc<_>, last| mutex.acquire_or_wait(state, last).then_some(());
    let acquired = thread.block_until(until, attempt)?;
    Ok(Value::bool(acquired.is_some()))
}

/// Until when to wait; forever if not said.
fn deadline<B: Build>(timeout: &Value<B>, blocking: bool) -> Result<Option<Instant>, B> {
    let seconds = match (timeout.is_unset(), timeout.as_float(), timeout.as_index()) {
        (true, ..) => return Ok(None),
        (_, Some(seconds), _) => seconds,
        (.., Some(seconds)) => seconds as f64,
        _ => return Err(Raised::type_error("'timeout' must be a number")),
    };
    if seconds == -1.0 {
        return Ok(None);
    }
    if !blocking {
        return Err(Raised::value_error("can't specify a timeout for a non-blocking call"));
    }
    if seconds < 0.0 {
        return Err(Raised::value_error("timeout value must be a non-negative number"));
    }
    let timeout = Duration::try_from_secs_f64(seconds)
        .map_err(|_| Raised::new(ExceptionType::OverflowError, "timeout value is too large"))?;
    Ok(Instant::now().checked_add(timeout))
}

fn release<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let mutex = this(&call)?;
    let message = if mutex.is_reentrant() { "cannot release un-acquired lock" } else { "release unlocked lock" };
    let released = mutex.release(thread.state.id);
    released.map(|()| Value::NONE).map_err(|_| Raised::new(ExceptionType::RuntimeError, message))
}

fn exit<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    release(thread, call)
}

fn locked<B: Build>(_: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::bool(this(&call)?.is_locked()))
}

fn is_owned<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::bool(this(&call)?.is_owned_by(thread.state.id)))
}
