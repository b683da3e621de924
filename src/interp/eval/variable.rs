//! Variables: registers, cells, globals; functions and modules.

use super::{Window, arith::instruction};
use crate::{
    interp::{
        Thread,
        code::{Capture, Instruction},
    },
    object::{Build, CellBox, ExceptionType, Function, Guarded, Raised, Result, Value},
};

/// An operand: a temporary is consumed, a variable stays.
#[inline(always)]
pub(super) fn take_operand<B: Build>(thread: &mut Thread<B>, w: Window<B>, register: u16) -> Result<Value<B>, B> {
    if register >= thread.code().first_temporary {
        return Ok(w.take(register));
    }
    let value = w.get(register).clone();
    if value.is_unset() {
        return Err(unbound_local(thread, register));
    }
    Ok(value)
}

#[cold]
#[inline(never)]
fn unbound_local<B: Build>(thread: &mut Thread<B>, register: u16) -> Raised<B> {
    let name = thread.code().unit.local_names.get(usize::from(register)).cloned().unwrap_or_default();
    let message = format!("cannot access local variable '{name}' where it is not associated with a value");
    Raised::new(ExceptionType::UnboundLocalError, message)
}

#[inline(always)]
pub(super) fn move_register<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Result<(), B> {
    let value = take_operand(thread, w, i.b)?;
    w.set(i.a, value);
    Ok(())
}

pub(super) fn delete_local<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let register = instruction(pc).a;
    let old = w.take(register);
    if old.is_unset() { Err(unbound_local(thread, register)) } else { Ok(()) }
}

#[cold]
#[inline(never)]
pub(super) fn no_global<B: Build>(thread: &mut Thread<B>, _: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let name = &thread.code().globals.names[usize::from(instruction(pc).b)];
    Err(Raised::new(ExceptionType::NameError, format!("name '{name}' is not defined")))
}

#[inline(never)]
pub(super) fn store_global<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let value = take_operand(thread, w, i.a)?;
    drop(thread.code().globals.store(i.b.into(), value));
    Ok(())
}

pub(super) fn delete_global<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let slot = usize::from(instruction(pc).b);
    if thread.code().globals.load(slot).is_unset() {
        return no_global(thread, w, pc);
    }
    drop(thread.code().globals.delete(slot));
    Ok(())
}

#[inline(always)]
pub(super) fn load_cell<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Result<(), B> {
    let value = w.get(i.b).get::<CellBox<B>>().map_or(Value::UNSET, CellBox::load);
    if value.is_unset() {
        return Err(unbound_local(thread, i.b));
    }
    w.set(i.a, value);
    Ok(())
}

#[inline(always)]
pub(super) fn store_cell<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Result<(), B> {
    let value = take_operand(thread, w, i.a)?;
    if let Some(cell) = w.get(i.b).get::<CellBox<B>>() {
        drop(cell.swap(value));
    }
    Ok(())
}

/// Cell `index` of the closure of the function that runs.
#[inline(always)]
fn free_cell<'a, B: Build>(w: Window<B>, index: u16) -> Option<&'a CellBox<B>> {
    // SAFETY: the register before a frame's first holds its function for as long as it runs.
    let function = unsafe { &*w.base.sub(1) }.get::<Function<B>>()?;
    function.cells.get(usize::from(index))?.get()
}

#[inline(always)]
pub(super) fn load_free<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Result<(), B> {
    let value = free_cell(w, i.b).map_or(Value::UNSET, CellBox::load);
    if value.is_unset() {
        return Err(unbound_free(thread, i.b));
    }
    w.set(i.a, value);
    Ok(())
}

#[cold]
#[inline(never)]
fn unbound_free<B: Build>(thread: &mut Thread<B>, index: u16) -> Raised<B> {
    let name = thread.code().unit.free_names.get(usize::from(index)).cloned().unwrap_or_default();
    let message =
        format!("cannot access free variable '{name}' where it is not associated with a value in enclosing scope");
    Raised::new(ExceptionType::NameError, message)
}

#[inline(always)]
pub(super) fn store_free<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Result<(), B> {
    let value = take_operand(thread, w, i.a)?;
    if let Some(cell) = free_cell(w, i.b) {
        drop(cell.swap(value));
    }
    Ok(())
}

pub(super) fn make_cell<B: Build>(w: Window<B>, i: Instruction) {
    let value = w.take(i.a);
    w.set(i.a, Value::new(CellBox { value: crate::object::Guarded::new(value) }));
}

/// A name in a class body: in its dict, or global. The `Extra` that follows has the global slot.
pub(super) fn load_name<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    // SAFETY: the compiler puts an `Extra` after each `LoadName`.
    let slot = unsafe { *pc }.a;
    let value = match thread.dict_get(w.get(0), w.constant(i.b))? {
        Some(value) => value,
        None => thread.code().globals.load(slot.into()),
    };
    if value.is_unset() {
        let name = &thread.code().globals.names[usize::from(slot)];
        return Err(Raised::new(ExceptionType::NameError, format!("name '{name}' is not defined")));
    }
    w.set(i.a, value);
    Ok(())
}

#[inline(never)]
pub(super) fn make_function<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) {
    let code = std::sync::Arc::clone(&thread.code().children[usize::from(i.b)]);
    let parameters = &code.unit.parameters;
    let mut next = i.c;
    let mut take = || {
        next += 1;
        w.take(next - 1)
    };
    let defaults = (0..parameters.defaults).map(|_| take()).collect();
    let keyword_defaults =
        parameters.keyword_defaults.iter().map(|&given| if given { take() } else { Value::UNSET }).collect();
    let cells = code.unit.captures.iter().map(|capture| match capture {
        Capture::Register(register) => w.get(*register).clone(),
        // SAFETY: the register before a frame's first holds its function for as long as it runs.
        Capture::Free(index) => unsafe { &*w.base.sub(1) }
            .get::<Function<B>>()
            .and_then(|function| function.cells.get(usize::from(*index)).cloned())
            .unwrap_or(Value::UNSET),
    });
    let cells = cells.collect();
    let plain = parameters.keyword_only == 0 && !parameters.variadic && !parameters.keywords && !code.unit.generator;
    let exact = if plain { parameters.positional.into() } else { u32::MAX };
    w.set(
        i.a,
        Value::new(Function { exact, defaults, keyword_defaults, cells, code, attributes: Guarded::new(Vec::new()) }),
    );
}

pub(super) fn import<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let name = w.constant(i.b).as_str().unwrap_or("");
    let module = thread.import(name)?;
    w.set(i.a, module);
    Ok(())
}
