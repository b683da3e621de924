//! When does compiled code run beside Python? Two threads in calls that keep the GIL, and in calls that drop it.

use std::{
    hint::black_box,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
    time::Duration,
};

use roommates::{
    harness::{self, Clock, Failure, Model, Plan, Twin, Variant},
    interp::{Answer, Argument, Builder, Gil, Interpreter, PythonError},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Test, Verdict},
    },
};

const SLUG: &str = "native_code";
const TWIN: (&str, &str) = ("examples/native_code.py", include_str!("native_code.py"));
/// The smallest block for which hashlib drops the GIL, bytes.
const DROPS_FROM: usize = 2048;
/// Bytes that each of two threads hashes in all; fewer where the calls take longer than the hashing.
const HASHED: usize = 8 << 20;
const MOST_CALLS: usize = 8000;
/// Bytes of a checksum.
const LONG: usize = 8 << 20;
/// Additions of each of two threads.
const ADDITIONS: i64 = 100_000;
/// What the extension does between reading its number and writing it: so many turns of an empty loop.
const WORKS: u64 = 50;

/// How often two threads are started until they have taken so many turns.
const TRIES: usize = 10;
const TURNS: u64 = 10;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Sizes of a block to hash, in bytes.
    #[arg(long, value_delimiter = ',', default_value = "256,2047,2048,16384,1048576", value_name = "N,N,…",
          value_parser = clap::value_parser!(u64).range(1..=1 << 28))]
    sizes: Vec<u64>,
}

fn main() -> ExitCode {
    harness::main(&declare(), plan)
}

/// When a hash drops the GIL.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Drops {
    /// As in hashlib: for blocks that are long enough.
    Long,
    /// For each block.
    Always,
}

type Given = Result<Answer, String>;

// ANCHOR: bind
/// Lends the model native calls. Whether one drops the GIL is said here, and nowhere in the call itself.
fn bind(model: &mut Interpreter, size: usize, drops: Drops) -> Result<(), PythonError> {
    let block = vec![1_u8; size];
    let digest = move |_: &[Argument]| Ok(Answer::Int(i64::from(sum(&block))));
    if drops == Drops::Always || size >= DROPS_FROM {
        model.bind_detached("digest", digest)?;
    } else {
        model.bind("digest", digest)?;
    }
    let long = vec![1_u8; LONG];
    model.bind_detached("checksum", move |_| Ok(Answer::Int(i64::from(sum(&long)))))?;
    model.bind_detached("sleep_dropping", sleep)?;
    model.bind("sleep_keeping", sleep)?;
    bind_extension(model)
}
// ANCHOR_END: bind

/// All bytes, one after the other.
fn sum(bytes: &[u8]) -> u32 {
    let add = |sum: u32, byte: &u8| sum.wrapping_mul(31).wrapping_add(u32::from(*byte));
    black_box(bytes).iter().fold(1, add)
}

fn sleep(milliseconds: &[Argument]) -> Given {
    let [Answer::Int(milliseconds)] = milliseconds else { return Err("how many milliseconds?".into()) };
    thread::sleep(Duration::from_millis(u64::try_from(*milliseconds).unwrap_or(0)));
    Ok(Answer::None)
}

// ANCHOR: extension
/// An extension with a number of its own, written as if nobody else could be there: it reads, works, and writes.
fn bind_extension(model: &mut Interpreter) -> Result<(), PythonError> {
    let number = Arc::new(AtomicI64::new(0));
    let [begin, finish, total] = [&number, &number, &number].map(Arc::clone);
    // Relaxed: pairs with nothing, as in C code that takes no care; atomic only so that a race has a defined end.
    model.bind("add", move |_| {
        let before = number.load(Ordering::Relaxed);
        work();
        // Relaxed: as above.
        number.store(before + 1, Ordering::Relaxed);
        Ok(Answer::None)
    })?;
    // Relaxed: as above.
    model.bind("begin", move |_| Ok(Answer::Int(begin.load(Ordering::Relaxed))))?;
    model.bind("finish", move |given| {
        let [Answer::Int(before)] = given else { return Err("finish takes what begin gave".into()) };
        // Relaxed: as above.
        finish.store(before + 1, Ordering::Relaxed);
        Ok(Answer::None)
    })?;
    // Relaxed: read when both threads have ended, which orders it.
    model.bind("total", move |_| Ok(Answer::Int(total.load(Ordering::Relaxed))))
}
// ANCHOR_END: extension

