//! Reads single facts from system files. A fact that the system does not tell is `None`, never a guess.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use roommates::results::Cache;

/// System files below a folder, which is `/` except in tests.
pub(super) struct System {
    root: PathBuf,
    cpuinfo: String,
}

impl System {
    pub(super) fn under(root: &Path) -> Self {
        let mut system = Self { root: root.into(), cpuinfo: String::new() };
        system.cpuinfo = system.text("proc/cpuinfo").unwrap_or_default();
        system
    }

    /// Name of the CPU as the system tells it; ARM kernels tell only part numbers.
    pub(super) fn cpu(&self) -> String {
        let by_name = ["model name", "Model Name", "cpu model", "Model", "Hardware", "cpu"];
        let named = by_name.iter().find_map(|key| self.cpuinfo_field(key)).map(str::to_owned);
        let part =
            || Some(format!("ARM part {}-{}", self.cpuinfo_field("CPU implementer")?, self.cpuinfo_field("CPU part")?));
        let told = named.or_else(part).or_else(|| self.ask_sysctl("machdep.cpu.brand_string"));
        told.unwrap_or_else(|| format!("unknown {}", std::env::consts::ARCH))
    }

    pub(super) fn logical_cpus(&self) -> u32 {
        let online = self.line("sys/devices/system/cpu/online").and_then(|list| count_of(&list));
        let listed = self.cpuinfo.lines().filter(|l| l.starts_with("processor")).count() as u32;
        online.or((listed > 0).then_some(listed)).unwrap_or_else(available)
    }

    /// Different pairs of package and core.
    pub(super) fn physical_cores(&self) -> Option<u32> {
        let cpus = self.folders("sys/devices/system/cpu", |name| {
            name.strip_prefix("cpu").is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()))
        });
        let cores: BTreeSet<_> = cpus
            .iter()
            .filter_map(|cpu| {
                Some((read(&cpu.join("topology/physical_package_id"))?, read(&cpu.join("topology/core_id"))?))
            })
            .collect();
        if cores.is_empty() {
            return self.ask_sysctl("hw.physicalcpu")?.parse().ok();
        }
        Some(cores.len() as u32)
    }

    pub(super) fn caches(&self) -> Vec<Cache> {
        let mut caches: Vec<Cache> = self
            .folders("sys/devices/system/cpu/cpu0/cache", |name| name.starts_with("index"))
            .iter()
            .filter_map(|folder| {
                let size = read(&folder.join("size"))?;
                let level = read(&folder.join("level"))?.parse().ok()?;
                Some(Cache { level, kind: read(&folder.join("type"))?, bytes: bytes_of(&size)? })
            })
            .collect();
        caches.sort_by(|a, b| (a.level, &a.kind).cmp(&(b.level, &b.kind)));
        caches
    }

    pub(super) fn memory_bytes(&self) -> u64 {
        let line = self.text("proc/meminfo").unwrap_or_default();
        let kib = line
            .lines()
            .find_map(|l| l.strip_prefix("MemTotal:")?.trim().strip_suffix("kB")?.trim().parse::<u64>().ok());
        kib.map(|k| k * 1024).or_else(|| self.ask_sysctl("hw.memsize")?.parse().ok()).unwrap_or(0)
    }

    pub(super) fn allowed_cpus(&self) -> Option<u32> {
        let status = self.text("proc/self/status")?;
        count_of(status.lines().find_map(|l| l.strip_prefix("Cpus_allowed_list:"))?.trim())
    }

    pub(super) fn governor(&self) -> Option<String> {
        self.line("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor")
    }

    /// The smallest CPU limit of the control group and the groups above it.
    pub(super) fn cpu_quota_milli(&self) -> Option<u64> {
        let groups = self.text("proc/self/cgroup")?;
        groups.lines().filter_map(|line| self.quota_of(line)).min()
    }

    /// Limit by one line of `/proc/self/cgroup`: `ID:CONTROLLERS:PATH`, version 2 has no controllers.
    fn quota_of(&self, line: &str) -> Option<u64> {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next()?, Path::new(parts.next()?.trim_start_matches('/')));
        let is_cpu = controllers.split(',').any(|c| c == "cpu");
        let mount = match controllers {
            "" => "sys/fs/cgroup".to_owned(),
            _ if is_cpu => format!("sys/fs/cgroup/{}", if controllers == "cpu" { "cpu" } else { "cpu,cpuacct" }),
            _ => return None,
        };
        path.ancestors().filter_map(|group| self.quota_in(&Path::new(&mount).join(group))).min()
    }

    fn quota_in(&self, group: &Path) -> Option<u64> {
        let file = |name: &str| read(&self.root.join(group).join(name));
        let (quota, period) = match file("cpu.max") {
            Some(both) => both.split_once(' ').map(|(q, p)| (q.to_owned(), p.to_owned()))?,
            None => (file("cpu.cfs_quota_us")?, file("cpu.cfs_period_us")?),
        };
        // `max` and `-1` mean that there is no limit; neither is an unsigned number.
        let (quota, period): (u64, u64) = (quota.parse().ok()?, period.parse().ok()?);
        quota.checked_mul(1000)?.checked_div(period)
    }

    /// The hypervisor: by the firmware's words, then by the clock that it offers; `unknown` if the CPU only says that
    /// there is one.
    pub(super) fn virtualization(&self) -> Option<String> {
        let told = self.line("sys/hypervisor/type");
        let firmware =
            ["sys_vendor", "product_name"].iter().filter_map(|f| self.line(&format!("sys/class/dmi/id/{f}")));
        let by_firmware = || firmware.collect::<Vec<_>>().join(" ");
        let clocks =
            || self.line("sys/devices/system/clocksource/clocksource0/available_clocksource").unwrap_or_default();
        let says_so = self.cpuinfo_field("flags").is_some_and(|flags| flags.split(' ').any(|f| f == "hypervisor"));
        told.or_else(|| hypervisor_in(&by_firmware(), FIRMWARE))
            .or_else(|| hypervisor_in(&clocks(), CLOCKS))
            .or_else(|| says_so.then(|| "unknown".into()))
    }

    pub(super) fn os(&self) -> String {
        let release = self.text("etc/os-release").unwrap_or_default();
        let name = release.lines().find_map(|l| l.strip_prefix("PRETTY_NAME="));
        name.map_or_else(|| std::env::consts::OS.to_owned(), |n| n.trim().trim_matches(['"', '\'']).to_owned())
    }

    /// The release without what a builder added to it, which may name a company or a person.
    pub(super) fn kernel(&self) -> String {
        let release =
            self.line("proc/sys/kernel/osrelease").or_else(|| self.ask_sysctl("kern.osrelease")).unwrap_or_default();
        let numbers = release.split(|c: char| c != '.' && !c.is_ascii_digit()).next().unwrap_or_default();
        if numbers.is_empty() { "unknown".into() } else { numbers.trim_end_matches('.').to_owned() }
    }

    fn cpuinfo_field(&self, key: &str) -> Option<&str> {
        self.cpuinfo.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            (name.trim() == key && !value.trim().is_empty()).then(|| value.trim())
        })
    }

    fn text(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.root.join(path)).ok()
    }

    fn line(&self, path: &str) -> Option<String> {
        read(&self.root.join(path))
    }

    fn folders(&self, path: &str, wanted: impl Fn(&str) -> bool) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.root.join(path)).into_iter().flatten().flatten();
        entries.filter(|e| e.file_name().to_str().is_some_and(&wanted)).map(|e| e.path()).collect()
    }

    /// What systems without `/proc` tell (macOS, the BSDs); nothing elsewhere and nothing under another root.
    fn ask_sysctl(&self, key: &str) -> Option<String> {
        if cfg!(target_os = "linux") || self.root != Path::new("/") {
            return None;
        }
        let output = std::process::Command::new("sysctl").args(["-n", key]).output().ok()?;
        let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    }
}

