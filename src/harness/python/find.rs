//! Which Pythons are there, and who they are.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use serde::Deserialize;

use super::{
    Asking, CPYTHON, MEMORY, Whom,
    places::{self, Places},
    process::{Bounds, Process, quoted},
};
use crate::results::Missing;

/// Longest that a Python may take to say who it is.
const WHO_LIMIT: Duration = Duration::from_secs(2);
/// So many are asked at once: more would wait for each other, and one that waits looks as if it hung.
const AT_ONCE: usize = 4;
/// Says who runs it; on Python 2.7 too. A free-threaded build has a `t` among its flags of the binary interface.
const WHO: &str = "import json, sys; print(json.dumps({\
    'implementation': 'pypy' if hasattr(sys, 'pypy_version_info') else \
        getattr(sys, 'implementation', sys).__dict__.get('name', 'cpython'), \
    'version': list(sys.version_info[:3]), \
    'free_threaded': sys.version_info >= (3, 13) and 't' in getattr(sys, 'abiflags', ''), \
    'gil': getattr(sys, '_is_gil_enabled', lambda: True)(), \
    'words': sys.version.split()[0], \
    'executable': sys.executable}))";
/// Where a free-threaded Python comes from.
pub(super) const HOW_TO_GET_FREE: &str = "No free-threaded Python was found. `uv python install 3.14t` brings \
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
    /// Whether there is a GIL in this moment.
    #[serde(default)]
    gil: Option<bool>,
    /// The version as it is printed.
    #[serde(default)]
    words: Option<String>,
}

/// Pythons to ask, and what is missing among those that were named.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) pythons: Vec<Python>,
    /// The newest of each other engine, newest first.
    pub(super) elders: Vec<Python>,
    pub(super) missing: Vec<Missing>,
    /// The oldest version that would do.
    pub(super) oldest: (u32, u32),
}

/// All Pythons of a machine.
#[derive(Debug, Default)]
pub(super) struct Everybody {
    /// Those that said who they are, each once.
    pub(super) pythons: Vec<Python>,
    /// Programs that are called like one, and why they are none.
    pub(super) left_out: Vec<(PathBuf, String)>,
}

impl Python {
    /// Its name in records.
    pub(super) fn engine(&self) -> String {
        let Who { implementation, version: (major, minor, _), free_threaded, .. } = &self.who;
        format!("{}-{major}.{minor}{}", implementation.to_lowercase(), if *free_threaded { "t" } else { "" })
    }

    /// Whether it is of this version or a later one.
    pub(super) fn is_at_least(&self, (major, minor): (u32, u32)) -> bool {
        (self.who.version.0, self.who.version.1) >= (major, minor)
    }

    /// Whether it is the same interpreter by its own words.
    fn is(&self, other: &Self) -> bool {
        let id = |p: &Self| (p.who.implementation.clone(), p.who.version, p.who.free_threaded);
        id(self) == id(other)
    }

    fn is_cpython(&self) -> bool {
        self.who.implementation == CPYTHON
    }
}

impl Who {
    /// What cannot be so all at once. The error is a sentence.
    fn checked(self) -> Result<Self, String> {
        let (major, minor, micro) = self.version;
        let number = format!("{major}.{minor}.{micro}");
        if let Some(words) = self.words.as_deref().filter(|words| !words.starts_with(&number)) {
            return Err(format!("It says that it is version {number}, and prints {}.", quoted(words)));
        }
        if self.gil == Some(false) && !self.free_threaded {
            return Err("It says that it was built with a GIL and that it has none.".into());
        }
        Ok(self)
    }
}

/// The Pythons that the command line wants, among those that a twin can run on; `every` one, or the newest.
pub(super) fn find(asking: &Asking, oldest: (u32, u32), every: bool) -> Found {
    let limit = asking.bounds.time.min(WHO_LIMIT);
    let here = || everybody(&asking.places, limit).pythons;
    match &asking.whom {
        Whom::Nobody => Found { oldest, ..Found::default() },
        Whom::These(programs) => named(programs, oldest, limit),
        Whom::Newest if every => Found { pythons: each_engine(here(), oldest), oldest, ..Found::default() },
        Whom::Newest => {
            let here = here();
            let pythons = newest(here.clone(), oldest);
            let mut elders = each_engine(here, oldest);
            elders.retain(|elder| pythons.iter().all(|python| python.engine() != elder.engine()));
            Found { pythons, elders, oldest, ..Found::default() }
        }
    }
}

