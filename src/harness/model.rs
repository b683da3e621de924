//! Puts the question of an example to the model: the functions of the twin, run by the interpreter of this book.
//!
//! The counterpart of [`Twin`](super::Twin), which puts the same functions to real Pythons. What the workload calls
//! `clock` is the harness's, so that both sides read time in the same unit; whether there is a GIL, and what its switch
//! interval is, the interpreter tells itself.

mod shared;

use std::time::Duration;

pub use shared::{Living, SharedModel};

use super::{Clock, Failure, Outcome};
use crate::{
    gc,
    gil::Hold,
    interp::{Answer, Argument, Builder, Counters, Interpreter, PythonError},
    results::{Lane, Span},
};

/// A call that takes longer has come to a standstill.
const PATIENCE: Duration = Duration::from_secs(60);
/// The interpreter is asked for its state with this program, before the workload is there.
const STATE: &str = "
import sys
gil = 'on' if sys._is_gil_enabled() else 'off'
def state(): return gil, round(sys.getswitchinterval() * 1000000)
";

/// An interpreter that has the workload of a twin.
#[derive(Debug)]
pub struct Model {
    interpreter: Interpreter,
    gil: String,
    interval: String,
}

impl Model {
    /// Builds it as `builder` says, binds `clock`, and loads the workload of the twin at `path`.
    ///
    /// # Errors
    /// If the workload cannot be compiled, or raises.
    pub fn load(builder: Builder, path: &str, twin: &str, clock: Clock) -> Result<Self, Failure> {
        Self::load_with(builder, path, twin, clock, |_| Ok(()))
    }

    /// As [`load`](Self::load), where the workload calls more of the host than `clock`: `bind` binds it.
    ///
    /// # Errors
    /// As [`load`](Self::load), or if `bind` fails.
    pub fn load_with(
        builder: Builder,
        path: &str,
        twin: &str,
        clock: Clock,
        bind: impl FnOnce(&mut Interpreter) -> Result<(), PythonError>,
    ) -> Result<Self, Failure> {
        let mut interpreter = builder.deadline(PATIENCE).build();
        interpreter.load_source("state", STATE)?;
        let (gil, interval) = match interpreter.call("state", &[])? {
            Answer::Tuple(state) => match &state[..] {
                [Answer::Str(gil), Answer::Int(interval)] => (gil.clone(), format!("{interval} µs")),
                other => return Err(unexpected("state", &Answer::Tuple(other.to_vec()))),
            },
            other => return Err(unexpected("state", &other)),
        };
        interpreter.bind("clock", move |_| Ok(Answer::Int(i64::try_from(clock.now()).unwrap_or(i64::MAX))))?;
        bind(&mut interpreter)?;
        interpreter.load_workload(path, twin)?;
        Ok(Self { interpreter, gil, interval })
    }

    /// Calls a function of the workload.
    ///
    /// # Errors
    /// If there is none of that name, or it raises.
    pub fn ask(&mut self, function: &str, arguments: &[Argument]) -> Result<Answer, PythonError> {
        self.interpreter.call(function, arguments)
    }

    /// Calls a function that returns a number; a truth value is one, as in Python.
    ///
    /// # Errors
    /// As [`ask`](Self::ask), or if it returns something else.
    pub fn number(&mut self, function: &str, arguments: &[Argument]) -> Result<i64, Failure> {
        let answer = self.ask(function, arguments)?;
        number(&answer).ok_or_else(|| unexpected(function, &answer))
    }

    /// Calls a function that returns a list or a tuple of numbers.
    ///
    /// # Errors
    /// As [`ask`](Self::ask), or if it returns something else.
    pub fn numbers(&mut self, function: &str, arguments: &[Argument]) -> Result<Vec<i64>, Failure> {
        let answer = self.ask(function, arguments)?;
        numbers(&answer).ok_or_else(|| unexpected(function, &answer))
    }

    /// Calls a function that returns a list of such.
    ///
    /// # Errors
    /// As [`ask`](Self::ask), or if it returns something else.
    pub fn rows(&mut self, function: &str, arguments: &[Argument]) -> Result<Vec<Vec<i64>>, Failure> {
        let answer = self.ask(function, arguments)?;
        let Answer::List(rows) = &answer else { return Err(unexpected(function, &answer)) };
        rows.iter().map(numbers).collect::<Option<_>>().ok_or_else(|| unexpected(function, &answer))
    }

    /// Calls a function that returns two things, of which the first is a list of samples.
    ///
    /// # Errors
    /// As [`ask`](Self::ask), or if it returns something else.
    pub fn samples(&mut self, function: &str, arguments: &[Argument]) -> Result<(Vec<i64>, Answer), Failure> {
        let answer = self.ask(function, arguments)?;
        if let Answer::Tuple(parts) = &answer
            && let [samples, rest] = &parts[..]
            && let Some(samples) = numbers(samples)
        {
            return Ok((samples, rest.clone()));
        }
        Err(unexpected(function, &answer))
    }

    /// An outcome that tells what is to be seen of its GIL: `gil` (on, off), `switch interval` (in µs), whether who
    /// drops it on request waits until it is taken, `forced switching` (on, off), and whether a waiter has asked for
    /// it, `drop requests` (some, none).
    #[must_use]
    pub fn outcome(&self, answer: u64) -> Outcome {
        let requests = if self.counters().gil.requests > 0 { "some" } else { "none" };
        let outcome = Outcome::answer(answer).saw("gil", &self.gil).saw("switch interval", &self.interval);
        let forced = if self.interpreter.forces_switching() { "on" } else { "off" };
        outcome.saw("drop requests", requests).saw("forced switching", forced)
    }

