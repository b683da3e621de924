//! Generators: frames that can be put by.
//!
//! A generator has its registers in itself and runs in them: resuming one is pushing a frame. What it calls has its
//! registers on the stack of the thread.

use super::{Flow, Window, call::run_nested, unwind::set_cause, variable::take_operand};
use crate::{
    interp::{
        Thread,
        code::{Instruction, Op},
        thread::{Frame, OnReturn},
    },
    object::{
        Build, ExceptionType, Generator, GeneratorState, Instance, Kind, Raised, Result, Suspended, Symbol, Value,
    },
};

/// Resumes a generator for the `ForIter` before `pc`. False: it has finished.
#[inline]
pub(super) fn resume_for<B: Build>(
    thread: &mut Thread<B>,
    generator: &Generator<B>,
    pc: *const Instruction,
) -> Result<bool, B> {
    thread.frame().pc = pc;
    resume(thread, generator, OnReturn::ForIter)
}

/// Makes a generator's frame the innermost one. False: it has finished.
#[inline(always)]
pub(super) fn resume<B: Build>(
    thread: &mut Thread<B>,
    generator: &Generator<B>,
    on_return: OnReturn,
) -> Result<bool, B> {
    thread.safepoint()?;
    let result = std::ptr::from_ref(generator).cast_mut().cast();
    let nothing_handled = thread.handled.is_unset();
    let resumed = generator.frame.with(|suspended| {
        if suspended.state != GeneratorState::Suspended {
            return Err(suspended.state);
        }
        suspended.state = GeneratorState::Running;
        let Suspended { code, pc, .. } = *suspended;
        let base = suspended.registers.as_mut_ptr().wrapping_add(1);
        // SAFETY: the first of a generator's registers holds its function, which keeps its code.
        let constants = unsafe { &*code }.constants.as_ptr();
        let frame = Frame { base, constants, pc, code, result, on_return };
        Ok((frame, nothing_handled && suspended.handled.is_unset()))
    });
    let (frame, quiet) = match resumed {
        Ok(resumed) => resumed,
        Err(GeneratorState::Finished) => return Ok(false),
        Err(_) => return Err(Raised::value_error("generator already executing")),
    };
    if let Err(raised) = thread.push(frame) {
        generator.frame.with(|suspended| suspended.state = GeneratorState::Suspended);
        return Err(raised);
    }
    if !quiet {
        swap_handled_in(thread, generator);
    }
    Ok(true)
}

/// What the `yield` gives at which the generator goes on that was just resumed.
pub(super) fn give<B: Build>(thread: &mut Thread<B>, sent: Value<B>) {
    let (w, pc) = thread.position();
    // SAFETY: there is an instruction before the one that a started generator goes on with.
    let (before, here) = unsafe { (*pc.sub(1), *pc) };
    // A `yield from` is run again: it finds what was sent in its own target.
    w.set(if here.op == Op::YieldFrom { here.a } else { before.a }, sent);
}

/// A generator has a handled exception of its own, or else sees the one of whoever resumes it.
#[cold]
fn swap_handled_in<B: Build>(thread: &mut Thread<B>, generator: &Generator<B>) {
    let outside = thread.handled.clone();
    let (own, before) = generator.frame.with(|suspended| {
        let own = std::mem::replace(&mut suspended.handled, Value::UNSET);
        (own, std::mem::replace(&mut suspended.outside, outside))
    });
    drop(before);
    if !own.is_unset() {
        drop(std::mem::replace(&mut thread.handled, own));
    }
}

/// Back to what was handled where the generator was resumed; `keep`: it will be resumed again.
#[cold]
fn swap_handled_out<B: Build>(thread: &mut Thread<B>, keep: bool) {
    let Some(generator) = thread.running_generator() else { return };
    let outside = generator.frame.with(|suspended| std::mem::replace(&mut suspended.outside, Value::UNSET));
    if outside.is(&thread.handled) {
        return;
    }
    let own = std::mem::replace(&mut thread.handled, outside);
    let Some(generator) = thread.running_generator().filter(|_| keep) else { return };
    let before = generator.frame.with(|suspended| std::mem::replace(&mut suspended.handled, own));
    drop(before);
}