/// What to do where no Python with a GIL was found.
pub(super) fn how_to_get((major, minor): &(u32, u32)) -> String {
    format!(
        "No Python {major}.{minor} or later was found. Install one from your system's packages or with \
         `uv python install`, or name one with `--python PATH`."
    )
}

/// The newest CPython with a GIL, the newest without, and 2.7 if that is new enough.
pub(super) fn newest(mut pythons: Vec<Python>, oldest: (u32, u32)) -> Vec<Python> {
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

/// The newest of each engine, newest first: two of one engine would be the same series.
fn each_engine(mut pythons: Vec<Python>, oldest: (u32, u32)) -> Vec<Python> {
    pythons.retain(|p| p.is_at_least(oldest));
    pythons.sort_by_key(|p| std::cmp::Reverse(p.who.version));
    let mut seen = std::collections::BTreeSet::new();
    pythons.retain(|p| seen.insert(p.engine()));
    pythons
}

/// All Pythons of these places that say who they are, each once; and what is wrong with the others.
pub(super) fn everybody(here: &Places, limit: Duration) -> Everybody {
    let programs = here.programs();
    let mut all = Everybody::default();
    let mut by_file: BTreeMap<OsString, Python> = BTreeMap::new();
    let mut elsewhere = Vec::new();
    for (program, answer) in programs.iter().zip(ask_all(&programs, limit)) {
        match answer {
            Err(why) => all.left_out.push((program.clone(), why)),
            Ok(python) if leads_elsewhere(&python) => elsewhere.push(python),
            Ok(python) => {
                if by_file.insert(places::file(program), python.clone()).is_none() {
                    all.pythons.push(python);
                }
            }
        }
    }
    // A shim costs time at every start, and says where the interpreter lies: that one is asked itself, once.
    for shim in elsewhere {
        let target = shim.who.executable.clone();
        let known = by_file.get(&places::file(&target)).cloned();
        match known.clone().map_or_else(|| ask(&target, limit), Ok) {
            Ok(python) if !python.is(&shim) => {
                let why = format!("It says that it is {}; what it leads to is {}.", shim.engine(), python.engine());
                all.left_out.push((shim.program, why));
            }
            Ok(python) if known.is_none() => {
                by_file.insert(places::file(&target), python.clone());
                all.pythons.push(python);
            }
            Ok(_) => {}
            Err(why) => all.left_out.push((shim.program, format!("What it leads to is no Python. {why}"))),
        }
    }
    all
}

/// Whether the interpreter is another file than the one that was started.
fn leads_elsewhere(python: &Python) -> bool {
    let executable = &python.who.executable;
    executable.is_file() && places::file(executable) != places::file(&python.program)
}

/// Asks a few at a time; the answers stand in the order of the programs.
fn ask_all(programs: &[PathBuf], limit: Duration) -> Vec<Result<Python, String>> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut answers = Vec::new();
        loop {
            // Relaxed: pairs with the same line in the other askers; the answers are handed over by joining them.
            let at = next.fetch_add(1, Ordering::Relaxed);
            match programs.get(at) {
                Some(program) => answers.push((at, ask(program, limit))),
                None => return answers,
            }
        }
    };
    let mut answers: Vec<_> = thread::scope(|scope| {
        let askers: Vec<_> = (0..AT_ONCE.min(programs.len())).map(|_| scope.spawn(work)).collect();
        askers.into_iter().filter_map(|asker| asker.join().ok()).flatten().collect()
    });
    answers.sort_by_key(|(at, _)| *at);
    answers.into_iter().map(|(_, answer)| answer).collect()
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
    // A free-threaded build is asked as it comes; another one that is told to do without the GIL does not start.
    command.env_remove("PYTHON_GIL");
    let bounds = Bounds { time: limit, memory: MEMORY };
    let mut process =
        Process::start(&mut command, bounds).map_err(|error| format!("It could not be started: {error}."))?;
    let line = process.line(limit)?;
    let who: Who = serde_json::from_str(&line).map_err(|_| format!("Asked who it is, it said {}.", quoted(&line)))?;
    Ok(Python { program: program.into(), who: who.checked()? })
}
