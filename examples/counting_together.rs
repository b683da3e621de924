//! Why can two threads not just count? The same references, counted by 1 … n threads with plain, atomic and biased
//! counts and under a GIL: what is lost, what comes of it, and what it costs to lose nothing.

use std::{
    hint::black_box,
    process::ExitCode,
    sync::{Barrier, Mutex, OnceLock, PoisonError},
    thread,
};

use roommates::{
    gil::{Gil, GilCell, Safepoint as _},
    harness::{self, Failure, Outcome, Plan, Stopwatch, Twin, Variant},
    refcount::{
        Atomic, Biased, Counted, Member, MergeQueues, Plain, RefCount,
        checked::Faults,
        together::{Kind, Workload, share_many, share_one},
    },
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Line, Test},
    },
};

const SLUG: &str = "counting_together";

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Numbers of threads that count together.
    #[arg(long, value_delimiter = ',', value_name = "N,N,…")]
    threads: Option<Vec<usize>>,
    /// References that each thread takes and drops.
    #[arg(long, default_value_t = 100_000, value_name = "N")]
    pairs: usize,
    /// Objects over which these are spread where objects may die.
    #[arg(long, default_value_t = 100, value_name = "N")]
    objects: usize,
    /// Decides where a plain count is interrupted between its load and its store.
    #[arg(long, default_value_t = 1, value_name = "N")]
    seed: u64,
}

fn main() -> ExitCode {
    harness::main(&declare(), plan)
}

// ANCHOR: pair
/// One reference taken and dropped: what is timed.
#[inline(always)]
fn pair(count: &impl RefCount) {
    black_box(count).incref();
    // Never the last, for it was taken a moment ago; the count is checked when all have finished.
    let _ = black_box(count).decref();
}
// ANCHOR_END: pair

/// Threads that start together, and the time from the first start to the last end.
struct Race {
    together: Barrier,
    clock: harness::Clock,
    /// First start and last end, ns.
    span: Mutex<(u64, u64)>,
}

impl Race {
    /// Waits for the others, then times `work`.
    fn run(&self, work: impl FnOnce()) {
        self.together.wait();
        let start = self.clock.now();
        work();
        let end = self.clock.now();
        let mut span = self.span.lock().unwrap_or_else(PoisonError::into_inner);
        *span = (span.0.min(start), span.1.max(end));
    }
}

/// Runs `part` on `n` threads; one sample: picoseconds that each of `pairs` took every thread.
fn race(watch: &mut Stopwatch, n: usize, pairs: usize, part: impl Fn(usize, &Race) + Sync) -> Result<(), Failure> {
    let race = Race { together: Barrier::new(n), clock: watch.clock(), span: Mutex::new((u64::MAX, 0)) };
    thread::scope(|scope| {
        let (race, part) = (&race, &part);
        (0..n).for_each(|me| drop(scope.spawn(move || part(me, race))));
    });
    let (start, end) = race.span.into_inner().unwrap_or_else(PoisonError::into_inner);
    let each = end.saturating_sub(start) * 1_000 / pairs.max(1) as u64;
    watch.report(i64::try_from(each)?);
    Ok(())
}

// ANCHOR: shared
/// `n` threads count one object; the first of them has made it, and owns it where counts have an owner.
fn shared<C: RefCount + Send + Sync>(watch: &mut Stopwatch, n: usize, pairs: usize) -> Result<Outcome, Failure> {
    let object = OnceLock::new();
    race(watch, n, pairs, |me, race| {
        let _member = enter();
        if me == 0 {
            object.get_or_init(C::new);
        }
        race.run(|| {
            let object = object.wait();
            (0..pairs).for_each(|_| pair(object));
        });
    })?;
    Ok(Outcome::answer(object.get().map_or(0, C::count) as u64))
}

