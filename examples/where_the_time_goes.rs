//! If threads are slower: why? Five suspects, each priced alone, and what they add up to.

use std::{
    cell::{Cell, RefCell},
    hint::black_box,
    process::ExitCode,
    rc::Rc,
    sync::atomic::{AtomicBool, Ordering},
    thread,
    time::Duration,
};

use roommates::{
    gil::{self, Attached, Safepoint as _, Switching},
    harness::{self, Clock, Failure, Model, Outcome, Plan, Twin, Variant},
    interp::{Builder, Gil, Interpreter},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Line, Test, Verdict},
    },
};

const SLUG: &str = "where_the_time_goes";
const TWIN: (&str, &str) = ("examples/where_the_time_goes.py", include_str!("where_the_time_goes.py"));
/// Turns of each of the two halves of the work.
const COUNTED: i64 = 2_000_000;
/// How often each price is paid, in each round.
const STARTS: i64 = 40;
const TAKES: u64 = 2_000;
const HAND_OVERS: u64 = 200;
const PAIRS: usize = 5;
/// KiB that each of two threads walks through in all of its turns, fewest and most turns, and their working sets, KiB.
const WALKED: usize = 8192;
const FEWEST_TURNS: usize = 7;
const MOST_TURNS: usize = 31;
const SETS: [usize; 6] = [24, 128, 512, 768, 1024, 4096];
/// The working set that a loop which counts can have in its caches at most, KiB.
const SMALL: usize = 24;
/// Bytes of a cache line, as numbers of four bytes.
const LINE: usize = 16;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// The switch interval of the lock of today, in microseconds.
    #[arg(long, default_value_t = 5_000, value_name = "US", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    interval: u64,
    /// Instructions between two offers of the lock before Python 3.2.
    #[arg(long, default_value_t = 100, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    ticks: u32,
}

fn main() -> ExitCode {
    harness::main(&declare(), plan)
}

/// The two locks whose bill is made.
#[derive(Clone, Copy)]
enum Lock {
    /// Dropped on request.
    Today { interval: u64 },
    /// Offered after so many instructions.
    Old { ticks: u32 },
}

impl Lock {
    fn builder(self) -> Builder {
        match self {
            Self::Today { interval } => Interpreter::builder().switch_interval(Duration::from_micros(interval)),
            Self::Old { ticks } => Interpreter::builder().gil(Gil::Instructions(ticks)),
        }
    }

    fn model(self, clock: Clock) -> Result<Model, Failure> {
        Model::load(self.builder(), TWIN.0, TWIN.1, clock)
    }

    /// A series of the model with this lock.
    fn series<'a>(self, name: &str) -> Variant<'a> {
        match self {
            Self::Today { interval } => {
                Variant::new("model", name).requests("gil", "on").requests("switch interval", format!("{interval} µs"))
            }
            Self::Old { .. } => Variant::new("model", &format!("old_{name}")).requests("drop requests", "none"),
        }
    }
}

/// The work in one thread or in two: nanoseconds, changes of hands, and the parts that were done.
fn work(model: &mut Model, function: &str) -> Result<(i64, i64, i64), Failure> {
    match model.numbers(function, &[COUNTED.into()])?[..] {
        [took, switches, parts] => Ok((took, switches, parts)),
        ref other => Err(Failure(format!("{function} gave {other:?}"))),
    }
}

// ANCHOR: hand_over
/// Passes the lock on and gets it back, as soon as the other thread waits for it; false if that one has gone.
fn pass_on(gil: &gil::Gil, attached: &Attached<'_>, gone: &AtomicBool) -> bool {
    let before = gil.switches();
    while gil.switches() == before {
        // Relaxed: pairs with the store of whoever has done its turns; it says only that nobody will come.
        if gone.load(Ordering::Relaxed) {
            return false;
        }
        attached.back_edge();
        thread::yield_now(); // It may still be on its way, and both may have to share a core.
    }
    true
}

