use super::*;

fn quiet() -> Machine {
    Machine {
        physical_cores: Some(4),
        logical_cpus: 4,
        allowed_cpus: 4,
        cpu_quota_milli: None,
        governor: Some("performance".into()),
        virtualization: None,
        ..machine::detect()
    }
}

fn noisy(machine: &Machine, load: f64) -> Vec<String> {
    noises(machine, Some(load)).into_iter().filter(|n| n.kind != Kind::Good).map(|n| n.saw).collect()
}

#[test]
fn a_quiet_machine_has_nothing_to_mend() {
    assert_eq!(noisy(&quiet(), 0.1), [""; 0]);
}

#[test]
fn everything_that_disturbs_is_named_with_advice() {
    let machine = Machine {
        allowed_cpus: 2,
        cpu_quota_milli: Some(1500),
        governor: Some("powersave".into()),
        virtualization: Some("kvm".into()),
        ..quiet()
    };
    let seen = noisy(&machine, 3.0).join("\n");
    for words in ["only 2 of 4", "1.500 CPUs", "powersave", "virtual machine (kvm)", "3.00 tasks"] {
        assert!(seen.contains(words), "{words} in {seen}");
    }
    assert!(noises(&machine, Some(3.0)).iter().all(|n| n.kind == Kind::Good || !n.advice.is_empty()));
}

#[test]
fn one_cpu_cannot_run_anything_side_by_side() {
    let machine = Machine { allowed_cpus: 1, logical_cpus: 1, ..quiet() };
    assert_eq!(noises(&machine, None)[0].kind, Kind::Missing);
}

#[test]
fn a_note_reads_as_a_line_and_its_advice() {
    let shown = note(Kind::Noisy, "loud", "be quiet").to_string();
    assert_eq!(shown, "noisy    loud\n         → be quiet");
}
