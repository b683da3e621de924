//! `range`, `slice`, iterators, generators and the cells of closures.

use std::sync::Arc;

use super::{Build, Function, Guarded, Kind, Payload, Value};
use crate::interp::{Code, Instruction};

/// A `range` of integers that fit 64 bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First number.
    pub start: i64,
    /// Where it ends, exclusive.
    pub stop: i64,
    /// Distance; never zero.
    pub step: i64,
}

impl Range {
    /// `len()`
    pub fn length(&self) -> u64 {
        let (start, stop, step) = (i128::from(self.start), i128::from(self.stop), i128::from(self.step));
        let distance = if step > 0 { stop - start } else { start - stop };
        if distance <= 0 { 0 } else { ((distance - 1) / step.abs() + 1) as u64 }
    }
}

impl<B: Build> Payload<B> for Range {
    const KIND: Kind = Kind::Range;
    const CONTAINER: bool = false;
}

/// A `slice`: `None` or an integer each.
pub struct Slice<B: Build> {
    /// `start`, `stop` and `step`.
    pub parts: [Value<B>; 3],
}

impl<B: Build> Payload<B> for Slice<B> {
    const KIND: Kind = Kind::Slice;
    const CONTAINER: bool = true;
    fn is_tracked_when_new(&self) -> bool {
        self.parts.iter().any(Value::is_object)
    }
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        self.parts.iter().for_each(visit);
    }
}

/// A variable that closures share; unset until assigned.
pub struct CellBox<B: Build> {
    /// The variable's value.
    pub value: Guarded<B, Value<B>>,
}

impl<B: Build> CellBox<B> {
    /// The value at the moment.
    pub fn load(&self) -> Value<B> {
        self.value.with(|value| value.clone())
    }

    /// Puts another in; returns the old one for the caller to drop.
    pub fn swap(&self, new: Value<B>) -> Value<B> {
        self.value.with(|value| std::mem::replace(value, new))
    }
}

impl<B: Build> Payload<B> for CellBox<B> {
    const KIND: Kind = Kind::Cell;
    const CONTAINER: bool = true;
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        self.value.with(|value| visit(value));
    }
    fn clear(&self, taken: &mut Vec<Value<B>>) {
        taken.push(self.swap(Value::UNSET));
    }
}

/// What an [`Iterator`] goes over. To add one, add a variant here and an arm in `interp::eval::iterate::advance`.
pub enum IteratorState<B: Build> {
    /// Numbers: the next, how many are left, their distance.
    Range(i64, u64, i64),
    /// A sequence (list, tuple) and the next index.
    Sequence(Value<B>, usize),
    /// A text and the next byte.
    Text(Value<B>, usize),
    /// A dict or set, the next entry, its length at the beginning, and what is asked for.
    Table(Value<B>, usize, usize, TableView),
    /// Prepared values, last first.
    Values(Vec<Value<B>>),
    /// `enumerate`: an iterator and the next number.
    Enumerate(Value<B>, i64),
    /// `zip`: iterators, and whether they have to be of one length.
    Zip(Vec<Value<B>>, bool),
    /// `map`: function and iterators.
    Map(Value<B>, Vec<Value<B>>),
    /// `filter`: function and iterator.
    Filter(Value<B>, Value<B>),
    /// A list or tuple from its end: how many items are left.
    Reversed(Value<B>, usize),
    /// A dict from its end: the place after the next entry, its length at the beginning, and what is asked for.
    TableReversed(Value<B>, usize, usize, TableView),
    /// Something with `__getitem__`: the next index, and the distance to the one after it.
    Indexed(Value<B>, i64, i64),
    /// `iter(function, sentinel)`
    Calls(Value<B>, Value<B>),
    /// Numbers beyond 64 bits: the next, how many are left, their distance.
    LongRange(Box<[num_bigint::BigInt; 3]>),
    /// Whatever has ended.
    Done,
}

/// What an iterator over a dict gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableView {
    /// Keys.
    Keys,
    /// Values.
    Values,
    /// Both, in a tuple.
    Items,
}

/// An iterator over something built in.
pub struct Iterator<B: Build> {
    /// Where it is.
    pub state: Guarded<B, IteratorState<B>>,
}

