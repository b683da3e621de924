//! From source text to bytecode.
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | entry, errors |
//! | `check` | what is refused at once |
//! | `mangle` | private names of classes |
//! | `scope` | which name means what |
//! | `emit` | instructions, registers, jumps, constants |
//! | `name` | variables: load, store, delete |
//! | `expression`, `condition`, `call`, `comprehension` | expressions |
//! | `statement`, `control`, `exception`, `function` | statements |
//!
//! What the subset does not have is a [`CompileError`] from [`Compiler::unsupported`](emit::Compiler::unsupported).

mod call;
mod check;
mod comprehension;
mod condition;
mod control;
mod emit;
mod exception;
mod expression;
mod function;
mod mangle;
mod name;
mod scope;
mod statement;

use std::{cell::RefCell, fmt, sync::Arc};

use ruff_python_ast::{Mod, ModModule, PythonVersion};
use ruff_python_parser::{Mode, ParseOptions};
use ruff_text_size::{Ranged as _, TextRange, TextSize};

use super::code::Unit;

/// Why a source was not compiled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompileError {
    /// File.
    pub file: String,
    /// Line, from 1.
    pub line: u32,
    /// Column, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
    /// The line.
    pub text: String,
}

impl fmt::Display for CompileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "  File \"{}\", line {}", self.file, self.line)?;
        let trimmed = self.text.trim_start();
        let indent = (self.text.chars().count() - trimmed.chars().count()) as u32;
        writeln!(f, "    {trimmed}")?;
        writeln!(f, "    {}^", " ".repeat(self.column.saturating_sub(1 + indent) as usize))?;
        write!(f, "SyntaxError: {} ({}:{}:{})", self.message, self.file, self.line, self.column)
    }
}

impl std::error::Error for CompileError {}

/// A source text and where its lines begin.
pub(super) struct Source<'s> {
    file: Arc<str>,
    text: &'s str,
    lines: Vec<usize>,
}

impl<'s> Source<'s> {
    fn new(file: &str, text: &'s str) -> Self {
        let lines = [0].into_iter().chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        Self { file: file.into(), text, lines }
    }

    fn line(&self, at: TextSize) -> u32 {
        self.lines.partition_point(|&begin| begin <= at.to_usize()) as u32
    }

    fn syntax_error(&self, range: TextRange, message: impl Into<String>) -> CompileError {
        let line = self.line(range.start());
        let begin = self.lines.get(line.saturating_sub(1) as usize).copied().unwrap_or(0);
        let text = self.text.get(begin..).and_then(|rest| rest.lines().next()).unwrap_or("");
        let column = self.text.get(begin..range.start().to_usize()).map_or(0, |before| before.chars().count());
        CompileError {
            file: self.file.to_string(),
            line,
            column: column as u32 + 1,
            message: message.into(),
            text: text.to_owned(),
        }
    }
}

/// What all functions of a module share while they are compiled.
pub(super) struct Module<'s> {
    source: Source<'s>,
    scopes: scope::Scopes,
    globals: RefCell<Vec<String>>,
    /// Each instruction is a safepoint.
    every_instruction: bool,
}

/// The code of a module, and the names of its variables in the order of their slots.
pub(super) fn compile(file: &str, text: &str) -> Result<(Unit, Vec<String>), CompileError> {
    compile_with(file, text, false)
}

/// The same; whether the eval loop is to look at the eval breaker before each instruction.
pub(super) fn compile_with(
    file: &str,
    text: &str,
    every_instruction: bool,
) -> Result<(Unit, Vec<String>), CompileError> {
    // The compiler calls itself for each level of nesting.
    stacker::grow(NATIVE_STACK, || compile_here(file, text, every_instruction))
}

/// Enough for the depth that `check` allows, without optimization too. Memory that is not touched costs nothing.
const NATIVE_STACK: usize = 512 << 20;

fn compile_here(file: &str, text: &str, every_instruction: bool) -> Result<(Unit, Vec<String>), CompileError> {
    let source = Source::new(file, text);
    let options = ParseOptions::from(Mode::Module).with_target_version(PythonVersion::PY313);
    let parsed = ruff_python_parser::parse(text, options)
        .map_err(|error| source.syntax_error(error.location, error.error.to_string()))?;
    let tokens = parsed.tokens().iter().map(|token| (token.kind(), token.range()));
    let checked = check::brackets(&source, tokens);
    let Mod::Module(ModModule { mut body, .. }) = parsed.into_syntax() else { return Ok(Default::default()) };
    if let Err(error) = checked.and_then(|()| check::check(&source, &body)) {
        // Dropping what is too deep would recurse too.
        std::mem::forget(body);
        return Err(error);
    }
    mangle::mangle(&mut body);
    let scopes = scope::analyze(&source, &body)?;
    let module = Module { source, scopes, globals: RefCell::default(), every_instruction };
    let unit = emit::Compiler::module(&module, &body)?;
    Ok((unit, module.globals.into_inner()))
}
