//! How does Python know that an object is finished? The count of an object step by step, what ends it, what every
//! object begins with, and a macro from a tutorial, compiled.

use std::{
    cell::RefCell,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, ExitCode, Stdio},
    rc::Rc,
    time::Duration,
};

use roommates::{
    harness::{self, Clock, Failure, Outcome, Plan, Stopwatch, Twin, Variant},
    interp::{Answer, Gil, Interpreter},
    object::{FreeBiased, GilPlain, Header},
    results::{
        Declaration, Unit,
        declaration::{Bar, Claim, Draw, Formula, Test},
    },
};

const SLUG: &str = "reference_counts";
const TWIN: (&str, &str) = ("examples/reference_counts.py", include_str!("reference_counts.py"));
/// What the count must be after each step of `life`.
const COUNTS: [u64; 6] = [1, 2, 4, 2, 1, 0];
/// References that are made to see whether a count moves.
const REFERENCES: i64 = 1_000;
/// Calls in each sample of `pass` and `copy`.
const CALLS: i64 = 1_000;
/// Lengths of the lists that are passed and copied.
const LENGTHS: [usize; 3] = [1, 100, 10_000];
/// Counts from which the macros are told to take one.
const FROM: [usize; 5] = [4, 3, 2, 1, 0];
/// Id of a thread, as the kernel might have it.
const OWNER: usize = 0x7f3a_5c00_0740;

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// C compiler that is given the macros.
    #[arg(long, default_value = "cc", value_name = "COMMAND")]
    cc: String,
}

fn main() -> ExitCode {
    harness::main(&declare(), plan)
}

// ANCHOR: headers
/// What every object began with, up to Python 3.11.
#[repr(C)]
struct UpTo311 {
    ob_refcnt: isize,
    ob_type: *const (),
}

/// 3.12 and 3.13: still one word, of which the low half counts (PEP 683).
#[repr(C)]
union Word312 {
    whole: isize,
    halves: [u32; 2],
}

#[repr(C)]
struct From312 {
    ob_refcnt: Word312,
    ob_type: *const (),
}

/// Since 3.14.
#[repr(C)]
struct From314 {
    ob_refcnt: u32,
    ob_overflow: u16,
    ob_flags: u16,
    ob_type: *const (),
}

/// Without the GIL, since 3.13 (PEP 703); the flags were padding at first.
#[repr(C)]
struct FreeThreaded {
    ob_tid: usize,
    ob_flags: u16,
    ob_mutex: u8,
    ob_gc_bits: u8,
    ob_ref_local: u32,
    ob_ref_shared: isize,
    ob_type: *const (),
}
// ANCHOR_END: headers

/// As one tutorial prints it.
#[repr(C)]
struct Printed {
    ob_refcnt: u32,
    ob_type: *const (),
}

/// What `ctypes.c_long.from_address(id(x))` reads on 64-bit Linux: the first eight bytes of an object.
fn first_word<H>(header: &H) -> i64 {
    const { assert!(size_of::<H>() >= 8 && align_of::<H>() == 8, "a header begins with a whole word") };
    // SAFETY: the header is at least eight bytes long and aligned to eight; in all layouts that are passed here those
    // bytes belong to fields that are initialized, and any bytes are an integer.
    unsafe { std::ptr::from_ref(header).cast::<i64>().read() }
}

// ANCHOR: printed
/// The macro as it is printed. A backslash continues a line only where nothing follows it; here a comment does.
const PRINTED: &str = r"
#define DECREF(op) \    // take one
    if (!--(op)->ob_refcnt > 0) \
        FREE(op)
";
// ANCHOR_END: printed

/// The same without the comment, so that it compiles.
const REPAIRED: &str = r"
#define DECREF(op) \
    if (!--(op)->ob_refcnt > 0) \
        FREE(op)
";

// ANCHOR: right
/// What CPython 3.12 does, as a macro: leave immortal objects alone, take one, compare with zero, be one statement.
const RIGHT: &str = r"
#define DECREF(op) \
    do { \
        struct object *dying = (op); \
        if ((int)dying->ob_refcnt >= 0 && --dying->ob_refcnt == 0) \
            FREE(dying); \
    } while (0)
";
// ANCHOR_END: right

/// Prints, for each count from 4 to 0, whether the object was freed and the count that is left; then whether the
/// `else` of an `if` around the macro was reached.
const PROGRAM: &str = r#"
int main(void) {
    for (int count = 4; count >= 0; count--) {
        struct object it = {count, 0};
        freed = 0;
        DECREF(&it);
        printf("%d %u\n", freed, it.ob_refcnt);
    }
    struct object it = {2, 0};
    int otherwise = 0;
    if (it.ob_refcnt == 0)
        DECREF(&it);
    else
        otherwise = 1;
    printf("%d 0\n", otherwise);
    return 0;
}
"#;

