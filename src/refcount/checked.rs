//! A heap that notices what a wrong count does, without doing it.
//!
//! Objects are slots, and a reference is a [`Handle`]: a slot and the generation that it had when the object was
//! allocated. Freeing a slot ends its generation, so a handle that outlives its object is recognized: what would read
//! another object's memory in C is counted here as a use after free, and refused. Beside the count that is being
//! checked, the heap keeps the truth: how many references there really are.
//!
//! | fault | how it is noticed |
//! | --- | --- |
//! | use after free | a handle's generation is over |
//! | early free | an object is freed while, in truth, there are references |
//! | double free | a handle's generation is over when it is freed |
//! | leak | no references in truth, and not freed |
//!
//! The heap's own books are kept with `SeqCst` throughout: what everything else is measured against must not owe its
//! result to a clever ordering. Each access pairs with every other one to the same field.

use std::sync::{
    Mutex, PoisonError,
    atomic::{AtomicI64, AtomicU32, AtomicU64, Ordering::SeqCst},
};

use super::{Atomic, Biased, Decref, Plain, RefCount, Torn};

/// A count that the checked heap can use, and use again for the next object in the slot.
pub trait Checked: RefCount {
    /// Begins anew with so many references, all of them made by this thread.
    fn restart(&self, references: u32);

    /// How many updates are in the count, where it knows.
    fn updates(&self) -> Option<u32> {
        None
    }
}

/// A reference as a program holds it. Copying it is not counted: that is what `incref` is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handle {
    slot: u32,
    generation: u32,
}

/// What a heap has noticed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// Counted through a handle whose object was gone.
    pub uses_after_free: u64,
    /// Objects freed while there were references.
    pub early_frees: u64,
    /// Objects freed that had been freed.
    pub double_frees: u64,
    /// Objects without a reference that are still there.
    pub leaks: u64,
}

/// A heap of objects that are nothing but their count. SeqCst throughout: what it finds must not depend on an ordering.
#[derive(Debug)]
pub struct CheckedHeap<C> {
    slots: Box<[Slot<C>]>,
    vacant: Mutex<Vec<u32>>,
    uses_after_free: AtomicU64,
    early_frees: AtomicU64,
    double_frees: AtomicU64,
}

#[derive(Debug)]
struct Slot<C> {
    /// Odd while there is an object.
    generation: AtomicU32,
    /// References in truth; what is on its way to an owner is none.
    references: AtomicI64,
    count: C,
}

impl<C: Checked> CheckedHeap<C> {
    /// A heap for so many objects at a time.
    #[must_use]
    pub fn new(objects: u32) -> Self {
        let slot = |_| Slot { generation: AtomicU32::new(0), references: AtomicI64::new(0), count: C::new() };
        Self {
            slots: (0..objects).map(slot).collect(),
            vacant: Mutex::new((0..objects).rev().collect()),
            uses_after_free: AtomicU64::new(0),
            early_frees: AtomicU64::new(0),
            double_frees: AtomicU64::new(0),
        }
    }

    /// A new object with so many references; `None` if the heap is full. The slot freed last is used first.
    pub fn allocate(&self, references: u32) -> Option<Handle> {
        let slot = self.vacant.lock().unwrap_or_else(PoisonError::into_inner).pop()?;
        let it = &self.slots[slot as usize];
        it.references.store(i64::from(references), SeqCst);
        it.count.restart(references);
        let generation = it.generation.fetch_add(1, SeqCst) + 1;
        Some(Handle { slot, generation })
    }

    /// One reference more.
    pub fn incref(&self, handle: Handle) {
        if let Some(slot) = self.live(handle) {
            slot.references.fetch_add(1, SeqCst);
            slot.count.incref();
        }
    }

    /// One reference less; the caller must do what it is told.
    pub fn decref(&self, handle: Handle) -> Decref {
        let Some(slot) = self.live(handle) else { return Decref::Alive };
        slot.references.fetch_sub(1, SeqCst);
        slot.count.decref()
    }

    /// Frees an object, as the count said.
    pub fn free(&self, handle: Handle) {
        let slot = &self.slots[handle.slot as usize];
        let over = handle.generation.wrapping_add(1);
        if slot.generation.compare_exchange(handle.generation, over, SeqCst, SeqCst).is_err() {
            self.double_frees.fetch_add(1, SeqCst);
            return;
        }
        if slot.references.load(SeqCst) > 0 {
            self.early_frees.fetch_add(1, SeqCst);
        }
        self.vacant.lock().unwrap_or_else(PoisonError::into_inner).push(handle.slot);
    }

    /// The count that is being checked.
    pub fn count(&self, handle: Handle) -> &C {
        // A handle that is over is noted; its slot is there all the same.
        let _ = self.live(handle);
        &self.slots[handle.slot as usize].count
    }

    /// Whether the object is there.
    #[must_use]
    pub fn is_live(&self, handle: Handle) -> bool {
        self.slots[handle.slot as usize].generation.load(SeqCst) == handle.generation
    }

    /// What has been noticed so far. Leaks are told apart from objects in use, but not from those on their way to an
    /// owner: ask when all threads have ended.
    #[must_use]
    pub fn faults(&self) -> Faults {
        let is_leak = |s: &&Slot<C>| !s.generation.load(SeqCst).is_multiple_of(2) && s.references.load(SeqCst) <= 0;
        Faults {
            uses_after_free: self.uses_after_free.load(SeqCst),
            early_frees: self.early_frees.load(SeqCst),
            double_frees: self.double_frees.load(SeqCst),
            leaks: self.slots.iter().filter(is_leak).count() as u64,
        }
    }

    fn live(&self, handle: Handle) -> Option<&Slot<C>> {
        if !self.is_live(handle) {
            self.uses_after_free.fetch_add(1, SeqCst);
            return None;
        }
        Some(&self.slots[handle.slot as usize])
    }
}

impl Checked for Plain {
    fn restart(&self, references: u32) {
        Plain::restart(self, references);
    }
}

impl Checked for Atomic {
    fn restart(&self, references: u32) {
        Atomic::restart(self, references);
    }
}

impl Checked for Biased {
    fn restart(&self, references: u32) {
        Biased::restart(self, references);
    }
}

impl Checked for Torn {
    fn restart(&self, references: u32) {
        Torn::restart(self, references);
    }

    fn updates(&self) -> Option<u32> {
        Some(Torn::updates(self))
    }
}
