//! Where a raised exception goes: to the handler of the innermost frame that has one.

use super::{Window, arith::instruction, variable::take_operand};
use crate::{
    interp::{Thread, code::Instruction, thread::OnReturn},
    object::{Build, Class, ExceptionType, Instance, Kind, List, Raise, Raised, Result, Symbol, Tuple, Value},
};

/// The attribute of an exception that keeps variables of frames; no program can name it.
pub(crate) const FRAMES: &str = " frames";

/// Finds a handler and makes its frame the innermost one; or leaves all frames up to the one that Rust has entered.
#[cold]
#[inline(never)]
pub(super) fn unwind<B: Build>(
    thread: &mut Thread<B>,
    mut raised: Raised<B>,
    mut pc: *const Instruction,
) -> Result<(), B> {
    loop {
        let code = thread.code();
        // SAFETY: both point into this code's instructions; `pc` is after the one that raised.
        let at = unsafe { pc.offset_from(code.unit.instructions.as_ptr()) } as u32 - 1;
        if matches!(&*raised.0, Raise::Native(..)) {
            raised = Raised::object(thread.materialize(raised));
        }
        thread.note_traceback(&code.unit, at);
        let handler = code.unit.handlers.iter().find(|h| h.start <= at && at < h.end);
        if let (Some(handler), Raise::Object(exception)) = (handler, &*raised.0) {
            let (w, _) = thread.position();
            (handler.register..code.unit.registers).for_each(|register| w.set(register, Value::UNSET));
            w.set(handler.register, exception.clone());
            // SAFETY: a place in this code.
            thread.frame().pc = unsafe { code.unit.instructions.as_ptr().add(handler.target as usize) };
            thread.traceback.clear();
            return Ok(());
        }
        if thread.running_generator().is_some() {
            raised = thread.generator_raised(raised);
        }
        if let Raise::Object(exception) = &*raised.0 {
            thread.keep_variables(exception);
        }
        let frame = thread.pop();
        if matches!(frame.on_return, OnReturn::Entry | OnReturn::GeneratorEntry) {
            return Err(raised);
        }
        pc = thread.frame().pc;
    }
}

#[cold]
pub(super) fn raise<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Raised<B> {
    match take_operand(thread, w, i.a).and_then(|value| thread.exception_of(value)) {
        Ok(exception) => {
            thread.note_context(&exception);
            Raised::object(exception)
        }
        Err(raised) => raised,
    }
}

#[cold]
pub(super) fn raise_from<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) -> Raised<B> {
    let cause = w.take(i.b);
    let exception = take_operand(thread, w, i.a).and_then(|value| thread.exception_of(value));
    match exception.and_then(|exception| Ok((exception, thread.cause_of(cause)?))) {
        Ok((exception, cause)) => {
            set_cause(&exception, cause);
            thread.note_context(&exception);
            Raised::object(exception)
        }
        Err(raised) => raised,
    }
}

/// `exception.__cause__ = cause`, as `raise … from` does it.
pub(super) fn set_cause<B: Build>(exception: &Value<B>, cause: Value<B>) {
    if let Some(instance) = exception.get::<Instance<B>>() {
        drop(instance.set(Symbol::new("__cause__"), cause));
        drop(instance.set(Symbol::new("__suppress_context__"), Value::TRUE));
    }
}

/// What `exception.__context__` is.
fn context<B: Build>(exception: &Value<B>) -> Option<Value<B>> {
    exception.get::<Instance<B>>()?.own(Symbol::new("__context__"))
}

#[cold]
pub(super) fn reraise<B: Build>(w: Window<B>, i: Instruction) -> Raised<B> {
    Raised::object(w.get(i.a).clone())
}

#[cold]
pub(super) fn raise_handled<B: Build>(thread: &mut Thread<B>) -> Raised<B> {
    match thread.handled.clone() {
        none if none.is_unset() => Raised::new(ExceptionType::RuntimeError, "No active exception to reraise"),
        exception => Raised::object(exception),
    }
}

pub(super) fn push_handled<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) {
    let before = std::mem::replace(&mut thread.handled, w.get(i.a).clone());
    w.set(i.b, before);
}

pub(super) fn pop_handled<B: Build>(thread: &mut Thread<B>, w: Window<B>, i: Instruction) {
    let handled = std::mem::replace(&mut thread.handled, w.take(i.a));
    drop(handled);
}

/// Whether exception r[a] is an instance of r[b].
pub(super) fn matches<B: Build>(thread: &mut Thread<B>, w: Window<B>, pc: *const Instruction) -> Result<bool, B> {
    let i = instruction(pc);
    let wanted = take_operand(thread, w, i.b)?;
    let Some(class) = w.get(i.a).get::<Instance<B>>().map(|instance| &*instance.class) else { return Ok(false) };
    let candidates = wanted.get::<Tuple<B>>().map_or(std::slice::from_ref(&wanted), |tuple| &tuple.items);
    let base = thread.runtime.exception(ExceptionType::BaseException);
    for candidate in candidates {
        if !Class::is_subclass(candidate, base) {
            let message = "catching classes that do not inherit from BaseException is not allowed";
            return Err(Raised::type_error(message));
        }
        if Class::is_subclass(class, candidate) {
            return Ok(true);
        }
    }
    Ok(false)
}

