//! Asks real Pythons the question of an example, in the same rounds as the model.
//!
//! | file | what it is |
//! | --- | --- |
//! | [`mod@self`] | the twin of an example, and how its variants come into the plan |
//! | `places` | where Pythons lie: PATH, pyenv, uv, conda, virtual environments |
//! | `find` | which Pythons are there, and who they are |
//! | `elders` | older Pythons, which are asked less often |
//! | `roll` | all of them, and what each says of itself |
//! | `conversation` | one twin under way: requests, answers, a new start where one was lost |
//! | `pace` | how often it is asked, for as long as its time lasts |
//! | `process` | a process that prints lines: bounded in time, length and memory, killed with all that it started |
//! | `memory` | how much memory such a process and all that it started hold |
//!
//! A twin is a Python script beside the example (`examples/SLUG.py`). Its text is part of the program, so that an
//! example asks the same question wherever it runs. A Python that hangs, floods, eats memory, dies or answers wrongly
//! loses the series in question, with the reason; it never ends the measurement.

mod conversation;
mod elders;
mod find;
mod memory;
mod pace;
mod places;
mod process;
mod roll;

use std::{cell::RefCell, collections::BTreeMap, fs, io, path::PathBuf, rc::Rc, sync::Arc, time::Duration};

use conversation::{Conversation, Listed, Script};
pub(super) use elders::{Elder, Told, hear, history};
use find::{Found, Python};
pub(super) use pace::Cost;
use pace::{GIVEN, Turn};
use places::Places;
pub(super) use process::Bounds;
pub use roll::{Present, RollCall, roll_call};

use super::experiment::{Failure, Outcome, Plan, Variant};
use crate::results::{Interpreter, Missing};

/// Name in selectors of the newest CPython with a GIL, and of a Python that could not be told apart further.
const CPYTHON: &str = "cpython";
/// Name in selectors of the newest free-threaded CPython.
const CPYTHON_FREE: &str = "cpython-free";
/// Longest that a Python may take for one request, unless `--python-limit` says otherwise: what it is given altogether.
const LIMIT: Duration = Duration::from_secs(10);
/// Most memory that a Python may hold with all that it started, unless `--python-memory` says otherwise: 2 GiB, many
/// times what any twin needs.
const MEMORY: u64 = 2 << 30;
/// State that is compared: whether there is a GIL.
const GIL: &str = "gil";

/// The Pythons that a plan asks, by engine.
pub(super) type Conversations = Vec<(String, Rc<RefCell<Conversation>>)>;

/// The Python script beside an example, which puts the question to whoever runs it.
#[derive(Clone, Debug)]
pub struct Twin {
    slug: String,
    /// Its text.
    text: String,
    /// The text of `twin.py`, which all twins import.
    shared: String,
    arguments: Vec<String>,
    oldest: (u32, u32),
    /// Whether every Python is asked everything, not only the newest.
    every: bool,
    /// Variants that older Pythons are asked for.
    history: Vec<String>,
    /// What each Python may cost, all sittings together.
    given: Duration,
}

impl Twin {
    /// The twin of the example `slug`: `text` is `include_str!("SLUG.py")`, `shared` is `include_str!("twin.py")`.
    #[must_use]
    pub fn new(slug: &str, text: &str, shared: &str) -> Self {
        let [slug, text, shared] = [slug, text, shared].map(String::from);
        let (arguments, history) = (Vec::new(), Vec::new());
        Self { slug, text, shared, arguments, oldest: (3, 8), every: false, history, given: GIVEN }
    }

    /// With these arguments.
    #[must_use]
    pub fn with(mut self, arguments: &[&str]) -> Self {
        self.arguments.extend(arguments.iter().map(|a| (*a).to_owned()));
        self
    }

    /// Runs on this version of Python and every later one; on 3.8 and later if nothing is said.
    #[must_use]
    pub fn since(mut self, major: u32, minor: u32) -> Self {
        self.oldest = (major, minor);
        self
    }

    /// These variants are also put to the other Pythons that are found, once a sitting: what changed from version to
    /// version, in few and short variants. `gap` is that variant at every point of its axis, `gap[n=2]` at one.
    #[must_use]
    pub fn history(mut self, variants: &[&str]) -> Self {
        self.history.extend(variants.iter().map(|name| (*name).to_owned()));
        self
    }

