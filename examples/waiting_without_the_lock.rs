//! When does Python let go? Statement by statement, and what many waits beside one another cost.

use std::{
    collections::HashMap,
    fs::{self, File, OpenOptions},
    io::{self, BufRead as _, BufReader, Read as _, Write as _},
    net::{Ipv4Addr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Command, ExitCode},
    sync::{
        Arc, Mutex, MutexGuard, OnceLock, PoisonError,
        mpsc::{self, Sender},
    },
    thread::{self, ThreadId},
    time::Duration,
};

use roommates::{
    gil::Hold,
    harness::{self, Clock, Failure, Model, Outcome, Plan, Twin, Variant},
    interp::{Answer, Argument, Builder, Gil, Interpreter, PythonError},
    results::{
        Declaration, Lane, Span, Unit,
        declaration::{Bar, Claim, Draw, Formula, Test},
    },
};

const SLUG: &str = "waiting_without_the_lock";
const TWIN: (&str, &str) = ("examples/waiting_without_the_lock.py", include_str!("waiting_without_the_lock.py"));
/// What comes through the FIFO.
const MESSAGE: &str = "Your turn.";
/// How long nobody opens the other end of the FIFO, and how long after that nobody writes.
const OPENS_AFTER: Duration = Duration::from_millis(30);
const WRITES_AFTER: Duration = Duration::from_millis(70);
/// Who waits in each of the threads.
const WAIT: Duration = Duration::from_millis(20);
/// How long the server thinks.
const THINKS: Duration = Duration::from_millis(10);
/// Characters in the file, of two bytes each.
const CHARACTERS: usize = 4_000_000;
/// Jobs that two threads do.
const JOBS: i64 = 10;
/// Threads that wait beside one that computes.
const BESIDE: [usize; 3] = [0, 1, 100];
/// Threads that ask the server at once.
const ASKING: [usize; 2] = [1, 4];

/// Knobs of this experiment.
#[derive(clap::Args)]
struct Knobs {
    /// Numbers of threads that wait.
    #[arg(long, value_delimiter = ',', default_value = "1,10,100,1000", value_name = "N,N,…",
          value_parser = clap::value_parser!(u64).range(1..=10_000))]
    threads: Vec<u64>,
    /// Sizes of an answer of the server, in words.
    #[arg(long, value_delimiter = ',', default_value = "1,20000,80000", value_name = "N,N,…",
          value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    words: Vec<u64>,
}

fn main() -> ExitCode {
    harness::main(&declare(), plan)
}

/// What there is to open, to read and to ask, outside of the interpreter.
#[derive(Default)]
struct Outside {
    fifo: Option<PathBuf>,
    file: Option<PathBuf>,
    port: Option<u16>,
    /// Tells the other end of the FIFO to begin.
    begin: Option<Sender<()>>,
}

type Given = Result<Answer, String>;

// ANCHOR: calls
/// The calls that the workload makes: those that wait let go of the lock, the one that decodes does not.
fn bind(model: &mut Interpreter, outside: Outside) -> Result<(), PythonError> {
    let Outside { fifo, file, port, begin } = outside;
    model.bind("begin", move |_| {
        let told = begin.as_ref().map(|begin| begin.send(()));
        told.and_then(Result::ok).map(|()| Answer::None).ok_or_else(|| "there is no other end".into())
    })?;
    let opened: Arc<Mutex<Option<File>>> = Arc::default();
    let kept = Arc::clone(&opened);
    model.bind_detached("open_fifo", move |_| open_fifo(fifo.as_deref(), &kept))?;
    model.bind_detached("read_all", move |_| read_all(&opened))?;
    let contents: Arc<Mutex<HashMap<ThreadId, Vec<u8>>>> = Arc::default();
    let kept = Arc::clone(&contents);
    model.bind_detached("read_file", move |_| read_file(file.as_deref(), &kept))?;
    model.bind("characters", move |_| characters(&contents))?;
    model.bind_detached("fetch", move |words| fetch(port, words))
}
// ANCHOR_END: calls