impl<B: Build> Thread<B> {
    /// The exception that a `raise` means: an instance, or a class to make one of.
    pub(crate) fn exception_of(&mut self, value: Value<B>) -> Result<Value<B>, B> {
        let base = self.runtime.exception(ExceptionType::BaseException).clone();
        if value.kind() == Some(Kind::Class) && Class::is_subclass(&value, &base) {
            return self.construct(&value, Vec::new(), Vec::new());
        }
        match value.get::<Instance<B>>() {
            Some(instance) if Class::is_subclass(&instance.class, &base) => Ok(value.clone()),
            _ => Err(Raised::type_error("exceptions must derive from BaseException")),
        }
    }

    fn cause_of(&mut self, cause: Value<B>) -> Result<Value<B>, B> {
        if cause.is_none() {
            return Ok(cause);
        }
        let message = "exception causes must derive from BaseException";
        self.exception_of(cause)
            .map_err(|raised| if raised.is(ExceptionType::TypeError) { Raised::type_error(message) } else { raised })
    }

    /// `exception.__context__` becomes what is being handled. A chain that comes back to the exception is cut there.
    pub(super) fn note_context(&mut self, exception: &Value<B>) {
        let handled = self.handled.clone();
        if handled.is_unset() || handled.is(exception) {
            return;
        }
        let mut at = handled.clone();
        while let Some(next) = context(&at) {
            if next.is(exception) {
                if let Some(instance) = at.get::<Instance<B>>() {
                    drop(instance.set(Symbol::new("__context__"), Value::NONE));
                }
                break;
            }
            at = next;
        }
        if let Some(instance) = exception.get::<Instance<B>>() {
            drop(instance.set(Symbol::new("__context__"), handled));
        }
    }

    /// A traceback keeps the variables of the frames that an exception has left.
    fn keep_variables(&mut self, exception: &Value<B>) {
        let code = self.code();
        let (w, _) = self.position();
        let variables =
            w.slice(0, code.first_temporary.into()).iter_mut().filter(|v| v.is_counted() && !v.is(exception));
        let mut kept: Vec<_> = variables.map(|v| std::mem::replace(v, Value::UNSET)).collect();
        let Some(instance) = exception.get::<Instance<B>>().filter(|_| !kept.is_empty()) else { return };
        let name = Symbol::new(FRAMES);
        match instance.own(name).as_ref().and_then(|frames| frames.get::<List<B>>()) {
            Some(frames) => frames.items.with(|items| items.append(&mut kept)),
            None => drop(instance.set(name, Value::new(List::new(kept)))),
        }
    }

    fn note_traceback(&mut self, unit: &crate::interp::code::Unit, at: u32) {
        let line = unit.lines.get(at as usize).copied().unwrap_or(0);
        if self.traceback.len() < 64 {
            self.traceback.push((unit.name.clone(), line));
        }
    }

    /// The exception object of what was raised.
    pub(crate) fn materialize(&mut self, raised: Raised<B>) -> Value<B> {
        let (kind, arguments) = match *raised.0 {
            Raise::Object(exception) => return exception,
            Raise::Native(kind, arguments) => (kind, arguments),
            Raise::Deadline => (ExceptionType::TimeoutError, vec![Value::str("deadline exceeded")]),
        };
        let class = self.runtime.exception(kind).clone();
        let Some(exception) = Instance::create(class) else { return Value::NONE };
        if let Some(instance) = exception.get::<Instance<B>>() {
            if kind == ExceptionType::StopIteration {
                let value = arguments.first().cloned().unwrap_or(Value::NONE);
                drop(instance.set(Symbol::new("value"), value));
            }
            drop(instance.set(Symbol::new("args"), Value::new(Tuple::new(arguments))));
        }
        self.note_context(&exception);
        exception
    }

    /// Whether what was raised is an instance of a built-in exception.
    pub(crate) fn is_instance_of(&self, raised: &Raised<B>, kind: ExceptionType) -> bool {
        match &*raised.0 {
            Raise::Native(found, _) => Class::is_subclass(self.runtime.exception(*found), self.runtime.exception(kind)),
            Raise::Object(exception) => exception
                .get::<Instance<B>>()
                .is_some_and(|instance| Class::is_subclass(&instance.class, self.runtime.exception(kind))),
            Raise::Deadline => false,
        }
    }

    /// Whether the instruction before `pc` is an augmented assignment.
    pub(super) fn is_in_place(&mut self, pc: *const Instruction) -> bool {
        let unit = &self.code().unit;
        // SAFETY: both point into this code's instructions.
        let at = unsafe { pc.offset_from(unit.instructions.as_ptr()) } as u32 - 1;
        unit.inplace.binary_search(&at).is_ok()
    }
}
