//! The registers of the frame that runs.

use crate::object::{Build, Value};

/// Registers and constants of a frame. A copy is as good as the original: it is only where they are.
///
/// The compiler keeps register numbers within the frame's registers and constants within the code's, which is what
/// makes the accesses sound; `Thread::reserve` has made them all hold values. A reference to a register must not
/// outlive a write to it: the eval loop reads, computes, and then writes.
pub(crate) struct Window<B: Build> {
    pub base: *mut Value<B>,
    pub constants: *const Value<B>,
}

impl<B: Build> Clone for Window<B> {
    #[inline(always)]
    fn clone(&self) -> Self {
        *self
    }
}
impl<B: Build> Copy for Window<B> {}

impl<B: Build> Window<B> {
    #[inline(always)]
    pub(crate) fn at(self, register: u16) -> *mut Value<B> {
        // SAFETY: within the frame's registers, as said above.
        unsafe { self.base.add(register.into()) }
    }

    #[inline(always)]
    pub(crate) fn get<'a>(self, register: u16) -> &'a Value<B> {
        // SAFETY: as said above.
        unsafe { &*self.at(register) }
    }

    /// Writes a register; what was in it is dropped.
    #[inline(always)]
    pub(crate) fn set(self, register: u16, value: Value<B>) {
        // The old value goes last: its finalizer may run code, which must find the register in order.
        // SAFETY: as said above.
        let old = unsafe { std::mem::replace(&mut *self.at(register), value) };
        drop(old);
    }

    /// Empties registers in a row.
    #[inline(always)]
    pub(crate) fn clear(self, first: u16, count: u16) {
        for register in 0..count {
            self.set(first + register, Value::UNSET);
        }
    }

    /// Takes a register's value; it is unset then.
    #[inline(always)]
    pub(crate) fn take(self, register: u16) -> Value<B> {
        // SAFETY: as said above.
        unsafe { std::mem::replace(&mut *self.at(register), Value::UNSET) }
    }

    /// Registers in a row.
    #[inline(always)]
    pub(crate) fn slice<'a>(self, first: u16, count: usize) -> &'a mut [Value<B>] {
        // SAFETY: as said above; nothing else refers to these registers while an instruction uses them.
        unsafe { std::slice::from_raw_parts_mut(self.at(first), count) }
    }

    #[inline(always)]
    pub(crate) fn constant<'a>(self, index: u16) -> &'a Value<B> {
        // SAFETY: as said above.
        unsafe { &*self.constants.add(index.into()) }
    }
}
