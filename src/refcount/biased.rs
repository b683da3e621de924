//! 3 of the family: counts that favor their owner, as PEP 703 has them.
//!
//! Most objects are only ever used by the thread that made them. That thread, the *owner*, counts in `local` with plain
//! loads and stores. Everybody else counts in `shared` with atomic instructions. The number of references is the sum;
//! either part alone says nothing, and `shared` may well be negative, when others dropped references that the owner
//! made.
//!
//! The two are added up (*merged*) once in the life of an object, after which `shared` is the count, nobody owns the
//! object, and all threads are equal:
//!
//! | who | when | how |
//! | --- | --- | --- |
//! | the owner | drops its last local reference | in [`RefCount::decref`]: at once |
//! | another thread | would make `shared` negative for the first time | [`Decref::Queue`]: sends the object to the owner, who calls [`Biased::merge`] at a safepoint |
//! | another thread | does so when the owner has ended | [`Biased::merge`] on the spot |
//!
//! `shared` carries two flag bits: 0, then perhaps *weak* (somebody may count up from none, so that even an owner that is
//! alone must not let the object die without a merge), then *queued*, then *merged*, never back.

use super::{
    Decref, IMMORTAL_COUNT, RefCount,
    owner::{self, NOBODY, OUTSIDE, ThreadId},
    sync::{AtomicI32, AtomicU32, Ordering},
};

/// `local` of an immortal object, and of one whose owner made too many references.
const IMMORTAL: u32 = u32::MAX;

/// The flag bits of `shared`, and one reference above them.
const FLAGS: i32 = 0b11;
const WEAK: i32 = 0b01;
const QUEUED: i32 = 0b10;
const MERGED: i32 = 0b11;
const ONE: i32 = 1 << 2;

/// `shared` as far from 0 as this, on either side, is stuck there: nobody counts any more, and the object is immortal.
const LIMIT: u32 = 1 << 30;
/// Where a stuck count is put: in the middle between the limit and the end. Who passed the test before may still step.
const STUCK: i32 = 3 << 29;

/// A count that is cheap for its owner.
#[derive(Debug)]
pub struct Biased {
    /// Id of the thread that counts in `local`, or [`NOBODY`]. While there is an owner and the object lives, `local`
    /// is at least 1.
    owner: AtomicU32,
    /// References counted by the owner. Written by the owner alone: a load and a store of its own, no atomic step.
    local: AtomicU32,
    /// References counted by all others, times four, and the flags.
    shared: AtomicI32,
}

fn is_stuck(shared: i32) -> bool {
    shared.unsigned_abs() >= LIMIT
}

impl Biased {
    /// The thread that counts without atomic instructions; `None` once the counts are merged.
    #[must_use]
    pub fn owner(&self) -> Option<ThreadId> {
        // Relaxed: an owner that has merged meanwhile is found out under the lock of the queues, or when it gets the
        // object; a count that nobody owns never gets an owner again.
        ThreadId::from_bits(self.owner.load(Ordering::Relaxed))
    }

    /// Adds the two counts up and drops the reference that came with [`Decref::Queue`].
    ///
    /// To be called once for each such answer: by the owner, at a safepoint, or by anybody once the owner has left the
    /// queues. [`MergeQueues`](super::MergeQueues) do both.
    pub fn merge(&self) -> Decref {
        if self.is_immortal() {
            return Decref::Alive;
        }
        // Relaxed, the three: the owner's own fields, or those of an owner that left under the lock of the queues.
        // They are written before the merge, for after it another thread may free the object.
        let local = self.local.load(Ordering::Relaxed);
        self.local.store(0, Ordering::Relaxed);
        self.owner.store(NOBODY, Ordering::Relaxed);
        // AcqRel: releases what the owner did to the object to whoever drops the last reference, and acquires what the
        // others did before their `decref_shared`, should that be us.
        let before =
            self.shared.fetch_update(Ordering::AcqRel, Ordering::Relaxed, |shared| Some(merged(shared, local)));
        let is_last = before.is_ok_and(|shared| merged(shared, local) == MERGED);
        if is_last { Decref::Last } else { Decref::Alive }
    }

