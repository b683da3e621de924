//! Exceptions that are thrown into a generator, and what becomes of those that it delegates to: `throw`, `close`.

use super::generator::{Outcome, give, resume};
use crate::{
    interp::{Thread, code::Op, thread::OnReturn},
    object::{Build, ExceptionType, Function, Generator, GeneratorState, Kind, Raised, Result, Symbol, Value},
};

/// What a suspended generator's `yield from` goes over, if it is suspended in one.
fn delegate_of<B: Build>(generator: &Generator<B>) -> Option<Value<B>> {
    let function = generator.function()?;
    let unit = &function.get::<Function<B>>()?.code.unit;
    generator.frame.with(|frame| {
        let instruction = unit.instructions.get(frame.next()).filter(|i| i.op == Op::YieldFrom)?;
        // The function is before the registers.
        frame.registers.get(usize::from(instruction.b) + 1).cloned()
    })
}

/// The `yield from` of a suspended generator is over: it goes on with the next instruction.
fn end_delegation<B: Build>(generator: &Generator<B>) -> Vec<Value<B>> {
    let function = generator.function();
    let Some(function) = function.as_ref().and_then(|f| f.get::<Function<B>>()) else { return Vec::new() };
    generator.frame.with(|frame| {
        let Some(i) = function.code.unit.instructions.get(frame.next()) else { return Vec::new() };
        frame.pc = frame.pc.wrapping_add(1);
        let first = usize::from(i.b) + 1;
        let iterator = frame.registers[first..first + 3].iter_mut();
        iterator.map(|register| std::mem::replace(register, Value::UNSET)).collect()
    })
}

impl<B: Build> Thread<B> {
    /// `generator.throw(exception)`, from Rust.
    pub(crate) fn throw(&mut self, generator: &Value<B>, raised: Raised<B>) -> Result<Outcome<B>, B> {
        let Some(this) = generator.get::<Generator<B>>() else { return Err(raised) };
        let (state, started) = this.frame.with(|frame| (frame.state, frame.started()));
        match state {
            GeneratorState::Running => return Err(Raised::value_error("generator already executing")),
            GeneratorState::Finished => return Err(raised),
            GeneratorState::Suspended if !started => {
                self.abandon(this);
                return Err(raised);
            }
            GeneratorState::Suspended => {}
        }
        let Some(iterator) = delegate_of(this) else { return self.raise_inside(this, raised) };
        // Whoever comes back to the generator meanwhile finds that it runs.
        this.frame.with(|frame| frame.state = GeneratorState::Running);
        let outcome = self.throw_into(&iterator, raised);
        drop(iterator);
        this.frame.with(|frame| frame.state = GeneratorState::Suspended);
        match outcome {
            Ok(Outcome::Yielded(value)) => Ok(Outcome::Yielded(value)),
            Ok(Outcome::Returned(value)) => {
                let old = end_delegation(this);
                drop(old);
                if !resume(self, this, OnReturn::GeneratorEntry)? {
                    return Ok(Outcome::Returned(Value::NONE));
                }
                give(self, value);
                self.run_generator()
            }
            Err(raised) => self.raise_inside(this, raised),
        }
    }

    /// Hands an exception on to what a generator delegates to.
    fn throw_into(&mut self, iterator: &Value<B>, raised: Raised<B>) -> Result<Outcome<B>, B> {
        let exit = self.is_instance_of(&raised, ExceptionType::GeneratorExit);
        if iterator.kind() == Some(Kind::Generator) {
            if exit {
                self.close_generator(iterator)?;
                return Err(raised);
            }
            return self.throw(iterator, raised);
        }
        let name = Symbol::new(if exit { "close" } else { "throw" });
        let Some(method) = self.special(iterator, name).filter(|_| iterator.kind() == Some(Kind::Instance)) else {
            return Err(raised);
        };
        if exit {
            self.call(&method, vec![iterator.clone()])?;
            return Err(raised);
        }
        let exception = self.materialize(raised);
        let value = self.call(&method, vec![iterator.clone(), exception]);
        self.outcome_of_method(value)
    }

    /// Resumes a generator with an exception in place of a value.
    fn raise_inside(&mut self, this: &Generator<B>, raised: Raised<B>) -> Result<Outcome<B>, B> {
        if !resume(self, this, OnReturn::GeneratorEntry)? {
            return Err(raised);
        }
        let (_, pc) = self.position();
        // SAFETY: the frame's next instruction; a `yield from`, which is to run again, is the one that raises.
        let at = if unsafe { (*pc).op } == Op::YieldFrom { pc.wrapping_add(1) } else { pc };
        let exception = self.materialize(raised);
        self.note_context(&exception);
        super::unwind::unwind(self, Raised::object(exception), at)?;
        self.run_generator()
    }

    /// `generator.close()`
    pub(crate) fn close_generator(&mut self, generator: &Value<B>) -> Result<Value<B>, B> {
        let Some(this) = generator.get::<Generator<B>>() else { return Ok(Value::NONE) };
        let (state, started) = this.frame.with(|frame| (frame.state, frame.started()));
        if state == GeneratorState::Finished {
            return Ok(Value::NONE);
        }
        if state == GeneratorState::Suspended && !started {
            self.abandon(this);
            return Ok(Value::NONE);
        }
        match self.throw(generator, Raised::with(ExceptionType::GeneratorExit, Vec::new())) {
            Ok(Outcome::Yielded(_)) => Err(Raised::new(ExceptionType::RuntimeError, "generator ignored GeneratorExit")),
            Ok(Outcome::Returned(value)) => Ok(value),
            Err(raised) => {
                let ended = [ExceptionType::GeneratorExit, ExceptionType::StopIteration];
                let quiet = ended.into_iter().any(|kind| self.is_instance_of(&raised, kind));
                if quiet { Ok(Value::NONE) } else { Err(raised) }
            }
        }
    }

    /// A generator that was never started ends.
    fn abandon(&mut self, generator: &Generator<B>) {
        let registers = generator.frame.with(|frame| {
            frame.state = GeneratorState::Finished;
            std::mem::take(&mut frame.registers)
        });
        drop(registers);
    }
}
