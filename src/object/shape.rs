//! Shapes, which are known as hidden classes or maps, too.
//!
//! A *shape* says which attribute of an instance is in which slot. Instances that got the same attributes in the same
//! order share one, so that an instruction can remember "this shape: slot 2" and skip the look-up. Each class has its
//! own shapes; when an attribute of a class (or of one it inherits from) changes, all its shapes get new numbers, and
//! whatever instructions remember no longer fits.

use std::{
    cell::Cell,
    ptr::NonNull,
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
};

use super::Symbol;

/// Which attribute is in which slot.
pub struct Shape {
    number: AtomicU32,
    /// Names of the slots, in order.
    pub names: Vec<Symbol>,
    /// The attribute that is added most, and the shape after it: found without a lock.
    usual: OnceLock<(Symbol, NonNull<Shape>)>,
    next: Cell<Vec<(Symbol, NonNull<Shape>)>>,
}

impl Shape {
    pub(super) fn new(names: Vec<Symbol>) -> Self {
        Self { number: AtomicU32::new(Self::fresh()), names, usual: OnceLock::new(), next: Cell::default() }
    }

    fn fresh() -> u32 {
        static NEXT: AtomicU32 = AtomicU32::new(1);
        // Relaxed: the numbers have to differ, no more.
        NEXT.fetch_add(1, Ordering::Relaxed)
    }

    /// Its number at the moment; zero is no shape's.
    #[inline(always)]
    pub fn number(&self) -> u32 {
        // Relaxed: pairs with the store in `renumber`; a thread that sees it late acts as if it had come earlier.
        self.number.load(Ordering::Relaxed)
    }

    /// Gives it another number: what instructions remember of it no longer fits.
    pub(super) fn renumber(&self) {
        // Relaxed: pairs with the load in `number`.
        self.number.store(Self::fresh(), Ordering::Relaxed);
    }

    /// The slot of an attribute.
    pub fn slot(&self, name: Symbol) -> Option<usize> {
        self.names.iter().position(|&n| n == name)
    }

    /// The shape with one more attribute, if it is the one that is added most. Takes no lock.
    #[inline(always)]
    pub(super) fn usual_with(&self, name: Symbol) -> Option<NonNull<Self>> {
        self.usual.get().filter(|(usual, _)| *usual == name).map(|(_, to)| *to)
    }

    /// The shape with one more attribute; if it has to be made, `keep` gets it, too.
    ///
    /// # Safety
    /// One thread at a time.
    pub(super) unsafe fn with(&self, name: Symbol, keep: impl FnOnce(NonNull<Self>)) -> NonNull<Self> {
        let mut next = self.next.take();
        let to = next.iter().find(|(n, _)| *n == name).map(|(_, to)| *to).unwrap_or_else(|| {
            let names = self.names.iter().copied().chain([name]).collect();
            let to = NonNull::from(Box::leak(Box::new(Self::new(names))));
            keep(to);
            next.push((name, to));
            to
        });
        self.next.set(next);
        // The first one stays the usual one.
        let _ = self.usual.set((name, to));
        to
    }
}