/// Two threads that do nothing but pass the lock on: picoseconds from one to the other.
fn hand_over(clock: Clock, times: u64) -> i64 {
    let gil = gil::Gil::with(Switching::Instructions(1)).with_forced_switching().traced(move || clock.now());
    let gone = AtomicBool::new(false);
    thread::scope(|scope| {
        for me in [0, 1] {
            let (gil, gone) = (&gil, &gone);
            scope.spawn(move || {
                let attached = gil.attach(me);
                (0..times).all(|_| pass_on(gil, &attached, gone));
                // Relaxed: pairs with the load in `pass_on`; nothing else is handed over with it.
                gone.store(true, Ordering::Relaxed);
            });
        }
    });
    let holds = gil.holds();
    let handed = holds.windows(2).filter(|pair| pair[0].thread != pair[1].thread);
    1_000 * median(handed.map(|pair| (pair[1].start - pair[0].end) as i64).collect())
}
// ANCHOR_END: hand_over

/// The lock dropped and taken by the only thread that wants it: picoseconds for both.
fn take_and_drop(clock: Clock, times: u64) -> i64 {
    let gil = gil::Gil::default();
    let start = clock.now();
    (0..times).for_each(|_| drop(black_box(gil.attach(0))));
    ((clock.now() - start) * 1_000 / times.max(1)) as i64
}

/// Data of so many KiB: the number at the beginning of each cache line says which line is next, in an order that the
/// processor cannot guess.
fn data(kib: usize) -> Vec<u32> {
    let lines = (kib * 1024 / 4 / LINE).max(2);
    let mut order: Vec<u32> = (0..lines as u32).collect();
    let mut random = 0x2545_F491_u64;
    for last in (1..lines).rev() {
        random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        order.swap(last, (random >> 33) as usize % last); // Sattolo's: one circle through all lines.
    }
    let mut data = vec![0; lines * LINE];
    for (line, next) in order.into_iter().enumerate() {
        data[line * LINE] = next;
    }
    data
}

// ANCHOR: cache
/// Walks once through all cache lines: nanoseconds.
fn walk(clock: Clock, data: &[u32]) -> i64 {
    let start = clock.now();
    let end = (0..data.len() / LINE).fold(0, |line, _| data[line as usize * LINE]);
    black_box(end);
    (clock.now() - start) as i64
}

/// Two threads take turns and walk through data of their own: the first walk after each hand-over, and the next.
fn walks(clock: Clock, kib: usize) -> [i64; 2] {
    let gil = gil::Gil::with(Switching::Instructions(1)).with_forced_switching();
    let (turns, gone) = ((WALKED / kib.max(1)).clamp(FEWEST_TURNS, MOST_TURNS), AtomicBool::new(false));
    let times = thread::scope(|scope| {
        let workers = [0, 1].map(|me| {
            let (gil, gone) = (&gil, &gone);
            scope.spawn(move || {
                let data = data(kib);
                let attached = gil.attach(me);
                let turn = |_| pass_on(gil, &attached, gone).then(|| (walk(clock, &data), walk(clock, &data)));
                let times = (0..turns).map_while(turn).unzip::<_, _, Vec<_>, Vec<_>>();
                // Relaxed: pairs with the load in `pass_on`; nothing else is handed over with it.
                gone.store(true, Ordering::Relaxed);
                times
            })
        });
        workers.map(|worker| worker.join().unwrap_or_default())
    });
    let [(first, again), _] = times;
    [median(first), median(again)]
}
// ANCHOR_END: cache

fn median(mut samples: Vec<i64>) -> i64 {
    samples.sort_unstable();
    samples.get(samples.len() / 2).copied().unwrap_or_default()
}

/// The same on one processor, which both threads must share.
#[cfg(target_os = "linux")]
fn walks_on_one(clock: Clock, kib: usize) -> Result<([i64; 2], usize), Failure> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    // Threads inherit the processors of who starts them; so this one is started for that alone.
    let pinned = thread::spawn(move || {
        let mine = sched_getaffinity(None)?;
        let mut one = CpuSet::new();
        (0..CpuSet::MAX_CPU).filter(|cpu| mine.is_set(*cpu)).take(1).for_each(|cpu| one.set(cpu));
        sched_setaffinity(None, &one)?;
        let times = walks(clock, kib);
        Ok::<_, Failure>((times, sched_getaffinity(None)?.count() as usize))
    });
    pinned.join().unwrap_or_else(|_| Err(Failure("the thread on one processor panicked".into())))
}

#[cfg(not(target_os = "linux"))]
fn walks_on_one(_: Clock, _: usize) -> Result<([i64; 2], usize), Failure> {
    Err(Failure("A thread is told its processors with sched_setaffinity, which is Linux's.".into()))
}