    /// The owner has dropped its last local reference: it gives the object up.
    #[cold]
    fn merge_zero_local(&self) -> Decref {
        // Relaxed: before the merge, after which another thread may free the object; the merge releases it.
        self.owner.store(NOBODY, Ordering::Relaxed);
        // AcqRel: as in `merge`.
        let shared = self.shared.fetch_or(MERGED, Ordering::AcqRel);
        if shared & !FLAGS == 0 { Decref::Last } else { Decref::Alive }
    }

    /// Somebody else's reference more.
    #[inline]
    fn incref_shared(&self) {
        // Relaxed, both: a new reference is made from one that the caller holds, and so orders nothing.
        if !is_stuck(self.shared.load(Ordering::Relaxed)) {
            self.shared.fetch_add(ONE, Ordering::Relaxed);
        }
    }

    /// Somebody else's reference less.
    #[inline]
    fn decref_shared(&self) -> Decref {
        // Relaxed: a first guess; the exchange below pairs with the others' and does not succeed on an old one.
        let mut shared = self.shared.load(Ordering::Relaxed);
        loop {
            if is_stuck(shared) {
                return Decref::Alive;
            }
            // Nobody but the owner is known to hold a reference, so this one was made by the owner. It is not counted
            // down but goes to the owner with the object, and keeps the object alive on the way.
            let queue = shared & !WEAK == 0;
            let next = if queue { QUEUED } else { shared - ONE };
            // AcqRel: releases what we did to the object to whoever finds the count at zero, or merges; acquires what
            // they did, should that be us. Relaxed on failure: the value is only compared.
            match self.shared.compare_exchange_weak(shared, next, Ordering::AcqRel, Ordering::Relaxed) {
                Ok(_) if queue => return Decref::Queue,
                Ok(_) if next == MERGED => return Decref::Last,
                Ok(_) => return Decref::Alive,
                Err(seen) => shared = seen,
            }
        }
    }

    #[inline(always)]
    fn is_mine(&self) -> bool {
        // Relaxed: only the owner writes its own id away, so the current thread finds its id here exactly if it is the
        // owner; whatever else another thread finds is not its own id.
        self.owner.load(Ordering::Relaxed) == owner::current()
    }

    /// As if a new count of so many references had been written over this one.
    pub(super) fn restart(&self, references: u32) {
        let (owner, local, shared) = fields(references);
        // Relaxed: whoever allocates has the object for itself, and hands it on by means that order this.
        self.owner.store(owner, Ordering::Relaxed);
        self.local.store(local, Ordering::Relaxed);
        self.shared.store(shared, Ordering::Relaxed);
    }
}

/// The fields of an object that the current thread creates: its own, or everybody's if it has no queue.
#[inline(always)]
fn fields(references: u32) -> (u32, u32, i32) {
    let me = owner::current();
    if me == OUTSIDE { (NOBODY, 0, (references as i32 * ONE) | MERGED) } else { (me, references, 0) }
}

/// `shared` with the owner's references added and the queue's taken away.
fn merged(shared: i32, local: u32) -> i32 {
    let count = i64::from(shared >> 2) + i64::from(local) - 1;
    match i32::try_from(count << 2) {
        Ok(shifted) if !is_stuck(shared) && !is_stuck(shifted) => shifted | MERGED,
        _ => STUCK | MERGED,
    }
}

impl RefCount for Biased {
    #[inline(always)]
    fn new() -> Self {
        let (owner, local, shared) = fields(1);
        Self { owner: AtomicU32::new(owner), local: AtomicU32::new(local), shared: AtomicI32::new(shared) }
    }