/// `n` threads count under one GIL, which they offer after each pair.
fn shared_under_gil(watch: &mut Stopwatch, n: usize, pairs: usize) -> Result<Outcome, Failure> {
    let gil = Gil::default();
    let object = GilCell::new(&gil, Plain::new());
    race(watch, n, pairs, |me, race| {
        race.run(|| {
            let mut attached = gil.attach(me);
            for _ in 0..pairs {
                object.with(&mut attached, |count| pair(count));
                attached.back_edge();
            }
        });
    })?;
    Ok(Outcome::answer(object.into_inner().count() as u64))
}
// ANCHOR_END: shared

/// `n` threads count an object each.
fn private<C: RefCount>(watch: &mut Stopwatch, n: usize, pairs: usize) -> Result<Outcome, Failure> {
    let counts = Mutex::new(Vec::new());
    race(watch, n, pairs, |_, race| {
        let _member = enter();
        let object = C::new();
        race.run(|| (0..pairs).for_each(|_| pair(&object)));
        counts.lock().unwrap_or_else(PoisonError::into_inner).push(object.count() as u64);
    })?;
    let counts = counts.into_inner().unwrap_or_else(PoisonError::into_inner);
    Ok(Outcome::answer(counts.iter().sum::<u64>() / n as u64))
}

/// An object that is never sent home: all here outlive their counting.
enum NeverSent {}

impl Counted for NeverSent {
    fn count(&self) -> &Biased {
        match *self {}
    }
}

/// From now on this thread owns what it creates.
fn enter() -> Member<NeverSent, fn(NeverSent)> {
    MergeQueues::new().enter(|| (), (|never| match never {}) as fn(NeverSent))
}

fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    let axis = knobs.threads.clone().unwrap_or_else(default_axis);
    for &n in &axis {
        for kind in Kind::ALL {
            plan.add(lost(knobs, kind, n));
            plan.add(ends(knobs, "freed_early", kind, n, |faults| faults.early_frees));
            plan.add(ends(knobs, "freed_twice", kind, n, |faults| faults.double_frees));
            plan.add(ends(knobs, "never_freed", kind, n, |faults| faults.leaks));
        }
        for (name, work) in RACES {
            plan.add(raced(knobs, name, work, n));
        }
    }
    let cores = harness::noise::allowed_cpus() as usize;
    let filled = axis.iter().copied().find(|n| *n == cores).unwrap_or(axis[0]);
    let (name, work) = RACES[1];
    plan.add(raced(knobs, name, work, axis[0]).again());
    if filled != axis[0] {
        plan.add(raced(knobs, name, work, filled).again());
    }
    single_operations(plan);
    plan.ask_pythons(&twin());
}

/// The same question from inside real Pythons, with fewer references: what is compared is taken inside each.
fn twin() -> Twin {
    Twin::new(SLUG, include_str!("counting_together.py"), include_str!("twin.py"))
        .history(&["lost_statement", "lost_call", "updates_made"])
        .with(&["--threads", "1,2", "--pairs", "200", "--updates", "100"])
}

/// 1, 2, 4, … up to twice the cores of the machine (at least 8), and the number of cores itself.
fn default_axis() -> Vec<usize> {
    let cores = harness::noise::allowed_cpus() as usize;
    let mut axis: Vec<usize> = (0..).map(|power| 1 << power).take_while(|n| *n <= (2 * cores).max(8)).collect();
    axis.push(cores);
    axis.sort_unstable();
    axis.dedup();
    axis
}

fn workload(knobs: &Knobs, threads: usize) -> Workload {
    Workload { threads, pairs: knobs.pairs, objects: knobs.objects, seed: knobs.seed }
}

/// Whether counts may be lost; where not, every round must find that none was.
fn may_lose(kind: Kind, threads: usize) -> bool {
    kind == Kind::Plain && threads > 1
}

/// Updates that are not in the final count, of a million.
fn lost<'a>(knobs: &Knobs, kind: Kind, n: usize) -> Variant<'a> {
    let work = workload(knobs, n);
    let variant = Variant::new("model", &format!("lost_{}", kind.name())).at("threads", n).unit(Unit::Count);
    let variant = if may_lose(kind, n) { variant } else { variant.expects(0) };
    variant.not_deciding().sampled(move |watch| {
        let found = share_one(kind, work);
        let updates = 2 * (work.threads * work.pairs).max(1) as u64;
        watch.report(i64::try_from(found.lost * 1_000_000 / updates)?);
        Ok(Outcome::answer(found.lost + found.count.abs_diff(1)))
    })
}

