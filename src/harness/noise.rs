//! What disturbs a measurement: state of the machine before and after, and the doubts that follow from it.

use std::{fs, time::Duration};

use crate::results::{Load, Measurement, Observed, Role, Series, Stop, StopReason, Unit, Warning};

/// CPU time of the machine and of this process with its descendants so far, in clock ticks.
#[derive(Clone, Copy, Debug, Default)]
struct Ticks {
    total: u64,
    idle: u64,
    steal: u64,
    own: u64,
}

/// The state of the machine when a measurement began.
#[derive(Debug)]
pub struct Before {
    busy_milli: Option<u64>,
    ticks: Option<Ticks>,
}

impl Before {
    /// Looks at the machine for a moment, in which this process sleeps: whatever is busy then is somebody else. The load
    /// average would not do, for it still remembers the thousand threads of the chapter before.
    #[must_use]
    pub fn watch(moment: Duration) -> Self {
        let first = ticks();
        std::thread::sleep(moment);
        let last = ticks();
        let busy_milli = first.zip(last).and_then(|(first, last)| {
            let passed = last.total.checked_sub(first.total).filter(|passed| *passed > 0)?;
            let idle = last.idle.saturating_sub(first.idle);
            Some(passed.saturating_sub(idle) * u64::from(allowed_cpus()) * 1_000 / passed)
        });
        Self { busy_milli, ticks: last }
    }

    /// What was observed between then and now.
    #[must_use]
    pub fn observed(&self) -> Observed {
        Observed { cores: allowed_cpus(), cpu_quota_milli: cpu_quota_milli(), governor: governor(), load: self.load() }
    }

    fn load(&self) -> Option<Load> {
        let (before, after) = (self.ticks?, ticks()?);
        let passed = after.total.saturating_sub(before.total).max(1);
        let busy = passed.saturating_sub(after.idle.saturating_sub(before.idle));
        let steal = after.steal.saturating_sub(before.steal);
        let own = after.own.saturating_sub(before.own);
        let milli = |ticks: u64| ticks * 1_000 / passed;
        Some(Load {
            before_milli: self.busy_milli?,
            steal_milli: milli(steal),
            others_milli: milli(busy.saturating_sub(own + steal)),
        })
    }
}

/// Logical CPUs that this process may run on.
#[must_use]
pub fn allowed_cpus() -> u32 {
    #[cfg(target_os = "linux")]
    if let Ok(set) = rustix::thread::sched_getaffinity(None) {
        return set.count();
    }
    std::thread::available_parallelism().map_or(1, |n| u32::try_from(n.get()).unwrap_or(u32::MAX))
}

/// CPU bandwidth limit of the control group, in thousandths of a CPU; `None` where there is no limit or none is told.
#[must_use]
pub fn cpu_quota_milli() -> Option<u64> {
    let v2 = fs::read_to_string("/sys/fs/cgroup/cpu.max").ok();
    let (quota, period) = match &v2 {
        Some(text) => {
            let (quota, period) = text.trim().split_once(' ')?;
            (quota.to_owned(), period.to_owned())
        }
        None => {
            let read = |name| fs::read_to_string(format!("/sys/fs/cgroup/cpu/cpu.cfs_{name}_us")).ok();
            (read("quota")?.trim().to_owned(), read("period")?.trim().to_owned())
        }
    };
    Some(quota.parse::<u64>().ok()? * 1_000 / period.parse::<u64>().ok()?.max(1))
}

/// Frequency governor of CPU 0, where the system tells.
#[must_use]
pub fn governor() -> Option<String> {
    let text = fs::read_to_string("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").ok()?;
    Some(text.trim().to_owned())
}

/// The hypervisor, where there is one: its name from the firmware's product string, or `unknown`.
#[must_use]
pub fn virtualization() -> Option<String> {
    let flags = fs::read_to_string("/proc/cpuinfo").ok()?;
    let is_guest = flags.lines().any(|l| l.starts_with("flags") && l.split_whitespace().any(|f| f == "hypervisor"));
    let vendor = fs::read_to_string("/sys/class/dmi/id/sys_vendor").unwrap_or_default().to_lowercase();
    let known = [("qemu", "kvm"), ("vmware", "vmware"), ("microsoft", "hyper-v"), ("xen", "xen"), ("amazon", "nitro")];
    let name = known.iter().find(|(text, _)| vendor.contains(text)).map(|(_, name)| (*name).to_owned());
    name.or_else(|| is_guest.then(|| "unknown".to_owned()))
}

