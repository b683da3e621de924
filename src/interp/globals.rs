//! The variables of a module: slots that the compiler has numbered.

use std::cell::UnsafeCell;

use crate::object::{Build, Lock as _, Value};

/// The variables of a module. A slot whose name is a built-in begins with it.
pub struct Globals<B: Build> {
    /// Name of the module.
    pub module: String,
    /// Names of the slots.
    pub names: Vec<String>,
    builtins: Box<[Value<B>]>,
    slots: Box<[UnsafeCell<Value<B>>]>,
    lock: B::Lock,
}

impl<B: Build> Globals<B> {
    /// Slots with these names; `builtin` gives what is built in under a name.
    pub(super) fn new(module: &str, names: Vec<String>, builtin: impl Fn(&str) -> Option<Value<B>>) -> Self {
        let builtins: Box<[_]> = names.iter().map(|name| builtin(name).unwrap_or(Value::UNSET)).collect();
        let slots = builtins.iter().cloned().map(UnsafeCell::new).collect();
        Self { module: module.into(), names, builtins, slots, lock: B::Lock::default() }
    }

    /// The value in a slot; unset if there is none.
    ///
    /// Without a GIL, what is not counted (functions and classes are immortal there) is read without a lock, so that
    /// threads that only call functions do not meet here.
    #[inline(always)]
    pub fn load(&self, slot: usize) -> Value<B> {
        debug_assert!(slot < self.slots.len());
        // SAFETY: slots are numbered by the compiler, or by `slot`.
        let place = unsafe { self.slots.get_unchecked(slot) }.get();
        if B::FREE_THREADED {
            // SAFETY: slots are written by `store` only, which goes through `store_shared`.
            if let Some(value) = unsafe { Value::load_uncounted(place) } {
                return value;
            }
            self.lock.lock();
            // SAFETY: the lock keeps writers out.
            let value = unsafe { (*place).clone() };
            self.lock.unlock();
            return value;
        }
        // SAFETY: this thread holds the GIL, and `clone` runs no other code.
        unsafe { (*place).clone() }
    }

    /// Puts a value into a slot; returns the old one, to be dropped by the caller.
    pub fn store(&self, slot: usize, value: Value<B>) -> Value<B> {
        let value = if B::FREE_THREADED { immortal_if_shared(value) } else { value };
        self.lock.lock();
        // SAFETY: the lock (or the GIL) makes this thread the only writer.
        let old = unsafe { Value::store_shared(self.slots[slot].get(), value) };
        self.lock.unlock();
        old
    }

    /// Empties a slot: a built-in of that name is visible again.
    pub fn delete(&self, slot: usize) -> Value<B> {
        self.store(slot, self.builtins[slot].clone())
    }

    /// The slot of a name.
    pub fn slot(&self, name: &str) -> Option<usize> {
        self.names.iter().position(|n| n == name)
    }

    /// The values of the variables, without what is built in.
    pub(super) fn values(&self) -> Vec<Value<B>> {
        let own = |&slot: &usize| self.builtins[slot].is_unset();
        (0..self.slots.len()).filter(own).map(|slot| self.load(slot)).collect()
    }

    /// Drops all values in the order of their slots; finalizers find `None` where one was, and built-ins last.
    pub(super) fn clear(&self) {
        for slot in (0..self.slots.len()).filter(|&slot| self.builtins[slot].is_unset()) {
            drop(self.store(slot, Value::NONE));
        }
        (0..self.slots.len()).for_each(|slot| drop(self.store(slot, Value::UNSET)));
    }
}

/// Functions and classes that all threads use are not counted without a GIL, as in 3.13t. A closure is: it would keep
/// what it has captured forever.
fn immortal_if_shared<B: Build>(value: Value<B>) -> Value<B> {
    use crate::object::Kind::{Class, Native};
    let function = value.get::<crate::object::Function<B>>().is_some_and(|function| function.cells.is_empty());
    if function || matches!(value.kind(), Some(Class | Native)) { value.immortal() } else { value }
}
