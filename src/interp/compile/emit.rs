//! Instructions, registers, jumps, constants.

use std::collections::{HashMap, HashSet};

use ruff_text_size::{Ranged, TextRange};

use super::{CompileError, Module, control::Block, scope::ScopeId};
use crate::{
    interp::code::{Capture, Constant, Handler, Instruction, Op, Unit},
    object::Symbol,
};

/// A register of the frame.
pub(super) type Register = u16;
/// The result of compiling something.
pub(super) type Result<T = ()> = std::result::Result<T, CompileError>;
/// A place to jump to.
#[derive(Clone, Copy, Debug)]
pub(super) struct Label(usize);

/// Compiles one function (or module, or class body).
pub(super) struct Compiler<'m, 's> {
    pub module: &'m Module<'s>,
    pub unit: Unit,
    /// The scope at the moment: the frame's, or a comprehension in it.
    pub scope: ScopeId,
    pub frame: ScopeId,
    pub variables: HashMap<(ScopeId, String), Register>,
    /// Variables that an expression can assign while another part of it is being evaluated.
    pub assigned_within: HashSet<String>,
    pub blocks: Vec<Block<'m>>,
    /// The register of the exception that is handled here, for a bare `raise`.
    pub handled: Vec<Register>,
    /// First free register.
    pub top: Register,
    pub line: u32,
    labels: Vec<Option<usize>>,
    jumps: Vec<(usize, Label)>,
    range: TextRange,
}

impl<'m, 's> Compiler<'m, 's> {
    pub(super) fn new(module: &'m Module<'s>, scope: ScopeId, name: &str, qualified_name: String) -> Self {
        let unit = Unit { name: name.into(), qualified_name, file: module.source.file.clone(), ..Unit::default() };
        Self {
            module,
            unit,
            scope,
            frame: scope,
            variables: HashMap::new(),
            assigned_within: HashSet::new(),
            blocks: Vec::new(),
            handled: Vec::new(),
            top: 0,
            line: 0,
            labels: Vec::new(),
            jumps: Vec::new(),
            range: TextRange::default(),
        }
    }

    /// An error at `at`.
    pub(super) fn error<T>(&self, at: &impl Ranged, message: impl Into<String>) -> Result<T> {
        Err(self.module.source.syntax_error(at.range(), message))
    }

    /// What this subset does not have.
    pub(super) fn unsupported<T>(&self, at: &impl Ranged, construct: &str) -> Result<T> {
        self.error(at, format!("{construct} is outside the subset of Python that this interpreter runs"))
    }

    /// Instructions from here on belong to the line of `at`.
    pub(super) fn locate(&mut self, at: &impl Ranged) {
        self.range = at.range();
        self.line = self.module.source.line(self.range.start());
    }

    pub(super) fn emit(&mut self, op: Op, a: u16, b: u16, c: u16) {
        self.look_before(op);
        self.push(op, a, b, c);
    }

    /// A safepoint before each instruction, if that is asked for; what only continues one is none.
    fn look_before(&mut self, op: Op) {
        if self.module.every_instruction && op != Op::Extra {
            self.push(Op::Look, 0, 0, 0);
        }
    }

    fn push(&mut self, op: Op, a: u16, b: u16, c: u16) {
        self.unit.instructions.push(Instruction { op, a, b, c });
        self.unit.lines.push(self.line);
    }

    pub(super) fn here(&self) -> u32 {
        self.unit.instructions.len() as u32
    }

    pub(super) fn label(&mut self) -> Label {
        self.labels.push(None);
        Label(self.labels.len() - 1)
    }

    pub(super) fn bind(&mut self, label: Label) {
        self.labels[label.0] = Some(self.unit.instructions.len());
    }

    /// A jump whose distance is filled in by [`finish`](Self::finish).
    pub(super) fn jump(&mut self, op: Op, a: u16, b: u16, to: Label) {
        self.look_before(op);
        self.jumps.push((self.unit.instructions.len(), to));
        self.push(op, a, b, 0);
    }