/// One round: what the work takes, ns, what each suspect costs, ps, and how often it is paid.
struct Bill {
    one: i64,
    two: i64,
    start: i64,
    take_and_drop: i64,
    hand_over: i64,
    cold: i64,
    switches: i64,
    sleeps: i64,
    waits: i64,
    outcome: Outcome,
}

impl Bill {
    fn make(clock: Clock, lock: Lock) -> Result<Self, Failure> {
        let mut alone = lock.model(clock)?;
        let (one, _, parts) = work(&mut alone, "in_one_thread")?;
        let waits = alone.counters().gil.waits as i64;
        let start = 1_000 * alone.number("start_and_join", &[STARTS.into()])?;
        let mut model = lock.model(clock)?;
        let (two, switches, more) = work(&mut model, "in_two_threads")?;
        let take_and_drop = take_and_drop(clock, TAKES);
        let sleeps = (model.counters().gil.sleeps as i64).max(switches);
        let [first, again] = walks(clock, SMALL);
        // Where the kernel puts two threads is luck: so several pairs, and the median of them.
        let hand_over = median((0..PAIRS).map(|_| hand_over(clock, HAND_OVERS)).collect());
        let cold = 1_000 * (first - again).max(0);
        let outcome = model.outcome((parts + more) as u64);
        Ok(Self { one, two, start, take_and_drop, hand_over, cold, switches, sleeps, waits, outcome })
    }

    // ANCHOR: bill
    /// The time of one thread, and what the first so many suspects add to it, ns.
    fn with(&self, suspects: usize) -> i64 {
        let added = [
            2 * self.start,
            self.sleeps * self.take_and_drop, // Whoever wakes up tries once more.
            self.sleeps * self.hand_over,
            self.switches * self.cold, // If each hand-over empties the smallest cache.
        ];
        self.one + added[..suspects].iter().sum::<i64>() / 1_000
    }
    // ANCHOR_END: bill
}

/// What one run tells several series, in all rounds: whichever is asked first in a round runs it.
struct Told<T>(RefCell<Vec<T>>);

impl<T> Told<T> {
    fn nothing() -> Rc<Self> {
        Rc::new(Self(RefCell::default()))
    }

    /// What `tell` makes of a round, the one after that which `round` numbered; it is run unless another series had it run.
    fn next<R>(
        &self,
        round: &Cell<usize>,
        run: impl Fn() -> Result<T, Failure>,
        tell: impl Fn(&T) -> R,
    ) -> Result<R, Failure> {
        let mut told = self.0.borrow_mut();
        while told.len() <= round.get() {
            told.push(run()?);
        }
        Ok(tell(&told[round.replace(round.get() + 1)]))
    }
}

/// A line of the bill of a lock.
fn line<'a>(bills: &Rc<Told<Bill>>, lock: Lock, name: &str, unit: Unit, entry: Entry) -> Variant<'a> {
    let (bills, round) = (Rc::clone(bills), Cell::new(0));
    lock.series(name).unit(unit).expects(4).not_deciding().sampled(move |watch| {
        let make = || Bill::make(watch.clock(), lock);
        let (sample, outcome) = bills.next(&round, make, |bill| (entry(bill), bill.outcome.clone()))?;
        watch.report(sample);
        Ok(outcome)
    })
}

/// Puts the chapter's question to the model, and to the Pythons of this machine.
fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.budget(Duration::from_secs(45));
    let today = Lock::Today { interval: knobs.interval };
    lines(plan, today);
    lines(plan, Lock::Old { ticks: knobs.ticks });
    plan.add(today.series("one").expects(2).again().sampled(move |watch| {
        let mut model = today.model(watch.clock())?;
        let (took, _, parts) = work(&mut model, "in_one_thread")?;
        watch.report(took);
        Ok(model.outcome(parts as u64))
    }));
    for (name, function) in [("apart_one", "apart_in_one"), ("apart_two", "apart_in_two")] {
        plan.add(Variant::new("model", name).requests("gil", "off").sampled(move |watch| {
            let mut model = Model::load(Interpreter::builder().gil(Gil::Free), TWIN.0, TWIN.1, watch.clock())?;
            watch.report(model.number(function, &[COUNTED.into()])?);
            Ok(model.outcome(0))
        }));
    }
    for kib in SETS {
        let (own, one) = (Told::nothing(), Told::nothing());
        for (which, name) in ["walk_first", "walk_again"].into_iter().enumerate() {
            plan.add(walked(name, kib, which, &own, |clock, kib| Ok((walks(clock, kib), 0))));
        }
        for (which, name) in ["walk_shared", "walk_shared_again"].into_iter().enumerate() {
            plan.add(walked(name, kib, which, &one, walks_on_one).requests("processors", 1).may_fail());
        }
    }
    let held: &'static gil::Gil = Box::leak(Box::new(gil::Gil::default()));
    let attached = held.attach(0);
    plan.operation(Variant::new("model", "look"), move || black_box(&attached).back_edge());
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py")).since(2, 7).history(&["one", "two"]);
    let (interval, ticks) = (knobs.interval.to_string(), knobs.ticks.to_string());
    plan.ask_pythons(&twin.with(&["--interval", &interval, "--ticks", &ticks]));
    plan.needs_python("cpython-2.7");
}

