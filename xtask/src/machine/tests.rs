use std::fs;

use tempfile::TempDir;

use super::*;
use crate::chapters::{Tree, is_machine_name};

fn system(files: &[(&str, &str)]) -> TempDir {
    let root = TempDir::new().unwrap();
    for (path, text) in files {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    root
}

const LAPTOP: &[(&str, &str)] = &[
    ("proc/cpuinfo", "processor\t: 0\nmodel name\t: Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz\nflags\t\t: fpu vme\n"),
    ("proc/meminfo", "MemTotal:       16384 kB\nMemFree: 1 kB\n"),
    ("proc/self/status", "Name:\tx\nCpus_allowed_list:\t0-2,7\n"),
    ("proc/self/cgroup", "0::/user/session\n"),
    ("proc/sys/kernel/osrelease", "6.1.0-somebody-1\n"),
    ("etc/os-release", "ID=debian\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n"),
    ("sys/devices/system/cpu/online", "0-7\n"),
    ("sys/devices/system/cpu/cpu0/topology/physical_package_id", "0"),
    ("sys/devices/system/cpu/cpu0/topology/core_id", "0"),
    ("sys/devices/system/cpu/cpu1/topology/physical_package_id", "0"),
    ("sys/devices/system/cpu/cpu1/topology/core_id", "1"),
    ("sys/devices/system/cpu/cpu2/topology/physical_package_id", "0"),
    ("sys/devices/system/cpu/cpu2/topology/core_id", "0"),
    ("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n"),
    ("sys/devices/system/cpu/cpu0/cache/index1/level", "2"),
    ("sys/devices/system/cpu/cpu0/cache/index1/type", "Unified"),
    ("sys/devices/system/cpu/cpu0/cache/index1/size", "1024K"),
    ("sys/devices/system/cpu/cpu0/cache/index0/level", "1"),
    ("sys/devices/system/cpu/cpu0/cache/index0/type", "Data"),
    ("sys/devices/system/cpu/cpu0/cache/index0/size", "32K"),
    ("sys/fs/cgroup/user/session/cpu.max", "max 100000\n"),
    ("sys/fs/cgroup/user/cpu.max", "150000 100000\n"),
];

#[test]
fn a_laptop_is_read_from_its_system_files() {
    let machine = detect_under(system(LAPTOP).path());
    assert_eq!(machine.cpu, "Intel(R) Core(TM) i7-8550U CPU @ 1.80GHz");
    assert_eq!((machine.physical_cores, machine.logical_cpus, machine.allowed_cpus), (Some(2), 8, 4));
    assert_eq!(machine.caches.iter().map(|c| (c.level, c.bytes)).collect::<Vec<_>>(), [(1, 32 << 10), (2, 1 << 20)]);
    assert_eq!(machine.memory_bytes, 16384 * 1024);
    assert_eq!(machine.cpu_quota_milli, Some(1500), "the group above limits it");
    assert_eq!(machine.governor.as_deref(), Some("powersave"));
    assert_eq!(machine.virtualization, None);
    assert_eq!((machine.os.as_str(), machine.kernel.as_str()), ("Debian GNU/Linux 12 (bookworm)", "6.1.0"));
    assert_eq!(machine.name, "intel-core-i7-8550u-2-cores");
}

#[test]
fn a_system_that_tells_nothing_still_has_a_name_and_no_invented_facts() {
    let machine = detect_under(system(&[]).path());
    assert!(machine.logical_cpus >= 1);
    assert!(machine.caches.is_empty());
    assert_eq!((machine.physical_cores, machine.cpu_quota_milli, machine.governor), (None, None, None));
    assert!(is_machine_name(&machine.name), "{}", machine.name);
}

#[test]
fn a_limit_of_control_groups_version_1_is_seen() {
    let root = system(&[
        ("proc/self/cgroup", "4:memory:/a\n1:cpu,cpuacct:/box\n0::/\n"),
        ("sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_quota_us", "50000\n"),
        ("sys/fs/cgroup/cpu,cpuacct/box/cpu.cfs_period_us", "100000\n"),
        ("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n"),
        ("sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n"),
    ]);
    assert_eq!(detect_under(root.path()).cpu_quota_milli, Some(500));
}

#[test]
fn the_hypervisor_is_named_by_firmware_or_clock_or_is_unknown() {
    let firmware = system(&[("sys/class/dmi/id/sys_vendor", "QEMU\n")]);
    assert_eq!(detect_under(firmware.path()).virtualization.as_deref(), Some("kvm"));
    let clock = "sys/devices/system/clocksource/clocksource0/available_clocksource";
    assert_eq!(detect_under(system(&[(clock, "tsc kvm-clock\n")]).path()).virtualization.as_deref(), Some("kvm"));
    let silent = system(&[("proc/cpuinfo", "flags : fpu hypervisor sse\n")]);
    assert_eq!(detect_under(silent.path()).virtualization.as_deref(), Some("unknown"));
}

#[test]
fn names_are_readable_and_never_more_than_a_name() {
    let name = |cpu: &str, cores| {
        let machine = Machine {
            cpu: cpu.into(),
            physical_cores: Some(cores),
            logical_cpus: cores,
            allowed_cpus: cores,
            ..detect()
        };
        default_name(&machine)
    };
    assert_eq!(name("AMD EPYC", 2), "amd-epyc-2-cores");
    assert_eq!(name("AMD EPYC 7763 64-Core Processor", 4), "amd-epyc-7763-4-cores");
    assert_eq!(name("AMD Ryzen 7 5800X 8-Core Processor", 8), "amd-ryzen-7-5800x-8-cores");
    assert_eq!(name("Apple M2 Pro", 10), "apple-m2-pro-10-cores");
    assert_eq!(name("12th Gen Intel(R) Core(TM) i5-1240P", 1), "cpu-12th-intel-core-i5-1240p-1-core");
    assert_eq!(name("Intel(R) Xeon(R) Platinum 8370C CPU @ 2.80GHz", 2), "intel-xeon-platinum-8370c-2-cores");
    assert_eq!(name("../../etc/passwd", 1), "etc-passwd-1-core");
    assert_eq!(name("", 3), "machine-3-cores");
    assert!(is_machine_name(&name(&"very long ".repeat(40), 128)));
}

fn tree_with(machines: &[Machine]) -> (TempDir, Tree) {
    let root = TempDir::new().unwrap();
    let tree = Tree::at(root.path());
    for machine in machines {
        let path = tree.machine(&machine.name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, roommates::results::to_text(machine).unwrap()).unwrap();
    }
    (root, tree)
}

fn never(_: &str) -> anyhow::Result<String> {
    panic!("nothing should be asked")
}

fn laptop() -> Machine {
    detect_under(system(LAPTOP).path())
}

#[test]
fn a_new_machine_is_asked_once_with_a_free_default() {
    let other = Machine { cpu: "another".into(), ..laptop() };
    let (_root, tree) = tree_with(&[other]);
    let chosen = choose(&tree, None, &laptop(), |default| Ok(default.to_owned())).unwrap();
    assert_eq!(chosen.machine.name, "intel-core-i7-8550u-2-cores-2", "the plain default is taken");
    assert_eq!(chosen.machine.cpu, laptop().cpu);
}

#[test]
fn known_hardware_keeps_its_name_without_a_question() {
    let renamed = Machine {
        name: "kitchen".into(),
        memory_bytes: laptop().memory_bytes * 95 / 100,
        kernel: "5".into(),
        ..laptop()
    };
    let (_root, tree) = tree_with(&[renamed]);
    assert_eq!(choose(&tree, None, &laptop(), never).unwrap().machine.name, "kitchen");
}

#[test]
fn a_chosen_name_wins_over_hardware_and_a_wanted_name_over_both() {
    let renamed = Machine { name: "kitchen".into(), ..laptop() };
    let (_root, tree) = tree_with(&[renamed]);
    fs::write(tree.chosen_machine(), "attic\n").unwrap();
    assert_eq!(choose(&tree, None, &laptop(), never).unwrap().machine.name, "attic");
    assert_eq!(choose(&tree, Some("cellar"), &laptop(), never).unwrap().machine.name, "cellar");
}

#[test]
fn a_name_that_is_taken_or_hostile_is_refused_with_the_mend() {
    let other = Machine { name: "kitchen".into(), logical_cpus: 64, ..laptop() };
    let (_root, tree) = tree_with(&[other]);
    let taken = choose(&tree, Some("kitchen"), &laptop(), never).unwrap_err().to_string();
    assert!(taken.contains("belongs to a different machine") && taken.contains("64 logical CPUs"), "{taken}");
    assert!(taken.contains("--machine intel-core-i7-8550u-2-cores"), "{taken}");
    for hostile in ["../kitchen", "Kitchen", "", "a b", "a--b"] {
        let error = choose(&tree, Some(hostile), &laptop(), never).unwrap_err().to_string();
        assert!(error.contains("cannot be a machine's name"), "{error}");
    }
}