/// A C program around a macro.
fn program(decref: &str) -> String {
    let before = "#include <stdio.h>\nstruct object { unsigned int ob_refcnt; void *ob_type; };\nstatic int freed;\n\
                  #define FREE(op) ((void)(op), freed = 1)";
    format!("{before}{decref}{PROGRAM}")
}

/// Hands `source` to the compiler: whether it was accepted. The program, if it was, is at `output`.
fn compile(cc: &str, source: &str, output: &Path) -> Result<bool, Failure> {
    let mut compiler = Command::new(cc)
        .args(["-w", "-x", "c", "-", "-o"])
        .arg(output)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    let mut stdin = compiler.stdin.take().ok_or_else(|| Failure("the compiler has no input".into()))?;
    stdin.write_all(source.as_bytes())?;
    drop(stdin);
    Ok(compiler.wait()?.success())
}

/// A compiled C program; it is removed when this is dropped.
struct Compiled(tempfile::TempDir);

impl Compiled {
    fn new(cc: &str, decref: &str) -> Result<Self, Failure> {
        let compiled = Self(tempfile::tempdir()?);
        let accepted = compile(cc, &program(decref), &compiled.path())?;
        accepted.then_some(compiled).ok_or_else(|| Failure(format!("{cc} does not accept the macro")))
    }

    fn path(&self) -> PathBuf {
        self.0.path().join("decref")
    }

    /// Its lines of two numbers.
    fn run(&self) -> Result<Vec<(i64, i64)>, Failure> {
        let said = Command::new(self.path()).stdin(Stdio::null()).output()?;
        let pairs = String::from_utf8_lossy(&said.stdout).lines().map(pair).collect::<Option<Vec<_>>>();
        pairs.filter(|p| p.len() == FROM.len() + 1).ok_or_else(|| Failure("the C program said something else".into()))
    }
}

fn pair(line: &str) -> Option<(i64, i64)> {
    let (freed, left) = line.split_once(' ')?;
    Some((freed.parse().ok()?, left.parse().ok()?))
}

fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.budget(Duration::from_secs(20));
    layouts(plan);
    macros(&knobs.cc, plan);
    match (model(Gil::Interval(roommates::gil::DEFAULT_SWITCH_INTERVAL)), model(Gil::Free)) {
        (Ok(with_gil), Ok(without)) => ask_models(&with_gil, &without, plan),
        (Err(why), _) | (_, Err(why)) => plan.missing("model", &why.0),
    }
    plan.ask_pythons(&Twin::new(SLUG, TWIN.1, include_str!("twin.py")).history(&["moved_none", "moved_list"]));
}

// ANCHOR: model
/// One interpreter for all questions, as one process of CPython answers them all.
type Model = Rc<RefCell<harness::Model>>;

/// The model, with the workload of the twin in it: it runs the Python of this chapter, from the same file.
fn model(gil: Gil) -> Result<Model, Failure> {
    let model = harness::Model::load(Interpreter::builder().gil(gil), TWIN.0, TWIN.1, Clock::start())?;
    Ok(Rc::new(RefCell::new(model)))
}
// ANCHOR_END: model

/// All that is asked of the model.
fn ask_models<'a>(with_gil: &Model, without: &Model, plan: &mut Plan<'a>) {
    steps_of_a_life(with_gil, plan);
    numbers(with_gil, plan);
    endings(with_gil, without, plan);
    passing(with_gil, plan);
    let of_the_model = |name, size| Variant::new("model", name).unit(Unit::Bytes).not_deciding().sampled(always(size));
    plan.add(of_the_model("header", size_of::<Header<GilPlain>>() as i64));
    plan.add(of_the_model("header_free", size_of::<Header<FreeBiased>>() as i64));
}

/// A series of the model whose one sample a round is what `ask` says, which is also the answer.
fn told<'a>(model: &Model, name: &str, ask: impl Fn(&mut harness::Model) -> Result<i64, Failure> + 'a) -> Variant<'a> {
    let model = Rc::clone(model);
    Variant::new("model", name).unit(Unit::Count).not_deciding().sampled(move |watch| {
        let number = ask(&mut model.borrow_mut())?;
        watch.report(number);
        Ok(Outcome::answer(u64::try_from(number)?))
    })
}

// ANCHOR: steps
/// What `getrefcount` says at each step in the life of an object, and how many references there are.
fn steps_of_a_life<'a>(model: &Model, plan: &mut Plan<'a>) {
    for (step, count) in COUNTS.into_iter().enumerate() {
        let says = move |model: &mut harness::Model| Ok(model.numbers("life", &[])?[step]);
        let counts = move |model: &mut harness::Model| match says(model)? {
            0 => Ok(0),
            said => Ok(said - model.number("extra", &[])?),
        };
        plan.add(told(model, "getrefcount", says).at("step", step + 1));
        plan.add(told(model, "count", counts).at("step", step + 1).expects(count));
    }
}
// ANCHOR_END: steps

