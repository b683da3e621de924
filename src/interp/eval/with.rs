//! `with`

use super::{Window, arith::instruction, variable::take_operand};
use crate::{
    interp::{Thread, code::Instruction},
    object::{BoundMethod, Build, Instance, Raised, Result, Symbol, Value},
};

pub(super) fn enter<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    thread.frame().pc = pc;
    let manager = take_operand(thread, w, i.b)?;
    let [enter, exit] = ["__enter__", "__exit__"].map(|name| thread.special(&manager, Symbol::new(name)));
    let (Some(enter), Some(exit)) = (enter, exit) else {
        let name = thread.type_name(&manager);
        return Err(Raised::type_error(format!("'{name}' object does not support the context manager protocol")));
    };
    // Bound before `__enter__` runs, as in CPython: the collector counts it there.
    let exit = Value::new(BoundMethod { function: exit, receiver: manager.clone() });
    let value = thread.call(&enter, vec![manager])?;
    w.set(i.a, exit);
    w.set(i.a + 1, value);
    Ok(())
}

pub(super) fn exit<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    thread.frame().pc = pc;
    let (exit, exception) = (w.take(i.b), w.take(i.c));
    let arguments = match exception.get::<Instance<B>>() {
        Some(instance) => vec![instance.class.clone(), exception.clone(), Value::NONE],
        None => vec![Value::NONE, Value::NONE, Value::NONE],
    };
    let value = thread.call(&exit, arguments)?;
    w.set(i.a, value);
    Ok(())
}
