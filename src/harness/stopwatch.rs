//! The only clock that a result may come from.

use std::time::Instant;

/// Collects the samples that one variant takes in one round.
#[derive(Debug)]
pub struct Stopwatch {
    clock: Clock,
    samples: Vec<i64>,
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
        Self { clock: Clock::start(), samples: Vec::new() }
    }

    /// Times `work`: one sample, ns.
    pub fn time<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let start = Instant::now();
        let result = std::hint::black_box(work());
        let elapsed = start.elapsed();
        self.samples.push(i64::try_from(elapsed.as_nanos()).unwrap_or(i64::MAX));
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

    pub(super) fn into_samples(self) -> Vec<i64> {
        self.samples
    }
}
