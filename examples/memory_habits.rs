//! Which habits save memory? What a list and a generator hold at once, what a record takes, what goes back to the system,
//! and what is let go of when: in the model and in Rust, with an allocator that counts.

use std::{
    alloc::{GlobalAlloc, Layout, System},
    cell::RefCell,
    hint::black_box,
    process::ExitCode,
    rc::Rc,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
};

use roommates::{
    harness::{self, Clock, Failure, Model, Outcome, Plan, Stopwatch, Twin, Variant},
    interp::{Answer, Interpreter, PythonError},
    process::{self, Worker, memory},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Test, Verdict},
    },
};

const SLUG: &str = "memory_habits";
const TWIN: (&str, &str) = ("examples/memory_habits.py", include_str!("memory_habits.py"));
/// Items that are added up, as in the twin.
const ITEMS: [u64; 2] = [1_000, 100_000];
/// Records that are made.
const RECORDS: usize = 3_000;
/// One string in so many survives.
const EACH: usize = 1_000;
/// Doors that are opened.
const OPENED: i64 = 20;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Strings that are made before most of them are freed.
    #[arg(long, default_value_t = 100_000, value_name = "N",
          value_parser = clap::value_parser!(u32).range(1_000..=10_000_000))]
    strings: u32,
}

fn main() -> ExitCode {
    let roles = [
        process::enter("model", |strings: u32| residents_of_model(strings).map_err(|failure| failure.0)),
        process::enter("rust", |strings: u32| residents_of_rust(strings).map_err(|failure| failure.0)),
    ];
    roles.into_iter().flatten().next().unwrap_or_else(|| harness::main(&declare(), plan))
}

// ANCHOR: counting
/// The allocator of the system, which counts what it has given out, and the most of it.
struct Counting;

/// Bytes that are given out, and the most of them since the last [`fresh_peak`].
static GIVEN_OUT: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

#[global_allocator]
static ALLOCATOR: Counting = Counting;

// SAFETY: both methods hand on to the allocator of the system what they were given, and touch nothing but two numbers.
unsafe impl GlobalAlloc for Counting {
    /// # Safety
    /// As [`GlobalAlloc::alloc`].
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Relaxed, pairs with nothing: the number orders no other access, and whoever reads it made the allocations.
        let now = GIVEN_OUT.fetch_add(layout.size(), Relaxed) + layout.size();
        // Relaxed, for the same reason.
        PEAK.fetch_max(now, Relaxed);
        // SAFETY: the caller's.
        unsafe { System.alloc(layout) }
    }

    /// # Safety
    /// As [`GlobalAlloc::dealloc`].
    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        // Relaxed, as in `alloc`.
        GIVEN_OUT.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller's; it came from `alloc`.
        unsafe { System.dealloc(at, layout) }
    }
}
// ANCHOR_END: counting

/// Bytes that are given out now.
fn allocated() -> usize {
    // Relaxed, pairs with nothing: what this thread has allocated it has counted itself.
    GIVEN_OUT.load(Relaxed)
}

/// Begins to watch; [`peak`] says the most bytes that were given out since, beyond those of now.
fn fresh_peak() -> usize {
    let now = allocated();
    // Relaxed, as in `allocated`.
    PEAK.store(now, Relaxed);
    now
}

fn peak(since: usize) -> usize {
    // Relaxed, as in `allocated`.
    PEAK.load(Relaxed).saturating_sub(since)
}

/// An interpreter with the workload of the twin, which can ask the allocator of this program.
fn python(clock: Clock) -> Result<Model, Failure> {
    Model::load_with(Interpreter::builder(), TWIN.0, TWIN.1, clock, bind)
}