/// One number of a bill.
type Entry = fn(&Bill) -> i64;
/// The first walk through so many KiB after a hand-over and the next: nanoseconds, and on how many processors.
type Walks = ([i64; 2], usize);

/// All lines of the bill of one lock.
fn lines<'a>(plan: &mut Plan<'a>, lock: Lock) {
    let bills = Told::nothing();
    let times: [(&str, Entry); 6] = [
        ("one", |bill| bill.one),
        ("with_start", |bill| bill.with(1)),
        ("with_lock", |bill| bill.with(2)),
        ("with_wakes", |bill| bill.with(3)),
        ("with_cold", |bill| bill.with(4)),
        ("two", |bill| bill.two),
    ];
    times.into_iter().for_each(|(name, entry)| plan.add(line(&bills, lock, name, Unit::Nanoseconds, entry)));
    let prices: [(&str, Entry); 3] = [
        ("start", |bill| bill.start),
        ("take_and_drop", |bill| bill.take_and_drop),
        ("hand_over", |bill| bill.hand_over),
    ];
    prices.into_iter().for_each(|(name, entry)| plan.add(line(&bills, lock, name, Unit::Picoseconds, entry)));
    let counts: [(&str, Entry); 3] =
        [("switches", |bill| bill.switches), ("sleeps", |bill| bill.sleeps), ("waits_alone", |bill| bill.waits)];
    counts.into_iter().for_each(|(name, entry)| plan.add(line(&bills, lock, name, Unit::Count, entry)));
}

