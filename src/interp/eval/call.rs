//! Calls and returns.
//!
//! The callee's registers begin where the arguments are: nothing is copied. The register before them holds the callee,
//! which keeps its code alive.

use super::{
    Window,
    invoke::{bind, call_native},
    run,
};
use crate::{
    interp::{
        Code, Thread,
        code::Instruction,
        thread::{Frame, OnReturn},
    },
    object::{
        BoundMethod, Build, Call, Class, Dict, Function, Instance, Kind, List, Native, Raised, Result, Symbol, Value,
    },
};

/// Runs the innermost frame from within Rust: the native stack grows where it would end (1000 calls through `__repr__`
/// or a sort key are many).
pub(super) fn run_nested<B: Build>(thread: &mut Thread<B>) -> Result<Value<B>, B> {
    stacker::maybe_grow(RED_ZONE, MORE_STACK, || run(thread))
}

/// So much has to be left of the native stack.
const RED_ZONE: usize = 256 << 10;
/// So much is added.
const MORE_STACK: usize = 4 << 20;

/// What the eval loop does after a call or a return.
pub(crate) enum Flow<B: Build> {
    /// Goes on with the next instruction.
    Next,
    /// Goes on with the innermost frame, which is another one.
    Enter,
    /// Returns to Rust.
    Leave(Value<B>),
    /// The frame has been left already: its caller is where this is raised.
    Raised(Raised<B>),
}

impl<B: Build> Thread<B> {
    /// The innermost frame's registers, and where it goes on.
    #[inline(always)]
    pub(super) fn position(&mut self) -> (Window<B>, *const Instruction) {
        let frame = self.frame();
        (Window { base: frame.base, constants: frame.constants }, frame.pc)
    }

    /// The code that runs.
    #[inline(always)]
    pub(crate) fn code<'a>(&mut self) -> &'a Code<B> {
        // SAFETY: the frame's function keeps its code alive for as long as the frame runs, and the instruction that asks
        // is part of it.
        unsafe { &*self.frame().code }
    }

    /// Pushes a frame whose first `given` registers are arguments.
    #[inline(always)]
    fn enter(
        &mut self,
        code: &Code<B>,
        base: *mut Value<B>,
        given: usize,
        result: *mut Value<B>,
        on_return: OnReturn,
    ) -> Result<(Window<B>, *const Instruction), B> {
        self.safepoint()?;
        self.reserve(base, code.unit.registers.into())?;
        for register in given..code.first_temporary.into() {
            // SAFETY: reserved just now. Registers beyond the arguments hold nothing counted, so none is dropped.
            unsafe { base.add(register).write(Value::UNSET) };
        }
        let (constants, pc) = (code.constants.as_ptr(), code.unit.instructions.as_ptr());
        self.push(Frame { base, constants, pc, code, result, on_return })?;
        Ok((Window { base, constants }, pc))
    }

    /// Drops the innermost frame's registers and the frame.
    pub(super) fn pop(&mut self) -> Frame<B> {
        let registers = self.code().unit.registers;
        let first = match self.frame().on_return {
            OnReturn::Register => 1,
            OnReturn::Entry | OnReturn::Construct => 2,
            // A generator keeps its function.
            OnReturn::ForIter | OnReturn::GeneratorEntry => 0,
        };
        self.pop_registers(registers, first)
    }

    /// Drops so many registers, the `first` ones before them, and the frame.
    #[inline(always)]
    fn pop_registers(&mut self, registers: u16, first: usize) -> Frame<B> {
        let frame = *self.frame();
        let count = usize::from(registers) + first;
        for register in 0..count {
            // SAFETY: the frame's registers and the one or two before them; all hold values.
            let place = unsafe { &mut *frame.base.sub(first).add(register) };
            if place.is_counted() {
                drop(std::mem::replace(place, Value::UNSET));
            }
        }
        self.forget_frame();
        frame
    }
}

/// Calls the function in register `callee` with the `count` arguments after it, if it takes just these.
#[inline(always)]
pub(super) fn call_fast<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
    (callee, count): (u16, u16),
    result: u16,
) -> Result<Option<(Window<B>, *const Instruction)>, B> {
    let Some(function) = w.get(callee).get::<Function<B>>() else { return Ok(None) };
    if function.exact != u32::from(count) {
        return Ok(None);
    }
    thread.frame().pc = pc;
    let base = w.at(callee + 1);
    thread.enter(&function.code, base, count.into(), w.at(result), OnReturn::Register).map(Some)
}

/// Calls a function written in Rust, if register `callee` has one and the number of arguments is right.
#[inline(never)]
pub(super) fn call_builtin<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
    (callee, count): (u16, u16),
    result: u16,
) -> Result<bool, B> {
    let Some(native) = w.get(callee).get::<Native<B>>() else { return Ok(false) };
    if usize::from(count) < native.least || usize::from(count) > native.most {
        return Ok(false);
    }
    thread.frame().pc = pc;
    let call = Call { positional: w.slice(callee + 1, count.into()), keywords: &mut [] };
    let value = (native.run)(thread, call)?;
    w.clear(callee, count + 1);
    w.set(result, value);
    Ok(true)
}

