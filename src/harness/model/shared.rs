//! One interpreter for many questions, as one process of CPython answers them all; and questions about who is alive.

use std::{cell::RefCell, rc::Rc};

use serde::{Deserialize, Serialize};

use super::{Model, unexpected};
use crate::{
    harness::{Failure, Outcome, Stopwatch, Variant},
    interp::{Answer, Argument},
    results::Unit,
};

/// Who answers.
const ENGINE: &str = "model";
/// State that must be as requested: whether the collector was on.
const COLLECTOR: &str = "collector";

/// A [`Model`] that the variants of a plan share.
#[derive(Clone, Debug)]
pub struct SharedModel(Rc<RefCell<Model>>);

/// What a function of a twin returns that counts who is alive: its samples, how many are left once the collector has
/// been, whether the collector was on before. It can be sent from one process to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Living {
    samples: Vec<i64>,
    alive: u64,
    collector: bool,
}

impl Living {
    /// Calls `function`, which returns a list of samples and a pair: how many are left, whether the collector was on.
    ///
    /// # Errors
    /// If it raises, or returns something else.
    pub fn ask(model: &mut Model, function: &str, arguments: &[Argument]) -> Result<Self, Failure> {
        let (samples, seen) = model.samples(function, arguments)?;
        if let Answer::Tuple(seen) = &seen
            && let [Answer::Int(alive), Answer::Bool(collector)] = seen[..]
        {
            return Ok(Self { samples, alive: u64::try_from(alive)?, collector });
        }
        Err(unexpected(function, &seen))
    }

    /// Reports the samples; the answer is how many are left.
    #[must_use]
    pub fn report(&self, watch: &mut Stopwatch) -> Outcome {
        self.samples.iter().for_each(|sample| watch.report(*sample));
        Outcome::answer(self.alive).saw(COLLECTOR, on_or_off(self.collector))
    }

    /// A variant that [reports](Self::report) such an answer: nobody may be left, and the collector must have been on or
    /// off as it was asked to be.
    #[must_use]
    pub fn variant<'a>(name: &str, collector: bool) -> Variant<'a> {
        Variant::new(ENGINE, name).expects(0).requests(COLLECTOR, on_or_off(collector))
    }
}

impl SharedModel {
    /// Shares `model`.
    #[must_use]
    pub fn new(model: Model) -> Self {
        Self(Rc::new(RefCell::new(model)))
    }

    // ANCHOR: living
    /// Asks `function` of the twin once a round who is [alive](Living).
    #[must_use]
    pub fn living<'a>(
        &self,
        name: &str,
        function: &'static str,
        arguments: Vec<Argument>,
        collector: bool,
    ) -> Variant<'a> {
        let model = Rc::clone(&self.0);
        Living::variant(name, collector)
            .sampled(move |watch| Ok(Living::ask(&mut model.borrow_mut(), function, &arguments)?.report(watch)))
    }
    // ANCHOR_END: living

    /// As [`living`](Self::living), where the samples are counted and not timed.
    #[must_use]
    pub fn living_counted<'a>(
        &self,
        name: &str,
        function: &'static str,
        arguments: Vec<Argument>,
        collector: bool,
    ) -> Variant<'a> {
        self.living(name, function, arguments, collector).unit(Unit::Count).not_deciding()
    }

    /// Calls `function` of the twin once a round, which returns samples and what `check` makes the answer of.
    #[must_use]
    pub fn counted<'a>(
        &self,
        name: &str,
        function: &'static str,
        arguments: Vec<Argument>,
        check: impl Fn(&Answer) -> Option<u64> + 'a,
    ) -> Variant<'a> {
        let model = Rc::clone(&self.0);
        Variant::new(ENGINE, name).unit(Unit::Count).not_deciding().sampled(move |watch| {
            let (samples, seen) = model.borrow_mut().samples(function, &arguments)?;
            samples.into_iter().for_each(|sample| watch.report(sample));
            check(&seen).map(Outcome::answer).ok_or_else(|| unexpected(function, &seen))
        })
    }
}

fn on_or_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{harness::Clock, interp::Interpreter};

    fn model() -> Model {
        let twin = "# ANCHOR: workload\ndef alive(n): return [n, 7], (n - 3, True)\ndef wrong(n): return [n], n\n\
                    # ANCHOR_END: workload\n";
        Model::load(Interpreter::builder(), "a.py", twin, Clock::start()).expect("it is loaded")
    }

    #[test]
    fn who_is_alive_is_heard_and_nothing_else() {
        let living = Living::ask(&mut model(), "alive", &[3.into()]).expect("it says so");
        assert_eq!(living, Living { samples: vec![3, 7], alive: 0, collector: true });
        assert_eq!(Living::ask(&mut model(), "wrong", &[3.into()]).expect_err("no pair").0, "wrong gave Int(3)");
        assert!(Living::ask(&mut model(), "alive", &[1.into()]).is_err(), "nobody is less than alone");
    }
}