/// Objects that came to this end, of a thousand.
fn ends<'a>(knobs: &Knobs, name: &str, kind: Kind, n: usize, which: fn(Faults) -> u64) -> Variant<'a> {
    let work = workload(knobs, n);
    let variant = Variant::new("model", &format!("{name}_{}", kind.name())).at("threads", n).unit(Unit::Count);
    let variant = if may_lose(kind, n) { variant } else { variant.expects(0) };
    variant.not_deciding().sampled(move |watch| {
        let faults = share_many(kind, work);
        watch.report(i64::try_from(which(faults) * 1_000 / work.objects.max(1) as u64)?);
        Ok(Outcome::answer(faults.uses_after_free + faults.early_frees + faults.double_frees + faults.leaks))
    })
}

type RaceWork = fn(&mut Stopwatch, usize, usize) -> Result<Outcome, Failure>;

/// What is timed on 1 … n threads.
const RACES: [(&str, RaceWork); 6] = [
    ("plain_own", private::<Plain>),
    ("atomic_own", private::<Atomic>),
    ("biased_own", private::<Biased>),
    ("gil_shared", shared_under_gil),
    ("atomic_shared", shared::<Atomic>),
    ("biased_shared", shared::<Biased>),
];

/// A pair on each of `n` threads at once.
fn raced<'a>(knobs: &Knobs, name: &str, work: RaceWork, n: usize) -> Variant<'a> {
    let pairs = knobs.pairs;
    let variant = Variant::new("model", name).at("threads", n).unit(Unit::Picoseconds).expects(1);
    variant.sampled(move |watch| work(watch, n, pairs))
}

