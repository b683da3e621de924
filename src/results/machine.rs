//! Machines: `book/results/<machine>/machine.json`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A machine that has measured. Holds no host name, user name, address or path.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Machine {
    /// Version of this layout; see [`super::SCHEMA_VERSION`].
    pub schema_version: u32,
    /// Chosen name: lower-case letters, digits and `-`; the folder of its records.
    pub name: String,
    /// CPU model as the system names it.
    pub cpu: String,
    /// Instruction set, for example `x86_64`.
    pub architecture: String,
    /// Physical cores, where the system says.
    pub physical_cores: Option<u32>,
    /// Logical CPUs.
    pub logical_cpus: u32,
    /// Caches of CPU 0.
    pub caches: Vec<Cache>,
    /// Main memory, bytes.
    pub memory_bytes: u64,
    /// CPU bandwidth limit of the control group, in thousandths of a CPU; absent where there is none.
    pub cpu_quota_milli: Option<u64>,
    /// Logical CPUs that a process may run on.
    pub allowed_cpus: u32,
    /// Frequency governor, where the system says.
    pub governor: Option<String>,
    /// Hypervisor, if one was seen (`kvm`, …; `unknown` if there is one that does not say).
    pub virtualization: Option<String>,
    /// Operating system, for example `Debian GNU/Linux 12`.
    pub os: String,
    /// Kernel release.
    pub kernel: String,
}

/// One cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cache {
    /// 1, 2, 3, ….
    pub level: u32,
    /// `Data`, `Instruction` or `Unified`.
    pub kind: String,
    /// Size, bytes.
    pub bytes: u64,
}