fn bind(interpreter: &mut Interpreter) -> Result<(), PythonError> {
    let number = |n: usize| Ok(Answer::Int(i64::try_from(n).unwrap_or(i64::MAX)));
    let since = Arc::new(Mutex::new(0));
    let begun = Arc::clone(&since);
    interpreter.bind("allocated", move |_| number(allocated()))?;
    interpreter.bind("fresh_peak", move |_| {
        *since.lock().unwrap_or_else(PoisonError::into_inner) = fresh_peak();
        Ok(Answer::None)
    })?;
    interpreter.bind("peak", move |_| number(peak(*begun.lock().unwrap_or_else(PoisonError::into_inner))))?;
    interpreter.bind("resident", |_| match memory::of_this_process() {
        Ok(memory) => Ok(Answer::Int(i64::try_from(memory.resident).unwrap_or(i64::MAX))),
        Err(error) => Err(error.to_string()),
    })
}

// ANCHOR: rust
/// All squares, then their sum: a `Vec` is Rust's list.
fn sum_of_vec(n: u64) -> u64 {
    black_box((0..n).map(|i| i * i).collect::<Vec<_>>()).iter().sum()
}

/// One square at a time: an iterator is Rust's generator.
fn sum_of_iterator(n: u64) -> u64 {
    (0..n).map(|i| black_box(i * i)).sum()
}

/// A record: three numbers, and nothing that says so.
struct Record {
    _numbers: [i64; 3],
}
// ANCHOR_END: rust

type Sum = fn(u64) -> u64;
const SUMS: [(&str, Sum); 2] = [("list", sum_of_vec), ("generator", sum_of_iterator)];

/// What adding up holds at once and how long it takes, in Rust.
fn sums_of_rust(plan: &mut Plan<'_>) {
    for (habit, sum) in SUMS {
        for n in ITEMS {
            let at = |name: String| Variant::new("rust", &name).at("items", n as usize).not_deciding();
            plan.add(at(format!("peak_{habit}")).unit(Unit::Bytes).expects(total(n)).sampled(move |watch| {
                let since = fresh_peak();
                let answer = sum(n);
                watch.report(i64::try_from(peak(since))?);
                Ok(Outcome::answer(answer))
            }));
            let timed = at(format!("time_{habit}")).expects(total(n));
            plan.add(timed.timed(move || Ok(Outcome::answer(sum(black_box(n))))));
        }
    }
}

/// The sum of the squares below `n`, by the formula.
fn total(n: u64) -> u64 {
    (n - 1) * n * (2 * n - 1) / 6
}

/// Bytes of each record in Rust: in a row, and each in a box of its own.
fn records_of_rust(plan: &mut Plan<'_>) {
    let record = |name, each: fn() -> usize| {
        Variant::new("rust", name).unit(Unit::Bytes).not_deciding().sampled(move |watch: &mut Stopwatch| {
            watch.report(i64::try_from(each())?);
            Ok(Outcome::default())
        })
    };
    plan.add(record("record_in_a_row", || {
        let before = allocated();
        let records: Vec<Record> = (0..RECORDS).map(|_| Record { _numbers: [1, 2, 3] }).collect();
        (allocated() - before) / black_box(records).len()
    }));
    plan.add(record("record_boxed", || {
        let mut records: Vec<Option<Box<Record>>> = (0..RECORDS).map(|_| None).collect();
        let before = allocated();
        records.iter_mut().for_each(|place| *place = Some(Box::new(Record { _numbers: [1, 2, 3] })));
        (allocated() - before) / black_box(records).len()
    }));
}

/// One interpreter answers all questions but the one about main memory.
type Shared = Rc<RefCell<Model>>;

/// A series of the model whose samples and answer are what a function of the workload returns.
fn sampled<'a>(model: &Shared, name: &str, function: &'static str, habit: &'static str, n: u64) -> Variant<'a> {
    let model = Rc::clone(model);
    let variant = Variant::new("model", name).at("items", n as usize).expects(total(n)).not_deciding();
    variant.sampled(move |watch| {
        let (samples, sum) = model.borrow_mut().samples(function, &[habit.into(), (n as i64).into()])?;
        let Answer::Int(sum) = sum else { return Err(Failure(format!("the sum is {sum:?}"))) };
        samples.into_iter().for_each(|sample| watch.report(sample));
        Ok(Outcome::answer(u64::try_from(sum)?))
    })
}

