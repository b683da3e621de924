//! A thread of the interpreter: its register stack, its frames, its eval breaker.

use std::{
    rc::Rc,
    sync::{Arc, atomic::Ordering},
};

pub use super::park::ThreadState;
use super::{code::Instruction, room::Room, runtime::Runtime};
use crate::{
    gc::Attached,
    object::{Build, ExceptionType, Generator, Raised, Result, Value},
};

/// Bits of the eval breaker.
pub mod breaker {
    /// The deadline is over.
    pub const DEADLINE: u32 = 1;
    /// Another thread waits for the GIL.
    pub const DROP_GIL: u32 = 1 << 1;
    /// Objects wait for their counts to be merged.
    pub const MERGE: u32 = 1 << 2;
    /// A collection is due, or the world has to stop.
    pub const COLLECT: u32 = 1 << 3;
    /// Safepoints are counted, as before 3.2.
    pub const TICK: u32 = 1 << 4;
}

/// What happens when a frame returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum OnReturn {
    /// The value goes to the caller's register.
    Register,
    /// The eval loop returns to Rust.
    Entry,
    /// The value has to be `None`; the caller's register has the new instance already.
    Construct,
    /// A generator that a `ForIter` of the caller advances.
    ForIter,
    /// A generator that Rust advances.
    GeneratorEntry,
}

impl OnReturn {
    /// Whether the frame belongs to a generator.
    #[inline(always)]
    pub(super) fn is_generator(self) -> bool {
        matches!(self, Self::ForIter | Self::GeneratorEntry)
    }
}

/// A frame.
pub(crate) struct Frame<B: Build> {
    /// Its first register; the one before holds the function, which keeps the code alive.
    pub base: *mut Value<B>,
    pub constants: *const Value<B>,
    /// Where to go on, while it calls.
    pub pc: *const Instruction,
    pub code: *const super::Code<B>,
    /// Where the value goes that it returns; for a generator's frame, the generator.
    pub result: *mut Value<B>,
    pub on_return: OnReturn,
}

impl<B: Build> Clone for Frame<B> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<B: Build> Copy for Frame<B> {}

/// Registers of all frames, one after the other. Memory is touched as it is needed.
struct Stack<B: Build> {
    memory: Room<Value<B>>,
    /// So many hold values.
    ready: usize,
}

/// A thread that runs Python code.
pub struct Thread<B: Build> {
    /// What all threads of the interpreter share.
    pub runtime: Arc<Runtime<B>>,
    /// What other threads see of this one.
    pub state: Arc<ThreadState>,
    /// The exception that is handled; unset if none is.
    pub handled: Value<B>,
    stack: Stack<B>,
    /// Registers below this address hold values.
    pub(super) ready_end: *mut Value<B>,
    frames: Room<Frame<B>>,
    /// The innermost frame; before the first one if there is none.
    top: *mut Frame<B>,
    /// The last frame that there is room for.
    last: *mut Frame<B>,
    /// How deep Rust is in comparing, showing or hashing data in data.
    pub(super) nested: usize,
    /// Where an exception came through: function and line, innermost first.
    pub(super) traceback: Vec<(String, u32)>,
    attached: Rc<Attached<B>>,
    /// Its object in Python; unset if `threading` has not made one.
    pub(super) object: Value<B>,
    /// Whether the generator that Rust has resumed last yielded. Its own state may be another thread's doing by now.
    pub(super) yielded: bool,
    /// Safepoints left until the GIL is dropped, and their number from then on, if they are counted.
    pub(super) ticks: Option<(u32, u32)>,
    /// Where objects that it owns are sent to, with biased counts. The last to go: values are dropped before.
    pub(super) home: B::Home,
}

const STACK_REGISTERS: usize = 1 << 18;
const GROWTH: usize = 1 << 10;

impl<B: Build> Thread<B> {
    /// A thread of `runtime` that can call `recursion_limit` deep.
    ///
    /// Before values are touched on the system's thread that it is for, it has to [`begin`](Self::begin).
    pub(super) fn new(runtime: Arc<Runtime<B>>, state: Arc<ThreadState>, recursion_limit: usize) -> Self {
        let heap = Arc::clone(&runtime.heap);
        let attached = Attached::new(heap, Some(Arc::clone(&runtime)), state, recursion_limit);
        Self::beside(runtime, attached)
    }

    /// A thread with a stack of its own on the system's thread of another one: for finalizers.
    pub(crate) fn beside(runtime: Arc<Runtime<B>>, attached: Rc<Attached<B>>) -> Self {
        let recursion_limit = attached.recursion_limit();
        let mut thread = Self {
            ticks: runtime.gil.as_ref().and_then(|gil| gil.check_interval()).map(|ticks| (ticks, ticks)),
            home: B::enter(attached.state()),
            object: Value::UNSET,
            yielded: false,
            runtime,
            state: Arc::clone(attached.state()),
            attached,
            handled: Value::UNSET,
            stack: Stack { memory: Room::new(STACK_REGISTERS), ready: 0 },
            ready_end: std::ptr::null_mut(),
            frames: Room::new(recursion_limit),
            top: std::ptr::null_mut(),
            last: std::ptr::null_mut(),
            nested: 0,
            traceback: Vec::new(),
        };
        let first = thread.frames.first();
        thread.top = first.wrapping_sub(1);
        thread.last = first.wrapping_add(recursion_limit).wrapping_sub(1);
        let _ = thread.grow();
        thread
    }