/// Picoseconds for each cache line of one of two walks, and on how many processors, where that was said.
fn walked<'a>(
    name: &str,
    kib: usize,
    which: usize,
    told: &Rc<Told<Walks>>,
    walk: fn(Clock, usize) -> Result<Walks, Failure>,
) -> Variant<'a> {
    let (told, round) = (Rc::clone(told), Cell::new(0));
    let variant = Variant::new("rust", name).at("kib", kib).unit(Unit::Picoseconds).not_deciding();
    variant.sampled(move |watch| {
        let (took, processors) = told.next(&round, || walk(watch.clock(), kib), |(took, on)| (took[which], *on))?;
        watch.report(took * 1_000 / (kib * 1024 / 4 / LINE).max(1) as i64);
        Ok(Outcome::default().saw("processors", processors))
    })
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let ratio = Formula::ratio;
    let declaration = Declaration::new(SLUG, "If threads are slower: why?")
        // The lock before 3.2.
        .quantity("old", "two threads over one, with the lock before Python 3.2", ratio("model/old_two", "model/old_one"))
        .quantity("old_priced", "what the prices say of it", ratio("model/old_with_cold", "model/old_one"))
        .quantity("old_left", "two threads over what the prices say, with the lock before Python 3.2", ratio("model/old_two", "model/old_with_cold"))
        .quantity("old_switching", "what the lock and the wake-ups add to one thread, with the lock before Python 3.2", ratio("model/old_with_wakes", "model/old_with_start"))
        .quantity("old_sleeps", "how often a thread slept and was woken, with the lock before Python 3.2", Formula::median("model/old_sleeps"))
        .quantity("old_switches", "changes of hands, with the lock before Python 3.2", Formula::median("model/old_switches"))
        .quantity("old_single", "one thread with the lock before Python 3.2 over one with that of today", ratio("model/old_one", "model/one"))
        .quantity("py27", "two threads over one, in Python 2.7", ratio("cpython-2.7/two", "cpython-2.7/one"))
        .quantity("py27_priced", "what the prices say of it, in Python 2.7", ratio("cpython-2.7/with_cold", "cpython-2.7/one"))
        .quantity("py27_left", "two threads over what the prices say, in Python 2.7", ratio("cpython-2.7/two", "cpython-2.7/with_cold"))
        .quantity("py27_switching", "what the lock and the wake-ups add to one thread, in Python 2.7", ratio("cpython-2.7/with_wakes", "cpython-2.7/with_start"))
        .quantity("py27_sleeps", "how often a thread slept and was woken, in Python 2.7", Formula::median("cpython-2.7/sleeps"))
        .quantity("py27_switches", "changes of hands, in Python 2.7", Formula::median("cpython-2.7/switches"))
        // The lock of today.
        .quantity("today", "two threads over one, with the lock of today", ratio("model/two", "model/one"))
        .quantity("priced", "what the prices say of it", ratio("model/with_cold", "model/one"))
        .quantity("left", "two threads over what the prices say, with the lock of today", ratio("model/two", "model/with_cold"))
        .quantity("sleeps", "how often a thread slept and was woken, with the lock of today", Formula::median("model/sleeps"))
        .quantity("switches", "changes of hands, with the lock of today", Formula::median("model/switches"))
        .quantity("switching", "what the lock and the wake-ups add to one thread", ratio("model/with_wakes", "model/with_start"))
        .quantity("one", "the work in one thread", Formula::median("model/one"))
        .quantity("cpython_today", "two threads over one, in CPython", ratio("cpython/two", "cpython/one"))
        .quantity("cpython_priced", "what the prices say of it, in CPython", ratio("cpython/with_cold", "cpython/one"))
        .quantity("cpython_left", "two threads over what the prices say, in CPython", ratio("cpython/two", "cpython/with_cold"))
        .quantity("cpython_sleeps", "how often a thread slept and was woken, in CPython", Formula::median("cpython/sleeps"))
        .quantity("cpython_switches", "changes of hands, in CPython", Formula::median("cpython/switches"))
        .quantity("cpython_switching", "what the lock and the wake-ups add to one thread, in CPython", ratio("cpython/with_wakes", "cpython/with_start"))
        // The prices.
        .quantity("look", "a look at the eval breaker", Formula::median("model/look"))
        .quantity("waits_alone", "how often a thread that computes alone had to wait for the lock", Formula::max("model/waits_alone"))
        .quantity("take_and_drop", "taking and dropping the lock, where nobody else wants it", Formula::median("model/take_and_drop"))
        .quantity("hand_over", "a hand-over", Formula::median("model/hand_over"))
        .quantity("hand_over_to_take", "a hand-over over a take and drop that nobody waits for", ratio("model/hand_over", "model/take_and_drop"))
        .quantity("start", "start and join of a thread", Formula::median("model/start"))
        .quantity("cpython_take_and_drop", "taking and dropping a lock that nobody else wants, in CPython", Formula::median("cpython/take_and_drop"))
        .quantity("cpython_hand_over", "a hand-over, in CPython", Formula::median("cpython/hand_over"))
        .quantity("cpython_start", "start and join of a thread, in CPython", Formula::median("cpython/start"))
        // The caches.
        .quantity("own_small", "the first walk after a hand-over over the next one, 24 KiB, a core each", ratio("rust/walk_first[kib=24]", "rust/walk_again[kib=24]"))
        .quantity("own_large", "the first walk after a hand-over over the next one, 768 KiB, a core each", ratio("rust/walk_first[kib=768]", "rust/walk_again[kib=768]"))
        .quantity("own_largest", "the first walk after a hand-over over the next one, with the largest set, a core each", ratio("rust/walk_first[kib=max]", "rust/walk_again[kib=max]"))
        .quantity("shared_small", "the first walk after a hand-over over one that finds its data, 24 KiB, both threads on one core", ratio("rust/walk_shared[kib=24]", "rust/walk_shared_again[kib=24]"))
        .quantity("shared_large", "the first walk after a hand-over over one that finds its data, 768 KiB, both threads on one core", ratio("rust/walk_shared[kib=768]", "rust/walk_shared_again[kib=768]"))
        .quantity("shared_largest", "the first walk after a hand-over over one that finds its data, with the largest set, both threads on one core", ratio("rust/walk_shared[kib=max]", "rust/walk_shared_again[kib=max]"))
        .quantity("cold_share", "what cold caches add to the time of one thread, with the lock of today", ratio("model/with_cold", "model/with_wakes"))
        .quantity("cpython_cold_share", "what cold caches add to the time of one thread in CPython", ratio("cpython/with_cold", "cpython/with_wakes"))
        // The core that nobody uses.
        .quantity("speed_up", "speed-up of a second thread, with the lock", ratio("model/one", "model/two"))
        .quantity("free_speed_up", "speed-up of a second thread, without the lock", ratio("model/apart_one", "model/apart_two"))
        .quantity("cpython_free_speed_up", "the same in CPython without the GIL", ratio("cpython-free/apart_one", "cpython-free/apart_two"))
        // Model and CPython.
        .prediction("residual_today", "two threads that only count over one", Formula::residual(("cpython/two", "cpython/one"), ("model/two", "model/one")))
        .prediction("residual_old", "the same, with the lock before 3.2", Formula::residual(("cpython-2.7/two", "cpython-2.7/one"), ("model/old_two", "model/old_one")))
        .misses("The model counts turns of a loop, and Python 2.7 instructions, so the same number of ticks is another amount of work; and the lock of 2.7 is a semaphore of the C library, that of the model a mutex and a condition variable.");
    charts(claims(declaration))
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("ft-mp-more-cache-misses", &["002"], "Processes have more cache misses than threads.")
                .cited(Verdict::Depends)
                .correction(
                    "Threads that read the same data have one copy of it in a cache that their cores share, processes may have one each. Where each works on data of its own there is no difference; the pages of the program, and those from before a fork, are shared either way.",
                    "fork(2), mmap(2)",
                ),
        )
        .claim(
            Claim::new("ft-mp-better-cache", &["002"], "Processes are better for heavy computing, since each has a CPU cache of its own.")
                .cited(Verdict::DoesNotHold)
                .correction(
                    "A cache belongs to a core, or to several, and serves whatever runs there, thread or process. What processes do avoid is that two cores write to one cache line: a count or a lock that two threads share.",
                    "Linux, Documentation/ABI/testing/sysfs-devices-system-cpu, `shared_cpu_list`; PEP 703, “Biased Reference Counting”",
                ),
        )
        .claim(
            Claim::new("single-thread-zero-lock", &["002"], "A program with a single thread pays nothing for the lock.")
                .holds_if("model, while it computes", "waits_alone", Test::Below(0.5))
                .holds_if("model, around a call that may wait", "take_and_drop", Test::Below(1e3))
                .correction("It never waits for the lock, and while it computes it only looks at the eval breaker, which it must read anyway for signals and the like. But the lock is always there since Python 3.7, and every call that may wait for the kernel drops it and takes it again, whether anybody is there to take it or not.", "What's New In Python 3.7, `PyEval_InitThreads`; `Py_BEGIN_ALLOW_THREADS` in Include/ceval.h"),
        )
        .claim(
            Claim::new("gil-switch-cost", &["002"], "Passing the lock on costs threads that compute a good part of their time: a hundredth or more.")
                .still_holds_if("model", "switching", Test::Above(1.01))
                .still_holds_if("cpython", "cpython_switching", Test::Above(1.01))
                .holds_if("model, lock before 3.2", "old_switching", Test::Above(1.01))
                .holds_if("cpython-2.7", "py27_switching", Test::Above(1.01))
                .correction("Each hand-over does cost a wake-up by the kernel, and it buys nothing. What has changed is how many there are: the lock of today passes once in a switch interval, the lock before 3.2 was offered every hundred instructions.", "The comment at the head of Python/ceval_gil.c; What's New In Python 3.2, “Multi-threading”"),
        )
        .claim(
            Claim::new("cache-degradation", &["002"], "Frequent switches cost threads their caches; a single thread keeps all in cache.")
                .holds_if("rust, both threads on one core", "shared_large", Test::Above(1.1))
                .holds_if("rust, a core each", "own_large", Test::Above(1.1))
                .holds_if("model, of the time of this chapter's work", "cold_share", Test::Above(1.01))
                .holds_if("cpython, of the time of this chapter's work", "cpython_cold_share", Test::Above(1.01))
                .correction("The first look at your data after a hand-over can be dear, the more so where data fill a cache. But it is one cold walk in a switch interval of some milliseconds, and that is little, however cold it is.", "sched(7); perf-stat(1) counts the misses"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    let steps = |engines: &[(&str, &str)]| {
        let bars = |line: &str| -> Vec<Bar> {
            let over_one = |(label, engine): &(&str, &str)| {
                Bar::new(label, Formula::ratio(&format!("{engine}{line}"), &format!("{engine}one")))
            };
            engines.iter().map(over_one).collect()
        };
        Draw::bars(
            "over the time of one thread",
            Some(1.0),
            &[
                ("one thread", bars("one")),
                ("+ start, join", bars("with_start")),
                ("+ lock", bars("with_lock")),
                ("+ wake-ups", bars("with_wakes")),
                ("+ cold caches", bars("with_cold")),
                ("two threads", bars("two")),
            ],
        )
    };
    let declaration = declaration
        .chart(
            "then",
            &[
                ("py27 above 1.05", "In Python 2.7 two threads took {py27} the time of one, and the suspects say {py27_priced}"),
                ("old above 1.05", "With the lock before Python 3.2 two threads take {old} the time of one, and the suspects say {old_priced}"),
                ("", "One thread, what each suspect adds, and two threads, with the lock before Python 3.2"),
            ],
            steps(&[("model", "model/old_"), ("Python 2.7", "cpython-2.7/")]),
        )
        .chart(
            "now",
            &[
                ("switching below 1.01", "With the lock of today the suspects add next to nothing to the time of one thread"),
                ("", "One thread, what each suspect adds, and two threads, with the lock of today"),
            ],
            steps(&[("model", "model/"), ("CPython", "cpython/")]),
        )
        .chart(
            "by_version",
            &[
                ("py27 above 1.05", "In Python 2.7 two threads took {py27} the time of one, in the newest Python {cpython_today}"),
                ("", "Time of two threads over that of one, by version"),
            ],
            Draw::by_python(
                "two threads over one",
                Some(1.0),
                vec![Bar::new("two over one", Formula::ratio("python/two", "python/one"))],
            ),
        );
    charts_of_suspects(declaration)
}

/// Each suspect alone.
fn charts_of_suspects(declaration: Declaration) -> Declaration {
    let speed_up = |label: &str, of: &str, over: &str| Bar::new(label, Formula::ratio(of, over));
    declaration
        .chart(
            "prices",
            &[
                (
                    "hand_over_to_take above 10",
                    "To hand the lock over costs {hand_over_to_take} what it costs to take and drop it alone",
                ),
                ("", "What the lock, a hand-over and a thread cost"),
            ],
            Draw::distribution(
                "time",
                true,
                &[
                    ("take and drop, model", "model/take_and_drop"),
                    ("take and drop, CPython", "cpython/take_and_drop"),
                    ("hand-over, model", "model/hand_over"),
                    ("hand-over, CPython", "cpython/hand_over"),
                    ("start and join, model", "model/start"),
                    ("start and join, CPython", "cpython/start"),
                ],
            ),
        )
        .chart(
            "cache",
            &[
                (
                    "shared_large above 1.1",
                    "After a hand-over on one core data of 768 KiB take {shared_large} as long to read",
                ),
                ("", "Time to read a cache line after a hand-over, by the size of the data"),
            ],
            Draw::lines(
                "kib",
                "data of each thread, KiB",
                "time for each cache line",
                None,
                vec![
                    Line::median("one core for both", "rust/walk_shared"),
                    Line::median("a core each", "rust/walk_first"),
                    Line::median("once more", "rust/walk_again"),
                ],
            ),
        )
        .chart(
            "idle",
            &[
                ("free_speed_up above 1.2", "Without the lock the second core makes it {free_speed_up} as fast"),
                ("", "Speed-up of a second thread, with the lock and without it"),
            ],
            Draw::bars(
                "speed-up of a second thread",
                Some(1.0),
                &[
                    (
                        "with the lock",
                        vec![
                            speed_up("model", "model/one", "model/two"),
                            speed_up("CPython", "cpython/one", "cpython/two"),
                        ],
                    ),
                    (
                        "without it",
                        vec![
                            speed_up("model", "model/apart_one", "model/apart_two"),
                            speed_up("CPython", "cpython-free/apart_one", "cpython-free/apart_two"),
                        ],
                    ),
                ],
            ),
        )
}
