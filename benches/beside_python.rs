//! How fast is the model? Nine programs, run by the model and by a Python, in turns: `cargo bench --bench beside_python`.
//!
//! `-- --python PATH` asks another Python than `python3` (several times: several Pythons); `--rounds N`; `--only NAME`.
//! `--check` fails if the model is slower on any program, or less than 1.5 times as fast in the geometric mean.
//!
//! Rounds are interleaved and answers compared; the number is the median of the ratios of the rounds, with its 95 %
//! interval. Two more columns are about one thread: what leaving out the GIL costs, and what a trace of the GIL costs
//! that is on. A trace that is off is one comparison whenever the GIL changes hands and so costs less than that; `--check`
//! fails if the one that is on costs a percent in the geometric mean.

#![expect(clippy::print_stdout, reason = "a table on standard output is what it is for")]

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::PathBuf,
    process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio},
    time::Instant,
};

use anyhow::{Context as _, ensure};
use clap::Parser;
use roommates::{
    harness::estimate::{self, Estimate},
    interp::{Answer, Gil, Interpreter},
};

#[path = "programs/mod.rs"]
mod programs;

/// Slower than this many times CPython it must not be, on any program.
const SLOWEST: f64 = 1.0;
/// In the geometric mean it must be this many times as fast.
const MEAN: f64 = 1.5;
/// What a build without a GIL may cost a single thread.
const FREE: f64 = 1.15;
/// What a trace may cost a single thread.
const TRACE: f64 = 1.01;

/// Reads the name of a program a line, runs it, answers with nanoseconds and result.
const DRIVER: &str = r"
import sys, time
programs = {}
for line in sys.stdin:
    name, _, text = line.rstrip('\n').partition(' ')
    if text:
        space = {'__name__': name}
        exec(eval(text), space)
        programs[name] = space['run']
    else:
        start = time.perf_counter_ns()
        answer = programs[name]()
        print(time.perf_counter_ns() - start, repr(answer), flush=True)
";

#[derive(Parser)]
struct Options {
    /// A Python to compare with.
    #[arg(long, default_value = "python3")]
    python: Vec<PathBuf>,
    /// Rounds.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Only these programs.
    #[arg(long)]
    only: Vec<String>,
    /// Fail if the model is too slow.
    #[arg(long)]
    check: bool,
    /// What cargo passes.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    let mut good = true;
    for python in &options.python {
        let mut python = Python::start(python)?;
        good &= compare(&mut python, &options)?;
    }
    Ok(if good || !options.check { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Compares all programs with one Python; whether the model is fast enough.
fn compare(python: &mut Python, options: &Options) -> anyhow::Result<bool> {
    println!(
        "beside {}: times as fast (95 % interval); what leaving out the GIL costs one thread; what a trace costs",
        python.version
    );
    let (mut good, mut logarithms, mut free, mut traced) = (true, Vec::new(), Vec::new(), Vec::new());
    for (name, text) in programs::wanted(&options.only) {
        let samples = sample(python, name, text, options.rounds)?;
        let ratio = samples.ratio(|s| s.python / s.model)?;
        let cost = samples.ratio(|s| s.free / s.model)?;
        let trace = samples.ratio(|s| s.traced / s.model)?;
        let median = estimate::median(&samples.0.iter().map(|s| s.model).collect::<Vec<_>>()).context("no round")?;
        let (ms, ratios) = (median.point / 1e6, [&ratio, &cost, &trace].map(shown));
        println!("{name:<12} {ms:>8.2} ms  {}", ratios.join("  "));
        good &= ratio.point >= SLOWEST;
        logarithms.push(ratio.point.ln());
        free.push(cost.point.ln());
        traced.push(trace.point.ln());
    }
    let mean = |logarithms: &[f64]| (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp();
    let means = [mean(&logarithms), mean(&free), mean(&traced)];
    println!("{:<12} {:>11}  {:>5.2}×  {:>18.2}×  {:>18.3}×", "geom. mean", "", means[0], means[1], means[2]);
    Ok(good && means[0] >= MEAN && means[1] <= FREE && means[2] <= TRACE)
}

fn shown(e: &Estimate) -> String {
    format!("{:>5.2}× ({:.2}–{:.2})", e.point, e.low, e.high)
}

/// What one round took, ns.
struct Sample {
    model: f64,
    free: f64,
    traced: f64,
    python: f64,
}

struct Samples(Vec<Sample>);

impl Samples {
    fn ratio(&self, of: impl Fn(&Sample) -> f64) -> anyhow::Result<Estimate> {
        estimate::median(&self.0.iter().map(of).collect::<Vec<_>>()).context("no round was taken")
    }
}

fn sample(python: &mut Python, name: &str, text: &str, rounds: usize) -> anyhow::Result<Samples> {
    let mut model = Interpreter::builder().build();
    let mut free = Interpreter::builder().gil(Gil::Free).build();
    let mut traced = Interpreter::builder().trace(true).build();
    for interpreter in [&mut model, &mut free, &mut traced] {
        interpreter.load_source(name, text).map_err(|e| anyhow::anyhow!("{name}: {e}"))?;
    }
    python.load(name, text)?;
    let mut samples = Vec::new();
    for round in 0..=rounds {
        let (of_model, answer) = run(&mut model)?;
        let (of_free, same) = run(&mut free)?;
        let (of_traced, again) = run(&mut traced)?;
        let (of_python, theirs) = python.run(name)?;
        for answer in [answer, same, again] {
            ensure!(answer == theirs, "{name}: the model says {answer}, Python {theirs}");
        }
        if round > 0 {
            samples.push(Sample { model: of_model, free: of_free, traced: of_traced, python: of_python });
        }
    }
    Ok(Samples(samples))
}

fn run(interpreter: &mut Interpreter) -> anyhow::Result<(f64, String)> {
    let start = Instant::now();
    let answer = interpreter.call("run", &[]).map_err(|e| anyhow::anyhow!("{e}"))?;
    let took = start.elapsed().as_nanos() as f64;
    match answer {
        Answer::Int(number) => Ok((took, number.to_string())),
        Answer::BigInt(digits) => Ok((took, digits)),
        other => anyhow::bail!("the programs answer with numbers, not with {other:?}"),
    }
}

/// A Python that waits for programs.
struct Python {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    version: String,
}

impl Python {
    fn start(program: &PathBuf) -> anyhow::Result<Self> {
        let shown = || format!("{} cannot be asked", program.display());
        let version = Command::new(program).arg("--version").output().with_context(shown)?;
        let version = String::from_utf8_lossy(&version.stdout).trim().to_owned();
        let mut child = Command::new(program)
            .args(["-c", DRIVER])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(shown)?;
        let ask = child.stdin.take().context("no standard input")?;
        let answers = BufReader::new(child.stdout.take().context("no standard output")?);
        Ok(Self { child, ask, answers, version })
    }

    fn load(&mut self, name: &str, text: &str) -> anyhow::Result<()> {
        // A Rust string literal without escapes of its own beyond these is one of Python, too.
        let literal = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
        Ok(writeln!(self.ask, "{name} \"{literal}\"")?)
    }

    fn run(&mut self, name: &str) -> anyhow::Result<(f64, String)> {
        writeln!(self.ask, "{name}")?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let (time, answer) = line.trim().split_once(' ').with_context(|| format!("{name}: Python said {line:?}"))?;
        Ok((time.parse()?, answer.to_owned()))
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        // It ends with its input; if it does not, it must not outlive the comparison.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
