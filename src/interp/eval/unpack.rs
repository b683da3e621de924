//! `a, *b = …`

use super::{Window, arith::instruction, variable::take_operand};
use crate::{
    interp::{Thread, code::Instruction},
    object::{Build, ExceptionType, Kind, List, Raised, Result, Value},
};

pub(super) fn unpack<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let source = take_operand(thread, w, i.a)?;
    let wanted = usize::from(i.b);
    let items = thread.unpackable(&source)?;
    if items.len() != wanted {
        return Err(Raised::value_error(if items.len() < wanted {
            format!("not enough values to unpack (expected {wanted}, got {})", items.len())
        } else {
            format!("too many values to unpack (expected {wanted})")
        }));
    }
    items.into_iter().zip(i.c..).for_each(|(item, register)| w.set(register, item));
    Ok(())
}

pub(super) fn unpack_star<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<(), B> {
    let i = instruction(pc);
    let source = take_operand(thread, w, i.a)?;
    let (before, after) = (usize::from(i.b >> 8), usize::from(i.b & 255));
    let mut items = thread.unpackable(&source)?;
    let Some(middle) = items.len().checked_sub(before + after) else {
        let (wanted, got) = (before + after, items.len());
        return Err(Raised::value_error(format!(
            "not enough values to unpack (expected at least {wanted}, got {got})"
        )));
    };
    let starred = items.splice(before..before + middle, [Value::NONE]).collect();
    items[before] = Value::new(List::new(starred));
    items.into_iter().zip(i.c..).for_each(|(item, register)| w.set(register, item));
    Ok(())
}

impl<B: Build> Thread<B> {
    fn unpackable(&mut self, source: &Value<B>) -> Result<Vec<Value<B>>, B> {
        match self.items_of(source) {
            Err(raised) if raised.is(ExceptionType::TypeError) && source.kind() != Some(Kind::Generator) => {
                let name = self.type_name(source);
                Err(Raised::type_error(format!("cannot unpack non-iterable {name} object")))
            }
            result => result,
        }
    }
}
