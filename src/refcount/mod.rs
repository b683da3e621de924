//! Reference counts: how an object knows that nobody needs it any more.
//!
//! One trait and a closed family of counts behind it, in the order of what they can bear and what they cost:
//!
//! 1. [`Plain`]: a number in memory. One thread at a time, which is what the GIL is for.
//! 2. [`Atomic`]: every step is one atomic instruction. Any thread at any time, at that price for everybody.
//! 3. [`Biased`]: two numbers. The owner thread counts on its own without atomic instructions, all others share an
//!    atomic count; [`MergeQueues`] carry an object home when the two must be added up (PEP 703).
//! 4. [`Torn`]: [`Plain`] shared by threads without a lock, so that one can watch it go wrong; for the checked heap only.
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | the trait, and what dropping a reference can mean |
//! | `plain`, `atomic`, `biased` | one count each, complete |
//! | `owner` | who the current thread is to the objects that it creates |
//! | [`queue`] | objects on their way to their owner, and what happens when a thread ends |
//! | `torn` | the count that goes wrong |
//! | [`checked`] | a heap that notices use after free, double free and leaks |
//! | [`together`] | the same workload on the checked heap with each kind of count |
//! | `sync` | the primitives it stands on, so that loom can put its own in their place |
//!
//! An *immortal* object (PEP 683) is never counted and never freed. Every kind keeps immortality in the count itself,
//! and a count that leaves its range sticks there for good: too many references make an object immortal, they never
//! make it die too soon.
//!
//! Nothing in here is `unsafe`: a wrong count is a wrong number, and only a heap that trusts it can do harm. What must
//! be right is that [`Decref::Last`] is told exactly once, and only when no reference is left. The tests ask for that
//! in three ways: random steps beside a model, real threads on the checked heap, and loom over the meetings of two and
//! three threads at the merge and at the queue
//! (`RUSTFLAGS="--cfg roommates_loom" cargo test -p roommates --lib --target-dir target/loom refcount`).

pub mod atomic;
pub mod biased;
pub mod checked;
mod owner;
pub mod plain;
pub mod queue;
mod sync;
pub mod together;
pub mod torn;

pub use atomic::Atomic;
pub use biased::Biased;
pub use owner::ThreadId;
pub use plain::Plain;
pub use queue::{Counted, Member, MergeQueues};
pub use torn::Torn;

/// What [`RefCount::count`] says of an immortal object: as `sys.getrefcount(None)` of 3.12 and 3.13.
pub const IMMORTAL_COUNT: usize = u32::MAX as usize;

/// A count of references.
///
/// Whoever counts holds a reference: `incref` copies one, `decref` gives one up.
pub trait RefCount: Sized {
    /// A count of one, owned by this thread.
    fn new() -> Self;

    /// One reference more.
    fn incref(&self);

    /// One reference less; the caller must do what it is told.
    fn decref(&self) -> Decref;

    /// Whether the caller holds the only reference, and may change the object in place. `false` may be a wrong guess.
    fn is_unique(&self) -> bool;

    /// The number of references, or [`IMMORTAL_COUNT`]. Exact while nobody else counts.
    fn count(&self) -> usize;

    /// Makes the object immortal; its count does not change any more.
    fn immortalize(&self);

    /// Whether the object is immortal.
    fn is_immortal(&self) -> bool;

    /// Whoever calls this holds a reference; from here on [`try_incref`](Self::try_incref) may be called.
    fn allow_weak(&self) {}

    /// One reference more, made from none: the caller knows only that the object has not been freed. `false` if its last
    /// reference is gone.
    fn try_incref(&self) -> bool;
}

/// What became of a reference that was given up.
#[must_use]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decref {
    /// The object lives on.
    Alive,
    /// It was the last: the caller frees the object.
    Last,
    /// It could not be given up here and belongs to the caller still, who hands it with the object to
    /// [`MergeQueues::queue`]. Only [`Biased`] says so.
    Queue,
}

#[cfg(test)]
mod tests;