fn work() {
    (0..WORKS).for_each(|turn| {
        black_box(turn);
    });
}

/// The workload of the twin, in an interpreter of this kind.
fn model(clock: Clock, builder: Builder, size: usize, drops: Drops) -> Result<Model, Failure> {
    Model::load_with(builder, TWIN.0, TWIN.1, clock, |model| bind(model, size, drops))
}

/// Puts the chapter's question to the model, and to the Pythons of this machine.
fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.budget(Duration::from_secs(45));
    for &size in &knobs.sizes {
        for threads in [1, 2] {
            plan.add(hashes("hash", size as usize, threads, Drops::Long));
            plan.add(hashes("hash_always", size as usize, threads, Drops::Always));
        }
    }
    for name in ["power", "sort", "checksum", "dropping", "keeping"] {
        plan.add(calls(name, 1));
        plan.add(calls(name, 2));
    }
    plan.add(calls("checksum", 1).again());
    plan.add(calls("dropping", 2).again()); // Sleeps are steadier than work: they have a noise floor of their own.
    for (name, callback, gil) in [("lost_one_call", 0, true), ("lost_callback", 1, true), ("lost_no_gil", 0, false)] {
        plan.add(lost(name, callback, gil));
    }
    let sizes = knobs.sizes.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py")).since(2, 7).given(Duration::from_secs(25));
    plan.ask_pythons(&twin.with(&["--sizes", &sizes]).history(&["dropping", "keeping"]));
}

// ANCHOR: hashes
/// Hashing so many bytes in one thread or two, a block at a time.
fn hashes<'a>(name: &str, size: usize, threads: usize, drops: Drops) -> Variant<'a> {
    let times = (HASHED / size).clamp(1, MOST_CALLS);
    let function = if threads == 1 { "hash_alone" } else { "hash_in_two" };
    let variant = Variant::new("model", name).at("size", size).at("threads", threads).requests("gil", "on");
    let variant = if threads == 1 { variant.on_each_processor() } else { variant };
    variant.not_deciding().expects(2).sampled(move |watch| {
        let mut model = model(watch.clock(), Interpreter::builder(), size, drops)?;
        let arguments = [Answer::Int(size as i64), Answer::Int(times as i64)];
        let hashed = watch.time(|| model.number(function, &arguments))?;
        Ok(model.outcome(hashed as u64))
    })
}
// ANCHOR_END: hashes

/// Two calls of that name, one after the other or in two threads.
fn calls<'a>(name: &'static str, threads: usize) -> Variant<'a> {
    let function = if threads == 1 { "call_alone" } else { "call_in_two" };
    let variant = Variant::new("model", name).at("threads", threads).requests("gil", "on");
    let sleeps = matches!(name, "dropping" | "keeping");
    let variant = if threads == 1 && !sleeps { variant.on_each_processor() } else { variant };
    variant.expects(2).sampled(move |watch| {
        let mut model = model(watch.clock(), Interpreter::builder(), 1, Drops::Long)?;
        let called = watch.time(|| model.number(function, &[name.into()]))?;
        Ok(model.outcome(called as u64))
    })
}

