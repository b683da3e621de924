//! A CPython of this machine, as the judge.

use std::{
    fs,
    io::{BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use super::Output;

/// The version whose answers and wording the interpreter follows.
const VERSION: (u32, u32) = (3, 13);

const DRIVER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/driver.py");

/// A CPython of that version: the one that `ROOMMATES_PYTHON` names, or one on PATH or in pyenv. Says why a test is
/// skipped where there is none.
pub(crate) fn find(what: &str) -> Option<PathBuf> {
    let (major, minor) = VERSION;
    let named = std::env::var_os("ROOMMATES_PYTHON").map(PathBuf::from);
    let on_path = [format!("python{major}.{minor}"), "python3".into()].map(PathBuf::from);
    let found = named.into_iter().chain(on_path).chain(of_pyenv()).find(|program| version(program) == Some(VERSION));
    if found.is_none() {
        eprintln!("SKIPPED: {what} needs Python {major}.{minor}; none was found, and ROOMMATES_PYTHON names none");
    }
    found
}

/// What pyenv has installed, on PATH or not.
fn of_pyenv() -> Vec<PathBuf> {
    let root = std::env::var_os("PYENV_ROOT").map(PathBuf::from);
    let root = root.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".pyenv")));
    let versions = root.and_then(|root| fs::read_dir(root.join("versions")).ok());
    versions.into_iter().flatten().flatten().map(|version| version.path().join("bin/python3")).collect()
}

fn version(program: &Path) -> Option<(u32, u32)> {
    const ASK: &str = "import sys; print(*sys.version_info[:2])";
    let said = Command::new(program).args(["-c", ASK]).output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let (major, minor) = said.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

/// A running Python that answers one program after the other.
pub(crate) struct Python {
    process: Child,
    programs: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Python {
    pub(crate) fn start(program: &Path) -> Self {
        let mut process = Command::new(program)
            .args(["-EB", "-W", "ignore", "-X", "utf8", DRIVER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the Python that was found starts");
        let programs = process.stdin.take();
        let answers = BufReader::new(process.stdout.take().expect("its output is a pipe"));
        Self { process, programs, answers }
    }

    /// What the program says under this Python.
    pub(crate) fn answer(&mut self, source: &str) -> Output {
        let mut line = serde_json::to_string(source).expect("a string is JSON");
        line.push('\n');
        let programs = self.programs.as_mut().expect("it is open until the end");
        programs.write_all(line.as_bytes()).expect("Python reads its programs");
        let mut answer = String::new();
        self.answers.read_line(&mut answer).expect("Python answers");
        serde_json::from_str(&answer).unwrap_or_else(|e| panic!("Python's answer is no JSON ({e}): {answer}\n{source}"))
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        // Closing its input ends the driver.
        drop(self.programs.take());
        let _ = self.process.wait();
    }
}
