//! Functions of the host program that Python programs can call.

use std::{
    fmt,
    sync::{Arc, OnceLock},
};

use super::{Answer, Argument, Thread, runtime::Entry};
use crate::object::{Build, Call, ExceptionType, NativeFunction, Raised, Result, Value};

/// A function of the host: gets its arguments, and gives an answer or a message for a `RuntimeError`.
pub type HostFunction = dyn Fn(&[Argument]) -> std::result::Result<Answer, String> + Send + Sync;

struct Host {
    name: &'static str,
    run: Arc<HostFunction>,
    /// Whether it is called without the GIL.
    detached: bool,
}

/// The host's functions, in places that are filled once: calling one takes no lock.
#[derive(Default)]
pub(super) struct Hosts([OnceLock<Host>; PLACES]);

const PLACES: usize = 16;

/// A function in Rust is a bare address for the interpreter: there is one for each place.
fn entry<B: Build, const PLACE: usize>(thread: &mut Thread<B>, call: Call<'_, B>) -> Result<Value<B>, B> {
    let Some(host) = thread.runtime.hosts.0[PLACE].get() else { return Ok(Value::NONE) };
    let (run, detached) = (Arc::clone(&host.run), host.detached);
    let arguments = call.positional.iter().map(|value| thread.answer(value)).collect::<Result<Vec<_>, B>>()?;
    let answer = if detached { thread.blocking(|| run(&arguments)) } else { run(&arguments) };
    match answer {
        Ok(answer) => Ok(super::machine::value(&answer)),
        Err(message) => Err(Raised::new(ExceptionType::RuntimeError, message)),
    }
}

macro_rules! entries {
    ($($place:literal)*) => { [$(entry::<B, $place>),*] };
}

impl Hosts {
    /// Binds a function to a name; false if there are too many.
    pub(super) fn bind(&self, name: &str, run: Arc<HostFunction>, detached: bool) -> bool {
        let mut host = Some(Host { name: Box::leak(name.into()), run, detached });
        for place in &self.0 {
            match host.take().map(|host| place.set(host)) {
                Some(Err(back)) => host = Some(back),
                _ => return true,
            }
        }
        false
    }

    /// The function of that name: the last one that was bound to it.
    pub(super) fn value<B: Build>(&self, name: &str) -> Option<Value<B>> {
        let entries: [NativeFunction<B>; PLACES] = entries!(0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15);
        let bound = self.0.iter().zip(entries).filter_map(|(host, run)| Some((host.get()?, run)));
        let (host, run) = bound.filter(|(host, _)| host.name == name).last()?;
        Some(Entry::new(host.name, 0, usize::MAX, run).value(false))
    }
}

impl fmt::Debug for Hosts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().filter_map(|host| Some(host.get()?.name))).finish()
    }
}
