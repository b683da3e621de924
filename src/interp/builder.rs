//! How an interpreter is to be built.

use std::{io::Write, time::Duration};

use super::{Interpreter, machine::Machine};
use crate::{
    gil,
    object::{FreeAtomic, FreeBiased, GilAtomic, GilPlain},
};

/// Whether threads take turns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gil {
    /// They do, and change after this interval if another one waits.
    Interval(Duration),
    /// They do, and change after so many safepoints, whether another one waits or not: before 3.2.
    Instructions(u32),
    /// They do not.
    Free,
}

/// How references are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refcount {
    /// Plain integers: only with a GIL.
    Plain,
    /// Atomic integers.
    Atomic,
    /// Two integers, one for the thread that made the object: only without a GIL.
    Biased,
}

/// Says how an interpreter is to be built; then [`build`](Self::build)s it.
pub struct Builder {
    pub(super) gil: Gil,
    pub(super) refcount: Option<Refcount>,
    pub(super) out: Box<dyn Write + Send>,
    pub(super) err: Box<dyn Write + Send>,
    pub(super) forced_switching: Option<bool>,
    pub(super) every_instruction: bool,
    pub(super) trace: bool,
    pub(super) deadline: Option<Duration>,
    pub(super) recursion_limit: usize,
    pub(super) collector: crate::gc::Settings,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            gil: Gil::Interval(crate::gil::DEFAULT_SWITCH_INTERVAL),
            refcount: None,
            out: Box::new(std::io::stdout()),
            err: Box::new(std::io::stderr()),
            forced_switching: None,
            every_instruction: false,
            trace: false,
            deadline: None,
            recursion_limit: 1000,
            collector: crate::gc::Settings::default(),
        }
    }
}

impl Builder {
    /// With or without a GIL.
    #[must_use]
    pub fn gil(mut self, gil: Gil) -> Self {
        self.gil = gil;
        self
    }

    /// How references are counted; if not said, plain with a GIL and biased without.
    #[must_use]
    pub fn refcount(mut self, refcount: Refcount) -> Self {
        self.refcount = Some(refcount);
        self
    }

    /// `sys.setswitchinterval`
    #[must_use]
    pub fn switch_interval(self, interval: Duration) -> Self {
        self.gil(Gil::Interval(interval))
    }

    /// Where `print` writes.
    #[must_use]
    pub fn stdout(mut self, out: impl Write + Send + 'static) -> Self {
        self.out = Box::new(out);
        self
    }

    /// Where exceptions are printed that nobody can catch: those of threads, in `__del__` and in callbacks.
    #[must_use]
    pub fn stderr(mut self, err: impl Write + Send + 'static) -> Self {
        self.err = Box::new(err);
        self
    }

    /// Whether a thread that was asked to drop the GIL waits until another one has it. It does if not said, with
    /// [`Gil::Interval`].
    #[must_use]
    pub fn forced_switching(mut self, forced: bool) -> Self {
        self.forced_switching = Some(forced);
        self
    }

    /// Whether each instruction of what is loaded is a safepoint, as nearly each was up to CPython 3.9. If not said, only
    /// those are that have been since 3.10: jumps backward and entries.
    #[must_use]
    pub fn every_instruction(mut self, every: bool) -> Self {
        self.every_instruction = every;
        self
    }

    /// Whether to record who holds the GIL when: [`Interpreter::holds`].
    #[must_use]
    pub fn trace(mut self, trace: bool) -> Self {
        self.trace = trace;
        self
    }

    /// How long a load or a call may take.
    #[must_use]
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// `sys.setrecursionlimit`
    #[must_use]
    pub fn recursion_limit(mut self, limit: usize) -> Self {
        self.recursion_limit = limit;
        self
    }

    /// How the collector works: thresholds, generations, what it keeps of its runs.
    #[must_use]
    pub fn collector(mut self, settings: crate::gc::Settings) -> Self {
        self.collector = settings;
        self
    }

    /// The interpreter: the one place where a build is chosen. Plain counts without a GIL would lose updates, so they
    /// become biased, and biased counts with a GIL would gain nothing, so they become plain.
    pub fn build(self) -> Interpreter {
        let machine: Box<dyn super::Run> = match (self.gil, self.refcount) {
            (Gil::Free, Some(Refcount::Atomic)) => Box::new(Machine::<FreeAtomic>::new(self)),
            (Gil::Free, _) => Box::new(Machine::<FreeBiased>::new(self)),
            (_, Some(Refcount::Atomic)) => Box::new(Machine::<GilAtomic>::new(self)),
            _ => Box::new(Machine::<GilPlain>::new(self)),
        };
        Interpreter { machine }
    }
}

impl Builder {
    /// The GIL of the interpreter, if it is to have one.
    pub(super) fn make_gil(&self) -> Option<gil::Gil> {
        let switching = match self.gil {
            Gil::Interval(interval) => gil::Switching::Interval(interval),
            Gil::Instructions(safepoints) => gil::Switching::Instructions(safepoints),
            Gil::Free => return None,
        };
        let gil = gil::Gil::with(switching);
        let gil = match self.forced_switching {
            None => gil,
            Some(true) => gil.with_forced_switching(),
            Some(false) => gil.without_forced_switching(),
        };
        Some(if self.trace { gil.traced(super::clock::nanoseconds) } else { gil })
    }
}

impl std::fmt::Debug for Builder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Builder").field("gil", &self.gil).field("refcount", &self.refcount).finish_non_exhaustive()
    }
}
