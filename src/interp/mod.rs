//! A small Python: parsed, compiled to register bytecode, and run.
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | the public interface |
//! | `builder` | which build: GIL, counts; output, deadline |
//! | `machine` | one build at work |
//! | `compile` | source text to bytecode |
//! | `op`, `code` | instructions, and what code consists of |
//! | `disassemble` | bytecode as text |
//! | `eval` | the eval loop |
//! | `room` | memory for registers and frames |
//! | `thread` | register stack, frames, eval breaker |
//! | `blocking` | **where the GIL changes hands**: attach, detach, safepoints, waiting |
//! | `threads`, `park` | starting, stopping, waking threads |
//! | `files`, `host`, `library`, `clock` | pipes, functions of the host, modules written in Python, time |
//! | `runtime` | classes, built-ins and modules that threads share |
//! | `introspection` | attributes that no class lists |
//! | `globals`, `arguments`, `tables`, `sets`, `text` | variables of modules, parameters, look-ups, `str` and `repr` |
//! | `format` | `format()`, f-strings, `%` |
//! | `unicode` | what characters are |
//! | `workload` | what of a chapter's Python file the model runs |
//! | `builtins` | functions, classes, methods |

mod arguments;
mod blocking;
mod builder;
mod builtins;
mod clock;
mod code;
mod compile;
mod disassemble;
mod eval;
mod files;
mod format;
mod globals;
mod host;
mod introspection;
mod library;
mod machine;
mod op;
mod park;
mod room;
mod runtime;
mod sets;
mod tables;
mod text;
mod thread;
mod threads;
mod unicode;
mod workload;

use std::{fmt, path::Path, sync::Arc};

pub use builder::{Builder, Gil, Refcount};
pub use code::{Code, Instruction};
pub use compile::CompileError;
pub use globals::Globals;
pub use host::HostFunction;
use machine::Run;
pub use runtime::{Runtime, Type};
pub use thread::{Thread, ThreadState, breaker};

use crate::gil::{self, Hold};

/// A value that goes into the interpreter or comes out of it.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// `None`
    None,
    /// `True` or `False`
    Bool(bool),
    /// An `int` of 64 bits.
    Int(i64),
    /// A larger `int`, in decimal.
    BigInt(String),
    /// `float`
    Float(f64),
    /// `str`
    Str(String),
    /// `bytes`
    Bytes(Vec<u8>),
    /// `list`
    List(Vec<Answer>),
    /// `tuple`
    Tuple(Vec<Answer>),
    /// Anything else, as its `repr`.
    Other(String),
}

/// What a function is called with.
pub type Argument = Answer;

impl From<i64> for Answer {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<f64> for Answer {
    fn from(number: f64) -> Self {
        Self::Float(number)
    }
}

impl From<&str> for Answer {
    fn from(text: &str) -> Self {
        Self::Str(text.to_owned())
    }
}

/// Why a program did not run to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PythonError {
    /// It was not compiled.
    Compile(CompileError),
    /// It raised an exception that nobody caught.
    Raised {
        /// The class of the exception.
        class: String,
        /// Its message.
        message: String,
        /// Function and line, outermost first.
        traceback: Vec<(String, u32)>,
    },
    /// The deadline was over.
    Deadline,
    /// The file could not be read.
    File(String),
}

impl fmt::Display for PythonError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compile(error) => write!(f, "{error}"),
            Self::Raised { class, message, traceback } => {
                for (function, line) in traceback {
                    writeln!(f, "  line {line}, in {function}")?;
                }
                if message.is_empty() { write!(f, "{class}") } else { write!(f, "{class}: {message}") }
            }
            Self::Deadline => f.write_str("the deadline is over"),
            Self::File(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for PythonError {}

/// How often something happened in an interpreter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counters {
    /// Of its GIL: hand-overs, waits, drop requests. Zero without one.
    pub gil: gil::Counters,
    /// Threads started, the main thread included.
    pub threads: usize,
}

/// An interpreter of one build.
pub struct Interpreter {
    machine: Box<dyn Run>,
}

impl fmt::Debug for Interpreter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Interpreter").field("build", &self.machine.build()).finish_non_exhaustive()
    }
}

