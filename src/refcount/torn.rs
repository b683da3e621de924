//! 4 of the family: what [`Plain`](super::Plain) would do if threads shared it without a lock.
//!
//! Rust calls that a data race and promises nothing at all, so it is modeled: the load, the addition and the store of a
//! plain count, each a step of its own on an atomic, with a point in between where another thread may come first. What
//! that thread counts meanwhile is overwritten, as it would be in memory. It is never measured for speed.

use std::{
    cell::Cell,
    sync::atomic::{AtomicU64, Ordering},
    thread,
};

use super::{Decref, IMMORTAL_COUNT, RefCount};

const IMMORTAL: u32 = u32::MAX;
/// One update in so many offers the CPU to another thread in the middle, and as many do so before they begin: a system
/// takes the CPU away anywhere, and a model that is only ever interrupted at the worst place would lose too much.
const YIELDS: u64 = 128;

/// A plain count that threads share without a lock.
///
/// Beside the count it keeps how many updates are in it: an update that is overwritten is in neither.
#[derive(Debug)]
pub struct Torn(AtomicU64);

thread_local! {
    /// State of this thread's choice where to yield.
    static CHOICE: Cell<u64> = const { Cell::new(1) };
}

/// Makes the choices of this thread, where to yield in the middle of an update, those of `seed`.
pub fn seed_yields(seed: u64) {
    CHOICE.set(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
}

/// Where an update is interrupted.
#[derive(Clone, Copy, PartialEq)]
enum Yield {
    Before,
    Between,
    Never,
}

/// Xorshift: two threads that were seeded differently yield at different updates.
fn choose() -> Yield {
    let mut x = CHOICE.get();
    x ^= x << 13;
    x ^= x >> 7;
    x ^= x << 17;
    CHOICE.set(x);
    match x % YIELDS {
        0 => Yield::Before,
        1 => Yield::Between,
        _ => Yield::Never,
    }
}

/// Lets another thread have the CPU if this is the place; a moment passes in any case.
fn yield_point(chosen: Yield, here: Yield) {
    if chosen == here { thread::yield_now() } else { std::hint::spin_loop() }
}

fn pack(updates: u32, count: u32) -> u64 {
    u64::from(updates) << 32 | u64::from(count)
}

fn unpack(word: u64) -> (u32, u32) {
    ((word >> 32) as u32, word as u32)
}

impl Torn {
    /// Load, change, store; the count afterwards, as this thread believes.
    fn update(&self, change: impl Fn(u32) -> u32) -> u32 {
        let chosen = choose();
        yield_point(chosen, Yield::Before);
        // Relaxed: pairs with nothing, which is the point. A plain count orders nothing either.
        let (updates, count) = unpack(self.0.load(Ordering::Relaxed));
        if count == IMMORTAL {
            return count;
        }
        yield_point(chosen, Yield::Between);
        let count = change(count);
        // Relaxed: as above; what came between is overwritten.
        self.0.store(pack(updates.wrapping_add(1), count), Ordering::Relaxed);
        count
    }

    /// As if a new count of so many references had been written over this one.
    pub(super) fn restart(&self, references: u32) {
        // Relaxed: as in `update`.
        self.0.store(pack(0, references), Ordering::Relaxed);
    }

    /// How many updates are in the count; all others were lost.
    #[must_use]
    pub fn updates(&self) -> u32 {
        // Relaxed: a number to look at.
        unpack(self.0.load(Ordering::Relaxed)).0
    }

    fn load(&self) -> u32 {
        // Relaxed: as in `update`.
        unpack(self.0.load(Ordering::Relaxed)).1
    }
}

impl RefCount for Torn {
    fn new() -> Self {
        Self(AtomicU64::new(pack(0, 1)))
    }

    fn incref(&self) {
        self.update(|count| count.wrapping_add(1));
    }

    fn decref(&self) -> Decref {
        // Below zero it wraps round, as an unsigned count does; the checked heap has noticed before.
        if self.update(|count| count.wrapping_sub(1)) == 0 { Decref::Last } else { Decref::Alive }
    }

    fn is_unique(&self) -> bool {
        self.load() == 1
    }

    fn count(&self) -> usize {
        // An immortal count is that number already.
        const { assert!(IMMORTAL as usize == IMMORTAL_COUNT) };
        self.load() as usize
    }

    fn immortalize(&self) {
        // Relaxed: as in `update`; an update under way may well overwrite it.
        self.0.store(pack(0, IMMORTAL), Ordering::Relaxed);
    }

    fn is_immortal(&self) -> bool {
        self.load() == IMMORTAL
    }

    fn try_incref(&self) -> bool {
        let alive = self.load() != 0;
        if alive {
            self.incref();
        }
        alive
    }
}