    /// Each Python is given so much time, all sittings together; ten seconds if nothing is said.
    #[must_use]
    pub fn given(mut self, time: Duration) -> Self {
        self.given = time;
        self
    }

    /// Is put to every Python that is found, the newest of each engine; else to the newest with a GIL, the newest
    /// without, and 2.7.
    #[must_use]
    pub fn to_every_python(mut self) -> Self {
        self.every = true;
        self
    }
}

/// Whom the command line wants to be asked, and how patiently.
#[derive(Clone, Debug)]
pub(super) struct Asking {
    pub whom: Whom,
    /// What one request may cost.
    pub bounds: Bounds,
    /// Where Pythons are looked for.
    pub places: Places,
}

/// Whom the command line wants to be asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Whom {
    /// The newest Pythons of this machine.
    Newest,
    /// All of these.
    These(Vec<PathBuf>),
    /// No Python.
    Nobody,
}

impl Default for Asking {
    fn default() -> Self {
        let bounds = Bounds { time: LIMIT, memory: MEMORY };
        Self { whom: Whom::Newest, bounds, places: Places::here() }
    }
}

impl Plan<'_> {
    /// Adds what real Pythons say to the variants of `twin`: a series for each Python and variant, named `cpython-3.14`,
    /// `cpython-3.14t` without a GIL, `pypy-3.10`. What is not there is [missing](Plan::missing), with how to get it.
    /// Older Pythons are asked what belongs to the [history](Twin::history).
    ///
    /// None of these series decides when the measurement is precise enough.
    pub fn ask_pythons(&mut self, twin: &Twin) {
        let mut found = find::find(&self.asking, twin.oldest, twin.every);
        if twin.history.is_empty() {
            found.elders.clear();
        }
        self.missing.extend(found.missing.iter().cloned());
        let script = match write(twin) {
            Ok(script) => Arc::new(script),
            Err(error) => {
                return self.missing(CPYTHON, &format!("The script for Python could not be written down: {error}."));
            }
        };
        for python in found.pythons.iter().cloned() {
            self.ask(python, &script);
        }
        self.history.extend(twin.history.iter().cloned());
        elders::begin(self, &found.elders, &script);
        let absent = self.absent(&found);
        self.missing.extend(absent);
    }

    /// After [`ask_pythons`](Self::ask_pythons): some quantities need the Python `engine`. If it was not asked, it is
    /// [missing](Plan::missing) for one of the usual reasons, or because it was not found.
    pub fn needs_python(&mut self, engine: &str) {
        let is_told = |of: &str| of == engine;
        if self.interpreters.iter().any(|i| is_told(&i.engine)) || self.missing.iter().any(|m| is_told(&m.engine)) {
            return;
        }
        let reason = match &self.asking.whom {
            Whom::Nobody => "No Python was asked, because of `--no-python`.".to_owned(),
            Whom::These(_) => format!("None of the Pythons that were named is {engine}."),
            Whom::Newest => format!("No {engine} was found; name it with `--python PATH`."),
        };
        self.missing(engine, &reason);
    }

    /// Adds the variants of one Python.
    fn ask(&mut self, python: Python, script: &Arc<Script>) {
        let engine = python.engine();
        match Conversation::begin(python, Arc::clone(script), self.asking.bounds) {
            Err(reason) => self.missing(&engine, &reason),
            Ok(conversation) => {
                let (version, build) = conversation.version_and_build();
                self.interpreters.push(Interpreter { engine: engine.clone(), version, build });
                let listed = conversation.listed().to_vec();
                let conversation = Rc::new(RefCell::new(conversation));
                self.conversations.push((engine.clone(), Rc::clone(&conversation)));
                for (index, listed) in listed.iter().enumerate() {
                    self.add(variant(&engine, listed, index, &conversation));
                }
            }
        }
    }

    /// What is said where no Python with a GIL, or none without, could be asked.
    fn absent(&self, found: &Found) -> Vec<Missing> {
        let is_free = |engine: &str| engine.ends_with('t');
        let is_told = |free: bool| {
            let engines = self.interpreters.iter().map(|i| &i.engine).chain(self.missing.iter().map(|m| &m.engine));
            engines.into_iter().any(|e| e.starts_with("cpython-") && is_free(e) == free)
        };
        let absent = [(CPYTHON, false), (CPYTHON_FREE, true)].into_iter().filter(|(_, free)| !is_told(*free));
        let reason = |free| match (&self.asking.whom, free) {
            (Whom::Nobody, _) => "No Python was asked, because of `--no-python`.".to_owned(),
            (Whom::These(_), false) => "None of the Pythons that were named has a GIL.".to_owned(),
            (Whom::These(_), true) => "None of the Pythons that were named is a free-threaded CPython.".to_owned(),
            (Whom::Newest, false) => find::how_to_get(&found.oldest),
            (Whom::Newest, true) => find::HOW_TO_GET_FREE.to_owned(),
        };
        absent.map(|(engine, free)| Missing { engine: engine.into(), reason: reason(free) }).collect()
    }
}