impl Interpreter {
    /// Says how it is to be built.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// Which build this is, in words.
    pub fn build(&self) -> &'static str {
        self.machine.build()
    }

    /// Compiles a file and runs it as a module.
    ///
    /// # Errors
    /// If it cannot be read or compiled, or raises.
    pub fn load_file(&mut self, path: impl AsRef<Path>) -> Result<(), PythonError> {
        let path = path.as_ref();
        let text = std::fs::read_to_string(path).map_err(|e| PythonError::File(format!("{}: {e}", path.display())))?;
        self.load_source(&path.display().to_string(), &text)
    }

    /// Compiles a text and runs it as a module.
    ///
    /// # Errors
    /// If it cannot be compiled, or raises.
    pub fn load_source(&mut self, name: &str, text: &str) -> Result<(), PythonError> {
        self.machine.load(name, text)
    }

    /// Compiles the workload of a twin and runs it as a module: the lines between `# ANCHOR: workload` and
    /// `# ANCHOR_END: workload`.
    ///
    /// # Errors
    /// If there are none, or they cannot be compiled, or raise.
    pub fn load_workload(&mut self, name: &str, twin: &str) -> Result<(), PythonError> {
        let text = workload::of(name, twin).map_err(PythonError::File)?;
        self.load_source(name, &text)
    }

    /// Lets the programs that are loaded from now on call a function of the host under a global name, with the GIL
    /// held. A message instead of an answer becomes a `RuntimeError`.
    ///
    /// # Errors
    /// If too many are bound.
    pub fn bind(
        &mut self,
        name: &str,
        function: impl Fn(&[Argument]) -> Result<Answer, String> + Send + Sync + 'static,
    ) -> Result<(), PythonError> {
        self.machine.bind(name, Arc::new(function), false)
    }

    /// As [`bind`](Self::bind), but the GIL is dropped while the function runs.
    ///
    /// # Errors
    /// If too many are bound.
    pub fn bind_detached(
        &mut self,
        name: &str,
        function: impl Fn(&[Argument]) -> Result<Answer, String> + Send + Sync + 'static,
    ) -> Result<(), PythonError> {
        self.machine.bind(name, Arc::new(function), true)
    }

    /// Who held the GIL when, if that is [traced](Builder::trace); thread 0 is the main thread.
    pub fn holds(&self) -> Vec<Hold> {
        self.machine.holds()
    }

    /// What has been counted so far.
    pub fn counters(&self) -> Counters {
        self.machine.counters()
    }

    /// Whether a thread that was asked to drop the GIL waits until another one has it; false without a GIL.
    pub fn forces_switching(&self) -> bool {
        self.machine.forces_switching()
    }

    /// Calls a function of the module loaded last.
    ///
    /// # Errors
    /// If there is no such function, or it raises.
    pub fn call(&mut self, function: &str, arguments: &[Argument]) -> Result<Answer, PythonError> {
        self.machine.call(function, arguments)
    }

    /// What the collector tells about itself: numbers, and its runs if they are recorded. A program that says
    /// `import model; model.watch("name", object)` finds the steps for that object there.
    pub fn collector(&self) -> crate::gc::Report {
        self.machine.collector()
    }

    /// Ends it; how many objects are left, which should be none. Without debug assertions only containers are known.
    #[cfg(test)]
    pub(crate) fn end(self) -> i64 {
        let objects = self.machine.objects();
        drop(self);
        objects()
    }
}

/// The bytecode of a source text, as text.
///
/// # Errors
/// If it cannot be compiled.
pub fn disassemble(name: &str, text: &str) -> Result<String, CompileError> {
    let (unit, globals) = compile::compile(name, text)?;
    Ok(disassemble::unit(&unit, &globals))
}

/// The bytecode of a twin's [workload](Interpreter::load_workload), as text.
///
/// # Errors
/// If there is none, or it cannot be compiled.
pub fn disassemble_workload(name: &str, twin: &str) -> Result<String, PythonError> {
    let text = workload::of(name, twin).map_err(PythonError::File)?;
    disassemble(name, &text).map_err(PythonError::Compile)
}

#[cfg(test)]
mod tests;