/// Functions of the workload that say one number, and the three that tell how a count goes.
fn numbers<'a>(model: &Model, plan: &mut Plan<'a>) {
    for (name, function) in
        [("follows_list", "of_a_list"), ("follows_tuple", "of_a_tuple"), ("follows_int", "of_an_int")]
    {
        let follows = move |model: &mut harness::Model| {
            let extra = model.number("extra", &[])?;
            Ok((model.numbers(function, &[])? == [1, 2, 1].map(|count| count + extra)).into())
        };
        plan.add(told(model, name, follows));
    }
    for (name, function) in [
        ("getrefcount_module", "in_a_module"),
        ("getrefcount_function", "in_a_function"),
        ("getrefcount_temporary", "of_a_temporary"),
        ("getrefcount_none", "of_none"),
        ("held_by_call", "held_by_call"),
    ] {
        plan.add(told(model, name, move |model| model.number(function, &[])));
    }
    for name in ["moved_list", "moved_int", "moved_none"] {
        plan.add(told(model, name, move |model| model.number(name, &[REFERENCES.into()])));
    }
    for (name, function, seen) in [("rebind_seen", "rebinding_is_seen", 0), ("mutate_seen", "mutation_is_seen", 1)] {
        plan.add(told(model, name, move |model| model.number(function, &[])).expects(seen));
    }
}

/// Whether the end of a name is the end of the object.
fn endings<'a>(with_gil: &Model, without: &Model, plan: &mut Plan<'a>) {
    for (name, function, expected) in [
        ("return", "freed_on_return", 1),
        ("rebinding", "freed_on_rebinding", 1),
        ("loop", "freed_after_loop", 0),
        ("exception", "freed_despite_exception", 0),
        ("cycle", "freed_in_cycle", 0),
        ("other_thread", "freed_by_other_thread", 1),
    ] {
        plan.add(freed(with_gil, &format!("freed_{name}"), function, true).expects(expected));
    }
    plan.add(freed(without, "freed_other_thread_free", "freed_by_other_thread", false));
}

/// Whether the object was freed before the next line ran.
fn freed<'a>(model: &Model, name: &str, function: &'static str, gil: bool) -> Variant<'a> {
    let model = Rc::clone(model);
    let variant = Variant::new("model", name).unit(Unit::Count).not_deciding().requests("gil", on_or_off(gil));
    variant.sampled(move |watch| {
        let mut model = model.borrow_mut();
        let answer = model.ask(function, &[])?;
        let Answer::List(log) = &answer else { return Err(Failure(format!("the model said {answer:?}"))) };
        let at_once = log.first() == Some(&"freed".into());
        watch.report(at_once.into());
        Ok(Outcome::answer(at_once.into()).saw("gil", on_or_off(model.number("has_gil", &[])? == 1)))
    })
}

fn on_or_off(gil: bool) -> &'static str {
    if gil { "on" } else { "off" }
}

// ANCHOR: passing
/// What passing costs, timed by the workload itself.
fn passing<'a>(model: &Model, plan: &mut Plan<'a>) {
    for items in LENGTHS {
        plan.add(passed(model, "pass", items));
        plan.add(passed(model, "copy", items));
    }
    plan.add(passed(model, "pass", LENGTHS[0]).again());
}

fn passed<'a>(model: &Model, how: &'static str, items: usize) -> Variant<'a> {
    let model = Rc::clone(model);
    Variant::new("model", how).at("items", items).expects(CALLS as u64).sampled(move |watch| {
        let arguments = [how.into(), (items as i64).into(), CALLS.into()];
        let (times, sum) = model.borrow_mut().samples("passed", &arguments)?;
        let Answer::Int(sum) = sum else { return Err(Failure(format!("the sum is {sum:?}"))) };
        times.into_iter().for_each(|time| watch.report(time));
        Ok(Outcome::answer(u64::try_from(sum)?))
    })
}
// ANCHOR_END: passing

/// A series whose one sample a round is always the same.
fn fact<'a>(name: &str, unit: Unit, value: i64) -> Variant<'a> {
    Variant::new("rust", name).unit(unit).not_deciding().sampled(always(value))
}

/// Reports this value.
fn always(value: i64) -> impl FnMut(&mut Stopwatch) -> Result<Outcome, Failure> {
    move |watch| {
        watch.report(value);
        Ok(Outcome::default())
    }
}

