//! The only clock that a result may come from.

use std::time::{Duration, Instant};

/// Collects the samples that one variant takes in one round.
#[derive(Debug)]
pub struct Stopwatch {
    clock: Clock,
    samples: Vec<i64>,
    busy: f64,
}

/// Nanoseconds since the round of this variant began; may be handed to threads and to a trace.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    origin: Instant,
}

impl Clock {
    /// Starts at 0 ns.
    #[must_use]
    pub fn start() -> Self {
        Self { origin: Instant::now() }
    }

    /// Nanoseconds since the start.
    #[must_use]
    pub fn now(&self) -> u64 {
        u64::try_from(self.origin.elapsed().as_nanos()).unwrap_or(u64::MAX)
    }
}

impl Stopwatch {
    pub(super) fn new() -> Self {
        Self { clock: Clock::start(), samples: Vec::new(), busy: 0.0 }
    }

    /// Times `work`: one sample, ns.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let (start, cpu) = (Instant::now(), cpu_time());
        let result = std::hint::black_box(work());
        let elapsed = start.elapsed();
        self.busy = (cpu_time() - cpu).as_secs_f64() / elapsed.as_secs_f64().max(1e-9);
        self.samples.push(i64::try_from(elapsed.as_nanos()).unwrap_or(i64::MAX));
        result
    }

    /// Times `work` by the processors: CPU time of all threads of this process, one sample, ns.
    pub fn time_cpu<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let cpu = cpu_time();
        let result = std::hint::black_box(work());
        self.samples.push(i64::try_from((cpu_time() - cpu).as_nanos()).unwrap_or(i64::MAX));
        result
    }

    /// Takes a sample that is not a time, or that was read from [`Stopwatch::clock`]; in the unit of the series.
    pub fn report(&mut self, sample: i64) {
        self.samples.push(sample);
    }

    /// The clock, for threads that must read it themselves.
    #[must_use]
    pub fn clock(&self) -> Clock {
        self.clock
    }

    /// CPUs that this process kept busy on average during the last [`Stopwatch::time`]: CPU time ÷ wall-clock time.
    #[must_use]
    pub fn busy_cpus(&self) -> f64 {
        self.busy
    }

    pub(super) fn into_samples(self) -> Vec<i64> {
        self.samples
    }
}

/// CPU time of all threads of this process so far.
fn cpu_time() -> Duration {
    let now = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Duration::new(u64::try_from(now.tv_sec).unwrap_or(0), u32::try_from(now.tv_nsec).unwrap_or(0))
}
