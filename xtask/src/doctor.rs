//! What this machine can measure, and what will make it noisy. `cargo xtask doctor`; [`pythons`] has its Pythons.

use std::{fmt, fs, path::Path, process::Command};

use roommates::results::Machine;

use crate::{chapters::Tree, machine};

mod pythons;
#[cfg(test)]
mod tests;

/// Least free space that a build and its records need, bytes.
const ROOM: u64 = 3 << 30;
/// Above this many runnable tasks a CPU, others are measured too.
const BUSY: f64 = 0.2;

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// How bad it is.
    pub kind: Kind,
    /// What was seen.
    pub saw: String,
    /// What to do about it; empty where nothing needs to be done.
    pub advice: String,
}

/// How bad a [`Note`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Nothing to do.
    Good,
    /// Measurements will be less exact.
    Noisy,
    /// Something cannot be done here.
    Missing,
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.kind {
            Kind::Good => "good   ",
            Kind::Noisy => "noisy  ",
            Kind::Missing => "missing",
        };
        write!(f, "{word}  {}", self.saw)?;
        if self.advice.is_empty() { Ok(()) } else { write!(f, "\n         → {}", self.advice) }
    }
}

fn note(kind: Kind, saw: impl Into<String>, advice: &str) -> Note {
    Note { kind, saw: saw.into(), advice: advice.into() }
}

/// Everything worth knowing before `regen`.
pub fn examine(tree: &Tree) -> Vec<Note> {
    let machine = machine::detect();
    let load = fs::read_to_string("/proc/loadavg").ok();
    let load = load.and_then(|text| text.split(' ').next()?.parse().ok());
    let mut notes = vec![note(Kind::Good, format!("{} ({})", machine::describe(&machine), machine.os), "")];
    notes.extend(noises(&machine, load));
    notes.extend(tools());
    notes.extend(pythons::examine(tree));
    notes.extend(room(tree.root()));
    notes
}

/// What will make measurements on `machine` less exact, at this one-minute load.
pub fn noises(machine: &Machine, load: Option<f64>) -> Vec<Note> {
    let mut notes = vec![cores(machine)];
    if machine.allowed_cpus < machine.logical_cpus {
        let saw = format!("only {} of {} logical CPUs may be used", machine.allowed_cpus, machine.logical_cpus);
        notes.push(note(Kind::Noisy, saw, "run it without taskset or cpuset to measure all of them"));
    }
    if let Some(milli) = machine.cpu_quota_milli {
        let saw = format!("a control group limits CPU time to {}.{:03} CPUs", milli / 1000, milli % 1000);
        notes.push(note(
            Kind::Noisy,
            saw,
            "long runs will be paused by it: lift the limit, or measure outside the container",
        ));
    }
    match machine.governor.as_deref() {
        Some("performance") => notes.push(note(Kind::Good, "the frequency governor is `performance`", "")),
        Some(other) => notes.push(note(
            Kind::Noisy,
            format!("the frequency governor is `{}`", other.escape_debug()),
            "the clock follows the load: `sudo cpupower frequency-set -g performance` while measuring",
        )),
        None => notes.push(note(Kind::Good, "the system tells no frequency governor", "")),
    }
    if let Some(hypervisor) = &machine.virtualization {
        let saw = format!("this is a virtual machine ({hypervisor})");
        notes.push(note(Kind::Noisy, saw, "neighbors on the host take time; the record says how much was stolen"));
    }
    notes.extend(load.map(|load| busy(load, machine.allowed_cpus)));
    notes
}

fn cores(machine: &Machine) -> Note {
    match (machine.allowed_cpus, machine.physical_cores) {
        (1, _) => note(Kind::Missing, "one CPU only", "nothing can run side by side here; the book will say so"),
        (n, Some(cores)) if cores < n => note(
            Kind::Good,
            format!("{n} logical CPUs on {cores} cores"),
            "two threads of one core share it: expect less than twice the speed from the second",
        ),
        (n, _) => note(Kind::Good, format!("{n} CPUs to run side by side on"), ""),
    }
}

fn busy(load: f64, cpus: u32) -> Note {
    let saw = format!("{load:.2} tasks were runnable on average in the last minute");
    if load > BUSY * f64::from(cpus.max(1)) {
        note(Kind::Noisy, saw, "close what is running, or wait until it is done")
    } else {
        note(Kind::Good, saw, "")
    }
}

/// Programs that are needed, or that more can be measured with.
fn tools() -> Vec<Note> {
    let mut notes = Vec::new();
    for (program, argument, without) in [
        ("cargo", "--version", "install Rust from rustup.rs; or measure a folder made with `cargo xtask bundle`"),
        ("cc", "--version", "install a C linker (gcc or clang); Rust programs cannot be linked without it"),
        ("git", "--version", "without git a record cannot say which commit it measured"),
    ] {
        match version(program, argument) {
            Some(version) => notes.push(note(Kind::Good, version, "")),
            None => notes.push(note(Kind::Missing, format!("no {program}"), without)),
        }
    }
    notes
}

/// First line of what `program argument` prints.
fn version(program: &str, argument: &str) -> Option<String> {
    let output = Command::new(program).arg(argument).output().ok().filter(|o| o.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).lines().next()?.trim().to_owned())
}

fn room(root: &Path) -> Option<Note> {
    let disk = rustix::fs::statvfs(root).ok()?;
    let free = disk.f_bavail.saturating_mul(disk.f_frsize);
    let saw = format!("{:.1} GiB are free on the disk of the checkout", free as f64 / f64::from(1 << 30));
    Some(if free < ROOM {
        note(Kind::Missing, saw, "a build takes about 3 GiB: make room, or set CARGO_TARGET_DIR to another disk")
    } else {
        note(Kind::Good, saw, "")
    })
}