    /// A free register.
    pub(super) fn temporary(&mut self) -> Register {
        self.temporaries(1)
    }

    /// The first of `count` free registers in a row.
    pub(super) fn temporaries(&mut self, count: u16) -> Register {
        let first = self.top;
        self.top = self.top.saturating_add(count);
        self.unit.registers = self.unit.registers.max(self.top);
        first
    }

    /// Whether the register is a temporary rather than a variable.
    pub(super) fn is_temporary(&self, register: Register) -> bool {
        usize::from(register) >= self.unit.local_names.len()
    }

    pub(super) fn constant(&mut self, constant: Constant) -> u16 {
        let place = self.unit.constants.iter().position(|c| *c == constant).unwrap_or_else(|| {
            self.unit.constants.push(constant);
            self.unit.constants.len() - 1
        });
        place as u16
    }

    pub(super) fn load_constant(&mut self, constant: Constant, to: Register) {
        let constant = self.constant(constant);
        self.emit(Op::LoadK, to, constant, 0);
    }

    /// A new attribute site: each instruction has its own inline cache.
    pub(super) fn site(&mut self, name: &str) -> u16 {
        self.unit.sites.push(Symbol::new(name));
        (self.unit.sites.len() - 1) as u16
    }

    /// The slot of a global variable.
    pub(super) fn global(&self, name: &str) -> u16 {
        let mut globals = self.module.globals.borrow_mut();
        let place = globals.iter().position(|n| n == name).unwrap_or_else(|| {
            globals.push(name.to_owned());
            globals.len() - 1
        });
        place as u16
    }

    /// The place of an enclosing function's cell in this function's closure.
    pub(super) fn free(&mut self, name: &str) -> u16 {
        let names = &mut self.unit.free_names;
        let place = names.iter().position(|n| n == name).unwrap_or_else(|| {
            names.push(name.to_owned());
            names.len() - 1
        });
        place as u16
    }

    /// Exceptions between `start` and here go to `target`.
    pub(super) fn handler(&mut self, start: u32, end: u32, target: u32, register: Register) {
        if start < end {
            self.unit.handlers.push(Handler { start, end, target, register });
        }
    }

    /// Fills the jumps in.
    pub(super) fn finish(mut self) -> Result<Unit> {
        let limits = [self.unit.constants.len(), self.unit.sites.len(), self.module.globals.borrow().len()];
        if limits.into_iter().any(|n| n > usize::from(u16::MAX)) || self.unit.registers > u16::MAX / 2 {
            return self.error(&self.range, "function too large for this interpreter");
        }
        if self.unit.generator {
            for instruction in &mut self.unit.instructions {
                instruction.op = match instruction.op {
                    Op::Call => Op::CallOut,
                    Op::CallMethod => Op::CallMethodOut,
                    op => op,
                };
            }
        }
        for (at, label) in std::mem::take(&mut self.jumps) {
            let target = self.labels[label.0].unwrap_or(at);
            let Ok(distance) = i16::try_from(target as i64 - at as i64 - 1) else {
                return self.error(&self.range, "function too large for this interpreter: a jump is too far");
            };
            let instruction = &mut self.unit.instructions[at];
            instruction.c = distance as u16;
            if instruction.op == Op::Jump && distance < 0 {
                instruction.op = Op::Loop;
            }
        }
        Ok(self.unit)
    }

    /// Where a function inside finds the cells of its closure.
    pub(super) fn captures(&mut self, child: &mut Unit) -> Result {
        for name in child.free_names.clone() {
            let capture = match self.place(&name) {
                super::name::Place::Cell(register) => Capture::Register(register),
                super::name::Place::Free(index) => Capture::Free(index),
                _ => return self.error(&self.range, format!("variable '{name}' cannot be captured here")),
            };
            child.captures.push(capture);
        }
        Ok(())
    }
}