/// One variant of a twin. Once it failed it is not asked again: its series is lost, and a second failure costs as much
/// time as the first.
fn variant<'a>(engine: &str, listed: &Listed, index: usize, conversation: &Rc<RefCell<Conversation>>) -> Variant<'a> {
    let conversation = Rc::clone(conversation);
    let has_gil = !engine.ends_with('t');
    let mut failed: Option<String> = None;
    let (mut round, mut warm) = (0, None);
    let variant = params(Variant::new(engine, &listed.name), &listed.params)
        .unit(listed.unit)
        .requests(GIL, on_or_off(has_gil))
        .not_deciding()
        .may_fail()
        .sampled(move |watch| {
            if let Some(why) = &failed {
                return Err(Failure(why.clone()));
            }
            let mut conversation = conversation.borrow_mut();
            if conversation.is_told(index) {
                return Ok(Outcome::left_out());
            }
            let turn = conversation.turn(round);
            let answer = match (turn, warm.take()) {
                (Turn::Leave, _) => return Ok(Outcome::left_out()),
                (Turn::Keep, Some(answer)) => answer,
                _ => conversation.run(index).map_err(|why| {
                    failed = Some(why.clone());
                    Failure(why)
                })?,
            };
            if round == 0 {
                warm = Some(answer.clone());
            }
            round += 1;
            answer.samples.iter().for_each(|sample| watch.report(*sample));
            Ok(Outcome::default().saw(GIL, on_or_off(answer.gil)))
        });
    if listed.again { variant.again() } else { variant }
}

fn params<'a>(mut variant: Variant<'a>, params: &BTreeMap<String, i64>) -> Variant<'a> {
    variant.params.extend(params.iter().map(|(name, value)| (name.clone(), *value)));
    variant
}

fn on_or_off(gil: bool) -> &'static str {
    if gil { "on" } else { "off" }
}

/// Gives each Python its share of the time for this sitting, by what it cost in each of the `earlier` ones; `left` are to
/// come, with this one.
pub(super) fn share(plan: &Plan<'_>, earlier: &[&BTreeMap<String, Cost>], left: u32) {
    for (engine, conversation) in &plan.conversations {
        let costs = earlier.iter().map(|costs| costs.get(engine).copied().unwrap_or_default());
        conversation.borrow_mut().share(&costs.collect::<Vec<_>>(), left);
    }
}

/// What each Python of the plan cost in this sitting.
pub(super) fn costs(plan: &Plan<'_>) -> BTreeMap<String, Cost> {
    plan.conversations.iter().map(|(engine, c)| (engine.clone(), c.borrow().cost())).collect()
}

/// Writes the twin into a folder of its own, which goes when the last conversation ends.
fn write(twin: &Twin) -> io::Result<Script> {
    let folder = tempfile::Builder::new().prefix("roommates-twin-").tempdir()?;
    let path = folder.path().join(format!("{}.py", twin.slug));
    fs::write(&path, &twin.text)?;
    fs::write(folder.path().join("twin.py"), &twin.shared)?;
    Ok(Script { path, arguments: twin.arguments.clone(), given: twin.given, _folder: folder })
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
