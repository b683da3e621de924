//! Runs a Python file in the model: `cargo run --bin model -- FILE [--gil free] [--refcount atomic]`.

use std::{fs, path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, ValueEnum};
use roommates::interp::{Gil, Interpreter, PythonError, Refcount};

/// A small Python that can be taken apart.
#[derive(Parser)]
#[command(name = "model")]
struct Options {
    /// The program.
    file: PathBuf,
    /// Whether threads take turns.
    #[arg(long, value_enum, default_value = "on")]
    gil: Lock,
    /// How references are counted; plain with a GIL, biased without.
    #[arg(long, value_enum)]
    refcount: Option<Counts>,
    /// Seconds after which the program is ended.
    #[arg(long)]
    deadline: Option<f64>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Lock {
    On,
    /// As before 3.2: by counting instructions.
    Instructions,
    Free,
}

#[derive(Clone, Copy, ValueEnum)]
enum Counts {
    Plain,
    Atomic,
    Biased,
}

fn main() -> ExitCode {
    let options = Options::parse();
    let text = match fs::read_to_string(&options.file) {
        Ok(text) => text,
        Err(error) => {
            eprintln!("{}: {error}", options.file.display());
            return ExitCode::from(2);
        }
    };
    let mut builder = Interpreter::builder();
    match options.gil {
        Lock::On => {}
        Lock::Instructions => builder = builder.gil(Gil::Instructions(roommates::gil::DEFAULT_CHECK_INTERVAL)),
        Lock::Free => builder = builder.gil(Gil::Free),
    }
    if let Some(deadline) = options.deadline.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok()) {
        builder = builder.deadline(deadline);
    }
    match options.refcount {
        Some(Counts::Plain) => builder = builder.refcount(Refcount::Plain),
        Some(Counts::Biased) => builder = builder.refcount(Refcount::Biased),
        Some(Counts::Atomic) => builder = builder.refcount(Refcount::Atomic),
        None => {}
    }
    let name = options.file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    match builder.build().load_source(&name, &text) {
        Ok(_) => ExitCode::SUCCESS,
        Err(PythonError::Raised { class, message, .. }) if class == "SystemExit" => exit_code(&message),
        Err(error) => {
            eprintln!("{}", shown(&error));
            ExitCode::FAILURE
        }
    }
}

/// What `sys.exit(code)` ends a process with: the number, or 1 after a message.
fn exit_code(code: &str) -> ExitCode {
    if code.is_empty() || code == "None" {
        return ExitCode::SUCCESS;
    }
    code.parse::<i64>().map_or_else(
        |_| {
            eprintln!("{code}");
            ExitCode::FAILURE
        },
        |code| ExitCode::from((code & 0xff) as u8),
    )
}

/// What the traceback of CPython ends with.
fn shown(error: &PythonError) -> String {
    match error {
        PythonError::Raised { class, message, .. } if message.is_empty() => class.clone(),
        PythonError::Raised { class, message, .. } => format!("{class}: {message}"),
        other => other.to_string(),
    }
}