/// A pair on a thread that has the object to itself, or has it from another.
fn single_operations(plan: &mut Plan<'_>) {
    let home = enter();
    let (plain, atomic, owned, immortal) = (Plain::new(), Atomic::new(), Biased::new(), Plain::new());
    immortal.immortalize();
    let foreign = thread::spawn(|| {
        let _member = enter();
        Biased::new()
    });
    plan.operation(Variant::new("model", "nothing"), || {
        black_box(black_box(&()));
    });
    plan.operation(Variant::new("model", "pair_plain"), move || pair(&plain));
    plan.operation(Variant::new("model", "pair_atomic"), move || pair(&atomic));
    plan.operation(Variant::new("model", "pair_biased_owner"), move || {
        let _stays = &home;
        pair(&owned);
    });
    if let Ok(foreign) = foreign.join() {
        plan.operation(Variant::new("model", "pair_biased_foreign"), move || pair(&foreign));
    }
    plan.operation(Variant::new("model", "pair_immortal"), move || pair(&immortal));
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let declaration = Declaration::new(SLUG, "Why can two threads not just count?")
        .quantity("lost_plain", "updates lost of a million, two threads with plain counts", Formula::median("model/lost_plain[threads=2]"))
        .quantity("lost_plain_most", "updates lost of a million, the most threads with plain counts", Formula::median("model/lost_plain[threads=max]"))
        .quantity("lost_gil", "updates lost of a million under the GIL", Formula::max("model/lost_gil[threads=max]"))
        .quantity("lost_atomic", "updates lost of a million with atomic counts", Formula::max("model/lost_atomic[threads=max]"))
        .quantity("lost_biased", "updates lost of a million with biased counts", Formula::max("model/lost_biased[threads=max]"))
        .quantity("freed_early", "objects of a thousand freed while in use, plain counts", Formula::median("model/freed_early_plain[threads=2]"))
        .quantity("freed_twice", "objects of a thousand freed twice, plain counts", Formula::median("model/freed_twice_plain[threads=2]"))
        .quantity("never_freed", "objects of a thousand never freed, plain counts", Formula::median("model/never_freed_plain[threads=2]"))
        .quantity("nothing", "the loop around a pair, which every pair includes", Formula::median("model/nothing"))
        .quantity("pair_plain", "a pair with a plain count", Formula::median("model/pair_plain"))
        .quantity("pair_atomic", "a pair with an atomic count that nobody else wants", Formula::median("model/pair_atomic"))
        .quantity("pair_owner", "a pair with a biased count, by the owner", Formula::median("model/pair_biased_owner"))
        .quantity("pair_foreign", "a pair with a biased count, by another thread", Formula::median("model/pair_biased_foreign"))
        .quantity("pair_immortal", "a pair with an immortal object", Formula::median("model/pair_immortal"))
        .quantity("atomic_to_plain", "an atomic pair over a plain one", Formula::ratio("model/pair_atomic", "model/pair_plain"))
        .quantity("owner_to_plain", "the owner's biased pair over a plain one", Formula::ratio("model/pair_biased_owner", "model/pair_plain"))
        .quantity("owner_to_atomic", "the owner's biased pair over an atomic one", Formula::ratio("model/pair_biased_owner", "model/pair_atomic"))
        .quantity("foreign_to_atomic", "another thread's biased pair over an atomic one", Formula::ratio("model/pair_biased_foreign", "model/pair_atomic"))
        .quantity("atomic_alone", "a pair with an atomic count, one thread", Formula::median("model/atomic_shared[threads=1]"))
        .quantity("atomic_contended", "a pair with an atomic count that two threads want", Formula::median("model/atomic_shared[threads=2]"))
        .quantity("biased_contended", "a pair with a biased count that two threads want", Formula::median("model/biased_shared[threads=2]"))
        .quantity("contended_to_alone", "an atomic pair that two threads want over one that nobody else wants", Formula::ratio("model/atomic_shared[threads=2]", "model/atomic_shared[threads=1]"))
        .quantity("own_to_alone", "atomic pairs of two threads on an object each over those of one", Formula::ratio("model/atomic_own[threads=2]", "model/atomic_own[threads=1]"))
        .quantity("cpython_counting", "time to give a list a name over that to give None one, in CPython", Formula::ratio("cpython/own[threads=1]", "cpython/none[threads=1]"))
        .quantity("cpython_updates", "updates of a global by four threads of CPython, all rounds together, in each form", Formula::sum("cpython/updates_made[threads=4]"))
        .quantity("cpython_lost_statement", "of these lost by a statement without a call in it", Formula::sum("cpython/lost_statement[threads=4]"))
        .quantity("cpython_lost_call", "of these lost with a call between reading and writing", Formula::sum("cpython/lost_call[threads=4]"));
    charts(claims(declaration))
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("gil-memory-not-threadsafe", &["001", "002", "004"], "Without the GIL, threads that share objects count their references wrongly.")
                .holds_if("model, a plain count", "lost_plain", Test::Above(0.0))
                .holds_if("model, objects freed in use", "freed_early", Test::Above(0.0))
                .holds_if("model, atomic counts", "lost_atomic", Test::Above(0.0))
                .holds_if("model, biased counts", "lost_biased", Test::Above(0.0))
                .correction("True of the counts that CPython had when the GIL was made: load, add and store are three steps. It is no law of nature. Atomic counts lose nothing, nor do the biased ones of the free-threaded build; they are what the GIL is exchanged for.", "PEP 703, “Reference Counting”; Include/refcount.h"),
        )
        .claim(
            Claim::new("rc-atomicity-cost", &["002", "004"], "Counting with atomic instructions would be slow.")
                .holds_if("model, nobody else wants it", "atomic_to_plain", Test::Above(1.5))
                .holds_if("model, two threads want it", "contended_to_alone", Test::Above(1.5))
                .with_cores(2)
                .correction("It costs several times as much as a plain count even where no other thread is near, and far more where several want the same count, for its cache line then travels between the cores. That is why removing the GIL took more than making the counts atomic.", "PEP 703, “Biased Reference Counting”; J. Choi, T. Shull, J. Torrellas, PACT 2018"),
        )
        .claim(
            Claim::new("ft-biased-refcount", &["004"], "Biased counts are cheaper than atomic ones.")
                .holds_if("model, the owner", "owner_to_atomic", Test::Below(0.9))
                .holds_if("model, another thread", "foreign_to_atomic", Test::Below(0.9))
                .correction("For the thread that made the object, which is nearly always the one that uses it. Any other thread pays for the atomic instruction and for finding out that it is not the owner; and every object grows by the owner's id and a second count.", "PEP 703, “Biased Reference Counting”; Include/object.h"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    let end = |name: &str, n: &str| Formula::median(&format!("model/{name}[threads={n}]"));
    let ends = |kind: &str| {
        vec![
            Bar::new("freed in use", end(&format!("freed_early_{kind}"), "2")),
            Bar::new("freed twice", end(&format!("freed_twice_{kind}"), "2")),
            Bar::new("never freed", end(&format!("never_freed_{kind}"), "2")),
        ]
    };
    let cost = |of: &str| vec![Bar::new("a pair", Formula::median(of))];
    declaration
        .chart(
            "by_version",
            &[("", "Updates of one counter by four threads that are lost, if a call stands between read and write")],
            Draw::by_python("share of updates lost", None, vec![Bar::new("lost", Formula::ratio("python/lost_call[threads=4]", "python/updates_made[threads=4]"))]),
        )
        .chart(
            "lost",
            &[
                (
                    "lost_plain above 0",
                    "Of a million plain updates by two threads {lost_plain} are lost; under the GIL, atomic or biased, none",
                ),
                ("", "Lost updates of a million, by number of threads"),
            ],
            Draw::lines(
                "threads",
                "threads",
                "lost updates of a million",
                None,
                vec![
                    Line::median("plain", "model/lost_plain"),
                    Line::median("under the GIL", "model/lost_gil"),
                    Line::median("atomic", "model/lost_atomic"),
                    Line::median("biased", "model/lost_biased"),
                ],
            ),
        )
        .chart(
            "ends",
            &[
                (
                    "freed_early above 0",
                    "Of a thousand objects with plain counts {freed_early} are freed in use and {never_freed} never",
                ),
                ("", "How objects end that two threads share"),
            ],
            Draw::bars(
                "objects of a thousand",
                None,
                &[
                    ("plain", ends("plain")),
                    ("under the GIL", ends("gil")),
                    ("atomic", ends("atomic")),
                    ("biased", ends("biased")),
                ],
            ),
        )
        .chart(
            "cost",
            &[
                (
                    "rc-atomicity-cost.holds",
                    "An atomic pair takes {atomic_to_plain} as long as a plain one; the owner of a biased count pays {owner_to_plain}",
                ),
                ("", "Time to take and drop a reference that no other thread wants"),
            ],
            Draw::bars(
                "time of a pair",
                None,
                &[
                    ("the loop alone", cost("model/nothing")),
                    ("immortal", cost("model/pair_immortal")),
                    ("plain", cost("model/pair_plain")),
                    ("biased, owner", cost("model/pair_biased_owner")),
                    ("atomic", cost("model/pair_atomic")),
                    ("biased, other thread", cost("model/pair_biased_foreign")),
                ],
            ),
        )
        .chart(
            "contention",
            &[
                (
                    "contended_to_alone above 1.5",
                    "A pair takes {contended_to_alone} as long once a second thread wants the same atomic count",
                ),
                ("", "Time of a pair on each of several threads, on one object and on an object each"),
            ],
            Draw::lines(
                "threads",
                "threads",
                "time of a pair on each thread",
                None,
                vec![
                    Line::median("atomic, one object", "model/atomic_shared"),
                    Line::median("biased, one object", "model/biased_shared"),
                    Line::median("GIL, one object", "model/gil_shared"),
                    Line::median("atomic, own", "model/atomic_own"),
                    Line::median("biased, own", "model/biased_own"),
                    Line::median("plain, own", "model/plain_own"),
                ],
            ),
        )
}