fn open_fifo(path: Option<&Path>, kept: &Mutex<Option<File>>) -> Given {
    let file = File::open(path.ok_or("no FIFO")?).map_err(|error| error.to_string())?;
    *locked(kept) = Some(file);
    Ok(Answer::None)
}

fn read_all(opened: &Mutex<Option<File>>) -> Given {
    let file = locked(opened).take().ok_or("nothing is open")?;
    io::read_to_string(file).map(Answer::Str).map_err(|error| error.to_string())
}

/// Reads the file; what it holds is kept for the thread that read it, until it reads again.
fn read_file(path: Option<&Path>, kept: &Mutex<HashMap<ThreadId, Vec<u8>>>) -> Given {
    let bytes = fs::read(path.ok_or("no file")?).map_err(|error| error.to_string())?;
    let before = locked(kept).insert(thread::current().id(), bytes);
    drop(before);
    Ok(Answer::None)
}

/// Makes text of what the thread has read: one number a character, as CPython does.
fn characters(contents: &Mutex<HashMap<ThreadId, Vec<u8>>>) -> Given {
    let bytes = locked(contents).remove(&thread::current().id()).ok_or("nothing was read")?;
    let text = std::str::from_utf8(&bytes).map_err(|error| error.to_string())?;
    let decoded: Vec<char> = std::hint::black_box(text.chars().collect());
    Ok(Answer::Int(decoded.len() as i64))
}

/// Asks the server for so many words.
fn fetch(port: Option<u16>, words: &[Argument]) -> Given {
    let [Answer::Int(words)] = words else { return Err(format!("fetch takes a number, not {words:?}")) };
    let ask = || -> io::Result<String> {
        let mut connection = TcpStream::connect((Ipv4Addr::LOCALHOST, port.unwrap_or(0)))?;
        writeln!(connection, "{words}")?;
        let mut text = String::new();
        connection.read_to_string(&mut text)?;
        Ok(text)
    };
    ask().map(Answer::Str).map_err(|error| error.to_string())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A holder that panicked left nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where the server listens; starts it when it is first needed.
fn server() -> Result<u16, Failure> {
    static PORT: OnceLock<Result<u16, String>> = OnceLock::new();
    let start = || -> io::Result<u16> {
        let listening = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listening.local_addr()?.port();
        thread::spawn(move || {
            for connection in listening.incoming().flatten() {
                // Who hung up needs no answer.
                thread::spawn(move || answer(connection).ok());
            }
        });
        Ok(port)
    };
    let port = PORT.get_or_init(|| start().map_err(|error| error.to_string()));
    port.clone().map_err(Failure)
}

/// Thinks, and sends so many ones.
fn answer(mut connection: TcpStream) -> io::Result<()> {
    let mut asked = String::new();
    BufReader::new(&connection).read_line(&mut asked)?;
    let words = "1 ".repeat(asked.trim().parse().unwrap_or(0));
    thread::sleep(THINKS);
    connection.write_all(words.as_bytes())
}

/// The workload of the twin, in an interpreter of this kind.
fn model(clock: Clock, builder: Builder, outside: Outside) -> Result<Model, Failure> {
    Model::load_with(builder, TWIN.0, TWIN.1, clock, |model| bind(model, outside))
}

/// A series of the model with a GIL.
fn with_gil<'a>(name: &str) -> Variant<'a> {
    Variant::new("model", name).requests("gil", "on")
}

/// Puts the chapter's question to plain threads, to the model, and to the Pythons of this machine.
fn plan<'a>(knobs: &'a Knobs, plan: &mut Plan<'a>) {
    plan.budget(Duration::from_secs(40));
    plan.add(timeline());
    for statement in ["open", "compute", "read"] {
        plan.add(pace(statement, Gil::Interval(roommates::gil::DEFAULT_SWITCH_INTERVAL)));
        plan.add(pace(statement, Gil::Free));
    }
    for &threads in &knobs.threads {
        plan.add(plain_wait(threads));
        plan.add(wait(threads));
    }
    if let Some(&threads) = knobs.threads.first() {
        plan.add(wait(threads).again());
    }
    for threads in BESIDE {
        plan.add(turns_beside(threads));
    }
    for kind in ["bytes", "text", "slow"] {
        plan.add(reads(kind, 1));
        plan.add(reads(kind, 2));
    }
    for &words in &knobs.words {
        for threads in ASKING {
            plan.add(fetches(threads, words));
        }
    }
    for claimed in [0, 1] {
        plan.add(twice(claimed));
    }
    let list = |numbers: &[u64]| numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(",");
    let (threads, words) = (list(&knobs.threads), list(&knobs.words));
    let twin = Twin::new(SLUG, TWIN.1, include_str!("twin.py")).since(2, 7).given(Duration::from_secs(15));
    let twin = twin.history(&["pace_open", "pace_compute"]);
    plan.ask_pythons(&twin.with(&["--threads", &threads, "--words", &words]));
}

