//! What does a second thread bring without a GIL? `cargo bench --bench two_threads`.
//!
//! The nine programs of `beside_python`, each run by one Python thread and by two at once, on private data: throughput
//! of two over throughput of one. Beside it stands what the machine gives at most: the same program in two interpreters
//! that share nothing. Rounds are interleaved; the numbers are medians with their 95 % intervals.
//!
//! `-- --check` fails if two threads bring less than 0.95 of what two interpreters bring, in the geometric mean: 1.9 on
//! two cores of their own. `--rounds N`; `--only NAME`.

#![expect(clippy::print_stdout, reason = "a table on standard output is what it is for")]

use std::{
    process::ExitCode,
    sync::{Arc, Barrier},
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

/// Two threads bring at least so much of what two interpreters bring.
const SHARE: f64 = 0.95;

/// Goes after each program.
const THREADS: &str = "
import threading
def side_by_side(n):
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(run())) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == n and len(set(answers)) == 1
    return answers[0]
";

#[derive(Parser)]
struct Options {
    /// Rounds.
    #[arg(long, default_value_t = 15)]
    rounds: usize,
    /// Only these programs.
    #[arg(long)]
    only: Vec<String>,
    /// Fail if the second thread brings too little.
    #[arg(long)]
    check: bool,
    /// What cargo passes.
    #[arg(long, hide = true)]
    bench: bool,
}

fn main() -> anyhow::Result<ExitCode> {
    let options = Options::parse();
    println!("without a GIL, two over one (95 % interval): two threads, two interpreters");
    let (mut threads, mut apart) = (Vec::new(), Vec::new());
    for (name, text) in programs::wanted(&options.only) {
        let rounds = measure(name, text, options.rounds).with_context(|| name.to_owned())?;
        let of_threads = ratio(&rounds, |round| 2.0 * round.one / round.two)?;
        let of_interpreters = ratio(&rounds, |round| 2.0 * round.one / round.apart)?;
        println!("{name:<12} {}  {}", shown(&of_threads), shown(&of_interpreters));
        threads.push(of_threads.point.ln());
        apart.push(of_interpreters.point.ln());
    }
    let mean = |logarithms: &[f64]| (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp();
    println!("{:<12} {:>5.2}×               {:>5.2}×", "geom. mean", mean(&threads), mean(&apart));
    let good = mean(&threads) >= SHARE * mean(&apart);
    Ok(if good || !options.check { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn shown(e: &Estimate) -> String {
    format!("{:>5.2}× ({:.2}–{:.2})", e.point, e.low, e.high)
}

/// What one round took, ns.
struct Round {
    one: f64,
    two: f64,
    apart: f64,
}

fn ratio(rounds: &[Round], of: impl Fn(&Round) -> f64) -> anyhow::Result<Estimate> {
    estimate::median(&rounds.iter().map(of).collect::<Vec<_>>()).context("no round was taken")
}

fn measure(name: &str, text: &str, rounds: usize) -> anyhow::Result<Vec<Round>> {
    let mut interpreter = loaded(name, text)?;
    let start = Arc::new(Barrier::new(3));
    let (ask, others): (Vec<_>, Vec<_>) = (0..2).map(|_| other_interpreter(name, text, &start)).unzip();
    let mut measured = Vec::new();
    let mut result = Ok(());
    for round in 0..=rounds {
        let taken = one_round(&mut interpreter, &start, &ask, &others);
        match taken {
            Ok(taken) if round > 0 => measured.push(taken),
            Ok(_) => {}
            Err(error) => {
                result = Err(error);
                break;
            }
        }
    }
    result.map(|()| measured)
}

type Ask = std::sync::mpsc::Sender<()>;
type Answers = std::sync::mpsc::Receiver<anyhow::Result<f64>>;

/// An interpreter on a thread of its own: for each question it waits at the barrier, runs, and tells how long it took.
fn other_interpreter(name: &str, text: &str, start: &Arc<Barrier>) -> (Ask, Answers) {
    let (ask, questions) = std::sync::mpsc::channel();
    let (answer, answers) = std::sync::mpsc::channel();
    let (name, text, start) = (name.to_owned(), text.to_owned(), Arc::clone(start));
    std::thread::spawn(move || {
        let interpreter = loaded(&name, &text);
        let mut interpreter = match interpreter {
            Ok(interpreter) => interpreter,
            Err(error) => {
                let _ = answer.send(Err(error));
                return;
            }
        };
        while questions.recv().is_ok() {
            start.wait();
            if answer.send(run(&mut interpreter, 1)).is_err() {
                return;
            }
        }
    });
    (ask, answers)
}

fn one_round(interpreter: &mut Interpreter, start: &Barrier, ask: &[Ask], others: &[Answers]) -> anyhow::Result<Round> {
    let one = run(interpreter, 1)?;
    let two = run(interpreter, 2)?;
    for ask in ask {
        ask.send(())?;
    }
    start.wait();
    let mut apart: f64 = 0.0;
    for answers in others {
        apart = apart.max(answers.recv()??);
    }
    Ok(Round { one, two, apart })
}

fn loaded(name: &str, text: &str) -> anyhow::Result<Interpreter> {
    let mut interpreter = Interpreter::builder().gil(Gil::Free).build();
    interpreter.load_source(name, &format!("{text}{THREADS}")).map_err(|error| anyhow::anyhow!("{error}"))?;
    Ok(interpreter)
}

/// Runs the program in so many threads; how long that took, ns.
fn run(interpreter: &mut Interpreter, threads: i64) -> anyhow::Result<f64> {
    let start = Instant::now();
    let answer = interpreter.call("side_by_side", &[threads.into()]).map_err(|error| anyhow::anyhow!("{error}"))?;
    let took = start.elapsed().as_nanos() as f64;
    ensure!(matches!(answer, Answer::Int(_) | Answer::BigInt(_)), "the programs answer with numbers, not {answer:?}");
    Ok(took)
}