    /// What its GIL has counted so far.
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.interpreter.counters()
    }

    /// What its collector tells about itself, and about the objects that the workload watches.
    #[must_use]
    pub fn collector(&self) -> gc::Report {
        self.interpreter.collector()
    }

    /// Who held its GIL when, if that is traced. Thread 0 called in; others are numbered as they were started.
    #[must_use]
    pub fn holds(&self) -> Vec<Hold> {
        self.interpreter.holds()
    }
}

fn numbers(answer: &Answer) -> Option<Vec<i64>> {
    let (Answer::List(items) | Answer::Tuple(items)) = answer else { return None };
    items.iter().map(number).collect()
}

fn number(answer: &Answer) -> Option<i64> {
    match answer {
        Answer::Int(number) => Some(*number),
        Answer::Bool(truth) => Some((*truth).into()),
        _ => None,
    }
}

fn unexpected(function: &str, answer: &Answer) -> Failure {
    Failure(format!("{function} gave {answer:?}"))
}

/// A lane for each of the named threads, which shows these holds; time begins with the first of them.
#[must_use]
pub fn lanes(holds: &[Hold], threads: &[(usize, &str)]) -> Vec<Lane> {
    let start = holds.first().map_or(0, |hold| hold.start);
    let span = |hold: &Hold| Span { start: hold.start - start, end: hold.end - start, label: None };
    let lane = |(thread, name): &(usize, &str)| Lane {
        name: (*name).to_owned(),
        spans: holds.iter().filter(|hold| hold.thread == *thread).map(span).collect(),
    };
    threads.iter().map(lane).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::interp::Gil;

    const TWIN: &str = "# ANCHOR: workload
def seen(n): return clock() > 0, n
def pair(n): return str(n), n
def timed(n): return [n, n + 1], (n, None)
def two(n): return n, n + 1
def table(n): return [two(n), two(n + 2)]
# ANCHOR_END: workload
";

    #[test]
    fn a_workload_answers_with_numbers_and_nothing_else() {
        let mut model = Model::load(Interpreter::builder(), "a.py", TWIN, Clock::start()).expect("it is loaded");
        assert_eq!(model.numbers("two", &[3.into()]).expect("numbers"), [3, 4]);
        assert_eq!(model.rows("table", &[3.into()]).expect("rows"), [[3, 4], [5, 6]]);
        assert_eq!(model.numbers("seen", &[3.into()]).expect("a truth value is a number"), [1, 3]);
        let wrong = "pair gave Tuple([Str(\"3\"), Int(3)])";
        assert_eq!(model.numbers("pair", &[3.into()]).expect_err("a text").0, wrong);
        assert_eq!(model.samples("pair", &[3.into()]).expect_err("no list").0, wrong);
        let (samples, rest) = model.samples("timed", &[3.into()]).expect("samples and more");
        assert_eq!((samples, rest), (vec![3, 4], Answer::Tuple(vec![3.into(), Answer::None])));
        assert!(model.number("none", &[]).expect_err("no such function").0.contains("'none' is not defined"));
    }

    #[test]
    fn a_workload_calls_what_is_bound_and_is_watched_by_the_collector() {
        let twin = "# ANCHOR: workload\nimport gc, model\ndef told():\n    kept = [beside()]\n    \
                    model.watch('kept', kept)\n    gc.collect()\n    return kept[0]\n# ANCHOR_END: workload\n";
        let bind = |interpreter: &mut Interpreter| interpreter.bind("beside", |_| Ok(Answer::Int(8)));
        let model = Model::load_with(Interpreter::builder(), "a.py", twin, Clock::start(), bind);
        let mut model = model.expect("it is loaded");
        assert_eq!(model.number("told", &[]).expect("a number"), 8);
        let runs = model.collector().collections;
        assert!(runs.iter().flat_map(|run| &run.steps).any(|step| step.name == "kept"), "{runs:?}");
    }

    #[test]
    fn what_is_seen_of_a_gil_is_what_it_says_of_itself() {
        let forced = |builder: Builder| {
            let model = Model::load(builder, "a.py", TWIN, Clock::start()).expect("it is loaded");
            let saw = model.outcome(0).saw;
            saw.into_iter().find(|(state, _)| state == "forced switching").expect("it is told").1
        };
        assert_eq!(forced(Interpreter::builder()), "on");
        assert_eq!(forced(Interpreter::builder().forced_switching(false)), "off");
        assert_eq!(forced(Interpreter::builder().gil(Gil::Instructions(100))), "off", "nobody may ask before 3.2");
        assert_eq!(forced(Interpreter::builder().gil(Gil::Free)), "off");
    }

    #[test]
    fn lanes_begin_with_the_first_hold() {
        let hold = |thread, start, end| Hold { thread, start, end };
        let lanes = lanes(&[hold(2, 100, 110), hold(1, 112, 120), hold(2, 121, 125)], &[(1, "one"), (2, "two")]);
        let spans: Vec<Vec<_>> = lanes.iter().map(|l| l.spans.iter().map(|s| (s.start, s.end)).collect()).collect();
        assert_eq!(spans, [vec![(12, 20)], vec![(0, 10), (21, 25)]]);
    }
}
