//! All Pythons of this machine, and what each says of itself: for people who want to know before they measure.

use std::{collections::BTreeMap, io, path::PathBuf, sync::Arc, time::Duration};

use super::{Asking, Bounds, Twin, conversation::Conversation, find, places::Places, write};

/// Longest that a Python may take for one question.
const LIMIT: Duration = Duration::from_secs(5);

/// A Python that answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Present {
    /// Its name in records, for example `cpython-3.14t`.
    pub engine: String,
    /// Its full version.
    pub version: String,
    /// How it was built.
    pub build: String,
    /// Where it lies on this machine; never goes into a record.
    pub program: PathBuf,
    /// Whether it is asked if nobody says which.
    pub is_chosen: bool,
    /// What it said to each question: a number, with the meaning that the twin gives it.
    pub says: BTreeMap<String, i64>,
    /// Questions that it failed, and why.
    pub fails: BTreeMap<String, String>,
}

/// Who answered, and who did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RollCall {
    /// In the order in which they were found.
    pub present: Vec<Present>,
    /// Programs that are called like a Python, each with the reason why it is not asked.
    pub left_out: Vec<(PathBuf, String)>,
}

/// Puts those questions of the twin to every Python of this machine that are named.
///
/// # Errors
/// If the script cannot be written down.
pub fn roll_call(twin: &Twin, questions: &[&str]) -> io::Result<RollCall> {
    let Asking { places, bounds, .. } = Asking::default();
    call(&places, twin, questions, Bounds { time: LIMIT, ..bounds })
}

pub(super) fn call(places: &Places, twin: &Twin, questions: &[&str], bounds: Bounds) -> io::Result<RollCall> {
    let script = Arc::new(write(twin)?);
    let everybody = find::everybody(places, bounds.time);
    let chosen: Vec<PathBuf> =
        find::newest(everybody.pythons.clone(), (2, 7)).into_iter().map(|python| python.program).collect();
    let mut roll = RollCall { left_out: everybody.left_out, ..RollCall::default() };
    for python in everybody.pythons {
        let (engine, program) = (python.engine(), python.program.clone());
        if !python.is_at_least(twin.oldest) {
            roll.left_out.push((program, format!("{engine} is too old for the questions of this book.")));
            continue;
        }
        match Conversation::begin(python, Arc::clone(&script), bounds) {
            Err(why) => roll.left_out.push((program, why)),
            Ok(mut conversation) => {
                let (version, build) = conversation.version_and_build();
                let is_chosen = chosen.contains(&program);
                let (says, fails) = answers(&mut conversation, questions);
                roll.present.push(Present { engine, version, build, program, is_chosen, says, fails });
            }
        }
    }
    Ok(roll)
}

/// The last sample of each question, or why there is none.
fn answers(conversation: &mut Conversation, questions: &[&str]) -> (BTreeMap<String, i64>, BTreeMap<String, String>) {
    let (mut says, mut fails) = (BTreeMap::new(), BTreeMap::new());
    let listed: Vec<String> = conversation.listed().iter().map(|listed| listed.name.clone()).collect();
    for (index, name) in listed.into_iter().enumerate().filter(|(_, name)| questions.contains(&name.as_str())) {
        match conversation.run(index).map(|answer| answer.samples.last().copied()) {
            Ok(Some(sample)) => drop(says.insert(name, sample)),
            Ok(None) => drop(fails.insert(name, "It gave no sample.".into())),
            Err(why) => drop(fails.insert(name, why)),
        }
    }
    (says, fails)
}
