//! Scripts that play a Python.

use std::{
    io::Write as _,
    path::PathBuf,
    process::{Command, Stdio},
};

use tempfile::TempDir;

/// An answer for the second variant: how often it was asked.
pub(super) const COUNTS: &str = "n=$((n+1)); echo \"{\\\"run\\\": 1, \\\"samples\\\": [$n], \\\"gil\\\": true}\"";

/// What a stub says and does, as lines of shell.
#[derive(Clone)]
pub(super) struct Stub {
    /// Asked who it is.
    pub(super) who: String,
    /// Started with the twin; the first line of a twin.
    pub(super) introduction: String,
    /// Asked for its second variant.
    pub(super) odd: String,
}

/// `echo` of a text without single quotes.
pub(super) fn echo(text: &str) -> String {
    format!("echo '{text}'")
}

pub(super) fn who(version: (u32, u32, u32), free_threaded: bool) -> String {
    let (major, minor, micro) = version;
    echo(&format!(
        "{{\"implementation\": \"cpython\", \"version\": [{major}, {minor}, {micro}], \
         \"free_threaded\": {free_threaded}, \"executable\": \"\"}}"
    ))
}

/// A twin with the variants `good` and `odd[n=2]`.
pub(super) fn introduction(engine: &str) -> String {
    let variant = |name: &str, params: &str, samples: &str| {
        format!("{{\"name\":\"{name}\",\"params\":{params},\"unit\":\"ns\",\"samples\":{samples},\"again\":false}}")
    };
    let variants = [variant("good", "{}", "1"), variant("odd", "{\"n\":2}", "null")].join(",");
    let version = engine.trim_start_matches("cpython-").trim_end_matches('t');
    echo(&format!(
        "{{\"engine\":\"{engine}\",\"version\":\"{version}.0\",\"build\":\"sh\",\"gil\":true,\"variants\":[{variants}]}}"
    ))
}

impl Stub {
    /// CPython 3.13 without a fault.
    pub(super) fn good() -> Self {
        let odd = echo("{\"run\": 1, \"samples\": [8, 9], \"answer\": \"ok\", \"gil\": true}");
        Self { who: who((3, 13, 0), false), introduction: introduction("cpython-3.13"), odd }
    }

    /// Another version.
    pub(super) fn of(version: (u32, u32, u32), free_threaded: bool) -> Self {
        let engine = format!("cpython-{}.{}{}", version.0, version.1, if free_threaded { "t" } else { "" });
        Self { who: who(version, free_threaded), introduction: introduction(&engine), ..Self::good() }
    }

    /// Does this when asked for its second variant.
    pub(super) fn odd(line: &str) -> Self {
        Self { odd: line.into(), ..Self::good() }
    }

    /// Writes it into `folder`. Another process writes, so that no thread of this one holds the file when it starts.
    pub(super) fn write(&self, folder: &TempDir, name: &str) -> PathBuf {
        let path = folder.path().join(name);
        let Self { who, introduction, odd } = self;
        let good = echo("{\"run\": 0, \"samples\": [7], \"answer\": \"ok\", \"gil\": true}");
        let text = format!(
            "#!/bin/sh\nif [ \"$1\" = -c ]; then {who}; exit; fi\n{introduction}\n\
             while read -r asked; do case \"$asked\" in *0*) {good};; *) {odd};; esac; done\n"
        );
        let mut writer = Command::new("sh")
            .args(["-c", "cat > \"$0\" && chmod +x \"$0\""])
            .arg(&path)
            .stdin(Stdio::piped())
            .spawn()
            .expect("there is a shell");
        writer.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("it is written");
        assert!(writer.wait().expect("it ends").success());
        path
    }
}
