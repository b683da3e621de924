//! Older Pythons: asked once a sitting, after the rounds, and only what changed from version to version.
//!
//! In the rounds of the newest they would cost more time than everything else. Each of them is asked once before the next
//! one is; like a single operation, a sitting is one round of its series. A sitting that its time is not enough for goes
//! on without it.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    rc::Rc,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};

use super::{
    GIL,
    conversation::{Conversation, Listed, Script},
    find::Python,
    on_or_off,
};
use crate::{
    harness::experiment::Plan,
    results::{Interpreter, Mode, Rejected, Role, Selector, Series, StateCheck, Unit},
};

/// What takes longer than this needs no warm-up: to import something, or to touch its memory first, takes a small part
/// of it.
const SHORT: Duration = Duration::from_millis(20);

/// An older Python, ready to be asked.
#[derive(Debug)]
pub(in crate::harness) struct Elder {
    engine: String,
    conversation: Rc<RefCell<Conversation>>,
}

/// What an older Python said to one question in one sitting.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(in crate::harness) struct Told {
    engine: String,
    variant: String,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    params: BTreeMap<String, i64>,
    unit: Unit,
    samples: Vec<i64>,
    /// Whether there was a GIL.
    gil: bool,
    /// Why there are no samples.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failed: Option<String>,
}

/// Starts the twin in each of them, all at once: it is the start that takes time. Those that fail are missing.
pub(super) fn begin(plan: &mut Plan<'_>, elders: &[Python], script: &Arc<Script>) {
    let bounds = plan.asking.bounds;
    let begun: Vec<_> = thread::scope(|scope| {
        let start = |python: &Python| {
            let (python, script) = (python.clone(), Arc::clone(script));
            scope.spawn(move || Conversation::begin(python, script, bounds))
        };
        let starting: Vec<_> = elders.iter().map(start).collect();
        let begun = starting.into_iter().map(|thread| thread.join());
        begun.map(|begun| begun.unwrap_or_else(|_| Err("It could not be started.".into()))).collect()
    });
    for (python, begun) in elders.iter().zip(begun) {
        let engine = python.engine();
        match begun {
            Err(reason) => plan.missing(&engine, &reason),
            Ok(conversation) => {
                let (version, build) = conversation.version_and_build();
                plan.interpreters.push(Interpreter { engine: engine.clone(), version, build });
                let conversation = Rc::new(RefCell::new(conversation));
                plan.conversations.push((engine.clone(), Rc::clone(&conversation)));
                plan.elders.push(Elder { engine, conversation });
            }
        }
    }
}

/// Asks every older Python of the plan, one after the other.
pub(in crate::harness) fn hear(plan: &Plan<'_>) -> Vec<Told> {
    let is_warm_up = plan.mode != Mode::Verify;
    plan.elders.iter().flat_map(|elder| elder.hear(&plan.history, is_warm_up)).collect()
}

impl Elder {
    fn hear(&self, history: &[String], is_warm_up: bool) -> Vec<Told> {
        let mut conversation = self.conversation.borrow_mut();
        if !conversation.affords_a_sitting() {
            return Vec::new();
        }
        let listed: Vec<_> = conversation.listed().iter().cloned().enumerate().collect();
        let belongs = |listed: &Listed| {
            let selector = listed.selector(&self.engine).to_string();
            let of_variant = selector.split_once('/').map_or("", |(_, variant)| variant);
            history.iter().any(|name| *name == listed.name || name == of_variant)
        };
        let asked = listed.into_iter().filter(|(_, listed)| !listed.again && belongs(listed));
        let told = asked
            .map(|(index, listed)| {
                let start = Instant::now();
                let mut answer = conversation.run(index);
                if is_warm_up && answer.is_ok() && start.elapsed() < SHORT {
                    answer = conversation.run(index);
                }
                let (samples, gil, failed) = match answer {
                    Ok(answer) => (answer.samples, answer.gil, None),
                    Err(why) => (Vec::new(), self.has_gil(), Some(why)),
                };
                let (engine, variant) = (self.engine.clone(), listed.name);
                Told { engine, variant, params: listed.params, unit: listed.unit, samples, gil, failed }
            })
            .collect();
        conversation.was_asked();
        told
    }

