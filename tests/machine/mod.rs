//! The interpreter as the tests use it: a program's text in, what it says out, under each build.

use std::{
    io::{self, Write},
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use roommates::interp::{Gil, Interpreter, PythonError, Refcount};

use crate::support::Output;

/// A program that runs longer is stopped by the interpreter's deadline.
const DEADLINE: Duration = Duration::from_secs(30);

/// The builds that must answer alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Build {
    GilPlain,
    GilAtomic,
    /// Without a GIL, with the counts that are the default there.
    Free,
}

impl Build {
    pub(crate) const ALL: [Build; 3] = [Build::GilPlain, Build::GilAtomic, Build::Free];
}

/// Runs a program; a panic of the interpreter is an answer too, a wrong one. Also says how many bytes of its output came
/// before the interpreter ended: after that, only finalizers speak.
pub(crate) fn run(build: Build, name: &str, text: &str) -> (Output, usize) {
    let said = Captured::default();
    let mut length = 0;
    let ended = catch_unwind(AssertUnwindSafe(|| load(build, name, text, &said, &mut length)));
    let error = ended.unwrap_or_else(|_| Some("the interpreter panicked".into()));
    (Output { stdout: said.text(), error }, length)
}

/// The one place that knows the interpreter's API: what the traceback of an uncaught exception ends with.
fn load(build: Build, name: &str, text: &str, stdout: &Captured, length: &mut usize) -> Option<String> {
    let builder = Interpreter::builder().stdout(stdout.clone()).deadline(DEADLINE);
    let builder = match build {
        Build::GilPlain => builder.refcount(Refcount::Plain),
        Build::GilAtomic => builder.refcount(Refcount::Atomic),
        Build::Free => builder.gil(Gil::Free),
    };
    let mut interpreter = builder.build();
    let result = interpreter.load_source(name, text);
    *length = stdout.text().len();
    drop(interpreter);
    let error = result.err()?;
    Some(match error {
        PythonError::Raised { class, message, .. } if message.is_empty() => class,
        PythonError::Raised { class, message, .. } => format!("{class}: {message}"),
        // On one line, with the place as the corpus expects it.
        PythonError::Compile(e) => format!("SyntaxError: {} ({}:{}:{})", e.message, e.file, e.line, e.column),
        other => other.to_string(),
    })
}

/// Standard output, kept.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
