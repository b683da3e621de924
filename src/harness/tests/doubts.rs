use std::collections::BTreeMap;

use crate::{
    harness::noise::{Before, warnings, worst},
    results::{Load, Observed, Role, Series, Stop, StopReason, Unit},
};

const QUIET: Load = Load { before_milli: 100, steal_milli: 0, others_milli: 5 };

fn observed(load: Load) -> Observed {
    Observed { cores: 2, cpu_quota_milli: None, governor: None, load: Some(load) }
}

fn series(threads: i64, sample: i64) -> Series {
    Series {
        engine: "rust".into(),
        variant: "x".into(),
        params: BTreeMap::from([("threads".into(), threads)]),
        role: Role::Measured,
        unit: Unit::Nanoseconds,
        per_round: 1,
        sittings: Vec::new(),
        samples: vec![sample],
    }
}

/// Kinds of warnings, without that of a virtual machine, which depends on where the test runs.
fn kinds(observed: &Observed, series: &[Series], stop: StopReason, floor: f64) -> Vec<String> {
    let stop = Stop { reason: stop, rounds: 20, sittings: vec![20] };
    let kinds = warnings(observed, &stop, series, Some(floor)).into_iter().map(|w| w.kind);
    kinds.filter(|k| k != "virtualized").collect()
}

#[test]
fn a_quiet_machine_gives_no_reason_to_doubt() {
    assert_eq!(kinds(&observed(QUIET), &[series(2, 1_000_000)], StopReason::Time, 0.01), Vec::<String>::new());
}

#[test]
fn each_disturbance_has_its_warning() {
    let one = |o: &Observed| kinds(o, &[series(2, 1_000_000)], StopReason::Time, 0.01);
    assert_eq!(one(&observed(Load { before_milli: 1_500, ..QUIET })), ["load"]);
    assert_eq!(one(&observed(Load { others_milli: 80, ..QUIET })), ["others"]);
    assert_eq!(one(&observed(Load { steal_milli: 30, ..QUIET })), ["steal"]);
    assert_eq!(one(&Observed { cpu_quota_milli: Some(1_500), ..observed(QUIET) }), ["quota"]);
    assert_eq!(one(&Observed { governor: Some("powersave".into()), ..observed(QUIET) }), ["governor"]);
}

#[test]
fn the_way_of_measuring_is_doubted_too() {
    let all = |series: &[Series], stop, floor| kinds(&observed(QUIET), series, stop, floor);
    assert_eq!(all(&[series(8, 1_000_000)], StopReason::Time, 0.01), ["oversubscribed"]);
    assert_eq!(all(&[series(2, 300)], StopReason::Time, 0.01), ["short_samples"]);
    assert_eq!(all(&[series(2, 1_000_000)], StopReason::Time, 0.2), ["noisy"]);
    assert_eq!(all(&[series(2, 1_000_000)], StopReason::Rounds, 0.01), ["quick"]);
}

#[test]
fn several_sittings_are_as_doubtful_as_the_worst_of_them() {
    let busy = Load { before_milli: 900, steal_milli: 2, others_milli: 1 };
    assert_eq!(worst([QUIET, busy]), Some(Load { before_milli: 900, steal_milli: 2, others_milli: 5 }));
    assert_eq!(worst([]), None);
}

#[cfg(target_os = "linux")]
#[test]
fn whoever_is_busy_before_the_first_round_is_seen() {
    use std::sync::atomic::{AtomicBool, Ordering};
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            // Relaxed: pairs with the store below; only its value matters.
            while !stop.load(Ordering::Relaxed) {
                std::hint::spin_loop();
            }
        });
        let before = Before::watch(std::time::Duration::from_millis(300));
        stop.store(true, Ordering::Relaxed);
        let load = before.observed().load.expect("Linux tells");
        assert!(load.before_milli >= 500, "a whole CPU was busy: {load:?}");
    });
}