// ANCHOR: marks
/// When each of the three statements was over, and how far the other thread had counted.
struct Marks(Vec<(i64, i64)>);

/// Lets the model run them, with a thread of the system at the other end of the FIFO.
fn run_statements(clock: Clock, builder: Builder) -> Result<(Model, Marks), Failure> {
    let folder = tempfile::tempdir()?;
    let fifo = folder.path().join("fifo");
    if !Command::new("mkfifo").arg(&fifo).status()?.success() {
        return Err(Failure("mkfifo failed".into()));
    }
    let (begin, begun) = mpsc::channel();
    let outside = Outside { fifo: Some(fifo.clone()), begin: Some(begin), ..Outside::default() };
    let mut model = model(clock, builder, outside)?;
    let other_end = thread::spawn(move || -> io::Result<()> {
        begun.recv().map_err(io::Error::other)?;
        thread::sleep(OPENS_AFTER);
        let mut other_end = OpenOptions::new().write(true).open(fifo)?;
        thread::sleep(WRITES_AFTER);
        other_end.write_all(MESSAGE.as_bytes())
    });
    let answer = model.ask("statements", &[])?;
    other_end.join().map_err(|_| Failure("the other end panicked".into()))??;
    Ok((model, Marks::of(&answer)?))
}
// ANCHOR_END: marks

impl Marks {
    fn of(answer: &Answer) -> Result<Self, Failure> {
        let wrong = || Failure(format!("statements gave {answer:?}"));
        let Answer::Tuple(parts) = answer else { return Err(wrong()) };
        let [Answer::List(marks), Answer::Str(text)] = &parts[..] else { return Err(wrong()) };
        let mark = |mark: &Answer| match mark {
            Answer::Tuple(mark) => match &mark[..] {
                [Answer::Int(when), Answer::Int(counted)] => Some((*when, *counted)),
                _ => None,
            },
            _ => None,
        };
        let marks: Option<Vec<_>> = marks.iter().map(mark).collect();
        marks.filter(|marks| marks.len() == 4 && text == MESSAGE).map(Self).ok_or_else(wrong)
    }

    /// Turns of the other thread per millisecond, in each statement.
    fn paces(&self) -> Vec<i64> {
        let pace = |pair: &[(i64, i64)]| (pair[1].1 - pair[0].1) * 1_000_000 / (pair[1].0 - pair[0].0).max(1);
        self.0.windows(2).map(pace).collect()
    }
}

/// The pace of the thread that counts, while another is in this statement.
fn pace<'a>(statement: &'static str, gil: Gil) -> Variant<'a> {
    let (name, on) = match gil {
        Gil::Free => (format!("free_{statement}"), "off"),
        _ => (format!("pace_{statement}"), "on"),
    };
    let which = ["open", "compute", "read"].iter().position(|name| *name == statement);
    let variant = Variant::new("model", &name).requests("gil", on).unit(Unit::Count);
    variant.not_deciding().expects(3).sampled(move |watch| {
        let (model, marks) = run_statements(watch.clock(), Interpreter::builder().gil(gil))?;
        let paces = marks.paces();
        which.and_then(|which| paces.get(which)).into_iter().for_each(|pace| watch.report(*pace));
        Ok(model.outcome(paces.len() as u64))
    })
}