/// How large each header is, how wide what it begins with, and what `ctypes` would read of an object with two
/// references.
fn layouts(plan: &mut Plan<'_>) {
    let nothing = std::ptr::null();
    let up_to_311 = UpTo311 { ob_refcnt: 2, ob_type: nothing };
    let from_312 = From312 { ob_refcnt: Word312 { whole: 2 }, ob_type: nothing };
    let from_314 = From314 { ob_refcnt: 2, ob_overflow: 0, ob_flags: 0, ob_type: nothing };
    let free_threaded = FreeThreaded {
        ob_tid: OWNER,
        ob_flags: 0,
        ob_mutex: 0,
        ob_gc_bits: 0,
        ob_ref_local: 2,
        ob_ref_shared: 0,
        ob_type: nothing,
    };
    for (name, header, first, word) in [
        ("printed", size_of::<Printed>(), size_of::<u32>(), None),
        ("3_11", size_of::<UpTo311>(), size_of_val(&up_to_311.ob_refcnt), Some(first_word(&up_to_311))),
        ("3_12", size_of::<From312>(), size_of_val(&from_312.ob_refcnt), Some(first_word(&from_312))),
        ("3_14", size_of::<From314>(), size_of_val(&from_314.ob_refcnt), Some(first_word(&from_314))),
        ("free", size_of::<FreeThreaded>(), size_of_val(&free_threaded.ob_tid), Some(first_word(&free_threaded))),
    ] {
        plan.add(fact(&format!("header_{name}"), Unit::Bytes, header as i64));
        plan.add(fact(&format!("first_field_{name}"), Unit::Bytes, first as i64));
        if let Some(word) = word {
            plan.add(fact(&format!("ctypes_{name}"), Unit::Count, word));
        }
    }
}

/// What a C compiler says of the printed macro, and what the macros do.
fn macros<'a>(cc: &'a str, plan: &mut Plan<'a>) {
    let (repaired, right) = match (Compiled::new(cc, REPAIRED), Compiled::new(cc, RIGHT)) {
        (Ok(repaired), Ok(right)) => (Rc::new(repaired), Rc::new(right)),
        (Err(why), _) | (_, Err(why)) => {
            plan.missing("cc", &format!("No C compiler `{cc}` works here ({why}); name one with `--cc`."));
            return;
        }
    };
    plan.add(Variant::new("cc", "compiles_printed").unit(Unit::Count).not_deciding().sampled(move |watch| {
        let folder = tempfile::tempdir()?;
        watch.report(compile(cc, &program(PRINTED), &folder.path().join("decref"))?.into());
        Ok(Outcome::default())
    }));
    for (name, compiled) in [("repaired", repaired), ("right", right)] {
        for (line, from) in FROM.into_iter().enumerate() {
            let frees = said(&format!("frees_{name}"), &compiled, move |lines| lines[line].0).at("count", from);
            // Both must free from one and from nothing else: `repaired` by luck.
            plan.add(frees.expects((from == 1).into()));
        }
        plan.add(said(&format!("left_of_zero_{name}"), &compiled, |lines| lines[FROM.len() - 1].1));
        let otherwise = said(&format!("else_{name}"), &compiled, |lines| lines[FROM.len()].0);
        plan.add(otherwise.expects((name == "right").into()));
    }
}