fn ticks() -> Option<Ticks> {
    let stat = fs::read_to_string("/proc/stat").ok()?;
    let columns: Vec<u64> = stat.lines().next()?.split_whitespace().skip(1).filter_map(|c| c.parse().ok()).collect();
    let own = of_family(&processes(), std::process::id());
    let column = |i: usize| columns.get(i).copied().unwrap_or(0);
    // Guest time (columns 8 and 9) is already part of user time.
    Some(Ticks { total: columns.iter().take(8).sum(), idle: column(3) + column(4), steal: column(7), own })
}

/// A process as `/proc/PID/stat` tells it.
struct Process {
    id: u32,
    parent: u32,
    /// User and system time of the process and of its children that it has waited for.
    ticks: u64,
}

impl Process {
    /// Fields 4 and 14 to 17, after the name in parentheses, which may hold anything.
    fn parse(stat: &str) -> Option<Self> {
        let (id, rest) = stat.split_once(' ')?;
        let fields: Vec<&str> = rest.rsplit_once(')')?.1.split_whitespace().collect();
        let ticks = fields.get(11..15)?.iter().filter_map(|c| c.parse::<u64>().ok()).sum();
        Some(Self { id: id.parse().ok()?, parent: fields.get(1)?.parse().ok()?, ticks })
    }
}

fn processes() -> Vec<Process> {
    let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
    let stats = entries.flatten().filter_map(|entry| fs::read_to_string(entry.path().join("stat")).ok());
    stats.filter_map(|stat| Process::parse(&stat)).collect()
}

/// CPU time of a process and of everything below it: a Python that it asks is no disturbance.
fn of_family(processes: &[Process], head: u32) -> u64 {
    let mut family = vec![head];
    let mut seen = 0;
    while let Some(&parent) = family.get(seen) {
        family.extend(processes.iter().filter(|p| p.parent == parent && p.id != parent).map(|p| p.id));
        seen += 1;
    }
    processes.iter().filter(|p| family.contains(&p.id)).map(|p| p.ticks).sum()
}

/// The doubts that a measurement deserves, each with advice that fits.
#[must_use]
pub fn warnings(observed: &Observed, stop: &Stop, series: &[Series], noise_floor: Option<f64>) -> Vec<Warning> {
    let checks = [
        load_warning(observed),
        others_warning(observed),
        steal_warning(observed),
        quota_warning(observed),
        governor_warning(observed),
        virtualized_warning(),
        oversubscribed_warning(observed, series),
        short_samples_warning(series),
        noisy_warning(noise_floor),
        quick_warning(stop),
    ];
    checks.into_iter().flatten().collect()
}

/// [`warnings`] of a finished measurement.
#[must_use]
pub fn warnings_of(measurement: &Measurement, noise_floor: Option<f64>) -> Vec<Warning> {
    warnings(&measurement.observed, &measurement.stop, &measurement.series, noise_floor)
}

fn warning(kind: &str, saw: String, advice: &str) -> Option<Warning> {
    Some(Warning { kind: kind.into(), saw, advice: advice.into() })
}

fn load_warning(observed: &Observed) -> Option<Warning> {
    let before = observed.load?.before_milli;
    if before < 200 {
        return None;
    }
    let saw = format!("Before the first round {:.1} of {} CPUs were busy.", before as f64 / 1e3, observed.cores);
    warning("load", saw, "Close other programs, wait a minute, and measure again.")
}

fn others_warning(observed: &Observed) -> Option<Warning> {
    let others = observed.load?.others_milli;
    if others < 50 {
        return None;
    }
    let saw = format!("Other processes used {:.0} % of the CPU time meanwhile.", others as f64 / 10.0);
    warning("others", saw, "Close other programs and measure again.")
}

fn steal_warning(observed: &Observed) -> Option<Warning> {
    let steal = observed.load?.steal_milli;
    if steal < 10 {
        return None;
    }
    let saw = format!("The hypervisor gave {:.1} % of the CPU time to other guests.", steal as f64 / 10.0);
    warning("steal", saw, "Measure at another hour, or on a machine of your own.")
}