/// The three statements, and who held the GIL meanwhile.
fn timeline<'a>() -> Variant<'a> {
    with_gil("statements").not_deciding().expects(3).sampled(|watch| {
        let builder = Interpreter::builder().trace(true);
        let clock = watch.clock();
        let (mut model, marks) = watch.time(|| run_statements(clock, builder))?;
        let epoch = model.number("epoch", &[])?;
        let when: Vec<u64> = marks.0.iter().map(|mark| (mark.0 + epoch) as u64).collect();
        let shown = lanes_of(&when, &model.holds());
        Ok(model.outcome(marks.paces().len() as u64).lanes(shown))
    })
}

/// A lane for the statements, and one for each of the two who hold the GIL, between the first mark and the last.
fn lanes_of(when: &[u64], holds: &[Hold]) -> Vec<Lane> {
    let (Some(&start), Some(&end)) = (when.first(), when.last()) else { return Vec::new() };
    let span = |from: u64, to: u64, label: &str| Span {
        start: from.clamp(start, end) - start,
        end: to.clamp(start, end) - start,
        label: Some(label.into()),
    };
    let doing = when.windows(2).zip(["in open()", "computes", "in read()"]);
    let doing = doing.map(|(pair, label)| span(pair[0], pair[1], label)).collect();
    let inside: Vec<&Hold> = holds.iter().filter(|hold| hold.end > start && hold.start < end).collect();
    let held = |thread: usize| {
        let its = inside.iter().filter(|hold| hold.thread == thread);
        its.map(|hold| span(hold.start, hold.end, "holds the GIL")).collect()
    };
    vec![
        Lane { name: "1 does".into(), spans: doing },
        Lane { name: "1 holds".into(), spans: held(0) },
        Lane { name: "2 holds".into(), spans: held(1) },
    ]
}

/// So many plain threads that wait.
fn plain_wait<'a>(threads: u64) -> Variant<'a> {
    Variant::new("rust", "wait").at("threads", threads as usize).expects(threads).timed(move || {
        let waiting: Vec<_> = (0..threads).map(|_| thread::spawn(|| thread::sleep(WAIT))).collect();
        let waited = waiting.into_iter().filter_map(|thread| thread.join().ok()).count();
        Ok(Outcome::answer(waited as u64))
    })
}

/// The same in the model.
fn wait<'a>(threads: u64) -> Variant<'a> {
    with_gil("wait").at("threads", threads as usize).expects(threads).sampled(move |watch| {
        let mut model = model(watch.clock(), Interpreter::builder(), Outside::default())?;
        let waited = watch.time(|| model.number("wait", &[Answer::Int(threads as i64)]))?;
        Ok(model.outcome(waited as u64))
    })
}

/// Turns of a thread that computes for a while, beside so many that wait.
fn turns_beside<'a>(threads: usize) -> Variant<'a> {
    let variant = with_gil("turns").at("threads", threads).unit(Unit::Count);
    variant.not_deciding().sampled(move |watch| {
        let mut model = model(watch.clock(), Interpreter::builder(), Outside::default())?;
        watch.report(model.number("turns_beside", &[Answer::Int(threads as i64)])?);
        Ok(model.outcome(0))
    })
}

/// Two reads, one after the other or at once.
fn reads<'a>(kind: &'static str, threads: usize) -> Variant<'a> {
    let function = if threads == 1 { "one_by_one" } else { "at_once" };
    let variant = with_gil(kind).at("threads", threads).not_deciding().expects(2);
    let variant = if threads == 1 && kind != "slow" { variant.on_each_processor() } else { variant };
    variant.sampled(move |watch| {
        let file = tempfile::NamedTempFile::new()?;
        fs::write(&file, "ä".repeat(CHARACTERS))?;
        let outside = Outside { file: Some(file.path().to_owned()), ..Outside::default() };
        let mut model = model(watch.clock(), Interpreter::builder(), outside)?;
        let read = watch.time(|| model.number(function, &[kind.into()]))?;
        Ok(model.outcome(read as u64))
    })
}