/// Additions of the extension that were lost, with a switch interval at which threads take many turns.
fn lost<'a>(name: &str, callback: i64, gil: bool) -> Variant<'a> {
    let variant = Variant::new("model", name).requests("gil", if gil { "on" } else { "off" });
    variant.unit(Unit::Count).not_deciding().expects(2).sampled(move |watch| {
        let (mut tries, mut threads, mut lost) = (0, 0, 0);
        let gil = if gil { Gil::Interval(Duration::from_micros(1)) } else { Gil::Free };
        let model = loop {
            let builder = Interpreter::builder().gil(gil);
            let mut model = model(watch.clock(), builder, 1, Drops::Long)?;
            threads = model.number("additions", &[Answer::Int(callback), Answer::Int(ADDITIONS)])?.max(threads);
            lost = (2 * ADDITIONS - model.number("added", &[])?).max(lost);
            tries += 1;
            // On a busy machine the first thread may have finished before the second begins.
            if gil == Gil::Free || tries == TRIES || model.counters().gil.requests > TURNS {
                break model;
            }
        };
        watch.report(lost);
        Ok(model.outcome(threads as u64))
    })
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let hash = |engine: &str, size: usize| Formula::ratio(&format!("{engine}/hash[size={size},threads=1]"), &format!("{engine}/hash[size={size},threads=2]"));
    let always = |size: usize| Formula::ratio(&format!("model/hash_always[size={size},threads=1]"), &format!("model/hash_always[size={size},threads=2]"));
    let declaration = Declaration::new(SLUG, "When does compiled code run beside Python?")
        // By the size of a block.
        .quantity("small", "speed-up of hashing blocks of 256 B in two threads", hash("model", 256))
        .quantity("below", "speed-up of hashing blocks of 2,047 B in two threads", hash("model", 2047))
        .quantity("at", "speed-up of hashing blocks of 2,048 B in two threads", hash("model", 2048))
        .quantity("large", "speed-up of hashing blocks of 1 MiB in two threads", hash("model", 1 << 20))
        .quantity("always_small", "speed-up of hashing blocks of 256 B in two threads, where each call drops the GIL", always(256))
        .quantity("always_price", "one thread that hashes blocks of 256 B: time where each call drops the GIL over that where none does", Formula::ratio("model/hash_always[size=256,threads=1]", "model/hash[size=256,threads=1]"))
        .quantity("cpython_small", "speed-up of hashing blocks of 256 B in two threads, in CPython", hash("cpython", 256))
        .quantity("cpython_below", "speed-up of hashing blocks of 2,047 B in two threads, in CPython", hash("cpython", 2047))
        .quantity("cpython_at", "speed-up of hashing blocks of 2,048 B in two threads, in CPython", hash("cpython", 2048))
        .quantity("cpython_large", "speed-up of hashing blocks of 1 MiB in two threads, in CPython", hash("cpython", 1 << 20))
        .prediction("residual_large", "hashing 1 MiB in two threads", Formula::residual(("cpython/hash[size=1048576,threads=1]", "cpython/hash[size=1048576,threads=2]"), ("model/hash[size=1048576,threads=1]", "model/hash[size=1048576,threads=2]")))
        // By the call.
        .quantity("sort", "speed-up of two sorts at once", two("model", "sort"))
        .quantity("power", "speed-up of two powers at once", two("model", "power"))
        .quantity("checksum", "speed-up of two checksums at once", two("model", "checksum"))
        .quantity("cpython_sort", "speed-up of two sorts at once, in CPython", two("cpython", "sort"))
        .quantity("cpython_power", "speed-up of two powers at once, in CPython", two("cpython", "power"))
        .quantity("cpython_search", "speed-up of two regular expressions at once, in CPython", two("cpython", "search"))
        .quantity("cpython_free_sort", "speed-up of two sorts at once, in CPython without the GIL", two("cpython-free", "sort"))
        .quantity("cpython_checksum", "speed-up of two checksums at once, in CPython", two("cpython", "checksum"))
        .quantity("cpython_compress", "speed-up of pressing bytes together twice at once, in CPython", two("cpython", "compress"))
        .prediction("residual_power", "two powers at once", Formula::residual(("cpython/power[threads=1]", "cpython/power[threads=2]"), ("model/power[threads=1]", "model/power[threads=2]")))
        // The macros.
        .quantity("dropping", "speed-up of two calls into C at once that drop the GIL", two("model", "dropping"))
        .quantity("keeping", "speed-up of two calls into C at once that keep it", two("model", "keeping"))
        .quantity("macros", "two calls at once that keep the GIL over two that drop it", Formula::ratio("model/keeping[threads=2]", "model/dropping[threads=2]"))
        .quantity("cpython_dropping", "speed-up of two calls into C at once that drop the GIL, in CPython", two("cpython", "dropping"))
        .quantity("cpython_keeping", "speed-up of two calls into C at once that keep it, in CPython", two("cpython", "keeping"))
        .quantity("cpython_macros", "two calls at once that keep the GIL over two that drop it, in CPython", Formula::ratio("cpython/keeping[threads=2]", "cpython/dropping[threads=2]"))
        .prediction("residual_macros", "two sleeps at once that keep the GIL", Formula::ratio("cpython/keeping[threads=2]", "model/keeping[threads=2]"))
        // The extension.
        .quantity("lost_one_call", "additions that an extension lost with the GIL, all rounds together", Formula::sum("model/lost_one_call"))
        .quantity("lost_callback", "additions that an extension lost with a call of Python in between, in one round", Formula::median("model/lost_callback"))
        .quantity("lost_no_gil", "additions that an extension lost without the GIL, in one round", Formula::median("model/lost_no_gil"))
        .quantity("most_lost_callback", "most additions that an extension lost in a round, with a call of Python in between", Formula::max("model/lost_callback"))
        .quantity("most_lost_no_gil", "most additions that an extension lost in a round, without the GIL", Formula::max("model/lost_no_gil"));
    charts(claims(declaration))
}

