//! Worker processes: this program, started again in another role.
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | start a worker, put one question to it, take its answer |
//! | [`memory`] | what a process holds |
//! | `leash` | a process ends when the one that started it does |
//!
//! Re-executing is what `multiprocessing` calls `spawn`: the child begins from nothing and is told what to do over a
//! pipe. A child that was forked would begin with a copy of its parent; chapters that compare the two start it
//! themselves.

mod leash;
pub mod memory;

use std::{
    env,
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    process::{Child, ChildStdin, Command, ExitCode, ExitStatus, Stdio},
};

pub use leash::{leash_if_asked, leash_to_stdin};
use serde::{Serialize, de::DeserializeOwned};

/// Environment variable that tells a process which role it was started for.
const ROLE: &str = "ROOMMATES_ROLE";

/// What went wrong with a worker.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// It could not be started, or the pipe to it broke.
    #[error("worker `{role}`: {source}")]
    Io {
        /// Its role.
        role: String,
        /// Why.
        source: io::Error,
    },
    /// It ended without a usable answer.
    #[error("worker `{role}` ended with {status} and without a usable answer: {said:?}")]
    NoAnswer {
        /// Its role.
        role: String,
        /// How it ended.
        status: ExitStatus,
        /// The beginning of what it printed.
        said: String,
    },
}

/// A process that works on one question. Killed and reaped when dropped.
#[derive(Debug)]
pub struct Worker {
    role: String,
    child: Child,
    /// Open as long as the worker shall live; see `leash.rs`.
    _leash: ChildStdin,
}

impl Worker {
    /// Starts this program again as `role` and sends it `question`.
    ///
    /// # Errors
    /// If the process cannot be started or does not take the question.
    pub fn start<Q: Serialize>(role: &str, question: &Q) -> Result<Self, WorkerError> {
        let failed = |source| WorkerError::Io { role: role.into(), source };
        let mut child = Command::new(env::current_exe().map_err(failed)?)
            .env(ROLE, role)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let Some(mut stdin) = child.stdin.take() else { return Err(failed(io::ErrorKind::BrokenPipe.into())) };
        let mut line = serde_json::to_vec(question).map_err(|e| failed(e.into()))?;
        line.push(b'\n');
        let worker = |stdin| Self { role: role.into(), child, _leash: stdin };
        match stdin.write_all(&line) {
            Ok(()) => Ok(worker(stdin)),
            Err(source) => {
                drop(worker(stdin));
                Err(failed(source))
            }
        }
    }

    /// Waits for the worker to end and takes its answer.
    ///
    /// # Errors
    /// If it ends without success or its answer cannot be read.
    pub fn join<A: DeserializeOwned>(mut self) -> Result<A, WorkerError> {
        let failed = |role: &str, source| WorkerError::Io { role: role.into(), source };
        let mut said = Vec::new();
        if let Some(mut stdout) = self.child.stdout.take() {
            stdout.read_to_end(&mut said).map_err(|e| failed(&self.role, e))?;
        }
        let status = self.child.wait().map_err(|e| failed(&self.role, e))?;
        match serde_json::from_slice(&said) {
            Ok(answer) if status.success() => Ok(answer),
            _ => {
                let said = String::from_utf8_lossy(&said[..said.len().min(200)]).into_owned();
                Err(WorkerError::NoAnswer { role: self.role.clone(), status, said })
            }
        }
    }

    /// Waits for the worker to end, whatever it says, and returns what it printed and how it ended.
    ///
    /// # Errors
    /// If it cannot be waited for.
    pub fn end(mut self) -> io::Result<(String, ExitStatus)> {
        let mut said = String::new();
        if let Some(mut stdout) = self.child.stdout.take() {
            stdout.read_to_string(&mut said)?;
        }
        Ok((said, self.child.wait()?))
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Already reaped after `join`; then both fail, and nothing is left to do.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Exit status as one number: the code, or minus the number of the signal that ended the process.
#[must_use]
pub fn status_number(status: ExitStatus) -> i32 {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status).map(|s| -s);
    #[cfg(not(unix))]
    let signal = None;
    status.code().or(signal).unwrap_or(i32::MIN)
}

/// Runs `answer` and returns its exit status if this process was started as the worker `role`; else `None`.
///
/// Call it first in `main`, once a role. The question is taken from standard input, the answer goes to standard output.
pub fn enter<Q: DeserializeOwned, A: Serialize>(role: &str, answer: impl FnOnce(Q) -> A) -> Option<ExitCode> {
    if env::var(ROLE).ok()? != role {
        return None;
    }
    let work = || -> io::Result<()> {
        let mut line = String::new();
        BufReader::with_capacity(1, io::stdin()).read_line(&mut line)?;
        let question = serde_json::from_str(&line)?;
        leash_to_stdin();
        let answer = serde_json::to_vec(&answer(question))?;
        io::stdout().write_all(&answer)?;
        io::stdout().flush()
    };
    Some(match work() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("worker `{role}`: {error}");
            ExitCode::FAILURE
        }
    })
}