/// So many threads that each ask the server for so many words.
fn fetches<'a>(threads: usize, words: u64) -> Variant<'a> {
    let variant = with_gil("fetch").at("threads", threads).at("words", words as usize);
    variant.not_deciding().expects(threads as u64).sampled(move |watch| {
        let outside = Outside { port: Some(server()?), ..Outside::default() };
        let mut model = model(watch.clock(), Interpreter::builder(), outside)?;
        let arguments = [Answer::Int(threads as i64), Answer::Int(words as i64)];
        let answered = watch.time(|| model.number("get_at_once", &arguments))?;
        Ok(model.outcome(answered as u64))
    })
}

/// Jobs that were done twice by two threads: claimed before they wait, or marked as done after it.
fn twice<'a>(claimed: i64) -> Variant<'a> {
    let variant = with_gil("twice").at("claimed", claimed as usize).unit(Unit::Count);
    variant.not_deciding().sampled(move |watch| {
        let mut model = model(watch.clock(), Interpreter::builder(), Outside::default())?;
        watch.report(model.number("done_twice", &[Answer::Int(claimed), Answer::Int(JOBS)])?);
        Ok(model.outcome(0))
    })
}

#[rustfmt::skip] // One line a quantity reads as the table that it is.
fn declare() -> Declaration {
    let speed_up = |engine: &str, kind: &str| Formula::ratio(&format!("{engine}/{kind}[threads=1]"), &format!("{engine}/{kind}[threads=2]"));
    let four = |engine: &str, words: u64| Formula::ratio(&format!("{engine}/fetch[threads=4,words={words}]"), &format!("{engine}/fetch[threads=1,words={words}]"));
    let declaration = Declaration::new(SLUG, "When does Python let go?")
        // Statement by statement.
        .quantity("pace_between", "pace of another thread while one computes between open() and read(), over its pace while open() waits", Formula::ratio("model/pace_compute", "model/pace_open"))
        .quantity("pace_in_read", "pace of another thread while read() waits, over its pace while open() waits", Formula::ratio("model/pace_read", "model/pace_open"))
        .quantity("free_between", "pace of another thread while one computes, over its pace while one waits, without the GIL", Formula::ratio("model/free_compute", "model/free_open"))
        .quantity("cpython_pace_between", "pace of another thread while one computes between open() and read(), over its pace while open() waits, in CPython", Formula::ratio("cpython/pace_compute", "cpython/pace_open"))
        .quantity("cpython_pace_in_read", "pace of another thread while read() waits, over its pace while open() waits, in CPython", Formula::ratio("cpython/pace_read", "cpython/pace_open"))
        .quantity("cpython_free_between", "pace of another thread while one computes, over its pace while one waits, in CPython without the GIL", Formula::ratio("cpython-free/pace_compute", "cpython-free/pace_open"))
        .prediction("residual_between", "pace beside a loop between two waits", Formula::residual(("cpython/pace_compute", "cpython/pace_open"), ("model/pace_compute", "model/pace_open")))
        // Waits beside one another.
        .quantity("wait_1", "time until one thread has waited for 20 ms", Formula::median("model/wait[threads=1]"))
        .quantity("wait_100", "time until a hundred threads have each waited for 20 ms", Formula::median("model/wait[threads=100]"))
        .quantity("wait_1000", "time until a thousand threads have each waited for 20 ms", Formula::median("model/wait[threads=1000]"))
        .quantity("wait_ratio", "a thousand waits at once over one wait", Formula::ratio("model/wait[threads=1000]", "model/wait[threads=1]"))
        .quantity("wait_ratio_100", "a hundred waits at once over one wait", Formula::ratio("model/wait[threads=100]", "model/wait[threads=1]"))
        .quantity("plain_ratio", "a thousand waits of plain threads over one", Formula::ratio("rust/wait[threads=1000]", "rust/wait[threads=1]"))
        .quantity("cpython_wait_1000", "time until a thousand threads have each waited for 20 ms, in CPython", Formula::median("cpython/wait[threads=1000]"))
        .quantity("cpython_wait_ratio_100", "a hundred waits at once over one wait, in CPython", Formula::ratio("cpython/wait[threads=100]", "cpython/wait[threads=1]"))
        .prediction("residual_wait", "ten waits at once", Formula::ratio("cpython/wait[threads=10]", "model/wait[threads=10]"))
        // Beside one that computes.
        .quantity("beside_100", "turns of a loop beside a hundred threads that wait, over those beside none", Formula::ratio("model/turns[threads=100]", "model/turns[threads=0]"))
        .quantity("cpython_beside_100", "turns of a loop beside a hundred threads that wait, over those beside none, in CPython", Formula::ratio("cpython/turns[threads=100]", "cpython/turns[threads=0]"))
        .prediction("residual_beside", "a loop beside a hundred waits", Formula::residual(("cpython/turns[threads=100]", "cpython/turns[threads=0]"), ("model/turns[threads=100]", "model/turns[threads=0]")))
        // Reading.
        .quantity("bytes", "speed-up of reading bytes of a cached file in two threads", speed_up("model", "bytes"))
        .quantity("text", "speed-up of reading text of a cached file in two threads", speed_up("model", "text"))
        .quantity("slow", "speed-up of reading from a slow pipe in two threads", speed_up("model", "slow"))
        .quantity("cpython_bytes", "speed-up of reading bytes of a cached file in two threads, in CPython", speed_up("cpython", "bytes"))
        .quantity("cpython_text", "speed-up of reading text of a cached file in two threads, in CPython", speed_up("cpython", "text"))
        .quantity("cpython_slow", "speed-up of reading from a slow pipe in two threads, in CPython", speed_up("cpython", "slow"))
        .quantity("cpython_free_text", "speed-up of reading text in two threads, in CPython without the GIL", speed_up("cpython-free", "text"))
        .prediction("residual_slow", "two slow reads at once", Formula::residual(("cpython/slow[threads=1]", "cpython/slow[threads=2]"), ("model/slow[threads=1]", "model/slow[threads=2]")))
        // Fetching.
        .quantity("short_answer", "four short answers at once over one", four("model", 1))
        .quantity("long_answer", "four long answers at once over one", four("model", 80_000))
        .quantity("cpython_short_answer", "four short answers at once over one, in CPython", four("cpython", 1))
        .quantity("cpython_long_answer", "four long answers at once over one, in CPython", four("cpython", 80_000))
        .quantity("one_long", "one long answer, from the question until it is added up", Formula::median("model/fetch[threads=1,words=80000]"))
        .quantity("one_short", "one short answer", Formula::median("model/fetch[threads=1,words=1]"))
        .prediction("residual_short", "four short answers at once", Formula::residual(("cpython/fetch[threads=4,words=1]", "cpython/fetch[threads=1,words=1]"), ("model/fetch[threads=4,words=1]", "model/fetch[threads=1,words=1]")))
        // Twice.
        .quantity("checked_twice", "jobs done twice out of ten, where two threads look, wait and then mark", Formula::median("model/twice[claimed=0]"))
        .quantity("claimed_twice", "jobs done twice in all rounds, where they look, claim and then wait", Formula::sum("model/twice[claimed=1]"))
        .quantity("cpython_checked_twice", "jobs done twice out of ten, where two threads look, wait and then mark, in CPython", Formula::median("cpython/twice[claimed=0]"))
        .quantity("cpython_claimed_twice", "jobs done twice in all rounds, where they look, claim and then wait, in CPython", Formula::sum("cpython/twice[claimed=1]"));
    charts_of_work(charts_of_waits(claims(declaration)))
}