fn quota_warning(observed: &Observed) -> Option<Warning> {
    let quota = observed.cpu_quota_milli?;
    if quota >= u64::from(observed.cores) * 1_000 {
        return None;
    }
    let saw = format!("The control group allows {:.1} CPUs of {}.", quota as f64 / 1e3, observed.cores);
    warning("quota", saw, "Lift the limit of the container, or read every speed-up against the quota.")
}

fn governor_warning(observed: &Observed) -> Option<Warning> {
    let governor = observed.governor.as_deref()?;
    if matches!(governor, "performance" | "schedutil") {
        return None;
    }
    let saw = format!("The frequency governor is `{governor}`.");
    warning("governor", saw, "Set it to `performance` while you measure: `cpupower frequency-set -g performance`.")
}

fn virtualized_warning() -> Option<Warning> {
    let hypervisor = virtualization()?;
    let saw = if hypervisor == "unknown" {
        "This is a virtual machine.".into()
    } else {
        format!("This is a virtual machine ({hypervisor}).")
    };
    warning(
        "virtualized",
        saw,
        "Trust ratios more than absolute times; neighbors on the host are not visible from here.",
    )
}

fn oversubscribed_warning(observed: &Observed, series: &[Series]) -> Option<Warning> {
    let timed = series.iter().filter(|s| s.unit == Unit::Nanoseconds);
    let most = timed.filter_map(|s| s.params.get("threads")).max().copied()?;
    if most <= i64::from(observed.cores) {
        return None;
    }
    let saw = format!("Up to {most} threads or processes ran on {} CPUs.", observed.cores);
    warning("oversubscribed", saw, "Rows beyond the CPUs also measure how the kernel shares them out.")
}

fn short_samples_warning(series: &[Series]) -> Option<Warning> {
    const SHORTEST_NS: i64 = 1_000;
    let timed_once = |s: &&Series| s.unit == Unit::Nanoseconds && s.role == Role::Measured;
    let short = series.iter().filter(timed_once).find(|s| s.samples.iter().any(|n| *n < SHORTEST_NS))?;
    let saw =
        format!("Some samples of {} are shorter than 1 µs, close to what the clock itself costs.", short.selector());
    warning("short_samples", saw, "Give the experiment more work a sample.")
}

fn noisy_warning(noise_floor: Option<f64>) -> Option<Warning> {
    let floor = noise_floor?;
    if floor < 0.05 {
        return None;
    }
    let saw = format!("The same thing measured twice differs by up to {:.0} %.", floor * 100.0);
    warning(
        "noisy",
        saw,
        "Smaller differences mean nothing here. Measure on a quieter machine, or longer with `--time`.",
    )
}

fn quick_warning(stop: &Stop) -> Option<Warning> {
    if stop.reason != StopReason::Rounds {
        return None;
    }
    let saw = format!("A quick run of {} rounds: the shape is right, the last digits are not.", stop.rounds);
    warning("quick", saw, "Run `cargo xtask regen` without `--quick`.")
}

/// The load of several sittings together: the worst of each.
#[must_use]
pub fn worst(loads: impl IntoIterator<Item = Load>) -> Option<Load> {
    loads.into_iter().reduce(|a, b| Load {
        before_milli: a.before_milli.max(b.before_milli),
        steal_milli: a.steal_milli.max(b.steal_milli),
        others_milli: a.others_milli.max(b.others_milli),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_family_is_a_process_and_everything_below_it() {
        let stat = |id: u32, parent: u32, user: u32| {
            Process::parse(&format!("{id} (a b) c) S {parent} 1 1 0 -1 0 0 0 0 0 {user} 1 2 3 20 0"))
                .expect("it is one")
        };
        let processes = [stat(1, 0, 1_000), stat(7, 1, 10), stat(8, 7, 20), stat(9, 8, 40), stat(10, 1, 500)];
        assert_eq!(of_family(&processes, 7), 10 + 20 + 40 + 3 * 6);
        assert_eq!(of_family(&processes, 10), 506);
        assert!(Process::parse("7 (x").is_none() && Process::parse("").is_none());
    }
}