impl<B: Build> Payload<B> for Iterator<B> {
    const KIND: Kind = Kind::Iterator;
    const CONTAINER: bool = true;
    fn is_tracked_when_new(&self) -> bool {
        self.state.with(|state| !matches!(state, IteratorState::Range(..) | IteratorState::Done))
    }
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        self.state.with(|state| match state {
            IteratorState::Range(..) | IteratorState::LongRange(_) | IteratorState::Done => {}
            IteratorState::Sequence(v, _)
            | IteratorState::Text(v, _)
            | IteratorState::Table(v, ..)
            | IteratorState::Reversed(v, _)
            | IteratorState::TableReversed(v, ..)
            | IteratorState::Indexed(v, ..)
            | IteratorState::Enumerate(v, _) => visit(v),
            IteratorState::Values(values) | IteratorState::Zip(values, _) => values.iter().for_each(visit),
            IteratorState::Map(function, values) => {
                visit(function);
                values.iter().for_each(visit);
            }
            IteratorState::Filter(a, b) | IteratorState::Calls(a, b) => {
                visit(a);
                visit(b);
            }
        });
    }
}

/// Whether a generator can go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GeneratorState {
    /// It waits to be resumed.
    Suspended,
    /// A thread runs it.
    Running,
    /// It has returned or raised.
    Finished,
}

/// The frame of a generator.
pub struct Suspended<B: Build> {
    /// Can it go on?
    pub state: GeneratorState,
    /// Its code, which its function keeps alive.
    pub code: *const Code<B>,
    /// The instruction to go on with, while it is suspended.
    pub pc: *const Instruction,
    /// The function and the registers: the generator runs in them, wherever it is resumed.
    pub registers: Box<[Value<B>]>,
    /// The exception that it handles where it is suspended.
    pub handled: Value<B>,
    /// The exception that was handled where it was resumed.
    pub outside: Value<B>,
}

impl<B: Build> Suspended<B> {
    /// The place of the instruction to go on with.
    pub fn next(&self) -> usize {
        // SAFETY: the function is alive as long as the registers, of which it is the first.
        let code = unsafe { self.code.as_ref() }.filter(|_| !self.registers.is_empty());
        code.map_or(0, |code| (self.pc.addr() - code.unit.instructions.as_ptr().addr()) / size_of::<Instruction>())
    }

    /// Whether it has been started: no generator is suspended at its first instruction later on.
    pub fn started(&self) -> bool {
        self.next() > 0
    }
}

/// A generator.
pub struct Generator<B: Build> {
    /// Its frame.
    pub frame: Guarded<B, Suspended<B>>,
}

impl<B: Build> Generator<B> {
    /// A generator of `function`, which is called with these arguments.
    pub fn new(function: &Value<B>, arguments: Vec<Value<B>>) -> Option<Self> {
        let code = &function.get::<Function<B>>()?.code;
        let unset = std::iter::repeat_with(|| Value::UNSET);
        let count = 1 + usize::from(code.unit.registers);
        let registers = std::iter::once(function.clone()).chain(arguments).chain(unset).take(count).collect();
        let (state, handled, outside) = (GeneratorState::Suspended, Value::UNSET, Value::UNSET);
        let (code, pc) = (Arc::as_ptr(code), code.unit.instructions.as_ptr());
        Some(Self { frame: Guarded::new(Suspended { state, code, pc, registers, handled, outside }) })
    }

    /// The function; nothing once its registers have been taken.
    pub fn function(&self) -> Option<Value<B>> {
        self.frame.with(|frame| frame.registers.first().cloned())
    }
}

impl<B: Build> Payload<B> for Generator<B> {
    const KIND: Kind = Kind::Generator;
    const CONTAINER: bool = true;
    fn traverse(&self, visit: &mut dyn FnMut(&Value<B>)) {
        self.frame.with(|frame| {
            frame.registers.iter().chain([&frame.handled, &frame.outside]).for_each(visit);
        });
    }
    fn clear(&self, taken: &mut Vec<Value<B>>) {
        taken.extend(self.frame.with(|frame| {
            frame.state = GeneratorState::Finished;
            let handled = [&mut frame.handled, &mut frame.outside].map(|v| std::mem::replace(v, Value::UNSET));
            std::mem::take(&mut frame.registers).into_iter().chain(handled)
        }));
    }
}
