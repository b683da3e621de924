//! A checkout with stand-ins for examples, and the real `xtask` program.

#![allow(dead_code)]

use std::{
    fs,
    io::Read as _,
    os::unix::{fs::PermissionsExt as _, process::ExitStatusExt as _},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// A checkout in a folder of its own. Its examples are shell scripts.
pub(crate) struct Checkout {
    folder: TempDir,
}

/// What a run of `xtask` left.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) signal: Option<i32>,
    /// Standard output and error.
    pub(crate) text: String,
}

impl Run {
    fn of(output: Output) -> Self {
        let text = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).concat();
        Self { code: output.status.code(), signal: output.status.signal(), text }
    }

    #[track_caller]
    pub(crate) fn says(&self, words: &str) -> &Self {
        assert!(self.text.contains(words), "expected {words:?} in:\n{}", self.text);
        self
    }

    #[track_caller]
    pub(crate) fn ends_with(&self, code: i32) -> &Self {
        assert_eq!(self.code, Some(code), "{}", self.text);
        self
    }
}

impl Checkout {
    /// A checkout with these chapters; each script is the part of a stand-in that runs when it is asked to measure.
    pub(crate) fn with(chapters: &[(&str, &str)]) -> Self {
        let checkout = Self { folder: TempDir::new().unwrap() };
        let pages: String = chapters.iter().map(|(slug, _)| format!("- [{slug}]({slug}.md)\n")).collect();
        for (path, text) in [
            ("book.toml", "[book]\ntitle = \"Test\"\nsrc = \"book\"\n[build]\nbuild-dir = \"target/site\"\n"),
            ("book/SUMMARY.md", &format!("# Summary\n\n{pages}")),
            ("Cargo.toml", "[profile.dev]\nopt-level = 3\ndebug-assertions = false\n"),
            ("Cargo.lock", "[[package]]\nname = \"roommates\"\nversion = \"0.1.0\"\n"),
            ("src/lib.rs", "//! The library.\n"),
            ("src/harness/mod.rs", "//! The harness.\n"),
            ("src/results/mod.rs", "//! The results.\n"),
        ] {
            checkout.write(path, text);
        }
        for (slug, script) in chapters {
            checkout.write(&format!("book/{slug}.md"), &format!("# {slug}\n"));
            checkout.write(&format!("examples/{slug}.rs"), "fn main() {}\n");
            checkout.script(slug, script);
        }
        checkout
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    }

    /// Makes `script` what the stand-in for `slug` does when it is asked to measure. It is leashed like a real example,
    /// and finds the journal's path in `$journal`.
    pub(crate) fn script(&self, slug: &str, script: &str) {
        let declaration = format!(
            r#"{{"schema_version":2,"slug":"{slug}","question":"Why?","quantities":[],"claims":[],"charts":[]}}"#
        );
        let text = format!(
            "#!/bin/sh\n\
             if [ \"$1\" = --declare ]; then echo '{declaration}'; exit 0; fi\n\
             while [ $# -gt 0 ]; do [ \"$1\" = --journal ] && journal=$2; [ \"$1\" = --quick ] && quick=1; shift; done\n\
             if [ \"$ROOMMATES_LEASH\" = 1 ]; then exec 3<&0; (cat <&3 >/dev/null; kill -KILL -$$) >/dev/null 2>&1 & leash=$!; fi\n\
             end() {{ kill -KILL $leash 2>/dev/null; exit \"$1\"; }}\n\
             mkdir -p \"$(dirname \"$journal\")\"\n\
             {script}\n\
             end 0\n"
        );
        self.write(&format!("programs/{slug}"), &text);
        fs::set_permissions(self.path(&format!("programs/{slug}")), fs::Permissions::from_mode(0o755)).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
        command.args(arguments).current_dir(self.root()).stdin(Stdio::null());
        command.env("ROOMMATES_EXAMPLES_DIR", self.path("programs"));
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).output().unwrap())
    }

    pub(crate) fn run_with(&self, variable: (&str, &str), arguments: &[&str]) -> Run {
        Run::of(self.command(arguments).env(variable.0, variable.1).output().unwrap())
    }

    /// Starts `regen` and waits until the file `path` appears.
    pub(crate) fn start_until(&self, arguments: &[&str], path: &str) -> Running {
        let mut command = self.command(arguments);
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        wait_for(&format!("{path} to appear"), || self.path(path).exists());
        Running { child }
    }

    /// The record of `slug`, wherever this machine's folder is.
    pub(crate) fn record(&self, slug: &str) -> Option<serde_json::Value> {
        let text = fs::read_to_string(self.record_path(slug)).ok()?;
        Some(serde_json::from_str(&text).unwrap())
    }

    pub(crate) fn record_path(&self, slug: &str) -> PathBuf {
        let name = fs::read_to_string(self.path(".machine")).unwrap_or_default();
        self.path("book/results").join(name.trim()).join(format!("{slug}.json"))
    }

    pub(crate) fn journal_path(&self, slug: &str) -> PathBuf {
        let name = fs::read_to_string(self.path(".machine")).unwrap_or_default();
        self.path("target/journal").join(name.trim()).join(format!("{slug}.jsonl"))
    }
}

