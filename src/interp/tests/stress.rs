//! An hour of interleavings in a minute: at an interval of 5 ms the GIL changes hands 720,000 times in an hour. Here it
//! does so as often, at intervals that cut everything into pieces, while threads hand objects around, make cycles, raise
//! and collect; see `stress.py` for what must be true at the end. The builds without a GIL run the same in turns.
//!
//! Each run prints its seed where it fails. `ROOMMATES_STRESS_SEED` is the first seed (`now`: one that nobody has tried),
//! `ROOMMATES_STRESS_HOURS` how many hours.

use std::{
    env,
    num::NonZero,
    sync::atomic::{AtomicU64, Ordering},
    thread,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use crate::interp::{Answer, Builder, Gil, Interpreter, Refcount};

const PROGRAM: &str = include_str!("stress.py");
/// Hand-overs in an hour at the default interval.
const AN_HOUR: u64 = 3600 * 1000 / 5;
/// Turns of each thread in a run.
const TURNS: i64 = 1000;

/// The builds, by number. A wait of a microsecond is what the kernel makes of it, which is more; so most of the
/// hand-overs are of builds that offer the GIL at each safepoint and go on when somebody has taken it.
fn builder(seed: u64) -> Builder {
    let new = Interpreter::builder;
    let at_once = Gil::Interval(Duration::from_micros(1));
    match seed % 8 {
        0 | 1 => new().gil(Gil::Instructions(1)).forced_switching(true),
        2 => new().gil(Gil::Instructions(3)).forced_switching(true).refcount(Refcount::Atomic),
        3 => new().gil(at_once),
        4 => new().gil(at_once).forced_switching(false),
        5 => new().gil(Gil::Instructions(1)),
        6 => new().gil(Gil::Free),
        _ => new().gil(Gil::Free).refcount(Refcount::Atomic),
    }
}

/// One run; how often the GIL changed hands.
fn run(seed: u64) -> u64 {
    let mut interpreter = builder(seed).deadline(Duration::from_secs(60)).build();
    interpreter.load_source("stress.py", PROGRAM).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
    let threads = 2 + i64::try_from(seed / 8 % 4).unwrap_or(0);
    let arguments = [Answer::Int(i64::try_from(seed % (1 << 40)).unwrap_or(0)), threads.into(), TURNS.into()];
    let wrong = interpreter.call("go", &arguments).unwrap_or_else(|e| panic!("seed {seed}: {e}"));
    assert_eq!(wrong, Answer::List(Vec::new()), "seed {seed}, {}", interpreter.build());
    let hand_overs = interpreter.counters().gil.hand_overs;
    assert_eq!(interpreter.end(), 0, "seed {seed}: objects are left");
    hand_overs
}

fn first_seed() -> u64 {
    match env::var("ROOMMATES_STRESS_SEED").as_deref() {
        Ok("now") => SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |d| d.as_secs() * 1000),
        Ok(seed) => seed.parse().expect("ROOMMATES_STRESS_SEED is a number"),
        Err(_) => 1,
    }
}

#[test]
fn an_hour_of_interleavings() {
    let hours: f64 = env::var("ROOMMATES_STRESS_HOURS").ok().and_then(|hours| hours.parse().ok()).unwrap_or(0.02);
    let wanted = (hours * AN_HOUR as f64) as u64;
    let first = first_seed();
    // Interpreters beside each other, as many as there are processors.
    // Relaxed, all: numbers that order nothing.
    let (seed, hand_overs) = (AtomicU64::new(first), AtomicU64::new(0));
    let lane = || {
        while hand_overs.load(Ordering::Relaxed) < wanted {
            hand_overs.fetch_add(run(seed.fetch_add(1, Ordering::Relaxed)), Ordering::Relaxed);
        }
    };
    thread::scope(|scope| {
        (0..thread::available_parallelism().map_or(1, NonZero::get)).for_each(|_| drop(scope.spawn(lane)));
    });
    let (runs, hand_overs) = (seed.into_inner() - first, hand_overs.into_inner());
    eprintln!(
        "{hand_overs} hand-overs in {runs} runs from seed {first}: {:.2} hours",
        hand_overs as f64 / AN_HOUR as f64
    );
}