/// A series of the model that is one number.
fn told<'a>(model: &Shared, name: &str, function: &'static str, arguments: Vec<Answer>) -> Variant<'a> {
    let model = Rc::clone(model);
    Variant::new("model", name).unit(Unit::Count).not_deciding().sampled(move |watch| {
        let number = model.borrow_mut().number(function, &arguments)?;
        watch.report(number);
        Ok(Outcome::answer(u64::try_from(number)?))
    })
}

/// All that is asked of the model, but for main memory.
fn ask_model<'a>(model: &Shared, plan: &mut Plan<'a>) {
    for (habit, _) in SUMS {
        for n in ITEMS {
            plan.add(sampled(model, &format!("peak_{habit}"), "peak_of", habit, n).unit(Unit::Bytes));
            plan.add(sampled(model, &format!("time_{habit}"), "time_of", habit, n));
        }
    }
    plan.add(sampled(model, "time_list", "time_of", "list", ITEMS[1]).again());
    for kind in ["tuple", "list", "dict", "class"] {
        let arguments = vec![kind.into(), (RECORDS as i64).into()];
        plan.add(told(model, &format!("record_{kind}"), "bytes_of_kind", arguments).unit(Unit::Bytes));
    }
    for (how, at_once) in
        [("without_none", 0), ("with_none", 1), ("with_del", 1), ("another_name", 0), ("cycle", 0), ("end", 1)]
    {
        plan.add(told(model, &format!("freed_{how}"), "freed_before_the_rest", vec![how.into()]).expects(at_once));
    }
    for (how, open) in [("kept", None), ("cycle", None), ("with_kept", Some(0)), ("with_cycle", Some(0))] {
        let variant = told(model, &format!("open_{how}"), "left_open", vec![how.into(), OPENED.into()]);
        plan.add(match open {
            Some(open) => variant.expects(open),
            None => variant,
        });
    }
}

/// Bytes in main memory with all strings, with a few survivors, with none: more than before. In a fresh process.
fn residents_of_model(strings: u32) -> Result<Vec<i64>, Failure> {
    python(Clock::start())?.numbers("residents", &[i64::from(strings).into(), (EACH as i64).into()])
}

// ANCHOR: survivors
/// The same in Rust.
fn residents_of_rust(strings: u32) -> Result<Vec<i64>, Failure> {
    let resident = || Ok::<_, Failure>(i64::try_from(memory::of_this_process()?.resident)?);
    let start = resident()?;
    let all: Vec<String> = (0..strings).map(|i| format!("{i} of a long row of strings, none like another")).collect();
    let full = resident()?;
    let survivors: Vec<String> = all.into_iter().step_by(EACH).collect();
    let few = resident()?;
    drop(black_box(survivors));
    Ok(vec![full - start, few - start, resident()? - start])
}
// ANCHOR_END: survivors

/// One of the three, from a process of this role that a round starts once.
fn residents<'a>(role: &'static str, strings: u32, plan: &mut Plan<'a>) {
    let said: Rc<RefCell<[Option<i64>; 3]>> = Rc::default();
    for step in 1..=3 {
        let said = Rc::clone(&said);
        let variant = Variant::new(role, "resident").at("step", step).unit(Unit::Bytes).not_deciding();
        plan.add(variant.sampled(move |watch| {
            let mut said = said.borrow_mut();
            if said[step - 1].is_none() {
                let told: Result<Vec<i64>, String> = Worker::start(role, &strings)?.join()?;
                let told: [i64; 3] = told.map_err(Failure)?.try_into().map_err(|_| Failure("not three".into()))?;
                *said = told.map(Some);
            }
            watch.report(said[step - 1].take().unwrap_or(0));
            Ok(Outcome::default())
        }));
    }
}

fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    sums_of_rust(plan);
    records_of_rust(plan);
    match python(Clock::start()) {
        Ok(model) => ask_model(&Rc::new(RefCell::new(model)), plan),
        Err(why) => plan.missing("model", &why.0),
    }
    if memory::of_this_process().is_ok() {
        residents("model", knobs.strings, plan);
        residents("rust", knobs.strings, plan);
    }
    plan.ask_pythons(&twin());
}