/// The speed-up of two calls at once.
fn two(engine: &str, call: &str) -> Formula {
    Formula::ratio(&format!("{engine}/{call}[threads=1]"), &format!("{engine}/{call}[threads=2]"))
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("gil-released-hash-zlib", &["002", "004"], "Compiled code of the standard library runs in parallel in threads.")
                .holds_if("model, long blocks", "large", Test::Above(1.3)).with_cores(2)
                .holds_if("cpython, long blocks", "cpython_large", Test::Above(1.3)).with_cores(2)
                .holds_if("cpython, a checksum", "cpython_checksum", Test::Above(1.3)).with_cores(2)
                .holds_if("model, short blocks", "small", Test::Above(1.3)).with_cores(2)
                .holds_if("cpython, short blocks", "cpython_small", Test::Above(1.3)).with_cores(2)
                .holds_if("cpython, a sort", "cpython_sort", Test::Above(1.3)).with_cores(2)
                .correction("Where its author dropped the GIL, and that is where no object is touched for a while: hashes of 2,048 bytes or more, checksums, compression. A sort, a power, a regular expression work on objects and keep it from beginning to end.", "Doc/library/hashlib.rst, the note on data larger than 2047 bytes; Modules/zlibmodule.c, CPython 3.14"),
        )
        .claim(
            Claim::new("gil-drop-macros", &["004"], "Native code drops the GIL with macros of the C API.")
                .holds_if("model", "macros", Test::Above(1.5))
                .holds_if("cpython", "cpython_macros", Test::Above(1.5))
                .correction("True: `Py_BEGIN_ALLOW_THREADS` and `Py_END_ALLOW_THREADS`, two calls and a variable between them. Nothing between the two may touch an object, and they do not nest. Bindings do it for you: `ctypes.CDLL` drops it around each call, `ctypes.PyDLL` does not.", "Include/ceval.h; Doc/library/ctypes.rst, “Loading shared libraries”"),
        )
        .claim(
            Claim::new("gil-c-extensions-simple", &["002"], "An extension in C may assume that nobody else runs, and needs no locks.")
                .holds_if("model, in one call", "lost_one_call", Test::Below(0.5))
                .holds_if("model, calling Python in between", "most_lost_callback", Test::Below(0.5))
                .holds_if("model, without the GIL", "most_lost_no_gil", Test::Below(0.5)).with_cores(2)
                .correction("While it holds the GIL and calls nothing that may drop it. A call of Python, or the end of an object that has a `__del__`, is a place where another thread may run; in a build without the GIL there is no such time at all.", "PEP 703, “Backwards Compatibility”; Doc/howto/free-threading-extensions.rst"),
        )
        .claim(
            Claim::new("gil-released-numpy", &["002"], "Some operations of NumPy drop the GIL.")
                .cited(Verdict::Holds)
                .correction("True of the inner loops over numbers, whose arrays hold no objects. Arrays of objects keep it; and with small arrays the time goes into the Python around the loops. Hashes and checksums stand in for NumPy here.", "PEP 703, “Motivation”"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    let sizes = [(256, "256 B"), (2047, "2,047 B"), (2048, "2,048 B"), (16384, "16 KiB"), (1 << 20, "1 MiB")];
    let hash = |size: usize| {
        let of = |engine: &str, name: &str| {
            let of = |threads: usize| format!("{engine}/{name}[size={size},threads={threads}]");
            Formula::ratio(&of(1), &of(2))
        };
        vec![
            Bar::new("model", of("model", "hash")),
            Bar::new("always drops", of("model", "hash_always")),
            Bar::new("CPython", of("cpython", "hash")),
        ]
    };
    let hashes: Vec<(&str, Vec<Bar>)> = sizes.iter().map(|(size, label)| (*label, hash(*size))).collect();
    let cpython = |call: &str| {
        vec![Bar::new("CPython", two("cpython", call)), Bar::new("CPython, no GIL", two("cpython-free", call))]
    };
    let both = |call: &str| [vec![Bar::new("model", two("model", call))], cpython(call)].concat();
    declaration
        .chart(
            "hashes",
            &[
                ("cpython_large above 1.3", "Two threads hash blocks of 1 MiB at {cpython_large} the speed of one, and of 256 B at {cpython_small}"),
                ("large above 1.3", "Two threads hash blocks of 1 MiB at {large} the speed of one, and of 256 B at {small}"),
                ("", "Speed-up of hashing in two threads, by the size of a block"),
            ],
            Draw::bars("speed-up of two threads", Some(1.0), &hashes),
        )
        .chart(
            "calls",
            &[
                ("gil-released-hash-zlib.depends", "A sort and a power keep the GIL; a checksum drops it"),
                ("", "Speed-up of two native calls at once over one after the other"),
            ],
            Draw::bars(
                "speed-up of two threads",
                Some(1.0),
                &[
                    ("sort", both("sort")),
                    ("power", both("power")),
                    ("regex", cpython("search")),
                    ("checksum", both("checksum")),
                    ("compress", cpython("compress")),
                ],
            ),
        )
        .chart(
            "macros",
            &[
                ("gil-drop-macros.holds", "The same call into C, twice at once: with the GIL kept it takes {macros} as long"),
                ("", "Speed-up of two calls into C at once"),
            ],
            Draw::bars(
                "speed-up of two threads",
                Some(1.0),
                &[("GIL kept", both("keeping")), ("GIL dropped", both("dropping"))],
            ),
        )
        .chart(
            "by_version",
            &[
                ("gil-drop-macros.holds", "A call that drops the GIL lets another run in every version"),
                ("", "Speed-up of two calls into C at once, by version"),
            ],
            Draw::by_python(
                "speed-up of two threads",
                Some(1.0),
                vec![Bar::new("GIL kept", two("python", "keeping")), Bar::new("GIL dropped", two("python", "dropping"))],
            ),
        )
        .chart(
            "extension",
            &[
                ("lost_callback above 0.5", "Alone an extension loses nothing; with a call of Python in between, {lost_callback}"),
                ("", "Additions that an extension lost"),
            ],
            Draw::bars(
                "additions lost in one round",
                None,
                &[
                    ("in one call", vec![Bar::new("model", Formula::median("model/lost_one_call"))]),
                    ("a callback in between", vec![Bar::new("model", Formula::median("model/lost_callback"))]),
                    ("in one call, no GIL", vec![Bar::new("model", Formula::median("model/lost_no_gil"))]),
                ],
            ),
        )
}
