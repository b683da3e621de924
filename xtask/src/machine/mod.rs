//! The machine at hand: what it is, and the name under which its records are kept.
//!
//! [`detect`] reads what the system says about itself (`/proc`, `/sys`, `/etc/os-release`); [`choose`] finds the name.
//! Nothing here reads a host name, a user name or an address.

mod choose;
mod name;
mod probe;
#[cfg(test)]
mod tests;

use std::path::Path;

use roommates::results::{Machine, SCHEMA_VERSION};

pub use choose::{Chosen, choose};
pub use name::default_name;

use probe::System;

/// Two amounts of memory that differ by less than this share are the same memory: kernels reserve different amounts.
const SAME_MEMORY: f64 = 0.1;

/// The machine at hand, under its default name.
pub fn detect() -> Machine {
    detect_under(Path::new("/"))
}

/// The machine described by the system files under `root`, under its default name.
pub fn detect_under(root: &Path) -> Machine {
    let system = System::under(root);
    let logical_cpus = system.logical_cpus();
    let mut machine = Machine {
        schema_version: SCHEMA_VERSION,
        name: String::new(),
        cpu: system.cpu(),
        architecture: std::env::consts::ARCH.into(),
        physical_cores: system.physical_cores(),
        logical_cpus,
        caches: system.caches(),
        memory_bytes: system.memory_bytes(),
        cpu_quota_milli: system.cpu_quota_milli(),
        allowed_cpus: system.allowed_cpus().unwrap_or(logical_cpus),
        governor: system.governor(),
        virtualization: system.virtualization(),
        os: system.os(),
        kernel: system.kernel(),
    };
    machine.name = default_name(&machine);
    machine
}

/// Whether records of `a` speak of `b`: same CPU, same number of CPUs, about the same memory, same virtualization.
/// Names, kernels and the state of the moment may differ.
pub fn is_same(a: &Machine, b: &Machine) -> bool {
    let (more, less) = (a.memory_bytes.max(b.memory_bytes) as f64, a.memory_bytes.min(b.memory_bytes) as f64);
    (&a.cpu, &a.architecture, a.logical_cpus, &a.virtualization)
        == (&b.cpu, &b.architecture, b.logical_cpus, &b.virtualization)
        && more - less <= more * SAME_MEMORY
}

/// One line about a machine, for people.
pub fn describe(machine: &Machine) -> String {
    let memory = machine.memory_bytes as f64 / f64::from(1 << 30);
    let virtualization = machine.virtualization.as_deref().map(|v| format!(", virtual ({v})")).unwrap_or_default();
    format!("{}, {} logical CPUs, {memory:.0} GiB{virtualization}", machine.cpu, machine.logical_cpus)
}
