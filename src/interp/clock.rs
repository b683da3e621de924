//! The clock that programs and the trace read: they can be laid beside one another.

use rustix::time::{ClockId, clock_gettime};

/// `time.monotonic_ns()` and `time.perf_counter_ns()`.
pub(super) fn nanoseconds() -> u64 {
    read(ClockId::Monotonic) as u64
}

/// Nanoseconds of a clock of the system.
pub(super) fn read(clock: ClockId) -> i64 {
    let time = clock_gettime(clock);
    time.tv_sec.saturating_mul(1_000_000_000).saturating_add(time.tv_nsec)
}