/// One of the numbers that a C program says.
fn said<'a>(name: &str, program: &Rc<Compiled>, which: impl Fn(&[(i64, i64)]) -> i64 + 'a) -> Variant<'a> {
    let program = Rc::clone(program);
    Variant::new("cc", name).unit(Unit::Count).not_deciding().sampled(move |watch| {
        let number = which(&program.run()?);
        watch.report(number);
        Ok(Outcome::answer(u64::try_from(number)?))
    })
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let declaration = Declaration::new(SLUG, "How does Python know that an object is finished?")
        .quantity("count_named", "count of a new object that has one name", Formula::median("model/count[step=1]"))
        .quantity("count_aliased", "count of an object with a second name", Formula::median("model/count[step=2]"))
        .quantity("count_boxed", "count of an object with two names and two places in a list", Formula::median("model/count[step=3]"))
        .quantity("says_named", "what getrefcount says of an object with one name", Formula::median("model/getrefcount[step=1]"))
        .quantity("follows_list", "runs in which the count of a list goes 1, 2, 1", Formula::share("model/follows_list", 1))
        .quantity("follows_tuple", "runs in which the count of a literal tuple goes 1, 2, 1", Formula::share("model/follows_tuple", 1))
        .quantity("follows_int", "runs in which the count of a small integer goes 1, 2, 1", Formula::share("model/follows_int", 1))
        .quantity("getrefcount_module", "what getrefcount says of a list with two names, in a module", Formula::median("model/getrefcount_module"))
        .quantity("getrefcount_function", "what getrefcount says of a list with two names, in a function", Formula::median("model/getrefcount_function"))
        .quantity("cpython_getrefcount_module", "what CPython's getrefcount says of a list with two names, in a module", Formula::median("cpython/getrefcount_module"))
        .quantity("cpython_getrefcount_function", "the same, in a function", Formula::median("cpython/getrefcount_function"))
        .quantity("getrefcount_temporary", "what getrefcount says of a list without a name", Formula::median("model/getrefcount_temporary"))
        .quantity("getrefcount_none", "what getrefcount says of None", Formula::median("model/getrefcount_none"))
        .quantity("held_by_call", "references that a call holds to its argument", Formula::median("model/held_by_call"))
        .quantity("moved_list", "how far 1,000 references move the count of a list", Formula::median("model/moved_list"))
        .quantity("moved_int", "how far 1,000 references move the count of a small integer", Formula::median("model/moved_int"))
        .quantity("moved_none", "how far 1,000 references move the count of None", Formula::median("model/moved_none"))
        .quantity("freed_return", "runs in which a local was freed when its function returned", Formula::share("model/freed_return", 1))
        .quantity("freed_rebinding", "runs in which an object was freed when its only name was rebound", Formula::share("model/freed_rebinding", 1))
        .quantity("freed_loop", "runs in which the last item was freed when the loop was over", Formula::share("model/freed_loop", 1))
        .quantity("freed_exception", "runs in which a local was freed although its exception was kept", Formula::share("model/freed_exception", 1))
        .quantity("freed_cycle", "runs in which an object that names itself was freed with its last other name", Formula::share("model/freed_cycle", 1))
        .quantity("freed_other_thread", "runs in which an object was freed by another thread at once, with the GIL", Formula::share("model/freed_other_thread", 1))
        .quantity("freed_other_thread_free", "runs in which an object was freed by another thread at once, without the GIL", Formula::share("model/freed_other_thread_free", 1))
        .quantity("cpython_follows_list", "runs in which the count of a list goes 1, 2, 1 in CPython", Formula::share("cpython/follows_list", 1))
        .quantity("cpython_follows_tuple", "the same of a literal tuple", Formula::share("cpython/follows_tuple", 1))
        .quantity("cpython_held_by_call", "references that a call holds to its argument in CPython", Formula::median("cpython/held_by_call"))
        .quantity("cpython_getrefcount_none", "what CPython's getrefcount says of None", Formula::median("cpython/getrefcount_none"))
        .quantity("cpython_moved_none", "how far 1,000 references move the count of None in CPython", Formula::median("cpython/moved_none"))
        .quantity("cpython_freed_return", "runs in which a local was freed when its function returned, in CPython", Formula::share("cpython/freed_return", 1))
        .quantity("cpython_freed_rebinding", "runs in which an object was freed when its only name was rebound, in CPython", Formula::share("cpython/freed_rebinding", 1))
        .quantity("cpython_freed_loop", "runs in which the last item was freed when the loop was over, in CPython", Formula::share("cpython/freed_loop", 1))
        .quantity("cpython_freed_exception", "runs in which a local was freed although its exception was kept, in CPython", Formula::share("cpython/freed_exception", 1))
        .quantity("cpython_freed_other_thread_free", "runs in which an object was freed by another thread at once, in CPython without the GIL", Formula::share("cpython-free/freed_other_thread", 1))
        .quantity("cpython_rebind_seen", "runs in which the caller saw in CPython that a parameter was rebound", Formula::share("cpython/rebind_seen", 1))
        .prediction("residual_boxed", "references after two names and two places", Formula::residual(("cpython/count[step=3]", "cpython/count[step=1]"), ("model/count[step=3]", "model/count[step=1]")))
        .quantity("rebind_seen", "runs in which the caller saw that a parameter was rebound", Formula::share("model/rebind_seen", 1))
        .quantity("mutate_seen", "runs in which the caller saw that its list was changed", Formula::share("model/mutate_seen", 1))
        .quantity("pass_growth", "time to pass the longest list over that to pass the shortest", Formula::ratio("model/pass[items=max]", "model/pass[items=min]"))
        .quantity("copy_growth", "time to copy the longest list over that to copy the shortest", Formula::ratio("model/copy[items=max]", "model/copy[items=min]"))
        .prediction("residual_pass", "time to pass a longer list", Formula::residual(("cpython/pass[items=max]", "cpython/pass[items=min]"), ("model/pass[items=max]", "model/pass[items=min]")))
        .prediction("residual_copy", "time to copy a longer list", Formula::residual(("cpython/copy[items=max]", "cpython/copy[items=min]"), ("model/copy[items=max]", "model/copy[items=min]")))
            .misses("a copy counts every item up, and small integers are words in the model: it has nothing to count")
        .quantity("header_printed", "the printed header", Formula::median("rust/header_printed"))
        .quantity("header_3_11", "header of an object, CPython up to 3.11", Formula::median("rust/header_3_11"))
        .quantity("header_3_14", "header of an object, CPython since 3.14", Formula::median("rust/header_3_14"))
        .quantity("header_free", "header of an object, CPython without the GIL", Formula::median("rust/header_free"))
        .quantity("header_model", "header of an object of the model, with the GIL", Formula::median("model/header"))
        .quantity("header_model_free", "header of an object of the model, without the GIL", Formula::median("model/header_free"))
        .quantity("first_field_3_11", "first field of an object, CPython up to 3.11", Formula::median("rust/first_field_3_11"))
        .quantity("first_field_3_12", "first field of an object, CPython 3.12 and 3.13", Formula::median("rust/first_field_3_12"))
        .quantity("first_field_3_14", "first field of an object, CPython since 3.14", Formula::median("rust/first_field_3_14"))
        .quantity("first_field_free", "first field of an object, CPython without the GIL", Formula::median("rust/first_field_free"))
        .quantity("ctypes_3_11", "first word of an object with two references, up to 3.11", Formula::median("rust/ctypes_3_11"))
        .quantity("ctypes_3_14", "first word of an object with two references, since 3.14", Formula::median("rust/ctypes_3_14"))
        .quantity("ctypes_free", "first word of an object with two references, without the GIL", Formula::median("rust/ctypes_free"))
        .quantity("cpython_ctypes", "what ctypes reads of a list with two names, in CPython", Formula::median("cpython/ctypes_long_list"))
        .quantity("free_ctypes", "what ctypes reads of a list with two names, in CPython without the GIL", Formula::median("cpython-free/ctypes_long_list"))
        .quantity("compiles_printed", "runs in which the compiler accepted the printed macro", Formula::share("cc/compiles_printed", 1))
        .quantity("frees_repaired_at_one", "runs in which the repaired macro freed an object whose count was 1", Formula::share("cc/frees_repaired[count=1]", 1))
        .quantity("frees_repaired_at_two", "runs in which the repaired macro freed an object whose count was 2", Formula::share("cc/frees_repaired[count=2]", 1))
        .quantity("left_of_zero_repaired", "count that the repaired macro leaves of 0", Formula::median("cc/left_of_zero_repaired"))
        .quantity("else_repaired", "runs in which the else around the repaired macro was reached", Formula::share("cc/else_repaired", 1))
        .quantity("else_right", "runs in which the else around the right macro was reached", Formula::share("cc/else_right", 1));
    charts(claims(declaration))
}

