//! `os`, as far as pipes need it, and `OSError`.

use rustix::io::Errno;

use super::super::files::when_ready;
use crate::{
    interp::{Thread, breaker, runtime::Entry},
    object::{Build, Call, ExceptionType, Raise, Raised, Result, Tuple, Value},
};

/// The functions.
pub(super) fn functions<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("pipe", 0, 0, pipe),
            Entry::new("read", 2, 2, read),
            Entry::new("write", 2, 2, write),
            Entry::new("close", 1, 1, close),
            Entry::new("getpid", 0, 0, getpid),
            Entry::new("cpu_count", 0, 0, cpu_count),
        ]
    }
}

fn pipe<B: Build>(thread: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    let ends = thread.runtime.files.pipe();
    let ends = ends.map_err(|error| thread.os_error(error))?;
    Ok(Value::new(Tuple::new(ends.map(Value::int))))
}

fn number<B: Build>(thread: &Thread<B>, value: &Value<B>) -> Result<i64, B> {
    let wrong = || format!("'{}' object cannot be interpreted as an integer", thread.type_name(value));
    value.as_index().ok_or_else(|| Raised::type_error(wrong()))
}

/// `os.read(fd, n)`: at least one byte, unless the other end is closed; at most `n`.
fn read<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let (file, most) = (number(thread, &call.positional[0])?, number(thread, &call.positional[1])?);
    let Ok(most) = usize::try_from(most) else { return Err(thread.os_error(Errno::INVAL)) };
    let file = thread.runtime.files.get(file).map_err(|error| thread.os_error(error))?;
    let mut buffer = vec![0; most.min(1 << 20)];
    let state = std::sync::Arc::clone(&thread.state);
    let stopped = || state.is_requested(breaker::DEADLINE);
    let done = thread.blocking(|| when_ready(&file, false, || rustix::io::read(&file, &mut buffer), stopped));
    buffer.truncate(done.map_err(|error| thread.os_error(error))?);
    Ok(Value::bytes(buffer))
}

/// `os.write(fd, data)`: all of it, as a pipe that blocks would do.
fn write<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let file = number(thread, &call.positional[0])?;
    let Some(data) = call.positional[1].as_bytes().map(<[u8]>::to_vec) else {
        let name = thread.type_name(&call.positional[1]);
        return Err(Raised::type_error(format!("a bytes-like object is required, not '{name}'")));
    };
    let file = thread.runtime.files.get(file).map_err(|error| thread.os_error(error))?;
    let state = std::sync::Arc::clone(&thread.state);
    let stopped = || state.is_requested(breaker::DEADLINE);
    let done = thread.blocking(|| {
        let mut rest = &data[..];
        while !rest.is_empty() {
            let written = when_ready(&file, true, || rustix::io::write(&file, rest), stopped)?;
            rest = &rest[written..];
        }
        Ok(data.len())
    });
    done.map(|count| Value::int(count as i64)).map_err(|error| thread.os_error(error))
}

fn close<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let file = number(thread, &call.positional[0])?;
    let closed = thread.runtime.files.close(file);
    closed.map(|()| Value::NONE).map_err(|error| thread.os_error(error))
}

fn getpid<B: Build>(_: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(Value::int(std::process::id().into()))
}

fn cpu_count<B: Build>(_: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
    Ok(std::thread::available_parallelism().map_or(Value::NONE, |n| Value::int(n.get() as i64)))
}

impl<B: Build> Thread<B> {
    /// The exception for an error of the system.
    pub(crate) fn os_error(&mut self, error: Errno) -> Raised<B> {
        let kind = match error {
            Errno::CANCELED => return Raised(Box::new(Raise::Deadline)),
            Errno::PIPE => ExceptionType::BrokenPipeError,
            _ => ExceptionType::OSError,
        };
        // The standard library's text ends with the number, which Python puts first.
        let text = std::io::Error::from(error).to_string();
        let text = text.split(" (os error").next().unwrap_or_default();
        let arguments = vec![Value::int(error.raw_os_error().into()), Value::str(text)];
        let class = self.runtime.exception(kind).clone();
        match self.construct(&class, arguments, Vec::new()) {
            Ok(exception) => Raised::object(exception),
            Err(raised) => raised,
        }
    }
}