/// Any other call.
#[inline(never)]
pub(super) fn call_slow<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
    (callee, count): (u16, u16),
    result: u16,
) -> Result<Flow<B>, B> {
    thread.frame().pc = pc;
    match w.get(callee).kind() {
        Some(Kind::Native) => {
            // The number of arguments is wrong.
            let value = call_native(thread, w.get(callee), w.slice(callee + 1, count.into()), &mut [])?;
            w.set(result, value);
            Ok(Flow::Next)
        }
        Some(Kind::Class) => construct(thread, w, pc, (callee, count), result),
        _ => {
            let positional = w.slice(callee + 1, count.into()).iter_mut().map(take).collect();
            let function = w.take(callee);
            call_general(thread, function, positional, Vec::new(), w.at(result))
        }
    }
}

/// A call from a generator: arguments move to the stack.
#[inline(never)]
pub(super) fn call_out<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
    (callee, count): (u16, u16),
    result: u16,
) -> Result<Flow<B>, B> {
    thread.frame().pc = pc;
    if let Some(function) = w.get(callee).get::<Function<B>>()
        && function.exact == u32::from(count)
    {
        let base = thread.free_base().wrapping_add(1);
        thread.reserve(base, usize::from(count))?;
        thread.enter(&function.code, base, count.into(), w.at(result), OnReturn::Register)?;
        for register in 0..=count {
            // SAFETY: reserved; registers that no frame uses hold nothing counted.
            unsafe { base.sub(1).add(register.into()).write(w.take(callee + register)) };
        }
        return Ok(Flow::Enter);
    }
    if w.get(callee).kind() == Some(Kind::Native) {
        return match call_builtin(thread, w, pc, (callee, count), result)? {
            true => Ok(Flow::Next),
            false => call_slow(thread, w, pc, (callee, count), result),
        };
    }
    let positional = w.slice(callee + 1, count.into()).iter_mut().map(take).collect();
    let function = w.take(callee);
    call_general(thread, function, positional, Vec::new(), w.at(result))
}

fn take<B: Build>(value: &mut Value<B>) -> Value<B> {
    std::mem::replace(value, Value::UNSET)
}

/// An instance of a class: `__init__` runs in a frame of its own.
fn construct<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    _pc: *const Instruction,
    (callee, count): (u16, u16),
    result: u16,
) -> Result<Flow<B>, B> {
    let class = w.take(callee);
    if let Some(this) = class.get::<Class<B>>().filter(|this| this.is_builtin())
        && let Some(make) = this.construct
    {
        let arguments = w.slice(callee + 1, count.into());
        let value = make(thread, &class, Call { positional: arguments, keywords: &mut [] })?;
        w.clear(callee + 1, count);
        w.set(result, value);
        return Ok(Flow::Next);
    }
    if let Some(this) = class.get::<Class<B>>()
        && this.construct.is_none()
        && !this.makes_itself
        && let Some(init) = this.initializer()
        && let Some(function) = init.get::<Function<B>>()
        && function.exact == u32::from(count) + 1
        && let Some(instance) = Instance::create(class.clone())
    {
        // The instance, `__init__`, `self` and the arguments, in a row: the arguments move by two.
        thread.reserve(w.at(callee), usize::from(count) + 3)?;
        for argument in (callee + 1..=callee + count).rev() {
            let value = w.take(argument);
            w.set(argument + 2, value);
        }
        // SAFETY: the register before the new frame holds the function, which keeps its code. Counting the code here
        // would have threads that make instances meet.
        let code = unsafe { &*std::sync::Arc::as_ptr(&function.code) };
        w.set(callee, instance.clone());
        w.set(callee + 1, init.clone());
        w.set(callee + 2, instance);
        let entered = thread.enter(code, w.at(callee + 2), usize::from(count) + 1, w.at(result), OnReturn::Construct);
        if entered.is_err() {
            (callee..callee + count + 3).for_each(|register| w.set(register, Value::UNSET));
        }
        return entered.map(|_| Flow::Enter);
    }
    let positional = w.slice(callee + 1, count.into()).iter_mut().map(take).collect();
    let value = thread.construct(&class, positional, Vec::new())?;
    w.set(result, value);
    Ok(Flow::Next)
}

pub(super) fn call_keywords<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
    i: Instruction,
) -> Result<Flow<B>, B> {
    thread.frame().pc = pc;
    // SAFETY: the compiler puts an `Extra` after each `CallKeywords`.
    let names = &thread.code().unit.keywords[usize::from(unsafe { *pc }.a)];
    let positional = usize::from(i.b) - names.len();
    let arguments = w.slice(i.a + 1, i.b.into());
    let mut values: Vec<_> = arguments.iter_mut().map(take).collect();
    let keywords = names.iter().copied().zip(values.drain(positional..)).collect();
    let function = w.take(i.a);
    call_general(thread, function, values, keywords, w.at(i.c))
}