    #[inline(always)]
    fn incref(&self) {
        // Relaxed, all of `local`: only its owner counts there; others only ask whether it is immortal.
        let local = self.local.load(Ordering::Relaxed);
        if local == IMMORTAL {
            return;
        }
        if self.is_mine() {
            self.local.store(local + 1, Ordering::Relaxed);
        } else {
            self.incref_shared();
        }
    }

    #[inline(always)]
    fn decref(&self) -> Decref {
        // Relaxed, all of `local`: as in `incref`.
        let local = self.local.load(Ordering::Relaxed);
        if local == IMMORTAL {
            return Decref::Alive;
        }
        if !self.is_mine() {
            return self.decref_shared();
        }
        // Relaxed: pairs with nothing, for the local count is the owner's alone.
        self.local.store(local - 1, Ordering::Relaxed);
        if local > 1 {
            return Decref::Alive;
        }
        // Acquire: pairs with the Release of `decref_shared`. With no flag set and nothing counted, nobody else holds
        // a reference, and the object needs no merge to die.
        if self.shared.load(Ordering::Acquire) == 0 { Decref::Last } else { self.merge_zero_local() }
    }

    #[inline(always)]
    fn is_unique(&self) -> bool {
        // Acquire: pairs with the Release of `decref_shared` by those who held the other references.
        let shared = self.shared.load(Ordering::Acquire);
        if self.is_mine() { shared == 0 && self.local.load(Ordering::Relaxed) == 1 } else { shared == ONE | MERGED }
    }

    fn count(&self) -> usize {
        if self.is_immortal() {
            return IMMORTAL_COUNT;
        }
        // Relaxed: numbers to look at; they belong together only while nobody counts.
        let local = i64::from(self.local.load(Ordering::Relaxed));
        usize::try_from(local + i64::from(self.shared.load(Ordering::Relaxed) >> 2)).unwrap_or(0)
    }

    fn immortalize(&self) {
        // Relaxed: a thread that sees it late still counts for a while, which does no harm. Each side writes its own
        // field, so that neither can overwrite it with an older count.
        if self.is_mine() {
            self.local.store(IMMORTAL, Ordering::Relaxed);
        } else {
            let stuck = |shared| Some(STUCK | (shared & FLAGS));
            // Relaxed: as above; it pairs with whoever looks for an immortal. The closure never declines.
            let _ = self.shared.fetch_update(Ordering::Relaxed, Ordering::Relaxed, stuck);
        }
    }

    #[inline(always)]
    fn is_immortal(&self) -> bool {
        // Relaxed: pairs with `immortalize`; late is harmless, as there.
        self.local.load(Ordering::Relaxed) == IMMORTAL || is_stuck(self.shared.load(Ordering::Relaxed))
    }

    fn allow_weak(&self) {
        let weak = |shared: i32| (shared & FLAGS == 0).then_some(shared | WEAK);
        // Relaxed: the caller's reference keeps the object alive meanwhile, and whoever drops it later releases this.
        // It fails if a flag is set already, which is as good.
        let _ = self.shared.fetch_update(Ordering::Relaxed, Ordering::Relaxed, weak);
    }

    fn try_incref(&self) -> bool {
        // Relaxed, all: as in `incref`; a merged count of zero stays what it is.
        let local = self.local.load(Ordering::Relaxed);
        if local == IMMORTAL {
            return true;
        }
        if self.is_mine() {
            if local > 0 {
                // Relaxed: the local count is the owner's alone; it pairs with nothing.
                self.local.store(local + 1, Ordering::Relaxed);
            }
            return local > 0;
        }
        let more = |shared| match shared {
            MERGED => None,
            stuck if is_stuck(stuck) => Some(stuck),
            shared => Some(shared + ONE),
        };
        // Relaxed: as in `incref`; it pairs with nothing that the object's data depends on.
        self.shared.fetch_update(Ordering::Relaxed, Ordering::Relaxed, more).is_ok()
    }
}
