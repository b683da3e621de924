//! What does a thread cost? Start and join one at a time, keep a thousand idle, and end a process with threads in it.

#![expect(clippy::print_stdout, reason = "the endings tell their parent how far they got")]

use std::{process::ExitCode, thread, time::Duration};

use roommates::{
    harness::{self, Failure, Outcome, Plan, Stopwatch, Twin, Variant},
    process::{self, Worker, memory},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Line, Test, Verdict},
    },
    thread::IdleThreads,
};

const SLUG: &str = "starting_threads";
/// Threads started in each round, one after the other.
const STARTS: usize = 40;
/// Processes started in each round.
const PROCESSES: usize = 8;
/// Processes that end in each way, in each round.
const ENDINGS: usize = 3;
/// How long a thread that is not joined sleeps before it says that it has finished.
const NAP: Duration = Duration::from_millis(20);
/// What such a thread prints.
const FINISHED: &str = "finished";
/// Exit status that a thread asks for in the ending that exits.
const ASKED_FOR: i32 = 7;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Numbers of idle threads to keep at once.
    #[arg(long, value_delimiter = ',', default_value = "64,256,1024", value_name = "N,N,…")]
    idle: Vec<usize>,
    /// Stack of each thread, in KiB (address space, not memory).
    #[arg(long, default_value_t = 2048, value_name = "KIB")]
    stack: usize,
}

fn main() -> ExitCode {
    let roles = [
        process::enter("nothing", |()| ()),
        process::enter("idle", |(n, stack)| idle_memory(n, stack).map_err(|f| f.0)),
        process::enter("join", |()| ending_joined()),
        process::enter("return", |()| ending_not_joined()),
        process::enter("panic", |()| ending_in_panic()),
        process::enter("exit", |()| ending_in_exit()),
        process::enter("abort", |()| ending_in_abort()),
    ];
    roles.into_iter().flatten().next().unwrap_or_else(|| harness::main(&declare(), plan))
}

// ANCHOR: start
/// Starts a thread that does nothing and waits for its end: one sample.
fn start_and_join(watch: &mut Stopwatch) -> Result<(), Failure> {
    let joined = watch.time(|| thread::spawn(|| ()).join());
    joined.map_err(|_| Failure("an empty thread panicked".into()))
}
// ANCHOR_END: start

/// How long until the thread's own first line runs: one sample.
fn until_first_line(watch: &mut Stopwatch) -> Result<(), Failure> {
    let clock = watch.clock();
    let asked = clock.now();
    let began = thread::spawn(move || clock.now()).join().map_err(|_| Failure("an empty thread panicked".into()))?;
    watch.report(i64::try_from(began.saturating_sub(asked)).unwrap_or(i64::MAX));
    Ok(())
}

/// The same thread inside `thread::scope`, which may borrow from its parent.
fn scoped(watch: &mut Stopwatch) -> Result<(), Failure> {
    let mut ran = false;
    watch.time(|| thread::scope(|scope| drop(scope.spawn(|| ran = true).join())));
    ran.then_some(()).ok_or_else(|| Failure("the scoped thread did not run".into()))
}

// ANCHOR: idle
/// Memory that `n` idle threads hold, in bytes a thread: resident, and reserved as address space.
fn idle_memory(n: usize, stack: usize) -> Result<(i64, i64), Failure> {
    let before = memory::of_this_process()?;
    let threads = IdleThreads::start(n, stack)?;
    let during = memory::of_this_process()?;
    drop(threads);
    let each = |during: u64, before: u64| i64::try_from(during.saturating_sub(before) / n.max(1) as u64);
    Ok((each(during.resident, before.resident)?, each(during.reserved, before.reserved)?))
}
// ANCHOR_END: idle

/// A thread that naps, then says that it has finished.
fn napping() -> thread::JoinHandle<()> {
    thread::spawn(|| {
        thread::sleep(NAP);
        println!("{FINISHED}");
    })
}

// ANCHOR: endings
/// `main` waits for its thread.
fn ending_joined() {
    drop(napping().join());
}

/// `main` returns while its thread still naps. Python would wait here; Rust does not.
fn ending_not_joined() {
    drop(napping());
}

/// A thread panics; `main` goes on.
fn ending_in_panic() {
    let joined = thread::Builder::new().spawn(|| {
        std::panic::set_hook(Box::new(|_| ())); // The message would only clutter the terminal.
        panic!("in a thread")
    });
    let panicked = joined.is_ok_and(|t| t.join().is_err());
    println!("{}", if panicked { FINISHED } else { "the thread did not panic" });
}

