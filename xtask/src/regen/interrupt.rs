//! Ctrl-C and requests to end, noticed between two steps and while waiting.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};

/// The signal that asked this program to end, if one did.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicUsize>);

impl Interrupt {
    /// From now on, SIGINT, SIGTERM and SIGHUP are noted instead of ending the program.
    ///
    /// # Errors
    /// If the system refuses a handler.
    pub fn install() -> std::io::Result<Self> {
        let noted = Self::default();
        for signal in [SIGINT, SIGTERM, SIGHUP] {
            signal_hook::flag::register_usize(signal, Arc::clone(&noted.0), signal as usize)?;
        }
        Ok(noted)
    }

    /// The number of the signal.
    pub fn signal(&self) -> Option<i32> {
        // Relaxed: the number is all that is passed on; it pairs with the store in the handler.
        let signal = self.0.load(Ordering::Relaxed);
        i32::try_from(signal).ok().filter(|s| *s != 0)
    }
}

/// The name of a signal: `SIGINT`.
pub(super) fn signal_name(signal: i32) -> String {
    signal_hook::low_level::signal_name(signal).map_or_else(|| format!("signal {signal}"), String::from)
}