/// The generator that runs is put by at `pc`, or has finished.
#[inline(always)]
fn put_by<B: Build>(thread: &mut Thread<B>, pc: *const Instruction, state: GeneratorState) {
    let nothing_handled = thread.handled.is_unset();
    let Some(generator) = thread.running_generator() else { return };
    // Another thread may resume it from the moment at which its state says so.
    let done = generator.frame.with(|suspended| {
        suspended.pc = pc;
        let quiet = nothing_handled && suspended.outside.is_unset();
        if quiet {
            suspended.state = state;
        }
        quiet
    });
    if !done {
        put_by_handling(thread, state);
    }
}

#[cold]
fn put_by_handling<B: Build>(thread: &mut Thread<B>, state: GeneratorState) {
    swap_handled_out(thread, state == GeneratorState::Suspended);
    if let Some(generator) = thread.running_generator() {
        generator.frame.with(|suspended| suspended.state = state);
    }
}

/// `yield` in a generator that a `ForIter` advances. False: somebody else advances it, or there is no value.
#[inline(never)]
pub(super) fn suspend_fast<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
    i: Instruction,
) -> bool {
    if thread.frame().on_return != OnReturn::ForIter || w.get(i.b).is_unset() {
        return false;
    }
    let value = if i.b >= thread.code().first_temporary { w.take(i.b) } else { w.get(i.b).clone() };
    // What `yield` gives unless something is sent.
    w.set(i.a, Value::NONE);
    put_by(thread, pc, GeneratorState::Suspended);
    thread.forget_frame();
    hand_over(thread, value);
    true
}

/// The caller's `ForIter` gets the value and jumps back, as if it had found an item by itself.
#[inline(always)]
fn hand_over<B: Build>(thread: &mut Thread<B>, value: Value<B>) {
    let (caller, pc) = thread.position();
    let for_iter = super::arith::instruction(pc);
    // SAFETY: a jump within the caller's code.
    thread.frame().pc = unsafe { pc.offset((for_iter.c as i16).into()) };
    caller.set(for_iter.b, value);
}

/// `yield`
#[inline(never)]
pub(super) fn suspend<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
    i: Instruction,
) -> Result<Flow<B>, B> {
    let value = take_operand(thread, w, i.b)?;
    w.set(i.a, Value::NONE);
    put_by(thread, pc, GeneratorState::Suspended);
    let on_return = thread.frame().on_return;
    thread.forget_frame();
    if on_return == OnReturn::GeneratorEntry {
        thread.yielded = true;
        return Ok(Flow::Leave(value));
    }
    hand_over(thread, value);
    Ok(thread.safepoint().map_or_else(Flow::Raised, |()| Flow::Enter))
}

/// A generator returns.
pub(super) fn finished<B: Build>(thread: &mut Thread<B>, value: Value<B>) -> Result<Flow<B>, B> {
    let pc = thread.frame().pc;
    put_by(thread, pc, GeneratorState::Finished);
    let frame = thread.pop();
    if frame.on_return == OnReturn::GeneratorEntry {
        thread.yielded = false;
        return Ok(Flow::Leave(value));
    }
    let (caller, pc) = thread.position();
    let for_iter = super::arith::instruction(pc);
    (for_iter.a..for_iter.a + 3).for_each(|register| caller.set(register, Value::UNSET));
    Ok(Flow::Enter)
}

