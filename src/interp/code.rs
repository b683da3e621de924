//! Bytecode: instructions of eight bytes over registers, and what a function's code consists of.
//!
//! `r[x]` is register x of the frame: parameters and variables first, then temporaries. **A temporary is consumed by
//! the instruction that reads it**: no counted value stays behind. `k[x]` is a constant, `g[x]` a global variable,
//! `s[x]` an attribute site (name and inline cache). Jumps are relative to the next instruction.

use std::sync::{Arc, atomic::AtomicU64};

pub(crate) use super::op::{Op, Operands};
use super::{Globals, Runtime};
use crate::object::{Build, Symbol, Value};

/// One instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(C, align(8))]
pub struct Instruction {
    /// What to do.
    pub op: Op,
    /// First operand.
    pub a: u16,
    /// Second operand.
    pub b: u16,
    /// Third operand.
    pub c: u16,
}

/// A constant, before it is a value.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// `None`
    None,
    /// `...`
    Ellipsis,
    /// `True` or `False`
    Bool(bool),
    /// An `int`.
    Int(num_bigint::BigInt),
    /// A `float`, by its bits.
    Float(u64),
    /// A `str`.
    Str(String),
    /// A `bytes`.
    Bytes(Vec<u8>),
    /// A `tuple` of constants.
    Tuple(Vec<Constant>),
}

/// Where a raised exception goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Handler {
    /// First instruction that it watches.
    pub start: u32,
    /// Where that ends, exclusive.
    pub end: u32,
    /// Where to go on.
    pub target: u32,
    /// The register for the exception; temporaries from here on are cleared.
    pub register: u16,
}

/// Where a new function finds a cell of its closure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Capture {
    /// In a register of the function around it.
    Register(u16),
    /// In the closure of the function around it.
    Free(u16),
}

/// The parameters of a function: positional ones, keyword-only ones, `*args`, `**kwargs`, in the order of their registers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parameters {
    /// How many can be given by position.
    pub positional: u16,
    /// How many of these by position only.
    pub positional_only: u16,
    /// How many can be given by keyword only.
    pub keyword_only: u16,
    /// How many positional ones have defaults.
    pub defaults: u16,
    /// Which keyword-only ones have defaults.
    pub keyword_defaults: Vec<bool>,
    /// `*args`
    pub variadic: bool,
    /// `**kwargs`
    pub keywords: bool,
}

impl Parameters {
    /// How many registers they take.
    pub fn count(&self) -> u16 {
        self.positional + self.keyword_only + u16::from(self.variadic) + u16::from(self.keywords)
    }
}

/// What a function's code is, whatever the build.
#[derive(Clone, Debug, Default)]
pub struct Unit {
    /// Name of the function.
    pub name: String,
    /// `Class.method`
    pub qualified_name: String,
    /// Its docstring.
    pub doc: Option<String>,
    /// File it is from.
    pub file: Arc<str>,
    /// The instructions.
    pub instructions: Vec<Instruction>,
    /// The line of each.
    pub lines: Vec<u32>,
    /// Constants.
    pub constants: Vec<Constant>,
    /// Names of attribute sites.
    pub sites: Vec<Symbol>,
    /// Keyword names of calls.
    pub keywords: Vec<Vec<Symbol>>,
    /// Handlers, inner ones first.
    pub handlers: Vec<Handler>,
    /// Functions and classes inside.
    pub children: Vec<Unit>,
    /// Cells of the closure.
    pub captures: Vec<Capture>,
    /// Names of the closure's cells.
    pub free_names: Vec<String>,
    /// The parameters.
    pub parameters: Parameters,
    /// Names of parameters and variables; temporaries come after.
    pub local_names: Vec<String>,
    /// How many registers it needs.
    pub registers: u16,
    /// Whether it is a generator.
    pub generator: bool,
    /// Instructions that are augmented assignments, in order.
    pub inplace: Vec<u32>,
}

/// An attribute's name and what an instruction remembers about it.
#[derive(Debug)]
pub struct Site {
    /// The name.
    pub name: Symbol,
    /// Upper half: number of a shape; lower half: what to do then. See `eval::attribute`.
    pub cache: AtomicU64,
    /// A method of a built-in class: above 48 bits the kind of the object, and one; below them the method.
    pub builtin: AtomicU64,
}

/// Code that can be run in one build.
pub struct Code<B: Build> {
    /// What it is made of.
    pub unit: Unit,
    /// The constants, as values.
    pub constants: Box<[Value<B>]>,
    /// Attribute sites.
    pub sites: Box<[Site]>,
    /// Functions and classes inside.
    pub children: Box<[Arc<Code<B>>]>,
    /// The module's variables.
    pub globals: Arc<Globals<B>>,
    /// First temporary register.
    pub first_temporary: u16,
}

impl<B: Build> Code<B> {
    /// Code for build `B`.
    pub(super) fn new(mut unit: Unit, globals: &Arc<Globals<B>>, runtime: &Runtime<B>) -> Arc<Self> {
        let children = std::mem::take(&mut unit.children);
        Arc::new(Self {
            constants: unit.constants.iter().map(|constant| value(constant, runtime)).collect(),
            sites: unit
                .sites
                .iter()
                .map(|&name| Site { name, cache: AtomicU64::new(0), builtin: AtomicU64::new(0) })
                .collect(),
            children: children.into_iter().map(|child| Self::new(child, globals, runtime)).collect(),
            globals: Arc::clone(globals),
            first_temporary: unit.local_names.len() as u16,
            unit,
        })
    }
}

/// The value of a constant: immortal, so that loading it counts nothing.
fn value<B: Build>(constant: &Constant, runtime: &Runtime<B>) -> Value<B> {
    match constant {
        Constant::None => Value::NONE,
        Constant::Ellipsis => Value::ELLIPSIS,
        Constant::Bool(truth) => Value::bool(*truth),
        Constant::Int(number) => crate::object::integer::<B>(number.clone()).immortal(),
        Constant::Float(bits) => Value::float(f64::from_bits(*bits)),
        Constant::Bytes(bytes) => Value::bytes(bytes.as_slice()).immortal(),
        Constant::Str(text) => runtime.text(text).immortal(),
        Constant::Tuple(items) => {
            let items = items.iter().map(|item| value(item, runtime)).collect::<Vec<_>>();
            Value::new(crate::object::Tuple::new(items)).immortal()
        }
    }
}