fn claims(declaration: Declaration) -> Declaration {
    about_the_object(about_the_count(declaration))
}

fn about_the_count(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("refcount-assign-increments", &["001", "004"], "An object starts with a count of 1, and each assignment adds 1 to it.")
                .holds_if("model, the first name", "count_named", Test::Between(2.0, 2.0))
                .holds_if("model, the second name", "count_aliased", Test::Between(2.0, 2.0))
                .correction("Creation and the first assignment together make 1: the reference that creation returns is moved into the name. Only further names, and places in containers, add to it.", "`_Py_NewReference` in Objects/object.c; `STORE_FAST` in Python/bytecodes.c"),
        )
        .claim(
            Claim::new("refcount-121", &["002"], "One name, a second name, one deleted: the count goes 1, 2, 1.")
                .holds_if("model, a list", "follows_list", Test::Above(0.5))
                .holds_if("model, a literal tuple", "follows_tuple", Test::Above(0.5))
                .holds_if("cpython, a list", "cpython_follows_list", Test::Above(0.5))
                .holds_if("cpython, a literal tuple", "cpython_follows_tuple", Test::Above(0.5))
                .correction("True of a list, which is made each time the line runs. A literal tuple, string or number is made once and kept by the code that mentions it, so its count starts higher; small integers and None are not counted at all since 3.12.", "PEP 683; `co_consts` in Doc/reference/datamodel.rst"),
        )
        .claim(
            Claim::new("refcount-scope-end", &["001"], "The count drops when the scope of a variable ends, or when it is given something else.")
                .holds_if("model, a function returns", "freed_return", Test::Above(0.5))
                .holds_if("model, a name is rebound", "freed_rebinding", Test::Above(0.5))
                .holds_if("model, a loop is over", "freed_loop", Test::Above(0.5))
                .holds_if("cpython, a function returns", "cpython_freed_return", Test::Above(0.5))
                .holds_if("cpython, a loop is over", "cpython_freed_loop", Test::Above(0.5))
                .correction("Functions end the life of their locals; loops, `if` and `with` have no scope, so a loop variable keeps the last item, and the names of a module live until the interpreter ends. An exception that is kept keeps its traceback, which keeps the frames and all their locals.", "Doc/reference/executionmodel.rst, “Naming and binding”; Doc/library/traceback.rst"),
        )
        .claim(
            Claim::new("refcount-zero-frees", &["001", "002", "004"], "At zero the object is destroyed and its memory freed, at once.")
                .holds_if("model, with the GIL", "freed_rebinding", Test::Above(0.5))
                .holds_if("model, without it, by another thread", "freed_other_thread_free", Test::Above(0.5))
                .holds_if("cpython, with the GIL", "cpython_freed_rebinding", Test::Above(0.5))
                .holds_if("cpython-free, by another thread", "cpython_freed_other_thread_free", Test::Above(0.5))
                .correction("Destroyed at once, yes, as long as one count is all there is. Without the GIL an object that another thread lets go of waits in a queue until its owner looks. The memory goes back to Python's allocator, which may keep it.", "PEP 703, “Biased Reference Counting”; Objects/obmalloc.c"),
        )
        .claim(
            Claim::new("getrefcount-3", &["004"], "`sys.getrefcount` of a list with two names is 3.")
                .holds_if("model, in a module", "getrefcount_module", Test::Between(3.0, 3.0))
                .holds_if("model, in a function", "getrefcount_function", Test::Between(3.0, 3.0))
                .still_holds_if("cpython, in a module", "cpython_getrefcount_module", Test::Between(3.0, 3.0))
                .still_holds_if("cpython, in a function", "cpython_getrefcount_function", Test::Between(3.0, 3.0))
                .correction("In a module, and up to 3.13 in a function as well. Since 3.14 a call may borrow the reference of a local variable, and the answer inside a function is one less.", "What's New In Python 3.14, “Porting to Python 3.14”"),
        )
        .claim(
            Claim::new("getrefcount-always-one-more", &["004"], "`sys.getrefcount` always says one more than there are references.")
                .still_holds_if("model, None", "moved_none", Test::Between(1000.0, 1000.0))
                .still_holds_if("cpython, None", "cpython_moved_none", Test::Between(1000.0, 1000.0))
                .correction("Usually one more, for its own argument; not where the argument is borrowed (3.14), and of an immortal object it says a large constant that does not move. The documentation asks not to rely on it, except for 0 and 1.", "Doc/library/sys.rst, `getrefcount`; PEP 683"),
        )
        .claim(
            Claim::new("passed-by-reference", &["004"], "Variables are passed by reference.")
                .holds_if("model", "rebind_seen", Test::Above(0.5))
                .holds_if("cpython", "cpython_rebind_seen", Test::Above(0.5))
                .correction("A call copies the reference, not the variable and not the object. Both sides then hold the same object: a change of it is seen by both, a new value for the parameter by nobody else.", "Doc/faq/programming.rst, “How do I write a function with output parameters”"),
        )
        .claim(
            Claim::new("ft-immortal-none", &[], "None and small integers can be shared by everybody without being counted.")
                .holds_if("model, None", "moved_none", Test::Below(0.5))
                .holds_if("model, a small integer", "moved_int", Test::Below(0.5))
                .holds_if("cpython, None", "cpython_moved_none", Test::Below(0.5))
                .correction("True since 3.12: they are immortal, and a count that is never written is neither contended nor copied after a fork. Before, None was the most written object of all.", "PEP 683, “Motivation”"),
        )
}