    /// Makes more registers ready.
    #[cold]
    #[inline(never)]
    fn grow(&mut self) -> Result<(), B> {
        let stack = &mut self.stack;
        if stack.ready + GROWTH > stack.memory.length() {
            return Err(Raised::new(ExceptionType::RecursionError, "maximum recursion depth exceeded"));
        }
        for register in stack.ready..stack.ready + GROWTH {
            // SAFETY: there is room for it, as was just looked at.
            unsafe { stack.memory.first().add(register).write(Value::UNSET) };
        }
        stack.ready += GROWTH;
        self.ready_end = stack.memory.first().wrapping_add(stack.ready);
        Ok(())
    }

    /// Makes sure that `registers` from `base` on hold values.
    #[inline(always)]
    pub(super) fn reserve(&mut self, base: *mut Value<B>, registers: usize) -> Result<(), B> {
        while base.wrapping_add(registers) > self.ready_end {
            self.grow()?;
        }
        Ok(())
    }

    /// The innermost frame.
    #[inline(always)]
    pub(super) fn frame(&mut self) -> &mut Frame<B> {
        debug_assert!(self.depth() > 0);
        // SAFETY: code runs in a frame, which has been pushed; this is called by code that runs.
        unsafe { &mut *self.top }
    }

    /// The innermost frame, if there is one.
    pub(super) fn current(&mut self) -> Option<&mut Frame<B>> {
        if self.depth() == 0 { None } else { Some(self.frame()) }
    }

    /// How many frames there are.
    pub(super) fn depth(&self) -> usize {
        let first = self.frames.first().addr();
        (self.top.addr() + size_of::<Frame<B>>() - first) / size_of::<Frame<B>>()
    }

    #[inline(always)]
    pub(super) fn push(&mut self, frame: Frame<B>) -> Result<(), B> {
        if self.top == self.last {
            return Err(too_deep());
        }
        self.top = self.top.wrapping_add(1);
        // SAFETY: up to `last` there is room for frames.
        unsafe { self.top.write(frame) };
        Ok(())
    }

    /// Forgets the innermost frame, whose registers hold nothing any more.
    #[inline(always)]
    pub(super) fn forget_frame(&mut self) {
        self.top = self.top.wrapping_sub(1);
    }

    /// The first register of the stack that no frame uses. Generators have their registers elsewhere.
    pub(super) fn free_base(&mut self) -> *mut Value<B> {
        let mut frame = self.top;
        for _ in 0..self.depth() {
            // SAFETY: so many frames have been pushed. A frame's function keeps its code alive.
            let (this, code) = unsafe { (&*frame, &*(*frame).code) };
            if !this.on_return.is_generator() {
                return this.base.wrapping_add(code.unit.registers.into());
            }
            frame = frame.wrapping_sub(1);
        }
        self.stack.memory.first()
    }

    /// Looks at the eval breaker: one relaxed load.
    #[inline(always)]
    pub fn safepoint(&mut self) -> Result<(), B> {
        // Relaxed: pairs with the stores of whoever wants something; seen late, it costs only time.
        if self.state.breaker.load(Ordering::Relaxed) != 0 {
            return self.handle_breaker();
        }
        Ok(())
    }

    /// Drops what is in the registers.
    pub(super) fn clear_registers(&mut self) {
        for register in 0..self.stack.ready {
            // SAFETY: so many registers have been made ready; each holds a value again before the old one is dropped.
            drop(unsafe { self.stack.memory.first().add(register).replace(Value::UNSET) });
        }
    }

    /// How deep it can call.
    pub(super) fn recursion_limit(&self) -> usize {
        self.frames.length()
    }

    /// This thread as objects see it.
    pub(crate) fn attached(&self) -> &Rc<Attached<B>> {
        &self.attached
    }

    /// Where the exception came through that is being reported.
    pub(crate) fn take_traceback(&mut self) -> Vec<(String, u32)> {
        std::mem::take(&mut self.traceback)
    }

    /// The generator that the innermost frame belongs to: it is in the second register before the frame's first.
    pub(super) fn running_generator(&mut self) -> Option<&Generator<B>> {
        let frame = self.current()?;
        // SAFETY: `resume` has put it there, and who resumes a generator keeps it while it runs.
        frame.on_return.is_generator().then(|| unsafe { &*frame.result.cast::<Generator<B>>() })
    }
}

/// So deep may data be in data that Rust goes through by calling itself.
const NESTED: usize = 5000;

impl<B: Build> Thread<B> {
    /// Goes one level deeper into data: the native stack grows where it would end, and there is a limit.
    pub(super) fn deeper<T>(&mut self, doing: &str, work: impl FnOnce(&mut Self) -> Result<T, B>) -> Result<T, B> {
        if self.nested >= NESTED {
            let message = format!("maximum recursion depth exceeded{doing}");
            return Err(Raised::new(ExceptionType::RecursionError, message));
        }
        self.nested += 1;
        let result = stacker::maybe_grow(256 << 10, 4 << 20, || work(self));
        self.nested -= 1;
        result
    }
}

impl<B: Build> Drop for Thread<B> {
    fn drop(&mut self) {
        self.clear_registers();
    }
}

#[cold]
#[inline(never)]
fn too_deep<B: Build>() -> Raised<B> {
    Raised::new(ExceptionType::RecursionError, "maximum recursion depth exceeded")
}