fn claims(declaration: Declaration) -> Declaration {
    declaration
        .claim(
            Claim::new("gil-released-open-and-after", &["002"], "`open()` lets go of the GIL, and it stays free on the lines after it until all is read.")
                .holds_if("model", "pace_between", Test::Above(0.9))
                .holds_if("cpython", "cpython_pace_between", Test::Above(0.9))
                .correction("It is free while the system call inside `open()` runs, and taken again before `open()` returns. The lines after it are Python code like any other and hold it; `read()` drops it once more, for its own system call.", "`_io_FileIO___init___impl` in Modules/_io/fileio.c and `_Py_read` in Python/fileutils.c, CPython 3.14: `Py_BEGIN_ALLOW_THREADS` around the call of the system"),
        )
        .claim(
            Claim::new("waiting-thread-no-race-risk", &["002"], "A thread that waits touches no object, so there is no race while it waits.")
                .holds_if("model, claimed before the wait", "claimed_twice", Test::Below(0.5))
                .holds_if("cpython, claimed before the wait", "cpython_claimed_twice", Test::Below(0.5))
                .holds_if("model, checked before it, marked after it", "checked_twice", Test::Below(0.5))
                .holds_if("cpython, checked before it, marked after it", "cpython_checked_twice", Test::Below(0.5))
                .correction("The thread that waits touches nothing, so the interpreter is safe. The others go on, and what was true before the wait need not be true after it. Claim first and then wait, or hold a lock of your own across both.", "Doc/c-api/threads.rst, “Detaching the thread state from extension code”, CPython 3.14"),
        )
        .claim(
            Claim::new("io-file-threads", &["000", "002", "004"], "Reading files is faster in several threads.")
                .holds_if("model, from a slow source", "slow", Test::Above(1.2))
                .holds_if("cpython, from a slow source", "cpython_slow", Test::Above(1.2))
                .holds_if("model, bytes in memory", "bytes", Test::Above(1.2)).with_cores(2)
                .holds_if("cpython, bytes in memory", "cpython_bytes", Test::Above(1.2)).with_cores(2)
                .holds_if("model, text in memory", "text", Test::Above(1.2)).with_cores(2)
                .holds_if("cpython, text in memory", "cpython_text", Test::Above(1.2)).with_cores(2)
                .correction("Where a read waits, waits overlap. A file that was read or written lately does not wait, it lies in memory: what is left is a copy, which runs without the GIL, and for text the decoding, which holds it and takes longer than the copy.", "Modules/_io/fileio.c and Python/fileutils.c, which drop the GIL around `read`; Objects/unicodeobject.c, whose decoders do not"),
        )
        .claim(
            Claim::new("requests-get-releases", &["002"], "A thread that fetches a page has let go of the GIL meanwhile.")
                .holds_if("model, a short answer", "short_answer", Test::Below(1.5))
                .holds_if("cpython, a short answer", "cpython_short_answer", Test::Below(1.5))
                .holds_if("model, a long answer", "long_answer", Test::Below(1.5))
                .holds_if("cpython, a long answer", "cpython_long_answer", Test::Below(1.5))
                .correction("While it connects, sends and receives. The rest of a request is Python: headers, decoding, parsing, building objects. The longer the answer and the more is done with it, the less of a request can overlap with others.", "`sock_call_ex` in Modules/socketmodule.c, CPython 3.14; Lib/http/client.py"),
        )
}

