//! Which Pythons are there, and who they are.

use std::{
    collections::BTreeSet,
    env,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
    process::Command,
    thread,
    time::Duration,
};

use serde::Deserialize;

use super::{
    Asking, CPYTHON, Whom,
    process::{Process, quoted},
};
use crate::results::Missing;

/// Longest that a Python may take to say who it is.
const WHO_LIMIT: Duration = Duration::from_secs(2);
/// Says who runs it; on Python 2.7 too. A free-threaded build has a `t` among its flags of the binary interface.
const WHO: &str = "import json, sys; print(json.dumps({\
    'implementation': 'pypy' if hasattr(sys, 'pypy_version_info') else \
        getattr(sys, 'implementation', sys).__dict__.get('name', 'cpython'), \
    'version': list(sys.version_info[:3]), \
    'free_threaded': sys.version_info >= (3, 13) and 't' in getattr(sys, 'abiflags', ''), \
    'executable': sys.executable}))";
/// Where a free-threaded Python comes from.
pub(super) const HOW_TO_GET_FREE: &str = "No free-threaded Python was found on PATH. `uv python install 3.14t` brings \
    one, as does CPython's `./configure --disable-gil`; name it with `--python PATH`.";

/// A Python that said who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Python {
    /// Started by this.
    pub(super) program: PathBuf,
    who: Who,
}

/// Its words.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
struct Who {
    implementation: String,
    version: (u32, u32, u32),
    free_threaded: bool,
    executable: PathBuf,
}

/// Pythons to ask, and what is missing among those that were named.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) pythons: Vec<Python>,
    pub(super) missing: Vec<Missing>,
    /// The oldest version that would do.
    pub(super) oldest: (u32, u32),
}

impl Python {
    /// Its name in records.
    pub(super) fn engine(&self) -> String {
        let Who { implementation, version: (major, minor, _), free_threaded, .. } = &self.who;
        format!("{}-{major}.{minor}{}", implementation.to_lowercase(), if *free_threaded { "t" } else { "" })
    }

    fn is_at_least(&self, (major, minor): (u32, u32)) -> bool {
        (self.who.version.0, self.who.version.1) >= (major, minor)
    }

    fn is_cpython(&self) -> bool {
        self.who.implementation == CPYTHON
    }
}

/// The Pythons that the command line wants, among those that a twin can run on.
pub(super) fn find(asking: &Asking, oldest: (u32, u32)) -> Found {
    let limit = asking.limit.min(WHO_LIMIT);
    match &asking.whom {
        Whom::Nobody => Found { oldest, ..Found::default() },
        Whom::These(programs) => named(programs, oldest, limit),
        Whom::Newest => Found { pythons: newest(on_path(&asking.path, limit), oldest), missing: Vec::new(), oldest },
    }
}

/// What to do where no Python with a GIL was found.
pub(super) fn how_to_get((major, minor): &(u32, u32)) -> String {
    format!(
        "No Python {major}.{minor} or later was found on PATH. Install one from your system's packages or with \
         `uv python install`, or name one with `--python PATH`."
    )
}

/// The newest CPython with a GIL, the newest without, and 2.7 if that is new enough.
fn newest(mut pythons: Vec<Python>, oldest: (u32, u32)) -> Vec<Python> {
    pythons.retain(|p| p.is_cpython() && p.is_at_least(oldest));
    pythons.sort_by_key(|p| std::cmp::Reverse(p.who.version));
    let mut chosen: Vec<Python> = Vec::new();
    let with_gil = pythons.iter().find(|p| !p.who.free_threaded);
    let without = pythons.iter().find(|p| p.who.free_threaded);
    let two = pythons.iter().find(|p| (p.who.version.0, p.who.version.1) == (2, 7));
    for python in [with_gil, without, two].into_iter().flatten() {
        if !chosen.contains(python) {
            chosen.push(python.clone());
        }
    }
    chosen
}

