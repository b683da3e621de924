use roommates::harness::{Present, RollCall};

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

fn python(engine: &str, version: &str, is_chosen: bool, says: &[(&str, i64)]) -> Present {
    Present {
        engine: engine.into(),
        version: version.into(),
        build: "GCC 12.2.0, -O3".into(),
        program: "/somewhere/python3".into(),
        is_chosen,
        says: says.iter().map(|(question, answer)| ((*question).to_owned(), *answer)).collect(),
        fails: std::collections::BTreeMap::new(),
    }
}

#[test]
fn each_python_is_listed_with_what_it_says_and_who_can_ask_it() {
    let says = [("free_threaded", 1), ("gil", 0), ("jit", 2), ("start_method", 2)];
    let present = vec![python("cpython-3.14t", "3.14.7", true, &says), python("cpython-2.7", "2.7.18", false, &[])];
    let left_out = vec![
        ("/x/python3".into(), "It gave no answer within 2 s.".into()),
        ("/x/python3.9".into(), "It ended with exit status: 127 instead of an answer.".into()),
    ];
    let notes = pythons::notes(&RollCall { present, left_out }, &[(3, 8), (2, 7)]);
    let told: Vec<String> = notes.iter().map(Note::to_string).collect();
    assert!(told[0].contains("cpython-3.14t (3.14.7) can be asked by 2 of 2 chapters, asked by `regen`"), "{told:?}");
    assert!(
        told[0].contains("Built: free-threaded, GIL now: off, JIT: on, Starts processes by: forkserver"),
        "{told:?}"
    );
    assert!(told[1].contains("1 of 2 chapters, asked with `--python`"), "{told:?}");
    assert!(told[2].contains("/x/python3 is left out. It gave no answer within 2 s."), "{told:?}");
    assert!(told[3].contains("1 shims on PATH lead to no Python"), "{told:?}");
    assert_eq!(told.len(), 4, "cpython-2.7 has a GIL, so none is missing: {told:?}");
}

#[test]
fn without_any_python_doctor_says_how_to_get_both_builds() {
    let notes = pythons::notes(&RollCall::default(), &[]);
    assert!(notes.iter().all(|n| n.kind == Kind::Missing && n.advice.contains("install")), "{notes:?}");
    assert_eq!(notes.len(), 2);
}

#[test]
fn a_note_reads_as_a_line_and_its_advice() {
    let shown = note(Kind::Noisy, "loud", "be quiet").to_string();
    assert_eq!(shown, "noisy    loud\n         → be quiet");
}
