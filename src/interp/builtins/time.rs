//! `time`

use std::time::{Duration, Instant};

use rustix::time::ClockId;

use crate::{
    interp::{Thread, clock::read, runtime::Entry},
    object::{Build, Call, ExceptionType, Raised, Result, Value},
};

/// The functions.
pub(super) fn functions<B: Build>() -> &'static [Entry<B>] {
    const {
        &[
            Entry::new("sleep", 1, 1, sleep),
            Entry::new("perf_counter", 0, 0, monotonic),
            Entry::new("perf_counter_ns", 0, 0, monotonic_ns),
            Entry::new("monotonic", 0, 0, monotonic),
            Entry::new("monotonic_ns", 0, 0, monotonic_ns),
            Entry::new("time", 0, 0, time),
            Entry::new("time_ns", 0, 0, time_ns),
            Entry::new("process_time", 0, 0, process_time),
            Entry::new("process_time_ns", 0, 0, process_time_ns),
            Entry::new("thread_time", 0, 0, thread_time),
            Entry::new("thread_time_ns", 0, 0, thread_time_ns),
        ]
    }
}

macro_rules! clocks {
    ($($seconds:ident, $nanoseconds:ident: $clock:ident;)*) => {
        $(
            fn $seconds<B: Build>(_: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
                Ok(Value::float(read(ClockId::$clock) as f64 / 1e9))
            }
            fn $nanoseconds<B: Build>(_: &mut Thread<B>, _: Call<'_, B>) -> Result<Value<B>, B> {
                Ok(Value::int(read(ClockId::$clock)))
            }
        )*
    };
}

clocks! {
    monotonic, monotonic_ns: Monotonic;
    time, time_ns: Realtime;
    process_time, process_time_ns: ProcessCPUTime;
    thread_time, thread_time_ns: ThreadCPUTime;
}

/// `sleep(seconds)`: without the GIL, for zero seconds too.
fn sleep<B: Build>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let value = &call.positional[0];
    let seconds = match (value.as_float(), value.as_index()) {
        (Some(seconds), _) => seconds,
        (_, Some(seconds)) => seconds as f64,
        _ => {
            let name = thread.type_name(value);
            return Err(Raised::type_error(format!("'{name}' object cannot be interpreted as an integer")));
        }
    };
    if seconds.is_nan() {
        return Err(Raised::value_error("Invalid value NaN (not a number)"));
    }
    if seconds < 0.0 {
        return Err(Raised::value_error("sleep length must be non-negative"));
    }
    let too_long = || Raised::new(ExceptionType::OverflowError, "timestamp too large to convert to C PyTime_t");
    let duration = Duration::try_from_secs_f64(seconds).map_err(|_| too_long())?;
    let until = Instant::now().checked_add(duration).ok_or_else(too_long)?;
    thread.block_until(Some(until), |_, _| None::<()>)?;
    Ok(Value::NONE)
}