/// All Pythons on PATH that say who they are, each once. Shims that lead nowhere are nobody's fault and left out.
fn on_path(path: &OsStr, limit: Duration) -> Vec<Python> {
    let programs = programs(path);
    let asked = thread::scope(|scope| {
        let asking: Vec<_> = programs.iter().map(|program| scope.spawn(|| ask(program, limit))).collect();
        asking.into_iter().filter_map(|one| one.join().ok()?.ok()).collect::<Vec<_>>()
    });
    let mut seen = BTreeSet::new();
    let own = |python: Python| {
        // A shim or a link costs time at every start; the interpreter itself knows where it lies.
        let program = fs::canonicalize(&python.who.executable).ok().map(|_| python.who.executable.clone());
        Python { program: program.unwrap_or(python.program), ..python }
    };
    let is_new = |python: &Python| {
        let real = fs::canonicalize(&python.program).unwrap_or_else(|_| python.program.clone());
        seen.insert((real, python.who.version))
    };
    asked.into_iter().map(own).filter(is_new).collect()
}

/// Files on PATH with the name of a Python, in its order, each real file once.
fn programs(path: &OsStr) -> Vec<PathBuf> {
    let mut seen = BTreeSet::new();
    let names = |folder: PathBuf| {
        let mut found: Vec<PathBuf> =
            fs::read_dir(folder).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
        found.retain(|program| program.file_name().is_some_and(is_python));
        found.sort();
        found
    };
    let mut programs: Vec<PathBuf> = env::split_paths(path).flat_map(names).collect();
    // By name and real file: a shim is one file with many names, each of which leads elsewhere.
    programs.retain(|program| {
        let real = fs::canonicalize(program).unwrap_or_else(|_| program.clone());
        let name = program.file_name().map(OsString::from).filter(|_| is_script(&real));
        seen.insert((real, name))
    });
    programs
}

/// Whether a file is a script, such as the shims of pyenv: what it does may depend on its name.
fn is_script(file: &Path) -> bool {
    let mut start = [0; 2];
    fs::File::open(file).and_then(|mut f| std::io::Read::read_exact(&mut f, &mut start)).is_ok() && &start == b"#!"
}

/// `python3`, `python3.N`, `python3.Nt`, `python2.7`.
fn is_python(name: &OsStr) -> bool {
    let Some(version) = name.to_str().and_then(|name| name.strip_prefix("python")) else { return false };
    let minor = |rest: &str| {
        let digits = rest.strip_suffix('t').unwrap_or(rest);
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    };
    version == "3" || version == "2.7" || version.strip_prefix("3.").is_some_and(minor)
}

/// The Pythons that were named, each once; what is wrong with the others.
fn named(programs: &[PathBuf], oldest: (u32, u32), limit: Duration) -> Found {
    let mut found = Found { oldest, ..Found::default() };
    for program in programs {
        let refused = match ask(program, limit) {
            Err(why) => Some((name_of(program), why)),
            Ok(python) if !python.is_at_least(oldest) => {
                Some((python.engine(), format!("The question needs Python {}.{} or later.", oldest.0, oldest.1)))
            }
            Ok(python) => {
                // Two of one version would be the same series.
                if !found.pythons.iter().any(|p| p.engine() == python.engine()) {
                    found.pythons.push(python);
                }
                None
            }
        };
        found.missing.extend(refused.map(|(engine, reason)| Missing { engine, reason }));
    }
    found
}

/// Name of a program without its folder, which is nobody's business.
fn name_of(program: &Path) -> String {
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

/// Who is this? The error is a sentence.
fn ask(program: &Path, limit: Duration) -> Result<Python, String> {
    let mut command = Command::new(program);
    command.arg("-c").arg(WHO);
    let mut process = Process::start(&mut command).map_err(|error| format!("It could not be started: {error}."))?;
    let line = process.line(limit)?;
    let who = serde_json::from_str(&line).map_err(|_| format!("Asked who it is, it said {}.", quoted(&line)))?;
    Ok(Python { program: program.into(), who })
}