/// A thread ends the whole process.
fn ending_in_exit() {
    drop(thread::spawn(|| std::process::exit(ASKED_FOR)).join());
    println!("{FINISHED}");
}

/// A thread crashes as native code crashes: the process is gone, whatever the others were doing.
fn ending_in_abort() {
    drop(thread::spawn(|| std::process::abort()).join());
    println!("{FINISHED}");
}
// ANCHOR_END: endings

/// Runs an ending in a process of its own: whether the last line was reached, and the exit status (minus the signal
/// where a signal ended it).
fn ended(role: &str) -> Result<(i64, i64), Failure> {
    let (said, status) = Worker::start(role, &())?.end()?;
    Ok((i64::from(said.contains(FINISHED)), i64::from(process::status_number(status))))
}

/// An empty worker process, started and joined the same way.
fn worker_process(watch: &mut Stopwatch) -> Result<(), Failure> {
    Ok(watch.time(|| Worker::start("nothing", &()).and_then(Worker::join::<()>))?)
}

/// The least that can be done instead of starting a thread.
#[inline(never)]
fn call() -> u32 {
    std::hint::black_box(1)
}

/// A variant that takes one sample `times` times a round.
fn each<'a>(name: &str, times: usize, one: fn(&mut Stopwatch) -> Result<(), Failure>) -> Variant<'a> {
    Variant::new("rust", name).sampled(move |watch| {
        (0..times).try_for_each(|_| one(watch))?;
        Ok(Outcome::default())
    })
}

/// Memory of `n` idle threads, measured in a process of its own, so that what one round freed is not the next one's.
fn idle<'a>(name: &str, n: usize, stack: usize, which: fn((i64, i64)) -> i64) -> Variant<'a> {
    let variant = Variant::new("rust", name).at("threads", n).unit(Unit::Bytes).not_deciding();
    variant.sampled(move |watch| {
        let memory: Result<(i64, i64), String> = Worker::start("idle", &(n, stack))?.join()?;
        watch.report(which(memory.map_err(Failure)?));
        Ok(Outcome::default())
    })
}

fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.add(each("start_and_join", STARTS, start_and_join));
    plan.add(each("first_line", STARTS, until_first_line));
    plan.add(each("scoped", STARTS, scoped));
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build();
    plan.add(Variant::new("rust", "waiting_thread").sampled(move |watch| {
        let pool = pool.as_ref().map_err(|e| Failure(e.to_string()))?;
        (0..STARTS).for_each(|_| watch.time(|| pool.install(|| ())));
        Ok(Outcome::default())
    }));
    plan.add(each("process", PROCESSES, worker_process));
    plan.add(each("start_and_join", STARTS, start_and_join).again());
    memory_of_idle_threads(knobs, plan);
    endings(plan);
    plan.operation(Variant::new("rust", "call"), || {
        std::hint::black_box(call());
    });
    plan.ask_pythons(&twin());
}

/// The same questions for Pythons. A process of theirs takes long to start, so they show fewer endings.
fn twin() -> Twin {
    Twin::new(SLUG, include_str!("starting_threads.py"), include_str!("twin.py"))
        .with(&["--idle", "128", "--endings", "return,panic,segfault"])
        .since(2, 7)
        .history(&["start_and_join"])
}

fn memory_of_idle_threads<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    if let Err(error) = memory::of_this_process() {
        plan.missing("rust", &format!("Memory is read from /proc/self/status ({error})."));
        return;
    }
    for &n in &knobs.idle {
        plan.add(idle("resident", n, knobs.stack, |memory| memory.0));
        plan.add(idle("reserved", n, knobs.stack, |memory| memory.1));
    }
}