/// A bar for the model, and one for CPython.
fn both(of: impl Fn(&str) -> Formula) -> Vec<Bar> {
    vec![Bar::new("model", of("model")), Bar::new("CPython", of("cpython"))]
}

/// Statement by statement, and waits beside one another.
fn charts_of_waits(declaration: Declaration) -> Declaration {
    let pace = |statement: &str| {
        let of = |engine: &str| Formula::ratio(&format!("{engine}/pace_{statement}"), &format!("{engine}/pace_open"));
        let mut bars = both(of);
        bars.push(Bar::new("model, no GIL", Formula::ratio(&format!("model/free_{statement}"), "model/free_open")));
        bars.push(Bar::new("CPython, no GIL", of("cpython-free")));
        bars
    };
    let wait = |n: u64| {
        ["rust", "model", "cpython"]
            .map(|engine| (engine, Formula::median(&format!("{engine}/wait[threads={n}]"))))
            .map(|(engine, of)| {
                Bar::new(
                    match engine {
                        "rust" => "plain Rust",
                        "model" => "model",
                        _ => "CPython",
                    },
                    of,
                )
            })
            .to_vec()
    };
    declaration
        .chart(
            "statements",
            &[
                (
                    "gil-released-open-and-after.does-not-hold",
                    "The GIL is free while open() and read() wait, and not in between",
                ),
                ("", "Who holds the GIL while one thread opens, computes and reads"),
            ],
            Draw::timeline("time", &[("thread 1 does three things, thread 2 counts", "model/statements")]),
        )
        .chart(
            "paces",
            &[
                (
                    "pace_between below 0.9",
                    "Between open() and read() another thread goes at {pace_between} of its pace",
                ),
                ("", "Pace of another thread, statement by statement"),
            ],
            Draw::bars(
                "ratio of the paces",
                Some(1.0),
                &[("the loop in between", pace("compute")), ("read() waits", pace("read"))],
            ),
        )
        .chart(
            "by_version",
            &[
                (
                    "cpython_pace_between below 0.9",
                    "In each Python with a GIL the line after open() holds it: {cpython_pace_between} of the pace in the newest",
                ),
                ("", "Pace of another thread between open() and read(), by version"),
            ],
            Draw::by_python(
                "ratio of the paces",
                Some(1.0),
                vec![Bar::new("between", Formula::ratio("python/pace_compute", "python/pace_open"))],
            ),
        )
        .chart(
            "waits",
            &[
                (
                    "wait_ratio_100 below 5",
                    "A hundred waits of 20 ms at once take {wait_100}, and a thousand {wait_1000}",
                ),
                ("", "How long it takes until so many threads have waited for 20 ms"),
            ],
            Draw::bars(
                "time until all have waited",
                None,
                &[("1", wait(1)), ("10", wait(10)), ("100", wait(100)), ("1,000 threads", wait(1000))],
            ),
        )
}