/// `yield from`: gives what the iterator in r[b] gives, and comes back to the same instruction until it ends.
#[inline(never)]
pub(super) fn delegate<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
    i: Instruction,
) -> Result<Flow<B>, B> {
    thread.frame().pc = pc;
    let sent = w.take(i.a);
    let iterator = w.get(i.b).clone();
    let outcome = match w.get(i.b).kind() {
        // A list, tuple or text, or a range in registers, as `GetIter` has left it.
        None | Some(Kind::List | Kind::Tuple | Kind::Str) => {
            let at = Instruction { b: i.a, a: i.b, ..i };
            match super::iterate::next_fast(w, at) {
                super::iterate::Next::Item => Outcome::Yielded(w.take(i.a)),
                super::iterate::Next::End => Outcome::Returned(Value::NONE),
                super::iterate::Next::Other => match super::iterate::next_here(thread, w, at) {
                    Some(Some(item)) => Outcome::Yielded(item),
                    _ => Outcome::Returned(Value::NONE),
                },
            }
        }
        Some(Kind::Generator) => thread.send(&iterator, sent)?,
        Some(Kind::Instance) => {
            let value = if sent.is_none() {
                thread.call_special(&iterator, Symbol::new("__next__"), &[])
            } else {
                thread.call_special(&iterator, Symbol::new("send"), &[&sent])
            };
            thread.outcome_of_method(value.map(|value| value.unwrap_or(Value::NONE)))?
        }
        _ => thread.next(&iterator)?.map_or(Outcome::Returned(Value::NONE), Outcome::Yielded),
    };
    match outcome {
        Outcome::Returned(value) => {
            (i.b..i.b + 3).for_each(|register| w.set(register, Value::UNSET));
            w.set(i.a, value);
            Ok(Flow::Next)
        }
        Outcome::Yielded(value) => {
            let temporary = i.b + 1;
            if let Some(Kind::Generator | Kind::Iterator | Kind::Instance) = w.get(i.b).kind() {
                w.set(temporary, value);
                // SAFETY: the instruction itself: it runs again when the generator is resumed.
                return suspend(thread, w, unsafe { pc.sub(1) }, Instruction { b: temporary, ..i });
            }
            w.set(i.a, value);
            // SAFETY: as above.
            suspend(thread, w, unsafe { pc.sub(1) }, Instruction { b: i.a, ..i })
        }
    }
}

/// What a generator did when it was resumed.
pub(crate) enum Outcome<B: Build> {
    Yielded(Value<B>),
    Returned(Value<B>),
}

impl<B: Build> Thread<B> {
    /// `generator.send(value)`, from Rust.
    pub(crate) fn send(&mut self, generator: &Value<B>, sent: Value<B>) -> Result<Outcome<B>, B> {
        let Some(this) = generator.get::<Generator<B>>() else { return Ok(Outcome::Returned(Value::NONE)) };
        let is_new = |frame: &mut Suspended<B>| frame.state == GeneratorState::Suspended && !frame.started();
        if !sent.is_none() && this.frame.with(is_new) {
            return Err(Raised::type_error("can't send non-None value to a just-started generator"));
        }
        if !resume(self, this, OnReturn::GeneratorEntry)? {
            return Ok(Outcome::Returned(Value::NONE));
        }
        if !sent.is_none() {
            give(self, sent);
        }
        self.run_generator()
    }

    pub(super) fn run_generator(&mut self) -> Result<Outcome<B>, B> {
        let value = run_nested(self)?;
        Ok(if self.yielded { Outcome::Yielded(value) } else { Outcome::Returned(value) })
    }

    /// What a method like `__next__` or `throw` has done: `StopIteration` has the value that is returned.
    pub(super) fn outcome_of_method(&mut self, value: Result<Value<B>, B>) -> Result<Outcome<B>, B> {
        match value {
            Ok(value) => Ok(Outcome::Yielded(value)),
            Err(raised) if self.is_instance_of(&raised, ExceptionType::StopIteration) => {
                let exception = self.materialize(raised);
                let value = exception.get::<Instance<B>>().and_then(|instance| instance.own(Symbol::new("value")));
                Ok(Outcome::Returned(value.unwrap_or(Value::NONE)))
            }
            Err(raised) => Err(raised),
        }
    }

    /// `next(generator)`; nothing at the end.
    pub(crate) fn generator_next(&mut self, generator: &Value<B>) -> Result<Option<Value<B>>, B> {
        match self.send(generator, Value::NONE)? {
            Outcome::Yielded(value) => Ok(Some(value)),
            Outcome::Returned(_) => Ok(None),
        }
    }

    /// A generator that raises has finished; `StopIteration` must not look like its end (PEP 479).
    pub(super) fn generator_raised(&mut self, raised: Raised<B>) -> Raised<B> {
        let Some(generator) = self.running_generator() else { return raised };
        generator.frame.with(|suspended| suspended.state = GeneratorState::Finished);
        swap_handled_out(self, false);
        if !self.is_instance_of(&raised, ExceptionType::StopIteration) {
            return raised;
        }
        let stop = self.materialize(raised);
        let error = Raised::new(ExceptionType::RuntimeError, "generator raised StopIteration");
        let error = self.materialize(error);
        set_cause(&error, stop.clone());
        if let Some(instance) = error.get::<Instance<B>>() {
            drop(instance.set(Symbol::new("__context__"), stop));
        }
        Raised::object(error)
    }
}