fn endings(plan: &mut Plan<'_>) {
    for (role, expected) in [("join", 0), ("return", 0), ("panic", 0), ("exit", i64::from(ASKED_FOR)), ("abort", -6)] {
        let finished = Variant::new("rust", &format!("finished_{role}")).unit(Unit::Count).not_deciding();
        plan.add(finished.sampled(move |watch| {
            (0..ENDINGS).try_for_each(|_| ended(role).map(|(finished, _)| watch.report(finished)))?;
            Ok(Outcome::default())
        }));
        let status = Variant::new("rust", &format!("status_{role}")).unit(Unit::ExitStatus).not_deciding();
        plan.add(status.requests("exit status", expected).sampled(move |watch| {
            let (_, status) = ended(role)?;
            watch.report(status);
            Ok(Outcome::default().saw("exit status", status))
        }));
    }
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let declaration = Declaration::new(SLUG, "What does a thread cost?")
        .quantity("start_and_join", "start and join of an empty thread", Formula::median("rust/start_and_join"))
        .quantity("start_and_join_p99", "the 99th percentile of start and join", Formula::quantile("rust/start_and_join", 0.99))
        .quantity("start_and_join_max", "the slowest start and join", Formula::max("rust/start_and_join"))
        .quantity("first_line", "time from the request to the thread's first line", Formula::median("rust/first_line"))
        .quantity("scoped", "start and join of a scoped thread", Formula::median("rust/scoped"))
        .quantity("waiting_thread", "a task for a thread that already waits", Formula::median("rust/waiting_thread"))
        .quantity("process", "start and join of a worker process", Formula::median("rust/process"))
        .quantity("process_to_thread", "a worker process over a thread", Formula::ratio("rust/process", "rust/start_and_join"))
        .quantity("start_to_waiting", "a new thread over one that waits", Formula::ratio("rust/start_and_join", "rust/waiting_thread"))
        .quantity("call", "a function call", Formula::median("rust/call"))
        .quantity("resident", "resident memory of an idle thread, of many", Formula::median("rust/resident[threads=max]"))
        .quantity("resident_few", "resident memory of an idle thread, of few", Formula::median("rust/resident[threads=min]"))
        .quantity("reserved", "address space of an idle thread", Formula::median("rust/reserved[threads=max]"))
        .quantity("finished_joined", "runs in which a joined thread finished", Formula::share("rust/finished_join", 1))
        .quantity("finished_unjoined", "runs in which a thread that was not joined finished", Formula::share("rust/finished_return", 1))
        .quantity("finished_after_panic", "runs in which main went on after a thread panicked", Formula::share("rust/finished_panic", 1))
        .quantity("finished_after_abort", "runs in which main went on after a thread aborted", Formula::share("rust/finished_abort", 1))
        .quantity("status_after_panic", "exit status after a thread panicked", Formula::median("rust/status_panic"))
        .quantity("status_after_exit", "exit status after a thread called exit(7)", Formula::median("rust/status_exit"))
        .quantity("status_after_abort", "exit status after a thread aborted", Formula::median("rust/status_abort"))
        .quantity("cpython_start_and_join", "start and join of an empty thread in CPython", Formula::median("cpython/start_and_join"))
        .quantity("free_start_and_join", "start and join of an empty thread in CPython without the GIL", Formula::median("cpython-free/start_and_join"))
        .quantity("cpython_first_line", "time from the request to the thread's first line in CPython", Formula::median("cpython/first_line"))
        .quantity("cpython_resident", "resident memory of an idle thread of CPython", Formula::median("cpython/resident[threads=128]"))
        .quantity("cpython_finished_unjoined", "runs of CPython in which a thread that was not joined finished", Formula::share("cpython/finished_return", 1))
        .quantity("cpython_finished_after_exception", "runs of CPython in which main went on after an exception in a thread", Formula::share("cpython/finished_panic", 1))
        .quantity("cpython_finished_after_segfault", "runs of CPython in which main went on after a thread followed a bad pointer", Formula::share("cpython/finished_segfault", 1))
        .quantity("cpython_status_after_exception", "exit status of CPython after an exception in a thread", Formula::median("cpython/status_panic"));
    charts(claims(declaration))
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("daemon-producer-consumer", &["002"], "A producer and a consumer that are both daemon threads are a working pattern.")
                .cited(Verdict::DoesNotHold)
                .correction(
                    "When the main thread has nothing left to do, daemons are dropped wherever they are, and nothing may have been processed. Wait for the queue with `join()`, or send a last item that says so and join the threads.",
                    "Doc/library/threading.rst, “Thread objects”; Doc/library/queue.rst, `Queue.join`",
                ),
        )
        .claim(
            Claim::new("process-crash-isolated", &["000", "002", "003"], "A process that crashes leaves the others running.")
                .cited(Verdict::Depends)
                .correction(
                    "The others go on: a parent sees the signal in the exit status and can start another. Whether the *application* goes on is another question. A worker that is killed while it holds the lock of a queue leaves everybody else waiting for it, and whoever waits for its result waits in vain.",
                    "wait(2), signal(7); CPython, gh-96062",
                ),
        )
        .claim(
            Claim::new("overhead-thread-0001ms", &["002"], "Creating a thread takes about a microsecond.")
                .holds_if("rust", "start_and_join", Test::Below(3e3))
                .holds_if("cpython", "cpython_start_and_join", Test::Below(3e3))
                .holds_if("cpython-free", "free_start_and_join", Test::Below(3e3))
                .correction("The `Thread` object alone may take that long; a thread that runs needs a stack, a kernel task and a wake-up. Work of less than about ten such starts is not worth a thread of its own.", "clone(2), pthread_create(3)"),
        )
        .claim(
            Claim::new("overhead-thread-1-10us", &["002"], "Starting a thread costs 1 to 10 µs.")
                .holds_if("rust, until its first line", "first_line", Test::Between(1e3, 1e4))
                .holds_if("cpython, until its first line", "cpython_first_line", Test::Between(1e3, 1e4))
                .correction("That is the price of the call that asks for it at best; until the thread has run and been joined, the scheduler of the kernel has acted twice.", "clone(2), pthread_create(3)"),
        )
        .claim(
            Claim::new("thread-memory-low", &["002", "003"], "An idle thread uses little memory: less than 64 KiB.")
                .holds_if("rust", "resident", Test::Below(65_536.0))
                .holds_if("cpython", "cpython_resident", Test::Below(65_536.0))
                .correction("True of memory that is really used. The address space reserved for its stack is hundreds of times larger, which matters only on 32-bit systems, under a limit on virtual memory, and to tools that show the wrong column.", "pthread_attr_setstacksize(3); PEP 703 counts objects, not stacks"),
        )
        .claim(
            Claim::new("join-or-exit-early", &["002"], "Without `join()` the program may end before its threads do.")
                .holds_if("rust", "finished_unjoined", Test::Below(0.5))
                .holds_if("cpython", "cpython_finished_unjoined", Test::Below(0.5))
                .correction("True of Rust, whose `main` ends the process. Python waits for every thread that is not a daemon before it shuts down (`threading._shutdown`), so only the lines after the missing `join()` run too early.", "Doc/library/threading.rst, “Thread objects”; std::thread, “The threading model”"),
        )
        .claim(
            Claim::new("thread-crash-kills-process", &["002"], "If one thread crashes, the whole process is affected.")
                .holds_if("rust, a panic", "finished_after_panic", Test::Below(0.5))
                .holds_if("rust, an abort", "finished_after_abort", Test::Below(0.5))
                .holds_if("cpython, an exception", "cpython_finished_after_exception", Test::Below(0.5))
                .holds_if("cpython, a bad pointer", "cpython_finished_after_segfault", Test::Below(0.5))
                .correction("It depends on the crash. An exception in Python, or a panic in Rust, ends its own thread only, and Python then exits with status 0. A crash of native code (a bad pointer, `abort()`) ends every thread of the process.", "Doc/library/threading.rst, `excepthook`; std::thread::JoinHandle::join"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    declaration
        .chart(
            "latency",
            &[
                ("overhead-thread-0001ms.does-not-hold", "Start and join of a thread take {start_and_join}, not one microsecond"),
                ("", "How long it takes to start a thread and to join it"),
            ],
            Draw::distribution("time", true, &[
                ("a thread that waits", "rust/waiting_thread"),
                ("to the first line", "rust/first_line"),
                ("start and join", "rust/start_and_join"),
                ("scoped thread", "rust/scoped"),
                ("worker process", "rust/process"),
                ("start and join, CPython", "cpython/start_and_join"),
                ("without the GIL", "cpython-free/start_and_join"),
            ]),
        )
        .chart(
            "by_version",
            &[
                ("measured cpython_start_and_join", "Start and join of a thread take {cpython_start_and_join} in the newest Python with a GIL"),
                ("", "How long Pythons take to start a thread and to join it"),
            ],
            Draw::by_python("start and join", None, vec![Bar::new("time", Formula::median("python/start_and_join"))]),
        )
        .chart(
            "memory",
            &[
                ("measured resident", "An idle thread holds {resident} of memory and reserves {reserved} of address space"),
                ("", "Memory of an idle thread"),
            ],
            Draw::lines("threads", "idle threads", "resident memory of each", None, vec![Line::median("resident", "rust/resident")]),
        )
        .chart(
            "endings",
            &[("", "Who reaches its last line: a thread that is joined, one that is not, and main after a crash in a thread")],
            Draw::bars("share of runs", None, &[
                ("joined", vec![Bar::new("Rust", Formula::share("rust/finished_join", 1))]),
                ("not joined", vec![Bar::new("Rust", Formula::share("rust/finished_return", 1)), Bar::new("CPython", Formula::share("cpython/finished_return", 1))]),
                ("panic or exception", vec![Bar::new("Rust", Formula::share("rust/finished_panic", 1)), Bar::new("CPython", Formula::share("cpython/finished_panic", 1))]),
                ("exit(7)", vec![Bar::new("Rust", Formula::share("rust/finished_exit", 1))]),
                ("native crash", vec![Bar::new("Rust", Formula::share("rust/finished_abort", 1)), Bar::new("CPython", Formula::share("cpython/finished_segfault", 1))]),
            ]),
        )
}