fn about_the_object(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("object-header-layout", &["004"], "Every object begins with an `unsigned int` that counts.")
                .holds_if("rust, up to 3.11", "first_field_3_11", Test::Between(4.0, 4.0))
                .holds_if("rust, 3.12 and 3.13", "first_field_3_12", Test::Between(4.0, 4.0))
                .holds_if("rust, since 3.14", "first_field_3_14", Test::Between(4.0, 4.0))
                .holds_if("rust, without the GIL", "first_field_free", Test::Between(4.0, 4.0))
                .correction("Up to 3.13 it begins with a signed word as wide as a pointer, of which 3.12 and 3.13 use the low half. Since 3.14 there are 32 bits of count, 16 of overflow and 16 of flags. Without the GIL it begins with the id of the owner's thread, and there are two counts.", "Include/object.h of CPython 3.11, 3.12 and 3.14"),
        )
        .claim(
            Claim::new("decref-macro", &["004"], "The printed INCREF and DECREF macros are how CPython counts.")
                .holds_if("cc, as printed", "compiles_printed", Test::Above(0.5))
                .holds_if("cc, repaired", "else_repaired", Test::Above(0.5))
                .correction("As printed it does not compile. Repaired, `!--count > 0` means `(!--count) > 0` and is right by luck, a bare `if` swallows the `else` behind it, and from zero the count wraps around. CPython compares with zero after the decrement, since 3.12 behind a test for immortality, and has used inline functions since 3.8. The printed text is a miscopy of the macro of Python's first years.", "`Py_DECREF` in Include/refcount.h, CPython 3.14"),
        )
        .claim(
            Claim::new("ctypes-refcount", &["004"], "`ctypes.c_long.from_address(id(x)).value` is the count of `x`.")
                .holds_if("rust, up to 3.11", "ctypes_3_11", Test::Between(2.0, 2.0))
                .holds_if("rust, since 3.14", "ctypes_3_14", Test::Between(2.0, 2.0))
                .holds_if("rust, without the GIL", "ctypes_free", Test::Between(2.0, 2.0))
                .holds_if("cpython", "cpython_ctypes", Test::Between(2.0, 2.0))
                .holds_if("cpython-free", "free_ctypes", Test::Between(2.0, 2.0))
                .correction("It reads the first word of the object, whatever that is. The count of an ordinary object on 64-bit Linux and macOS; with flags above it for an immortal one since 3.14; half of it on Windows, where `c_long` has 32 bits; without the GIL, the id of a thread.", "Include/object.h; Doc/library/ctypes.rst, “Fundamental data types”"),
        )
}