pub(super) fn call_spread<B: Build>(
    thread: &mut Thread<B>,
    w: Window<B>,
    pc: *const Instruction,
    i: Instruction,
) -> Result<Flow<B>, B> {
    thread.frame().pc = pc;
    let positional = w.take(i.a + 1).get::<List<B>>().map(List::to_vec).unwrap_or_default();
    let mut keywords = Vec::new();
    if let Some(dict) = w.take(i.a + 2).get::<Dict<B>>() {
        for (key, value) in dict.table.with(|t| t.iter().map(|e| (e.key.clone(), e.value.clone())).collect::<Vec<_>>())
        {
            let Some(name) = key.as_str() else { return Err(Raised::type_error("keywords must be strings")) };
            keywords.push((Symbol::new(name), value));
        }
    }
    let function = w.take(i.a);
    call_general(thread, function, positional, keywords, w.at(i.c))
}

/// A call from bytecode in its general form: a function written in Python still gets a frame, not a recursion in Rust.
fn call_general<B: Build>(
    thread: &mut Thread<B>,
    callee: Value<B>,
    mut positional: Vec<Value<B>>,
    keywords: Vec<(Symbol, Value<B>)>,
    result: *mut Value<B>,
) -> Result<Flow<B>, B> {
    let mut callee = callee;
    while let Some(method) = callee.get::<BoundMethod<B>>() {
        positional.insert(0, method.receiver.clone());
        callee = method.function.clone();
    }
    if let Some(function) = callee.get::<Function<B>>()
        && !function.code.unit.generator
    {
        let registers = bind(function, positional, keywords)?;
        push_bound(thread, callee, registers, result, OnReturn::Register)?;
        return Ok(Flow::Enter);
    }
    let value = thread.call_with(&callee, positional, keywords)?;
    // SAFETY: a register of the frame that calls.
    drop(unsafe { std::mem::replace(&mut *result, value) });
    Ok(Flow::Next)
}

/// Pushes a frame beyond the registers of the innermost one.
pub(super) fn push_bound<B: Build>(
    thread: &mut Thread<B>,
    callee: Value<B>,
    registers: Vec<Value<B>>,
    result: *mut Value<B>,
    on_return: OnReturn,
) -> Result<(), B> {
    let Some(function) = callee.get::<Function<B>>() else { return Ok(()) };
    // SAFETY: the register before the new frame's first will hold the function, which keeps its code.
    let code = unsafe { &*std::sync::Arc::as_ptr(&function.code) };
    let base = thread.free_base().wrapping_add(2);
    let given = registers.len();
    thread.reserve(base, given.max(code.unit.registers.into()))?;
    thread.enter(code, base, 0, result, on_return)?;
    // SAFETY: reserved just now; registers beyond those of the innermost frame hold nothing counted.
    unsafe {
        base.sub(2).write(Value::UNSET);
        base.sub(1).write(callee);
        registers.into_iter().enumerate().for_each(|(n, value)| base.add(n).write(value));
    }
    Ok(())
}

/// Return from the innermost frame.
#[inline(always)]
pub(super) fn leave<B: Build>(thread: &mut Thread<B>, _: Window<B>, value: Value<B>, live: u16) -> Result<Flow<B>, B> {
    if thread.frame().on_return != OnReturn::Register {
        return leave_slow(thread, value);
    }
    let frame = thread.pop_registers(live, 1);
    // SAFETY: a register of the frame that called.
    let old = unsafe { std::mem::replace(&mut *frame.result, value) };
    drop(old);
    Ok(Flow::Enter)
}

#[inline(never)]
fn leave_slow<B: Build>(thread: &mut Thread<B>, value: Value<B>) -> Result<Flow<B>, B> {
    let frame = *thread.frame();
    match frame.on_return {
        OnReturn::ForIter | OnReturn::GeneratorEntry => super::generator::finished(thread, value),
        OnReturn::Construct => {
            // SAFETY: `construct` has put the instance there.
            let instance = unsafe { (*frame.base.sub(2)).clone() };
            thread.pop();
            if !value.is_none() {
                let name = thread.type_name(&value);
                let message = format!("__init__() should return None, not '{name}'");
                return Ok(Flow::Raised(Raised::type_error(message)));
            }
            // SAFETY: a register of the frame that called.
            drop(unsafe { std::mem::replace(&mut *frame.result, instance) });
            Ok(Flow::Enter)
        }
        OnReturn::Entry | OnReturn::Register => {
            thread.pop();
            Ok(Flow::Leave(value))
        }
    }
}