/// Waits beside work.
fn charts_of_work(declaration: Declaration) -> Declaration {
    let beside = |n: u64| {
        both(|engine| Formula::ratio(&format!("{engine}/turns[threads={n}]"), &format!("{engine}/turns[threads=0]")))
    };
    let read = |kind: &str| {
        let of = |engine: &str| {
            Formula::ratio(&format!("{engine}/{kind}[threads=1]"), &format!("{engine}/{kind}[threads=2]"))
        };
        let mut bars = both(of);
        bars.push(Bar::new("CPython, no GIL", of("cpython-free")));
        bars
    };
    let fetch = |words: u64| {
        both(|engine| {
            let of = |threads: u64| format!("{engine}/fetch[threads={threads},words={words}]");
            Formula::ratio(&of(4), &of(1))
        })
    };
    declaration
        .chart(
            "beside",
            &[
                ("beside_100 above 0.9", "Beside a hundred threads that wait, a loop makes {beside_100} of its turns"),
                ("", "Turns of a loop beside threads that wait"),
            ],
            Draw::bars(
                "turns over those beside nobody",
                Some(1.0),
                &[("one waits", beside(1)), ("a hundred wait", beside(100))],
            ),
        )
        .chart(
            "reads",
            &[
                ("text below 1.2", "Two threads are faster where a read waits, and not where text is decoded"),
                ("", "Speed-up of two reads at once over one after the other"),
            ],
            Draw::bars(
                "speed-up of two threads",
                Some(1.0),
                &[("a slow pipe", read("slow")), ("bytes in memory", read("bytes")), ("text in memory", read("text"))],
            ),
        )
        .chart(
            "fetches",
            &[
                (
                    "requests-get-releases.depends",
                    "Four short answers at once take {short_answer} the time of one, four long ones {long_answer}",
                ),
                ("", "Time of four answers at once over that of one, by the length of an answer"),
            ],
            Draw::bars(
                "time of four over that of one",
                Some(1.0),
                &[("1 word", fetch(1)), ("20,000", fetch(20_000)), ("80,000 words", fetch(80_000))],
            ),
        )
}
