//! How a waiter reaches a holder that has an eval breaker of its own, and what the GIL counts.

use std::{
    fmt,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use super::{Gil, State, Switching};

/// The word that a thread reads at every safepoint, as far as the GIL is concerned.
pub trait EvalBreaker: fmt::Debug + Send + Sync {
    /// A waiter asks the thread to drop the GIL.
    fn request_drop(&self);
    /// The thread has just taken the GIL: whatever was asked before is done.
    fn clear_request(&self);
}

/// How often something happened to a GIL.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// It went to another thread than the last.
    pub hand_overs: u64,
    /// A thread that wanted it had to wait.
    pub waits: u64,
    /// A waiter asked the holder to drop it.
    pub requests: u64,
    /// A thread slept: until it was dropped, or for an interval of that, or until somebody else had taken it.
    pub sleeps: u64,
}

impl State {
    /// Notes the new holder's eval breaker.
    pub(super) fn hold_with(&mut self, breaker: Option<&Arc<dyn EvalBreaker>>) {
        if let Some(breaker) = breaker {
            breaker.clear_request();
        }
        self.holder = breaker.cloned();
    }
}

impl Gil {
    /// The switch interval: how long a waiter waits before it asks.
    #[must_use]
    pub fn switch_interval(&self) -> Duration {
        // Relaxed: pairs with the store in `set_switch_interval`; a waiter that sees it late waits the old one.
        Duration::from_nanos(self.interval.load(Ordering::Relaxed))
    }

    /// `sys.setswitchinterval`
    pub fn set_switch_interval(&self, interval: Duration) {
        // Relaxed: pairs with the load in `switch_interval`.
        self.interval.store(nanoseconds(Switching::Interval(interval)), Ordering::Relaxed);
    }

    /// What it has counted so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        let state = self.lock();
        Counters { hand_overs: state.switch_number, ..state.counters }
    }

    /// Whether a thread that was asked to drop it waits until another one has taken it (`FORCE_SWITCHING`).
    #[must_use]
    pub fn forces_switching(&self) -> bool {
        self.forced_switching
    }

    /// After how many safepoints a holder lets go by itself, before 3.2.
    pub(crate) fn check_interval(&self) -> Option<u32> {
        match self.switching {
            Switching::Instructions(ticks) => Some(ticks.max(1)),
            Switching::Interval(_) => None,
        }
    }
}

/// The interval as it is kept. Without one it is the default, which nobody waits for.
pub(super) fn nanoseconds(switching: Switching) -> u64 {
    let interval = match switching {
        Switching::Interval(interval) => interval,
        Switching::Instructions(_) => super::DEFAULT_SWITCH_INTERVAL,
    };
    u64::try_from(interval.as_nanos()).unwrap_or(u64::MAX)
}