/// A run that is still going on.
pub(crate) struct Running {
    child: Child,
}

impl Running {
    pub(crate) fn signal(&self, signal: &str) {
        kill(signal, &self.child.id().to_string());
    }

    pub(crate) fn finish(mut self) -> Run {
        let mut text = String::new();
        let status = self.child.wait().unwrap();
        self.child.stdout.take().unwrap().read_to_string(&mut text).unwrap();
        self.child.stderr.take().unwrap().read_to_string(&mut text).unwrap();
        Run { code: status.code(), signal: status.signal(), text }
    }
}

/// Lines of a script that print a measurement of `slug`.
pub(crate) fn prints(slug: &str) -> String {
    format!("mode=full; [ \"$quick\" ] && mode=quick\ncat <<END\n{}\nEND", measurement(slug, 3))
}

/// A measurement of so many rounds, in which the shell fills in the mode.
pub(crate) fn measurement(slug: &str, rounds: usize) -> String {
    let samples = (100..100 + rounds).map(|n| n.to_string()).collect::<Vec<_>>().join(",");
    format!(
        r#"{{"slug":"{slug}","mode":"$mode","stop":{{"reason":"rounds","rounds":{rounds},"sittings":[{rounds}]}},
        "observed":{{"cores":2,"cpu_quota_milli":null,"governor":null,"load":null}},"warnings":[],"checks":[],
        "rejected":[],"missing":[],"timelines":[],
        "series":[{{"engine":"model","variant":"gil","unit":"ns","per_round":1,"samples":[{samples}]}}]}}"#
    )
}

#[track_caller]
pub(crate) fn wait_for(what: &str, so: impl Fn() -> bool) {
    let start = Instant::now();
    while !so() {
        assert!(start.elapsed() < Duration::from_secs(30), "waited in vain for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Waits until the process whose number is in the file is gone.
#[track_caller]
pub(crate) fn gone(pid_file: &Path) {
    let pid = fs::read_to_string(pid_file).unwrap();
    let alive = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", pid.trim())).unwrap_or_default();
        // A zombie has ended; whoever adopted it has yet to notice.
        !stat.is_empty() && !stat.rsplit(')').next().unwrap_or_default().trim_start().starts_with('Z')
    };
    wait_for(&format!("process {} of {} to be gone", pid.trim(), pid_file.display()), || !alive());
}

pub(crate) fn kill(signal: &str, pid: &str) {
    let killed = Command::new("kill").args([&format!("-{signal}"), pid]).status().unwrap();
    assert!(killed.success());
}