    fn has_gil(&self) -> bool {
        has_gil(&self.engine)
    }
}

/// Whether an engine of this name was built with a GIL.
fn has_gil(engine: &str) -> bool {
    !engine.ends_with('t')
}

/// The answers of all sittings to one question.
struct Asked<'t> {
    told: Vec<&'t Told>,
    /// In each sitting, how often it was answered: once or not at all.
    sittings: Vec<u32>,
}

/// What the sittings give together.
#[derive(Debug, Default)]
pub(in crate::harness) struct History {
    pub(in crate::harness) series: Vec<Series>,
    pub(in crate::harness) checks: Vec<StateCheck>,
    pub(in crate::harness) rejected: Vec<Rejected>,
}

/// The series of the older Pythons, from what they told in every sitting; the shortest sitting says how many samples
/// each of them gives.
pub(in crate::harness) fn history(sittings: &[Vec<Told>]) -> History {
    let mut asked: Vec<Asked<'_>> = Vec::new();
    for (number, told) in sittings.iter().enumerate().flat_map(|(i, told)| told.iter().map(move |told| (i, told))) {
        let known = asked.iter().position(|asked: &Asked<'_>| asked.is_of(told)).unwrap_or(asked.len());
        if known == asked.len() {
            asked.push(Asked { told: Vec::new(), sittings: vec![0; sittings.len()] });
        }
        asked[known].told.push(told);
        asked[known].sittings[number] += 1;
    }
    let mut history = History::default();
    for asked in asked {
        let (series, check) = (asked.selector().to_string(), asked.check());
        match asked.refused(&check) {
            Some(reason) => history.rejected.push(Rejected { series, reason }),
            None => history.series.push(asked.series()),
        }
        history.checks.push(check);
    }
    history
}

impl Asked<'_> {
    fn is_of(&self, other: &Told) -> bool {
        let first = self.told[0];
        (&first.engine, &first.variant, &first.params) == (&other.engine, &other.variant, &other.params)
    }

    fn selector(&self) -> Selector {
        let Told { engine, variant, params, .. } = self.told[0];
        params.iter().fold(Selector::new(engine, variant), |s, (name, value)| s.at(name, *value))
    }

    /// Whether there was a GIL, beside whether there should be one.
    fn check(&self) -> StateCheck {
        let wanted = has_gil(&self.told[0].engine);
        let seen = if self.told.iter().all(|told| told.gil == wanted) { wanted } else { !wanted };
        let [requested, observed] = [wanted, seen].map(|gil| on_or_off(gil).to_owned());
        StateCheck { series: self.selector().to_string(), state: GIL.into(), requested, observed }
    }

    /// Why these answers are of no use.
    fn refused(&self, check: &StateCheck) -> Option<String> {
        let failed = self.told.iter().find_map(|told| told.failed.clone());
        let wrong = || format!("Asked for {GIL} = {}, saw {}.", check.requested, check.observed);
        failed.or_else(|| (check.requested != check.observed).then(wrong))
    }

    fn series(&self) -> Series {
        let Told { engine, variant, params, unit, .. } = self.told[0].clone();
        let per_round = self.told.iter().map(|told| told.samples.len()).min().unwrap_or(0);
        Series {
            engine,
            variant,
            params,
            role: Role::Measured,
            unit,
            per_round: u32::try_from(per_round).unwrap_or(u32::MAX),
            sittings: self.sittings.clone(),
            samples: self.told.iter().flat_map(|told| &told.samples[..per_round]).copied().collect(),
        }
    }
}
