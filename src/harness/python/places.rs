//! Where Pythons lie: on PATH, and where pyenv, uv, conda and virtual environments put them.

use std::{
    collections::BTreeSet,
    env,
    ffi::{OsStr, OsString},
    fs,
    path::{Path, PathBuf},
};

/// Folders into which an installer of conda puts itself, below the user's own.
const CONDAS: [&str; 6] = ["miniconda3", "anaconda3", "miniforge3", "mambaforge", "micromamba", ".local/share/mamba"];
/// Where images for containers have conda.
const CONDA_OF_ALL: &str = "/opt/conda";
/// Names of virtual environments in the current folder: what uv makes, and what guides say.
const ENVIRONMENTS: [&str; 2] = [".venv", "venv"];

/// Where to look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::harness) struct Places {
    /// Folders with programs, as in PATH.
    path: OsString,
    /// Folders that each hold one Python, in its `bin`.
    homes: Vec<PathBuf>,
}

impl Places {
    /// Where this machine has its Pythons.
    pub(super) fn here() -> Self {
        let mut places = Self::told_by(|name| env::var_os(name).filter(|value| !value.is_empty()));
        places.add_conda(CONDA_OF_ALL.into());
        places
    }

    /// PATH only.
    #[cfg(test)]
    pub(super) fn on_path(path: impl Into<OsString>) -> Self {
        Self { path: path.into(), homes: Vec::new() }
    }

    /// As the environment variables say, or else where each tool puts its Pythons if nothing is said.
    pub(super) fn told_by(variable: impl Fn(&str) -> Option<OsString>) -> Self {
        let folder = |name: &str| variable(name).map(PathBuf::from);
        let user = folder("HOME").or_else(|| folder("USERPROFILE"));
        let below = |place: &str| user.as_ref().map(|user| user.join(place));
        let mut homes: Vec<PathBuf> = ["VIRTUAL_ENV", "CONDA_PREFIX"].into_iter().filter_map(folder).collect();
        homes.extend(ENVIRONMENTS.map(PathBuf::from));
        homes.extend(children(folder("PYENV_ROOT").or_else(|| below(".pyenv")).map(|root| root.join("versions"))));
        let data = folder("XDG_DATA_HOME").or_else(|| below(".local/share"));
        homes.extend(children(folder("UV_PYTHON_INSTALL_DIR").or_else(|| data.map(|data| data.join("uv/python")))));
        homes.extend(noted_by_conda(below(".conda/environments.txt")));
        let mut places = Self { path: variable("PATH").unwrap_or_default(), homes };
        CONDAS.into_iter().filter_map(below).chain(folder("MAMBA_ROOT_PREFIX")).for_each(|root| places.add_conda(root));
        places
    }

    /// What conda has below `root`: its own Python, and those of its environments.
    fn add_conda(&mut self, root: PathBuf) {
        self.homes.extend(children(Some(root.join("envs"))));
        self.homes.push(root);
    }

    /// Files with the name of a Python, in the order of the places, each real file once.
    pub(super) fn programs(&self) -> Vec<PathBuf> {
        let mut seen = BTreeSet::new();
        let own = self.homes.iter().filter_map(|home| program_of(home));
        let mut programs: Vec<PathBuf> = env::split_paths(&self.path).flat_map(named_python).chain(own).collect();
        // By name and real file: a shim is one file with many names, each of which leads elsewhere.
        programs.retain(|program| {
            let name = program.file_name().map(OsString::from).filter(|_| is_script(program));
            seen.insert((file(program), name))
        });
        programs
    }
}

/// Tells files apart: two paths lead to one file where this is the same.
#[cfg(unix)]
pub(super) fn file(path: &Path) -> OsString {
    use std::os::unix::fs::MetadataExt as _;
    // A link counts as what it leads to, a hard link (`python3.14` and `python3.14t` are such) as its other name.
    fs::metadata(path).map_or_else(|_| path.into(), |file| format!("{} {}", file.dev(), file.ino()).into())
}

#[cfg(not(unix))]
pub(super) fn file(path: &Path) -> OsString {
    fs::canonicalize(path).map_or_else(|_| path.into(), OsString::from)
}

/// Folders in a folder, in the order of their names.
fn children(folder: Option<PathBuf>) -> Vec<PathBuf> {
    let entries = folder.and_then(|folder| fs::read_dir(folder).ok()).into_iter().flatten();
    let mut folders: Vec<PathBuf> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
    folders.retain(|folder| folder.is_dir());
    folders.sort();
    folders
}

/// Environments that conda has made, wherever they lie: a line each.
fn noted_by_conda(list: Option<PathBuf>) -> Vec<PathBuf> {
    let text = list.and_then(|list| fs::read_to_string(list).ok()).unwrap_or_default();
    text.lines().map(str::trim).filter(|line| !line.is_empty()).map(PathBuf::from).collect()
}

/// The Python of a folder that holds one.
fn program_of(home: &Path) -> Option<PathBuf> {
    let names = ["bin/python3", "bin/python", "python.exe", "Scripts/python.exe"];
    names.into_iter().map(|name| home.join(name)).find(|program| program.is_file())
}

/// Files of a folder with the name of a Python, in the order of their names.
fn named_python(folder: PathBuf) -> Vec<PathBuf> {
    let mut found: Vec<PathBuf> =
        fs::read_dir(folder).into_iter().flatten().filter_map(|e| Some(e.ok()?.path())).collect();
    found.retain(|program| program.file_name().is_some_and(is_python));
    found.sort();
    found
}

/// Whether a file is a script, such as the shims of pyenv: what it does may depend on its name.
fn is_script(file: &Path) -> bool {
    let mut start = [0; 2];
    fs::File::open(file).and_then(|mut f| std::io::Read::read_exact(&mut f, &mut start)).is_ok() && &start == b"#!"
}

/// `python3`, `python3.N`, `python3.Nt`, `python2.7`, `pypy3`, `pypy3.N`.
fn is_python(name: &OsStr) -> bool {
    let Some(name) = name.to_str() else { return false };
    let Some(version) = name.strip_prefix("python").or_else(|| name.strip_prefix("pypy")) else { return false };
    let minor = |rest: &str| {
        let digits = rest.strip_suffix('t').unwrap_or(rest);
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit())
    };
    version == "3" || version == "2.7" || version.strip_prefix("3.").is_some_and(minor)
}