// ANCHOR: twin
/// The same functions in real Pythons; what a record takes also in older ones.
fn twin() -> Twin {
    Twin::new(SLUG, TWIN.1, include_str!("twin.py")).history(&["record_class", "record_slots", "record_tuple"])
}
// ANCHOR_END: twin

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let declaration = Declaration::new(SLUG, "Which habits save memory?")
        .quantity("peak_list", "most bytes that the sum of a list holds at once, in the model", Formula::median("model/peak_list[items=max]"))
        .quantity("peak_generator", "most bytes that the sum of a generator holds at once, in the model", Formula::median("model/peak_generator[items=max]"))
        .quantity("peak_share", "most bytes held by the generator over those of the list, in the model", Formula::ratio("model/peak_generator[items=max]", "model/peak_list[items=max]"))
        .quantity("cpython_peak_list", "most bytes that the sum of a list holds at once, in CPython", Formula::median("cpython/peak_list[items=max]"))
        .quantity("cpython_peak_generator", "most bytes that the sum of a generator holds at once, in CPython", Formula::median("cpython/peak_generator[items=max]"))
        .quantity("cpython_peak_share", "most bytes held by the generator over those of the list, in CPython", Formula::ratio("cpython/peak_generator[items=max]", "cpython/peak_list[items=max]"))
        .quantity("rust_peak_list", "most bytes that the sum of a Vec holds at once", Formula::median("rust/peak_list[items=max]"))
        .quantity("rust_peak_generator", "most bytes that the sum of an iterator holds at once", Formula::median("rust/peak_generator[items=max]"))
        .quantity("time_ratio", "time with a generator over time with a list, in the model", Formula::ratio("model/time_generator[items=max]", "model/time_list[items=max]"))
        .quantity("cpython_time_ratio", "time with a generator over time with a list, in CPython", Formula::ratio("cpython/time_generator[items=max]", "cpython/time_list[items=max]"))
        .quantity("rust_time_ratio", "time with an iterator over time with a Vec", Formula::ratio("rust/time_generator[items=max]", "rust/time_list[items=max]"))
        .quantity("rust_record", "a record in a row of records, in Rust", Formula::median("rust/record_in_a_row"))
        .quantity("record_tuple", "a tuple of three, in the model", Formula::median("model/record_tuple"))
        .quantity("record_dict", "a dict of three, in the model", Formula::median("model/record_dict"))
        .quantity("tuple_to_class", "a tuple of three over an instance of a plain class, in the model", Formula::ratio("model/record_tuple", "model/record_class"))
        .quantity("dict_to_class", "a dict of three over an instance of a plain class, in the model", Formula::ratio("model/record_dict", "model/record_class"))
        .quantity("cpython_tuple_to_class", "a tuple of three over an instance of a plain class, in CPython", Formula::ratio("cpython/record_tuple", "cpython/record_class"))
        .quantity("cpython_record_tuple", "a tuple of three, in CPython", Formula::median("cpython/record_tuple"))
        .quantity("cpython_record_list", "a list of three, in CPython", Formula::median("cpython/record_list"))
        .quantity("cpython_record_dict", "a dict of three, in CPython", Formula::median("cpython/record_dict"))
        .quantity("cpython_record_class", "an instance with three attributes, in CPython", Formula::median("cpython/record_class"))
        .quantity("cpython_record_slots", "an instance with three slots, in CPython", Formula::median("cpython/record_slots"))
        .quantity("cpython_record_one_array", "three numbers in one array of all, in CPython", Formula::median("cpython/record_in_one_array"))
        .quantity("cpython_list_to_slots", "a list of three over an instance with three slots, in CPython", Formula::ratio("cpython/record_list", "cpython/record_slots"))
        .quantity("cpython_dict_to_class", "a dict of three over an instance of a plain class, in CPython", Formula::ratio("cpython/record_dict", "cpython/record_class"))
        .quantity("full", "memory that the strings take, in the model", Formula::median("model/resident[step=1]"))
        .quantity("survivors_share", "memory that stays when one string in a thousand survives, in the model", Formula::ratio("model/resident[step=2]", "model/resident[step=1]"))
        .quantity("empty_share", "memory that stays when no string does, in the model", Formula::ratio("model/resident[step=3]", "model/resident[step=1]"))
        .quantity("rust_survivors_share", "memory that stays when one string in a thousand survives, in Rust", Formula::ratio("rust/resident[step=2]", "rust/resident[step=1]"))
        .quantity("rust_empty_share", "memory that stays when no string does, in Rust", Formula::ratio("rust/resident[step=3]", "rust/resident[step=1]"))
        .quantity("cpython_full", "memory that the strings take, in CPython", Formula::median("cpython/resident[step=1]"))
        .quantity("cpython_survivors_share", "memory that stays when one string in a thousand survives, in CPython", Formula::ratio("cpython/resident[step=2]", "cpython/resident[step=1]"))
        .quantity("cpython_empty_share", "memory that stays when no string does, in CPython", Formula::ratio("cpython/resident[step=3]", "cpython/resident[step=1]"))
        .prediction("residual_survivors", "memory that one string in a thousand keeps", Formula::residual(("cpython/resident[step=2]", "cpython/resident[step=1]"), ("model/resident[step=2]", "model/resident[step=1]")))
        .prediction("residual_open", "doors left open: kept errors over cycles", Formula::residual(("cpython/open_kept", "cpython/open_cycle"), ("model/open_kept", "model/open_cycle")))
        .quantity("free_empty_share", "memory that stays when no string does, in CPython without the GIL", Formula::ratio("cpython-free/resident[step=3]", "cpython-free/resident[step=1]"))
        .quantity("freed_with_none", "runs in which None freed the object before the rest", Formula::share("model/freed_with_none", 1))
        .quantity("freed_with_del", "runs in which del freed the object before the rest", Formula::share("model/freed_with_del", 1))
        .quantity("freed_without_none", "runs in which it was freed before the rest without None", Formula::share("model/freed_without_none", 1))
        .quantity("freed_another_name", "runs in which None freed an object that has another name", Formula::share("model/freed_another_name", 1))
        .quantity("freed_cycle", "runs in which None freed an object that names itself", Formula::share("model/freed_cycle", 1))
        .quantity("freed_end", "runs in which the end of its function freed the object", Formula::share("model/freed_end", 1))
        .quantity("cpython_freed_with_none", "runs in which None freed the object before the rest, in CPython", Formula::share("cpython/freed_with_none", 1))
        .quantity("cpython_freed_another_name", "runs in which None freed an object that has another name, in CPython", Formula::share("cpython/freed_another_name", 1))
        .quantity("cpython_freed_cycle", "runs in which None freed an object that names itself, in CPython", Formula::share("cpython/freed_cycle", 1))
        .quantity("open_kept", "doors left open after 20 errors that are kept, in the model", Formula::median("model/open_kept"))
        .quantity("open_cycle", "doors left open after 20 errors if each door names itself, in the model", Formula::median("model/open_cycle"))
        .quantity("open_with", "doors left open after 20 kept errors inside a with, in the model", Formula::median("model/open_with_kept"))
        .quantity("open_with_cycle", "doors left open after 20 errors inside a with if each names itself, in the model", Formula::median("model/open_with_cycle"))
        .quantity("files", "files left open after 20 errors that are kept, in CPython", Formula::median("cpython/files"))
        .quantity("files_with", "files left open after 20 kept errors inside a with, in CPython", Formula::median("cpython/files_with"));
    by_version(charts(claims(declaration)))
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("fork-cow-sharing", &["000", "002", "003"], "Each process has a copy of all memory, which threads share.")
                .cited(Verdict::Depends)
                .correction(
                    "A forked child has the pages of its parent until one of the two writes to them. But to count is to write: a child that only *reads* Python objects changes their counts, and their pages are copied one by one. Immortal objects are spared that, and `gc.freeze()` keeps the collector away from the rest. A child that is started afresh shares the code of the program and nothing else.",
                    "fork(2); PEP 683, Motivation; Doc/library/gc.rst, `gc.freeze`",
                ),
        )
        .claim(
            Claim::new("generators-save-memory", &["001"], "Generators save memory.")
                .holds_if("model", "peak_share", Test::Below(0.1))
                .holds_if("cpython", "cpython_peak_share", Test::Below(0.1))
                .correction("True while the items are used one by one: a generator holds its frame and the item at hand. It costs a switch of frames for each item, and what is needed twice must be made twice or kept after all.", "Doc/howto/functional.rst, “Generators”; PEP 255"),
        )
        .claim(
            Claim::new("builtin-types-memory-optimised", &["001"], "The built-in types are optimized for memory and take less than a structure of your own.")
                .holds_if("model, a tuple against a plain class", "tuple_to_class", Test::Below(1.0))
                .holds_if("model, a dict against a plain class", "dict_to_class", Test::Below(1.0))
                .holds_if("cpython, a tuple against a plain class", "cpython_tuple_to_class", Test::Below(1.0))
                .holds_if("cpython, a dict against a plain class", "cpython_dict_to_class", Test::Below(1.0))
                .holds_if("cpython, a list against slots", "cpython_list_to_slots", Test::Below(1.0))
                .correction("A tuple is small. A dict is made for looking things up and a list for growing, and both pay for that: a class with `__slots__` is smaller than either, a plain class shares its keys among all instances, and an array holds numbers that are no objects at all.", "Doc/reference/datamodel.rst, `__slots__`; PEP 412; Doc/library/array.rst"),
        )
        .claim(
            Claim::new("memory-returned", &["001", "004"], "Memory that is freed goes back to the operating system.")
                .holds_if("cpython, nothing left", "cpython_empty_share", Test::Below(0.3))
                .holds_if("cpython, one in a thousand left", "cpython_survivors_share", Test::Below(0.3))
                .holds_if("cpython-free, nothing left", "free_empty_share", Test::Below(0.3))
                .holds_if("model, one in a thousand left", "survivors_share", Test::Below(0.3))
                .holds_if("rust, nothing left", "rust_empty_share", Test::Below(0.3))
                .holds_if("rust, one in a thousand left", "rust_survivors_share", Test::Below(0.3))
                .correction("It goes back to Python's allocator, at once and for reuse. To the system it goes an arena at a time, and one living object keeps its whole arena, 1 MiB since 3.10 and 256 KiB before.", "Objects/obmalloc.c; Include/internal/pycore_obmalloc.h; Doc/c-api/memory.rst"),
        )
        .claim(
            Claim::new("private-heap", &["004"], "Python keeps its objects in a heap of its own, and nobody has to care how.")
                .holds_if("cpython", "cpython_survivors_share", Test::Below(0.3))
                .correction("It does: objects up to 512 bytes lie in pools of one size, larger blocks come from the C library, and the build without the GIL uses mimalloc for all. You care as soon as a few long-lived objects lie among many short-lived ones, when a cache grows, or when a cycle waits for the collector.", "Doc/c-api/memory.rst, “Overview”; Objects/obmalloc.c"),
        )
        .claim(
            Claim::new("none-releases-sooner", &["001"], "Giving a name to None frees the memory sooner.")
                .holds_if("model, the last name", "freed_with_none", Test::Above(0.5))
                .holds_if("model, one name of two", "freed_another_name", Test::Above(0.5))
                .holds_if("model, a cycle", "freed_cycle", Test::Above(0.5))
                .holds_if("cpython, the last name", "cpython_freed_with_none", Test::Above(0.5))
                .holds_if("cpython, one name of two", "cpython_freed_another_name", Test::Above(0.5))
                .holds_if("cpython, a cycle", "cpython_freed_cycle", Test::Above(0.5))
                .correction("If it was the last reference, and the function goes on for a while. At its end the names go anyway; while somebody else has the object nothing is freed; and a cycle waits for the collector, whatever you call it.", "Doc/reference/datamodel.rst, “Objects, values and types”"),
        )
        .claim(
            Claim::new("context-managers", &["001"], "A `with` statement closes what it opened, whatever happens.")
                .holds_if("model, kept exceptions", "open_with", Test::Below(0.5))
                .holds_if("model, cycles", "open_with_cycle", Test::Below(0.5))
                .holds_if("cpython, files", "files_with", Test::Below(0.5))
                .correction("True, and it does not lean on counts: `__exit__` runs when the block is left, by its end, by `return` or by an exception. Only a process that is killed leaves without it.", "PEP 343; Doc/reference/datamodel.rst, “With Statement Context Managers”"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    let three = |name: &str| {
        let bar = |label, engine: &str| Bar::new(label, Formula::median(&format!("{engine}/{name}")));
        vec![bar("model", "model"), bar("CPython", "cpython"), bar("Rust", "rust")]
    };
    let record = |kind: &str| three(&format!("record_{kind}"))[..2].to_vec();
    let cpython = |kind: &str| three(&format!("record_{kind}"))[1..2].to_vec();
    let rust = |name: &str| vec![Bar::new("Rust", Formula::median(&format!("rust/{name}")))];
    let open = |kind: &str| {
        vec![
            Bar::new("model", Formula::median(&format!("model/open_{kind}"))),
            Bar::new("CPython", Formula::median(&format!("cpython/open_{kind}"))),
        ]
    };
    declaration
        .chart(
            "peak",
            &[
                ("generators-save-memory.holds", "A list of squares holds them all at once, a generator one of them"),
                ("", "Most bytes that adding up squares holds at once"),
            ],
            Draw::bars(
                "most bytes at once",
                None,
                &[("list", three("peak_list[items=max]")), ("generator", three("peak_generator[items=max]"))],
            ),
        )
        .chart(
            "times",
            &[("", "Time to add up squares from a list and from a generator")],
            Draw::bars(
                "time",
                None,
                &[("list", three("time_list[items=max]")), ("generator", three("time_generator[items=max]"))],
            ),
        )
        .chart(
            "records",
            &[
                ("cpython_list_to_slots above 1.05", "The smallest record is not a list and not a dict"),
                ("", "Bytes of a record of three, without the numbers in it"),
            ],
            Draw::bars(
                "bytes of a record",
                None,
                &[
                    ("tuple", record("tuple")),
                    ("list", record("list")),
                    ("dict", record("dict")),
                    ("set", cpython("set")),
                    ("class", record("class")),
                    ("class with slots", cpython("slots")),
                    ("one array of all", cpython("in_one_array")),
                    ("a row in Rust", rust("record_in_a_row")),
                ],
            ),
        )
        .chart(
            "returned",
            &[
                (
                    "cpython_survivors_share above 0.5",
                    "One string in a thousand keeps most of the memory with the process",
                ),
                ("", "Memory that stays with a process: all strings, one in a thousand, none"),
            ],
            Draw::bars(
                "memory beyond the start",
                None,
                &[
                    ("all strings", three("resident[step=1]")),
                    ("one in a thousand", three("resident[step=2]")),
                    ("none", three("resident[step=3]")),
                ],
            ),
        )
        .chart(
            "doors",
            &[
                ("context-managers.holds", "Inside a with statement an error leaves nothing open"),
                ("", "Doors left open after 20 errors, without a with statement and inside one"),
            ],
            Draw::bars(
                "left open",
                None,
                &[
                    ("error is kept", open("kept")),
                    ("object in a cycle", open("cycle")),
                    ("with, kept", open("with_kept")),
                    ("with, cycle", open("with_cycle")),
                ],
            ),
        )
}

/// What a record takes, in each Python.
fn by_version(declaration: Declaration) -> Declaration {
    let bar = |label, kind: &str| Bar::new(label, Formula::median(&format!("python/record_{kind}")));
    declaration.chart(
        "by_version",
        &[("", "Bytes of a record of three, in each Python")],
        Draw::by_python(
            "bytes of a record",
            None,
            vec![bar("class", "class"), bar("class with slots", "slots"), bar("tuple", "tuple")],
        ),
    )
}