fn charts(declaration: Declaration) -> Declaration {
    let at = |step: usize| {
        vec![
            Bar::new("references", Formula::median(&format!("model/count[step={step}]"))),
            Bar::new("getrefcount says", Formula::median(&format!("model/getrefcount[step={step}]"))),
        ]
    };
    let one = |formula| vec![Bar::new("one", formula)];
    let freed = |ending: &str| one(Formula::share(&format!("model/freed_{ending}"), 1));
    let header = |series: &str| one(Formula::median(series));
    let passing = |items: &str| {
        vec![
            Bar::new("passed", Formula::median(&format!("model/pass[items={items}]"))),
            Bar::new("copied", Formula::median(&format!("model/copy[items={items}]"))),
        ]
    };
    declaration
        .chart(
            "by_version",
            &[("", "A thousand more references: what the count of None and of a list says")],
            Draw::by_python(
                "added to the count",
                None,
                vec![
                    Bar::new("None", Formula::median("python/moved_none")),
                    Bar::new("a list", Formula::median("python/moved_list")),
                ],
            ),
        )
        .chart(
            "life",
            &[
                (
                    "measured count_named",
                    "Each name and each place in a list counts; when the last is gone, so is the object",
                ),
                ("", "The count of an object, statement by statement"),
            ],
            Draw::bars(
                "count",
                None,
                &[
                    ("x = Noted()", at(1)),
                    ("y = x", at(2)),
                    ("box = [x, y]", at(3)),
                    ("del box", at(4)),
                    ("del y", at(5)),
                    ("x = None", at(6)),
                ],
            ),
        )
        .chart(
            "endings",
            &[("", "Which ends of a name end the object before the next line runs")],
            Draw::bars(
                "share of runs",
                None,
                &[
                    ("the function returns", freed("return")),
                    ("the name is rebound", freed("rebinding")),
                    ("the loop is over", freed("loop")),
                    ("the exception is kept", freed("exception")),
                    ("the object names itself", freed("cycle")),
                    ("by another thread", freed("other_thread")),
                    ("the same, no GIL", freed("other_thread_free")),
                ],
            ),
        )
        .chart(
            "headers",
            &[(
                "",
                "Without the GIL the header is twice as long; what the collector puts in front of it is not counted",
            )],
            Draw::bars(
                "header",
                None,
                &[
                    ("as printed", header("rust/header_printed")),
                    ("CPython up to 3.11", header("rust/header_3_11")),
                    ("CPython 3.12, 3.13", header("rust/header_3_12")),
                    ("CPython since 3.14", header("rust/header_3_14")),
                    ("CPython, no GIL", header("rust/header_free")),
                    ("the model", header("model/header")),
                    ("the model, no GIL", header("model/header_free")),
                ],
            ),
        )
        .chart(
            "moved",
            &[
                ("ft-immortal-none.holds", "A thousand more references move the count of a list, and not that of None"),
                ("", "How far a thousand more references move a count"),
            ],
            Draw::bars(
                "references counted",
                None,
                &[
                    ("a list", one(Formula::median("model/moved_list"))),
                    ("the number 7", one(Formula::median("model/moved_int"))),
                    ("None", one(Formula::median("model/moved_none"))),
                ],
            ),
        )
        .chart(
            "passing",
            &[("", "A long list costs no more to pass than a short one; a copy does")],
            Draw::bars(
                "time of 1,000 calls",
                None,
                &[("1 item", passing("1")), ("100 items", passing("100")), ("10,000 items", passing("10000"))],
            ),
        )
}