/// Words of the firmware and whom they mean.
const FIRMWARE: &[(&str, &str)] = &[
    ("QEMU", "kvm"),
    ("KVM", "kvm"),
    ("Google", "kvm"),
    ("Amazon EC2", "amazon"),
    ("VMware", "vmware"),
    ("VirtualBox", "virtualbox"),
    ("innotek", "virtualbox"),
    ("Virtual Machine", "hyperv"),
    ("Xen", "xen"),
    ("Parallels", "parallels"),
    ("OpenStack", "kvm"),
];

/// Clocks that only a guest has, and whom they mean.
const CLOCKS: &[(&str, &str)] = &[("kvm-clock", "kvm"), ("hyperv_clocksource", "hyperv"), ("xen", "xen")];

fn hypervisor_in(text: &str, words: &[(&str, &str)]) -> Option<String> {
    words.iter().find(|(word, _)| text.contains(word)).map(|(_, name)| (*name).to_owned())
}

fn read(path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

fn available() -> u32 {
    std::thread::available_parallelism().map_or(1, |n| n.get() as u32)
}

/// Members of a list such as `0-3,8,10-11`.
fn count_of(list: &str) -> Option<u32> {
    list.trim().split(',').try_fold(0_u32, |sum, range| {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last): (u32, u32) = (first.parse().ok()?, last.parse().ok()?);
        sum.checked_add(last.checked_sub(first)?.checked_add(1)?)
    })
}

/// Bytes of a size such as `32K`.
fn bytes_of(size: &str) -> Option<u64> {
    let (number, unit) = match size.strip_suffix(['K', 'M', 'G']) {
        Some(number) => (number, &size[number.len()..]),
        None => (size, ""),
    };
    let factor = match unit {
        "K" => 1 << 10,
        "M" => 1 << 20,
        "G" => 1 << 30,
        _ => 1,
    };
    number.parse::<u64>().ok()?.checked_mul(factor)
}
